//! What was read of the wallet, held in memory for as long as nobody but who follows here changes it:
//! a round with two hundred sources neither reads nor decrypts them anew.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::ask::Record;
use super::shop::ShopRecord;
use super::store::Source;
use crate::domain::ConnectionId;
use crate::error::Result;
use crate::shop::cache::Cursor;
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
    /// What was read of shops, all of them.
    pub(super) records: Held<Arc<Records>>,
}

/// What was read of shops, by connection.
pub(super) struct Records {
    /// Where they stand.
    pub(super) cursors: BTreeMap<ConnectionId, Arc<Cursor>>,
    missing_pictures: BTreeMap<ConnectionId, i64>,
}

impl Records {
    /// Whether a shop's pictures are to be asked for.
    pub(super) fn misses_pictures(&self, shop: ConnectionId, now: DateTime<Utc>) -> bool {
        let from = self.missing_pictures.get(&shop);
        from.is_some_and(|from| *from <= now.timestamp_millis())
    }
}

impl Known {
    /// What was read of shops.
    pub(super) fn records(&self, wallet: &Wallet) -> Result<Arc<Records>> {
        self.records.of(Some(wallet.cache_generation()?), || {
            let cursors = wallet.shop_cursors()?.into_iter();
            Ok(Arc::new(Records {
                cursors: cursors.map(|(id, cursor)| (id, Arc::new(cursor))).collect(),
                missing_pictures: wallet.missing_pictures()?,
            }))
        })
    }

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
        self.of(wallet.generation()?, || wallet.read_warm(read))
    }

    fn of(&self, now: Option<Generation>, read: impl FnOnce() -> Result<T>) -> Result<T> {
        let mut held = self.lock();
        if let (Some(now), Some((then, value))) = (now, &*held)
            && now == *then
        {
            return Ok(value.clone());
        }
        let value = read()?;
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
