//! Finding balances, stamps, tiers and offers on passes.
//!
//! A field's meaning is what the shopper said it is; else what the issuer says in `semantics`; else
//! what the rules of `rules.json` make of its key, label, value, section and style. What none of
//! them knows stays a field. Numbers are read exactly from what was issued.

mod day;
mod ending;
mod find;
mod gives;
mod keep;
mod number;
mod refresh;
mod rules;
mod semantics;
mod sense;
pub(crate) mod text;
mod value;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kantis_pass::{Pass, PassView};

use crate::domain::{CardId, FieldMeaning, Found, FoundBy, Loyalty, Offer};

pub(crate) use day::issued;
pub(crate) use find::names;
pub(crate) use keep::{issuer, meanings};
pub(crate) use refresh::read_again;

/// An offer with the card that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardOffer {
    /// Whose.
    pub card: CardId,
    /// The offer.
    pub offer: Found<Offer>,
    /// How old it is.
    pub as_of: DateTime<Utc>,
}

/// What a field means, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSense {
    /// The field's name: its key; for a field without one, and for a later one with the same key,
    /// its section and place (`header/0`). This is what [`Found::field`] says, and what
    /// [`crate::Wallet::set_field_meaning`] takes.
    pub field: String,
    /// What it means; `None` where nobody knows.
    pub meaning: Option<FieldMeaning>,
    /// Who says so.
    pub by: FoundBy,
}

/// What a field may mean, as the shopper said it: field name to meaning.
pub(crate) type Meanings = BTreeMap<String, FieldMeaning>;

/// What a pass says about loyalty. The shopper's word comes before the issuer's `semantics`, and
/// those before rules.
pub(crate) fn find(pass: &Pass, view: &PassView, meanings: &Meanings) -> Loyalty {
    find::read(pass, view, meanings).loyalty
}

/// What each field of a pass means, in the order of [`PassView::fields`]. `meanings` are those of
/// [`crate::Wallet::field_meanings`].
pub fn field_senses(
    pass: &Pass,
    view: &PassView,
    meanings: &BTreeMap<String, FieldMeaning>,
) -> Vec<FieldSense> {
    find::read(pass, view, meanings).senses
}
