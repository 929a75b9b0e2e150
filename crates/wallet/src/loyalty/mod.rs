//! Finding balances, stamps, tiers and offers on passes, by rules that are data.

use chrono::{DateTime, Utc};

use crate::domain::{CardId, FieldMeaning, Found, Loyalty, Offer};
use crate::error::Result;
use crate::store::Wallet;
use std::collections::BTreeMap;

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

/// What a field may mean, as the shopper said it: field key to meaning.
pub(crate) type Meanings = BTreeMap<String, FieldMeaning>;

/// What a pass says about loyalty. The shopper's word comes before the issuer's `semantics`, and
/// those before rules.
pub(crate) fn find(
    _pass: &kantis_pass::Pass,
    _view: &kantis_pass::PassView,
    _meanings: &Meanings,
) -> Loyalty {
    Loyalty::default()
}

impl Wallet {
    /// Offers of all cards that are not archived, those that end first, first. Those that have
    /// ended are left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn offers(&self) -> Result<Vec<CardOffer>> {
        todo!()
    }

    /// Says what a field of a card's issuer means, on all its passes, now and later; `None` takes
    /// that back. Gives the cards whose records changed.
    ///
    /// # Errors
    /// When the store cannot be written, or there is no such card with a pass.
    pub fn set_field_meaning(
        &self,
        _card: CardId,
        _field: &str,
        _meaning: Option<FieldMeaning>,
    ) -> Result<Vec<CardId>> {
        todo!()
    }

    /// What the shopper said about fields of a card's issuer.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn field_meanings(&self, _card: CardId) -> Result<BTreeMap<String, FieldMeaning>> {
        todo!()
    }
}
