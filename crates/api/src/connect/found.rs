//! Shops that were found, and wait for a person to agree.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use kantis_wallet::ports::Shop;
use uuid::Uuid;

use crate::{ApiError, Code};

/// How long one is remembered.
pub(super) const REMEMBERED: TimeDelta = TimeDelta::minutes(10);
/// More than anybody looks at; the oldest give way.
const MOST: usize = 16;

/// Shops by their lookup's id.
#[derive(Default)]
pub(crate) struct Found(Mutex<Vec<Lookup>>);

struct Lookup {
    id: String,
    shop: Shop,
    at: DateTime<Utc>,
}

impl Found {
    /// Remembers a shop and gives the id.
    pub(super) fn put(&self, shop: Shop, now: DateTime<Utc>) -> String {
        let id = Uuid::now_v7().to_string();
        let mut all = self.lock(now);
        if all.len() >= MOST {
            all.remove(0);
        }
        all.push(Lookup {
            id: id.clone(),
            shop,
            at: now,
        });
        id
    }

    /// A shop that is remembered.
    ///
    /// # Errors
    /// `notFound` when it is not, or not any more.
    pub(super) fn get(&self, id: &str, now: DateTime<Utc>) -> Result<Shop, ApiError> {
        let all = self.lock(now);
        let known = all.iter().find(|lookup| lookup.id == id);
        known
            .map(|lookup| lookup.shop.clone())
            .ok_or_else(|| ApiError::new(Code::NotFound).with("what", "lookup"))
    }

    fn lock(&self, now: DateTime<Utc>) -> MutexGuard<'_, Vec<Lookup>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|lookup| now - lookup.at < REMEMBERED);
        all
    }
}
