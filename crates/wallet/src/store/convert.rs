//! Rows from and to what the domain knows.

use chrono::{DateTime, Utc};
use kantis_barcode::{Symbol, Symbology, Verdict};
use kantis_pass::Provenance;
use uuid::Uuid;

use super::row::{BalanceRow, BlobRef, CardRow, FieldRow, PassRow, SymbolRow};
use crate::domain::{
    Balance, BlobId, CardContent, CardId, CardSymbol, Colour, CustomField, GroupId, Headline,
    Loyalty, Origin, PassLink, PassSet, StoredCard, SymbolId, Unit,
};
use crate::error::{Result, WalletError};

impl CardRow {
    /// Takes over what the shopper owns. A symbol keeps its id when it is, or is
    /// like, one of the card's; a custom field keeps its by label.
    pub(crate) fn set_content(&mut self, content: CardContent, mut new_id: impl FnMut() -> Uuid) {
        let mut old = std::mem::take(&mut self.symbols);
        self.symbols = content
            .symbols
            .into_iter()
            .map(|symbol| {
                let row = SymbolRow::from_domain(symbol.id.0, symbol);
                let own = old.iter().position(|old| old.id == row.id);
                let own = own.or_else(|| old.iter().position(|old| old.is_like(&row)));
                let id = own.map_or_else(&mut new_id, |index| old.remove(index).id);
                SymbolRow { id, ..row }
            })
            .collect();
        let mut old = std::mem::take(&mut self.fields);
        self.fields = content
            .fields
            .into_iter()
            .map(|CustomField { label, value }| {
                let same = old.iter().position(|field| field.label == label);
                let id = same.map_or_else(&mut new_id, |index| old.remove(index).id);
                FieldRow { id, label, value }
            })
            .collect();
        self.groups = content.groups.into_iter().map(|group| group.0).collect();
        self.groups.sort_unstable();
        self.groups.dedup();
        self.title = content.title;
        self.issuer = content.issuer.unwrap_or_default();
        self.holder = content.holder.unwrap_or_default();
        self.number = content.number.unwrap_or_default();
        self.note = content.note;
        self.colour = content.colour.map(colour_number);
        self.valid_from = content.valid_from;
        self.valid_until = content.valid_until;
        self.balance = content.balance.map(BalanceRow::from_domain);
        self.favourite = content.favourite;
        self.archived = content.archived;
        self.front = content.front.map(blob_ref);
        self.back = content.back.map(blob_ref);
        self.icon = content.icon.map(blob_ref);
    }

    /// The card as the domain knows it.
    pub(crate) fn into_domain(self, id: CardId) -> Result<StoredCard> {
        let last_used_at = self.last_used_at().map(instant).transpose()?;
        let use_count = self.use_count();
        let content = CardContent {
            title: self.title,
            issuer: some(self.issuer),
            holder: some(self.holder),
            number: some(self.number),
            symbols: self
                .symbols
                .into_iter()
                .map(SymbolRow::into_domain)
                .collect::<Result<_>>()?,
            colour: self.colour.map(colour),
            note: self.note,
            fields: self
                .fields
                .into_iter()
                .map(|field| CustomField {
                    label: field.label,
                    value: field.value,
                })
                .collect(),
            groups: self.groups.into_iter().map(GroupId).collect(),
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            balance: self.balance.map(BalanceRow::into_domain),
            favourite: self.favourite,
            archived: self.archived,
            front: self.front.map(|blob| BlobId(blob.0)),
            back: self.back.map(|blob| BlobId(blob.0)),
            icon: self.icon.map(|blob| BlobId(blob.0)),
        };
        Ok(StoredCard {
            id,
            content,
            origin: Origin::from_name(&self.origin),
            pass: self.pass.map(PassRow::into_domain).transpose()?,
            added_at: instant(self.added_at)?,
            edited_at: instant(self.edited_at)?,
            last_used_at,
            use_count,
            uses: self
                .uses
                .into_iter()
                .take(20)
                .map(instant)
                .collect::<Result<_>>()?,
            checkout_size: self.checkout_size,
            muted: self.muted,
            updates_off: self.updates_off,
        })
    }
}

impl SymbolRow {
    /// The same code under another id.
    fn is_like(&self, other: &Self) -> bool {
        Self {
            id: other.id,
            ..self.clone()
        } == *other
    }

    /// The same code, whatever its id and verdict.
    pub(crate) fn has_code_of(&self, other: &Self) -> bool {
        Self {
            id: other.id,
            verdict: other.verdict.clone(),
            ..self.clone()
        } == *other
    }

    pub(crate) fn from_domain(id: Uuid, from: CardSymbol) -> Self {
        let verdict = from
            .verdict
            .map_or_else(String::new, |verdict| match verdict {
                Verdict::Differs { read_len } => format!("{}:{read_len}", verdict.name()),
                Verdict::ReadBack | Verdict::Unreadable => verdict.name().to_owned(),
            });
        let Symbol {
            payload,
            symbology,
            charset,
            eci,
            gs1,
            text,
            as_printed,
        } = from.symbol;
        let symbology = symbology.name().to_owned();
        Self {
            id,
            payload,
            symbology,
            charset,
            eci,
            gs1,
            text,
            as_printed,
            verdict,
        }
    }

    pub(crate) fn into_domain(self) -> Result<CardSymbol> {
        let symbology =
            Symbology::from_name(&self.symbology).ok_or_else(|| strange("symbology"))?;
        let verdict = match self.verdict.split_once(':') {
            Some(("differs", length)) => Some(Verdict::Differs {
                read_len: length.parse().unwrap_or_default(),
            }),
            _ => [Verdict::ReadBack, Verdict::Unreadable]
                .into_iter()
                .find(|verdict| verdict.name() == self.verdict),
        };
        let Self {
            id,
            payload,
            charset,
            eci,
            gs1,
            text,
            as_printed,
            ..
        } = self;
        let symbol = Symbol {
            payload,
            symbology,
            charset,
            eci,
            gs1,
            text,
            as_printed,
        };
        Ok(CardSymbol {
            id: SymbolId(id),
            symbol,
            verdict,
        })
    }
}

impl BalanceRow {
    pub(crate) fn from_domain(balance: Balance) -> Self {
        let unit = match balance.unit {
            Unit::Points => "points".to_owned(),
            Unit::Currency(code) => format!("currency:{code}"),
            Unit::Other(word) => format!("other:{word}"),
        };
        Self {
            amount: balance.amount,
            scale: balance.scale,
            unit,
        }
    }

    pub(crate) fn into_domain(self) -> Balance {
        let unit = match self.unit.split_once(':') {
            Some(("currency", code)) => Unit::Currency(code.to_owned()),
            Some((_, word)) => Unit::Other(word.to_owned()),
            None => Unit::Points,
        };
        Balance {
            amount: self.amount,
            scale: self.scale,
            unit,
        }
    }
}

impl PassRow {
    pub(crate) fn from_domain(pass: PassLink) -> Self {
        let (headline_label, headline) = pass
            .headline
            .map_or((None, None), |field| (field.label, Some(field.display)));
        Self {
            kind: pass.pass_type_identifier,
            serial: pass.serial_number,
            original: blob_ref(pass.original),
            provenance: pass.provenance.name().to_owned(),
            expires_at: pass.expires_at.map(|at| at.timestamp_millis()),
            voided: pass.voided,
            headline_label,
            headline,
            logo: pass.logo,
            loyalty: serde_json::to_string(&pass.loyalty).unwrap_or_default(),
            as_of: pass.as_of.timestamp_millis(),
            set_id: pass.set.map(|set| set.id),
            set_position: pass.set.map_or(0, |set| set.position),
        }
    }

    fn into_domain(self) -> Result<PassLink> {
        Ok(PassLink {
            provenance: provenance(&self.provenance)?,
            pass_type_identifier: self.kind,
            serial_number: self.serial,
            original: BlobId(self.original.0),
            expires_at: self.expires_at.map(instant).transpose()?,
            voided: self.voided,
            headline: headline(self.headline_label, self.headline),
            logo: self.logo,
            loyalty: loyalty(&self.loyalty),
            as_of: instant(self.as_of)?,
            set: self.set_id.map(|id| PassSet {
                id,
                position: self.set_position,
            }),
        })
    }
}

/// A headline of its two columns.
pub(crate) fn headline(label: Option<String>, display: Option<String>) -> Option<Headline> {
    display.map(|display| Headline { label, display })
}

/// What was found on a pass. It can be found again, so what cannot be read counts as nothing.
pub(crate) fn loyalty(json: &str) -> Loyalty {
    serde_json::from_str(json).unwrap_or_default()
}

/// Milliseconds as an instant.
pub(crate) fn instant(millis: i64) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp_millis(millis).ok_or_else(|| strange("instant"))
}

/// `None` for an empty text.
pub(crate) fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// A colour as kept.
pub(crate) fn colour(number: u32) -> Colour {
    let [_, red, green, blue] = number.to_be_bytes();
    Colour::new(red, green, blue)
}

fn colour_number(colour: Colour) -> u32 {
    u32::from_be_bytes([0, colour.red, colour.green, colour.blue])
}

fn blob_ref(blob: BlobId) -> BlobRef {
    BlobRef(blob.0)
}

fn strange(what: &str) -> WalletError {
    WalletError::Internal(format!("a strange {what} is stored"))
}

/// A provenance by its stored name.
pub(crate) fn provenance(name: &str) -> Result<Provenance> {
    [
        Provenance::Verified,
        Provenance::Incomplete,
        Provenance::UnknownIssuer,
        Provenance::Unsigned,
        Provenance::Tampered,
    ]
    .into_iter()
    .find(|provenance| provenance.name() == name)
    .ok_or_else(|| strange("provenance"))
}
