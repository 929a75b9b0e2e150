//! Tokens and keys that were found good, so that a read needs no question to the database.
//!
//! What ends in a transaction is forgotten when the transaction lasts. An answer that was on its
//! way from the database meanwhile is not remembered: `generation` tells.

use std::collections::{BTreeSet, HashMap};
use std::sync::{PoisonError, RwLock};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Asker;
use crate::records::Hash;

/// Tokens that are remembered. A shop with more wallets at once asks its database now and then.
const MOST: usize = 50_000;

/// Tokens and keys that were found good.
pub(crate) struct LetIn {
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    generation: u64,
    askers: HashMap<Hash, (Asker, DateTime<Utc>)>,
}

impl LetIn {
    pub(crate) fn new() -> Self {
        Self {
            known: RwLock::default(),
        }
    }

    /// Whose this is, and the generation for [`LetIn::remember`] where it is not known.
    pub(super) fn find(&self, token: &Hash, now: DateTime<Utc>) -> Result<Asker, u64> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        match known.askers.get(token) {
            Some((asker, until)) if now < *until => Ok(asker.clone()),
            _ => Err(known.generation),
        }
    }

    /// Remembers what the database said, unless something ended since.
    pub(super) fn remember(
        &self,
        token: Hash,
        asker: &Asker,
        until: DateTime<Utc>,
        generation: u64,
        now: DateTime<Utc>,
    ) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.generation != generation {
            return;
        }
        if known.askers.len() >= MOST {
            known.askers.retain(|_, (_, until)| now < *until);
            if known.askers.len() >= MOST {
                known.askers.clear();
            }
        }
        known.askers.insert(token, (asker.clone(), until));
    }

    /// Forgets linked wallets, members and tills that are let in no more.
    pub(crate) fn forget(&self, ended: &BTreeSet<Uuid>) {
        if ended.is_empty() {
            return;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.generation += 1;
        known.askers.retain(|_, (asker, _)| match asker {
            Asker::Wallet(token) => !ended.contains(&token.grant) && !ended.contains(&token.member),
            Asker::Till(till) => !ended.contains(&till.id),
        });
    }
}
