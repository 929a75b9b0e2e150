//! What shops say of themselves: long, hardly ever another, and needed with every question. So it is
//! kept once under the hash of its text, and read and parsed once in a process.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use crate::error::Result;
use crate::ports::Shop;

/// Of a shop's text.
pub(super) type Hash = [u8; 32];

/// More shops than a person has; beyond that, they are read again.
const MOST: usize = 1024;

/// Shops by hash: what was parsed stays true.
static KNOWN: Mutex<BTreeMap<Hash, Arc<Shop>>> = Mutex::new(BTreeMap::new());

/// Keeps what a shop says, and gives its hash.
pub(super) fn keep(connection: &Connection, shop: &Shop) -> Result<Hash> {
    let text = serde_json::to_string(shop)?;
    let hash = Hash::from(Sha256::digest(&text));
    connection
        .prepare_cached(
            "INSERT INTO shop_said (hash, shop) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING",
        )?
        .execute((hash, text))?;
    Ok(hash)
}

/// What was kept under a hash.
pub(super) fn shop(connection: &Connection, hash: Hash) -> Result<Arc<Shop>> {
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(shop) = known().get(&hash) {
        return Ok(Arc::clone(shop));
    }
    let text: String = connection
        .prepare_cached("SELECT shop FROM shop_said WHERE hash = ?1")?
        .query_row([hash], |row| row.get(0))?;
    let shop = Arc::new(serde_json::from_str(&text)?);
    let mut known = known();
    if known.len() < MOST {
        known.insert(hash, Arc::clone(&shop));
    }
    Ok(shop)
}

/// Forgets what no connection needs any more.
pub(super) fn forget_unused(connection: &Connection) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM shop_said WHERE hash NOT IN (SELECT shop FROM connection)")?
        .execute([])?;
    Ok(())
}
