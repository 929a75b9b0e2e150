//! A card as rows: what is read, compared, written and kept for undo.
//!
//! Absent texts are empty, as in the tables. Not `Debug`: rows hold card numbers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::hex;

/// SHA-256 of a blob, as hex in JSON.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BlobRef(#[serde(with = "hex::serde_array")] pub(crate) [u8; 32]);

/// One card with all that belongs to it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CardRow {
    pub(crate) title: String,
    pub(crate) issuer: String,
    pub(crate) holder: String,
    pub(crate) number: String,
    pub(crate) note: String,
    pub(crate) colour: Option<u32>,
    pub(crate) valid_from: Option<NaiveDate>,
    pub(crate) valid_until: Option<NaiveDate>,
    pub(crate) balance: Option<BalanceRow>,
    pub(crate) favourite: bool,
    pub(crate) archived: bool,
    pub(crate) front: Option<BlobRef>,
    pub(crate) back: Option<BlobRef>,
    pub(crate) icon: Option<BlobRef>,
    pub(crate) checkout_size: u8,
    #[serde(default)]
    pub(crate) muted: bool,
    #[serde(default)]
    pub(crate) updates_off: bool,
    pub(crate) rank: String,
    pub(crate) origin: String,
    pub(crate) added_at: i64,
    pub(crate) edited_at: i64,
    pub(crate) revision: i64,
    pub(crate) symbols: Vec<SymbolRow>,
    pub(crate) fields: Vec<FieldRow>,
    /// In the order of their ids.
    pub(crate) groups: Vec<Uuid>,
    pub(crate) pass: Option<PassRow>,
    pub(crate) usage: Vec<UsageRow>,
    /// Newest first.
    pub(crate) uses: Vec<i64>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BalanceRow {
    pub(crate) amount: i64,
    pub(crate) scale: u8,
    /// `points`, `currency:EUR`, `other:visits`.
    pub(crate) unit: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SymbolRow {
    pub(crate) id: Uuid,
    #[serde(with = "hex::serde_vec")]
    pub(crate) payload: Vec<u8>,
    pub(crate) symbology: String,
    pub(crate) charset: Option<String>,
    pub(crate) eci: Option<u32>,
    pub(crate) gs1: bool,
    pub(crate) text: Option<String>,
    pub(crate) as_printed: bool,
    /// Empty, or a verdict's name; `differs` with the length that was read.
    pub(crate) verdict: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FieldRow {
    pub(crate) id: Uuid,
    pub(crate) label: String,
    pub(crate) value: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PassRow {
    pub(crate) kind: String,
    pub(crate) serial: String,
    pub(crate) original: BlobRef,
    pub(crate) provenance: String,
    pub(crate) expires_at: Option<i64>,
    pub(crate) voided: bool,
    pub(crate) headline_label: Option<String>,
    pub(crate) headline: Option<String>,
    pub(crate) logo: bool,
    /// JSON of the domain's `Loyalty`.
    #[serde(default)]
    pub(crate) loyalty: String,
    #[serde(default)]
    pub(crate) as_of: i64,
    #[serde(default)]
    pub(crate) set_id: Option<Uuid>,
    #[serde(default)]
    pub(crate) set_position: u32,
}

/// How often one device showed the card, and when last.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UsageRow {
    pub(crate) device: Uuid,
    pub(crate) count: u32,
    pub(crate) last_at: i64,
}

impl CardRow {
    /// A card with nothing on it yet. Its empty rank stands for the last place.
    pub(crate) fn empty() -> Self {
        Self {
            title: String::new(),
            issuer: String::new(),
            holder: String::new(),
            number: String::new(),
            note: String::new(),
            colour: None,
            valid_from: None,
            valid_until: None,
            balance: None,
            favourite: false,
            archived: false,
            front: None,
            back: None,
            icon: None,
            checkout_size: 100,
            muted: false,
            updates_off: false,
            rank: String::new(),
            origin: String::new(),
            added_at: 0,
            edited_at: 0,
            revision: 0,
            symbols: Vec::new(),
            fields: Vec::new(),
            groups: Vec::new(),
            pass: None,
            usage: Vec::new(),
            uses: Vec::new(),
        }
    }

    /// Blobs that this card needs.
    pub(crate) fn blobs(&self) -> impl Iterator<Item = BlobRef> {
        let original = self.pass.as_ref().map(|pass| pass.original);
        [self.front, self.back, self.icon, original]
            .into_iter()
            .flatten()
    }

    /// When it was last shown.
    pub(crate) fn last_used_at(&self) -> Option<i64> {
        self.usage.iter().map(|usage| usage.last_at).max()
    }

    /// How often it was shown.
    pub(crate) fn use_count(&self) -> u32 {
        self.usage
            .iter()
            .fold(0, |sum, usage| sum.saturating_add(usage.count))
    }
}
