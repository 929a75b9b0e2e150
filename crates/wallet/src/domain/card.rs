//! A card: one membership, voucher or stamp card, however it came.

use chrono::{DateTime, NaiveDate, Utc};
use kantis_pass::Provenance;

use super::{
    Balance, BlobId, CardId, CardSymbol, Colour, GroupId, Loyalty, Origin, Unit, currency,
};
use uuid::Uuid;

/// A field that the shopper added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomField {
    /// What it is ("PIN"), 1–60 characters.
    pub label: String,
    /// What it says, at most 1,000 characters.
    pub value: String,
}

/// What the shopper owns of a card: every field here carries a stamp and survives any update.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CardContent {
    /// The name on the card, 1–200 characters.
    pub title: String,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Whose card it is.
    pub holder: Option<String>,
    /// The membership number.
    pub number: Option<String>,
    /// Codes in order, at most 8.
    pub symbols: Vec<CardSymbol>,
    /// The card's colour, as chosen; repaired for contrast only when shown.
    pub colour: Option<Colour>,
    /// Free text, at most 10,000 characters.
    pub note: String,
    /// The shopper's own fields, at most 40.
    pub fields: Vec<CustomField>,
    /// Groups it is in.
    pub groups: Vec<GroupId>,
    /// First day of validity.
    pub valid_from: Option<NaiveDate>,
    /// Last day of validity.
    pub valid_until: Option<NaiveDate>,
    /// The balance kept by hand.
    pub balance: Option<Balance>,
    /// Shown first.
    pub favourite: bool,
    /// Out of the way, not gone.
    pub archived: bool,
    /// The front of the plastic.
    pub front: Option<BlobId>,
    /// The back of the plastic.
    pub back: Option<BlobId>,
    /// A small square picture.
    pub icon: Option<BlobId>,
}

/// The pass behind a card: its original file and what the home list needs of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassLink {
    /// The issuer's type.
    pub pass_type_identifier: String,
    /// The issuer's serial number.
    pub serial_number: String,
    /// The original file, byte for byte.
    pub original: BlobId,
    /// How genuine it was when it came in.
    pub provenance: Provenance,
    /// When the issuer says it ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// The issuer voided it.
    pub voided: bool,
    /// The field that matters, in the language the wallet was read in when it came.
    pub headline: Option<Headline>,
    /// Whether the file has a logo or icon to show on a tile.
    pub logo: bool,
    /// What was found on it.
    pub loyalty: Loyalty,
    /// When the file came: from the issuer's service, or by hand.
    pub as_of: DateTime<Utc>,
    /// The set that it came in.
    pub set: Option<PassSet>,
}

/// A place in a set of passes that came in one `.pkpasses` file and show together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassSet {
    /// Which set.
    pub id: Uuid,
    /// Its place, from 0.
    pub position: u32,
}

/// A pass field for a tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline {
    /// The issuer's label.
    pub label: Option<String>,
    /// The value, formatted.
    pub display: String,
}

/// A card as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCard {
    /// Which card.
    pub id: CardId,
    /// What the shopper owns.
    pub content: CardContent,
    /// How it came.
    pub origin: Origin,
    /// The pass behind it.
    pub pass: Option<PassLink>,
    /// When it came.
    pub added_at: DateTime<Utc>,
    /// When the shopper last edited it.
    pub edited_at: DateTime<Utc>,
    /// When it was last shown at a checkout.
    pub last_used_at: Option<DateTime<Utc>>,
    /// How often it was shown.
    pub use_count: u32,
    /// Latest uses, newest first, at most 20.
    pub uses: Vec<DateTime<Utc>>,
    /// Size of the code in checkout mode, percent, 40–100.
    pub checkout_size: u8,
    /// No notices about this card.
    pub muted: bool,
    /// The issuer's service is not asked for newer versions.
    pub updates_off: bool,
}

impl StoredCard {
    /// What the home list shows of it.
    pub fn summary(&self) -> CardSummary {
        let content = &self.content;
        let pass = self.pass.as_ref();
        CardSummary {
            id: self.id,
            title: content.title.clone(),
            issuer: content.issuer.clone(),
            number: content.number.clone(),
            colour: content.colour,
            balance: content.balance.clone(),
            headline: pass.and_then(|pass| pass.headline.clone()),
            icon: content.icon,
            pass_logo: pass.filter(|pass| pass.logo).map(|pass| pass.original),
            valid_until: content.valid_until,
            expires_at: pass.and_then(|pass| pass.expires_at),
            voided: pass.is_some_and(|pass| pass.voided),
            favourite: content.favourite,
            archived: content.archived,
            groups: content.groups.clone(),
            provenance: pass.map(|pass| pass.provenance),
            loyalty: pass.map(|pass| pass.loyalty.clone()).unwrap_or_default(),
            as_of: pass.map(|pass| pass.as_of),
        }
    }
}

/// A card in the home list: one row of one SELECT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardSummary {
    /// Which card.
    pub id: CardId,
    /// The name on the card.
    pub title: String,
    /// Who issued it.
    pub issuer: Option<String>,
    /// The membership number.
    pub number: Option<String>,
    /// The card's colour.
    pub colour: Option<Colour>,
    /// The balance kept by hand.
    pub balance: Option<Balance>,
    /// The pass field that matters.
    pub headline: Option<Headline>,
    /// A small picture.
    pub icon: Option<BlobId>,
    /// The original pass file, when it has a logo or icon of its own.
    pub pass_logo: Option<BlobId>,
    /// Last day of validity.
    pub valid_until: Option<NaiveDate>,
    /// When the pass ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// The issuer voided the pass.
    pub voided: bool,
    /// Shown first.
    pub favourite: bool,
    /// Out of the way.
    pub archived: bool,
    /// Groups it is in.
    pub groups: Vec<GroupId>,
    /// How genuine the pass is.
    pub provenance: Option<Provenance>,
    /// What was found on the pass.
    pub loyalty: Loyalty,
    /// How old what the shop says is; `None` for a card that no shop speaks for.
    pub as_of: Option<DateTime<Utc>>,
}

/// A value that a card cannot keep. Names the field and the reason, never the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {why}")]
pub struct InvalidCard {
    /// Which field.
    pub field: &'static str,
    /// `empty`, `tooLong`, `tooMany`, `order`, `unknown`.
    pub why: &'static str,
}

impl CardContent {
    /// Whether the wallet can keep this.
    ///
    /// # Errors
    /// The first field that is too long, too many, empty, or that ends before it begins.
    pub fn check(&self) -> Result<(), InvalidCard> {
        let invalid = |field, why| Err(InvalidCard { field, why });
        if self.title.trim().is_empty() {
            return invalid("title", "empty");
        }
        let texts = [
            ("title", Some(&self.title), 200),
            ("issuer", self.issuer.as_ref(), 200),
            ("holder", self.holder.as_ref(), 200),
            ("number", self.number.as_ref(), 4_000),
            ("note", Some(&self.note), 10_000),
        ];
        for (field, text, max) in texts {
            if text.is_some_and(|text| text.chars().count() > max) {
                return invalid(field, "tooLong");
            }
        }
        if self.symbols.len() > 8 {
            return invalid("symbols", "tooMany");
        }
        if self.fields.len() > 40 {
            return invalid("fields", "tooMany");
        }
        for field in &self.fields {
            if field.label.trim().is_empty() {
                return invalid("fields", "empty");
            }
            if field.label.chars().count() > 60 || field.value.chars().count() > 1_000 {
                return invalid("fields", "tooLong");
            }
        }
        if let Some(balance) = &self.balance {
            if balance.scale > 9 {
                return invalid("balance", "tooLong");
            }
            match &balance.unit {
                Unit::Points => {}
                Unit::Currency(code) if currency::decimals(code).is_some() => {}
                Unit::Currency(_) => return invalid("balance", "unknown"),
                Unit::Other(word) if word.trim().is_empty() => return invalid("balance", "empty"),
                Unit::Other(word) if word.chars().count() > 40 => {
                    return invalid("balance", "tooLong");
                }
                Unit::Other(_) => {}
            }
        }
        if let (Some(from), Some(until)) = (self.valid_from, self.valid_until)
            && from > until
        {
            return invalid("validUntil", "order");
        }
        Ok(())
    }
}
