//! A damaged `cache.db` made anew while it is open.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::connection::{self, DatabaseKey};
use super::migrations;

/// Empties the database whatever is in its file, in one transaction, so that other processes which
/// have it open see it empty too; makes its tables anew, and gives a connection to it.
pub(super) fn renewed(path: &Path, key: &DatabaseKey) -> rusqlite::Result<Connection> {
    let mut cache = connection::open_with(path, key)?;
    connection::configure_cache(&cache)?;
    cache.set_db_config(DbConfig::SQLITE_DBCONFIG_RESET_DATABASE, true)?;
    cache.execute_batch("VACUUM")?;
    cache.set_db_config(DbConfig::SQLITE_DBCONFIG_RESET_DATABASE, false)?;
    // The version is taken over from what was there.
    cache.pragma_update(None, "user_version", 0)?;
    migrations::raise(&mut cache, migrations::CACHE)?;
    Ok(cache)
}
