//! What happens to a card at the till: uses and the size of its code.

use rusqlite::params;

use crate::domain::CardId;
use crate::error::Result;
#[cfg(doc)]
use crate::error::WalletError;
use crate::store::write::stamped;
use crate::store::{Wallet, write_children};

/// Uses of one card that are remembered one by one.
const MOST_USES: u32 = 50;

impl Wallet {
    /// Notes that a card was shown at a checkout, now. Not a step: nobody takes it back.
    ///
    /// # Errors
    /// [`WalletError::NotFound`].
    pub fn used(&self, id: CardId) -> Result<()> {
        let mut writer = self.unrecorded_writer()?;
        let (num, _) = writer.load(id)?;
        let at = writer.now().timestamp_millis();
        let pen = writer.pen();
        write_children::put_use(pen, num, at)?;
        let connection = pen.connection;
        connection
            .prepare_cached(
                "INSERT INTO card_usage (card, device, count, last_at) VALUES (?1, ?2, 1, ?3)
                 ON CONFLICT (card, device) DO UPDATE SET
                     count = count + 1, last_at = max(last_at, excluded.last_at)",
            )?
            .execute(params![num, pen.device.0, at])?;
        connection
            .prepare_cached(
                "UPDATE card SET (use_count, last_used_at) =
                     (SELECT sum(count), max(last_at) FROM card_usage WHERE card = ?1)
                 WHERE num = ?1",
            )?
            .execute([num])?;
        connection
            .prepare_cached(
                "DELETE FROM card_use WHERE card = ?1 AND num NOT IN
                     (SELECT num FROM card_use WHERE card = ?1 ORDER BY at DESC, num DESC LIMIT ?2)",
            )?
            .execute(params![num, MOST_USES])?;
        writer.commit().map(drop)
    }

    /// Remembers how large a card's code is shown, in percent; kept within 40 and 100. Not a step.
    ///
    /// # Errors
    /// [`WalletError::NotFound`].
    pub fn set_checkout_size(&self, id: CardId, percent: u8) -> Result<()> {
        let mut writer = self.unrecorded_writer()?;
        let (num, card) = writer.load(id)?;
        let percent = percent.clamp(40, 100);
        if card.checkout_size == percent {
            return Ok(());
        }
        let pen = writer.pen();
        let stamps = stamped(pen, "card", "num", num, &["checkoutSize"])?;
        pen.connection
            .prepare_cached("UPDATE card SET checkout_size = ?2, field_stamps = ?3 WHERE num = ?1")?
            .execute(params![num, percent, stamps])?;
        writer.commit().map(drop)
    }
}
