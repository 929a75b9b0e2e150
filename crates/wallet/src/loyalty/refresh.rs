//! What is kept of a pass for quick lists, made anew from its original.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use kantis_pass::{Limits, Pass, Zone};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::rules::RULES;
use super::{find, issuer, meanings};
use crate::activity;
use crate::domain::{BlobId, CardId, Headline, Loyalty};
use crate::error::Result;
use crate::import;
use crate::ports::Stop;
use crate::settings;
use crate::store::writer::Writer;
use crate::store::{Wallet, blob};

/// The name of the mark that says by which rules and for which reader passes were last read.
const MARK: &str = "passesReadBy";

/// Who reads passes, and when.
pub(super) struct Derivation {
    locale: String,
    now: DateTime<Utc>,
    zone: Zone,
}

/// What is kept of a pass beside its original.
pub(super) struct Derived {
    headline: Option<Headline>,
    expires_at: Option<DateTime<Utc>>,
    loyalty: Loyalty,
}

impl Wallet {
    /// Reads every pass anew when the rules, the reader's language or their time zone have changed
    /// since that was last done: the field on its tile, when it ends, and what was found on it.
    /// Gives the cards that changed. What comes from the issuer has no stamp and is no step. Cheap
    /// when there is nothing to do. Stopped between two passes, it has changed nothing and is done
    /// another time.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn refresh_derived(&self, stop: &Stop) -> Result<Vec<CardId>> {
        if self.read(|connection| Derivation::of(self, connection)?.is_done(connection))? {
            return Ok(Vec::new());
        }
        let writer = self.unrecorded_writer()?;
        let connection = writer.connection();
        let derivation = Derivation::of(self, connection)?;
        let mut changed = Vec::new();
        let passes: Vec<(i64, CardId, String, BlobId)> = connection
            .prepare_cached(
                "SELECT card.num, card.id, type, original
                 FROM pass JOIN card ON card.num = pass.card",
            )?
            .query_map([], |row| {
                Ok((
                    row.get(0)?,
                    CardId(row.get(1)?),
                    row.get(2)?,
                    BlobId(row.get(3)?),
                ))
            })?
            .collect::<rusqlite::Result<_>>()?;
        for (num, id, pass_type, original) in passes {
            if stop.is_set() {
                return Ok(Vec::new());
            }
            let derived = derivation.derive(connection, &pass_type, id, original)?;
            if let Some(derived) = derived {
                derived.observe(&writer, id)?;
                if derived.keep(connection, num)? {
                    changed.push(id);
                }
            }
        }
        connection
            .prepare_cached(
                "INSERT INTO meta (name, value) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            )?
            .execute(params![MARK, derivation.mark()])?;
        writer.commit()?;
        Ok(changed)
    }
}

/// Reads a card's pass anew within a transaction: one that came back from an older step may have
/// been read in another language, or before the shopper said something about its fields.
pub(crate) fn read_again(writer: &Writer<'_>, card: CardId) -> Result<()> {
    let connection = writer.connection();
    let pass: Option<(i64, String, BlobId)> = connection
        .prepare_cached(
            "SELECT card.num, type, original FROM pass JOIN card ON card.num = pass.card
             WHERE card.id = ?1",
        )?
        .query_row([card.0], |row| {
            Ok((row.get(0)?, row.get(1)?, BlobId(row.get(2)?)))
        })
        .optional()?;
    let Some((num, pass_type, original)) = pass else {
        return Ok(());
    };
    let derivation = Derivation::at(connection, writer.now(), writer.zone())?;
    if let Some(derived) = derivation.derive(connection, &pass_type, card, original)? {
        derived.keep(connection, num)?;
    }
    Ok(())
}

impl Derivation {
    /// As the wallet's reader reads now.
    pub(super) fn of(wallet: &Wallet, connection: &Connection) -> Result<Self> {
        let clock = &wallet.ports.clock;
        Self::at(connection, clock.now(), clock.zone())
    }

    fn at(connection: &Connection, now: DateTime<Utc>, zone: Zone) -> Result<Self> {
        let settings = settings::load(connection)?;
        Ok(Self {
            locale: settings.reading_locale().to_owned(),
            now,
            zone,
        })
    }

    fn mark(&self) -> String {
        // A zone has no name here; what its clocks show in January and in July tells it well.
        let [winter, summer] = [1, 7].map(|month| {
            let day = NaiveDate::from_ymd_opt(self.now.year(), month, 1).unwrap_or_default();
            *self.zone.at(self.zone.midnight(day)).offset()
        });
        format!("{} {} {winter} {summer}", RULES.version, self.locale)
    }

    fn is_done(&self, connection: &Connection) -> Result<bool> {
        let done: Option<String> = connection
            .prepare_cached("SELECT value FROM meta WHERE name = ?1")?
            .query_row([MARK], |row| row.get(0))
            .optional()?;
        Ok(done.as_deref() == Some(self.mark().as_str()))
    }

    /// What a card's original says; `None` when it cannot be read any more: then what is kept
    /// stays.
    pub(super) fn derive(
        &self,
        connection: &Connection,
        pass_type: &str,
        card: CardId,
        original: BlobId,
    ) -> Result<Option<Derived>> {
        let Some(bytes) = blob::bytes(connection, original)? else {
            return Ok(None);
        };
        let Ok(pass) = Pass::read(&bytes, &Limits::default()) else {
            return Ok(None);
        };
        let view = pass.view(&self.locale, self.now, self.zone);
        let meanings = meanings(connection, &issuer(pass_type, card))?;
        Ok(Some(Derived {
            headline: import::headline(&view),
            expires_at: view.expiration.as_ref().map(|date| date.end(self.zone)),
            loyalty: find(&pass, &view, &meanings),
        }))
    }
}

impl Derived {
    /// Begins the curve of a balance that nobody knew of.
    pub(super) fn observe(&self, writer: &Writer<'_>, card: CardId) -> Result<()> {
        for balance in &self.loyalty.balances {
            activity::observe(writer, card, balance)?;
        }
        Ok(())
    }

    /// Keeps it; `false` when nothing differs.
    pub(super) fn keep(self, connection: &Connection, num: i64) -> Result<bool> {
        let (label, display) = self
            .headline
            .map_or((None, None), |field| (field.label, Some(field.display)));
        let expires_at = self.expires_at.map(|at| at.timestamp_millis());
        let loyalty = serde_json::to_string(&self.loyalty)?;
        let changed = connection
            .prepare_cached(
                "UPDATE pass SET headline_label = ?2, headline = ?3, loyalty = ?4, expires_at = ?5
                 WHERE card = ?1 AND (headline_label IS NOT ?2 OR headline IS NOT ?3
                     OR loyalty IS NOT ?4 OR expires_at IS NOT ?5)",
            )?
            .execute(params![num, label, display, loyalty, expires_at])?;
        Ok(changed > 0)
    }
}
