//! Finding cards: one by its id, all of them.

use crate::domain::{CardId, StoredCard};
use crate::error::{Result, WalletError};
use crate::store::{Wallet, load};

impl Wallet {
    /// One card with everything.
    ///
    /// # Errors
    /// [`WalletError::NotFound`].
    pub fn card(&self, id: CardId) -> Result<StoredCard> {
        self.read(|connection| {
            let (_, card) = load::card(connection, id)?.ok_or(WalletError::NotFound)?;
            card.into_domain(id)
        })
    }
}
