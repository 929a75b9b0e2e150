//! One lock for each connection.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::ConnectionId;

/// Locks by connection, made when they are first wanted.
#[derive(Default)]
pub(super) struct Locks(Mutex<BTreeMap<ConnectionId, Arc<Mutex<()>>>>);

impl Locks {
    /// Does work while nobody else does any under this connection's lock.
    pub(super) fn under<T>(&self, connection: ConnectionId, work: impl FnOnce() -> T) -> T {
        let lock = {
            let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Those that nobody holds are not kept.
            locks.retain(|_, lock| Arc::strong_count(lock) > 1);
            Arc::clone(locks.entry(connection).or_default())
        };
        // It guards no data, only turns.
        let _turn = lock.lock().unwrap_or_else(PoisonError::into_inner);
        work()
    }
}
