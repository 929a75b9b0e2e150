//! The rights to ask for passes, as their files give them: read once, and kept in memory for as
//! long as the engine lives. They hold tokens, so they are never written anywhere.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::service;
use crate::domain::BlobId;
use crate::error::Result;
use crate::ports::PassAccess;

/// More passes than a person has; beyond that, files are read again.
const MOST: usize = 4096;

/// Rights by file. A file's name is the hash of its bytes, so what was read stays true.
#[derive(Default)]
pub(super) struct Rights {
    known: Mutex<HashMap<BlobId, Arc<PassAccess>>>,
}

impl Rights {
    /// The right that a file gives; `read` gives the file when it is not known. `None` when it
    /// names no service.
    pub(super) fn of(
        &self,
        original: BlobId,
        read: impl FnOnce() -> Result<Vec<u8>>,
    ) -> Result<Option<Arc<PassAccess>>> {
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(access) = lock().get(&original) {
            return Ok(Some(Arc::clone(access)));
        }
        let Some(access) = service::access(&read()?).map(Arc::new) else {
            return Ok(None);
        };
        let mut known = lock();
        if known.len() < MOST {
            known.insert(original, Arc::clone(&access));
        }
        Ok(Some(access))
    }

    /// Forgets the rights of all files but these.
    pub(super) fn retain(&self, files: &HashSet<BlobId>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|file, _| files.contains(file));
    }
}
