//! Passes that came together.

use rusqlite::params;
use uuid::Uuid;

use crate::domain::CardId;
use crate::error::Result;
use crate::store::Wallet;

impl Wallet {
    /// The cards of a set of passes, in its order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn set_cards(&self, set: Uuid) -> Result<Vec<CardId>> {
        self.read(|connection| {
            let mut cards = connection.prepare_cached(
                "SELECT card.id FROM pass JOIN card ON card.num = pass.card
                 WHERE set_id = ?1 ORDER BY set_position, card.num",
            )?;
            let ids = cards.query_map(params![set], |row| row.get(0).map(CardId))?;
            Ok(ids.collect::<rusqlite::Result<_>>()?)
        })
    }
}
