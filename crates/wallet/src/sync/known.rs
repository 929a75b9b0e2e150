//! What was read of the wallet, held in memory for as long as nobody but who follows here changes it:
//! a round with two hundred sources neither reads nor decrypts them anew.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::ask::Record;
use super::shop::ShopRecord;
use super::store::Source;
use crate::error::Result;
use crate::shop::rows::ShopRow;
use crate::store::{Generation, Wallet};

/// What an engine knows of its wallet.
#[derive(Default)]
pub(super) struct Known {
    /// All sources, in the order of their cards.
    pub(super) sources: Held<Vec<Arc<Source>>>,
    /// All connections that are not being ended and whose card is there, oldest first.
    pub(super) shops: Held<Vec<ShopRow>>,
    /// In which language the shopper reads.
    pub(super) locale: Held<String>,
}

impl Known {
    /// Waits for who is just reading, and lets nobody read until the changes are committed.
    pub(super) fn follow(&self) -> Following<'_> {
        Following {
            sources: self.sources.lock(),
            shops: self.shops.lock(),
        }
    }
}

/// Something that was read, and when.
pub(super) struct Held<T>(Mutex<Option<(Generation, T)>>);

impl<T> Default for Held<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T: Clone> Held<T> {
    /// As it was read last, or as `read` reads it now. Never waits for a writer.
    pub(super) fn get(
        &self,
        wallet: &Wallet,
        read: impl FnOnce(&Connection) -> Result<T>,
    ) -> Result<T> {
        // Before it is read: what is committed in between makes what is held old, not wrong.
        let now = wallet.generation()?;
        let mut held = self.lock();
        if let (Some(now), Some((then, value))) = (now, &*held)
            && now == *then
        {
            return Ok(value.clone());
        }
        let value = wallet.read_warm(read)?;
        *held = now.map(|now| (now, value.clone()));
        Ok(value)
    }
}

impl<T> Held<T> {
    /// A panic elsewhere leaves nothing half done behind this lock.
    fn lock(&self) -> MutexGuard<'_, Option<(Generation, T)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Changes what is held as a transaction changed the wallet.
pub(super) struct Following<'k> {
    sources: MutexGuard<'k, Option<(Generation, Vec<Arc<Source>>)>>,
    shops: MutexGuard<'k, Option<(Generation, Vec<ShopRow>)>>,
}

impl Following<'_> {
    /// These were kept. Nobody else has them any more, so that hardly anything is copied.
    pub(super) fn kept(&mut self, records: Vec<Record>, shops: Vec<ShopRecord>) {
        if let Some((_, sources)) = &mut *self.sources {
            for record in records {
                let place = sources.binary_search_by_key(&record.source.num, |one| one.num);
                if let Some(source) = place.ok().and_then(|place| sources.get_mut(place)) {
                    record.follow(source);
                }
            }
        }
        if let Some((_, rows)) = &mut *self.shops {
            for record in shops {
                let place = rows.binary_search_by_key(&record.num(), |row| row.plan.num);
                if let Some(row) = place.ok().and_then(|place| rows.get_mut(place)) {
                    record.follow(row);
                }
            }
        }
    }
}
