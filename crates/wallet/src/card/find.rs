//! Finding cards: one by its id, all of them, and the pass headlines.

use rusqlite::params;

use crate::domain::{CardId, Headline, StoredCard};
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

    /// Asks `headline` anew for every pass, by its original file: after a change of language.
    /// What comes from the issuer has no stamp and is no step.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn refresh_headlines(
        &self,
        headline: &mut dyn FnMut(&[u8]) -> Option<Headline>,
    ) -> Result<()> {
        let writer = self.unrecorded_writer()?;
        let connection = writer.connection();
        {
            let mut passes = connection.prepare_cached(
                "SELECT pass.card, blob.bytes FROM pass JOIN blob ON blob.id = pass.original",
            )?;
            let mut rows = passes.query([])?;
            let mut update = connection.prepare_cached(
                "UPDATE pass SET headline_label = ?2, headline = ?3
                 WHERE card = ?1 AND (headline_label IS NOT ?2 OR headline IS NOT ?3)",
            )?;
            while let Some(row) = rows.next()? {
                let card: i64 = row.get(0)?;
                let field = headline(row.get_ref(1)?.as_blob().unwrap_or_default());
                let (label, display) =
                    field.map_or((None, None), |field| (field.label, Some(field.display)));
                update.execute(params![card, label, display])?;
            }
        }
        writer.commit().map(drop)
    }
}
