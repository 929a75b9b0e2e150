//! `kantis-merchant key`: who may send purchases. A key is printed once and kept as a hash.

use kantis_merchant::ports::{Clock as _, SystemClock, SystemEntropy};
use kantis_merchant::records::{TillKind, TillRecord};
use kantis_merchant::secret;
use kantis_merchant::store::sqlite::SqliteStore;
use kantis_merchant::store::{Store as _, StoreError};
use uuid::Uuid;

use super::args::{Key, KeyCommand, KeyKind};
use super::failure::Failure;
use super::{open, out};

/// Adds, lists or removes.
pub(super) fn key(args: &Key) -> Result<(), Failure> {
    match &args.what {
        KeyCommand::Add { place, name, kind } => {
            let key = add(&open::store(&place.data)?, name, *kind)?;
            out::warn("The key is shown this once. Keep it where the till can read it:");
            out::say(&key);
            Ok(())
        }
        KeyCommand::List { place } => list(&open::store(&place.data)?),
        KeyCommand::Remove { place, name } => remove(&open::store(&place.data)?, name),
    }
}

/// Lets a till or a web shop in; its key.
pub(super) fn add(store: &SqliteStore, name: &str, kind: KeyKind) -> Result<String, Failure> {
    let key = secret::make(&SystemEntropy);
    let mut tx = store.write().map_err(failed)?;
    if tx
        .tills()
        .map_err(failed)?
        .iter()
        .any(|till| till.name == name)
    {
        return Err(Failure::asked(format!(
            "There is a key called {name} already."
        )));
    }
    tx.add_till(&TillRecord {
        id: Uuid::now_v7(),
        name: name.to_owned(),
        kind: match kind {
            KeyKind::Till => TillKind::Till,
            KeyKind::WebShop => TillKind::WebShop,
        },
        key_hash: secret::hash(&key),
        created: SystemClock.now(),
    })
    .map_err(failed)?;
    tx.commit().map_err(failed)?;
    Ok(key)
}

fn list(store: &SqliteStore) -> Result<(), Failure> {
    for till in store.read().and_then(|tx| tx.tills()).map_err(failed)? {
        let kind = match till.kind {
            TillKind::Till => "till",
            TillKind::WebShop => "web-shop",
        };
        out::say(&format!(
            "{kind:8}  {}  since {}",
            till.name,
            till.created.date_naive()
        ));
    }
    Ok(())
}

fn remove(store: &SqliteStore, name: &str) -> Result<(), Failure> {
    let mut tx = store.write().map_err(failed)?;
    let till = tx
        .tills()
        .map_err(failed)?
        .into_iter()
        .find(|till| till.name == name)
        .ok_or_else(|| Failure::asked(format!("There is no key called {name}.")))?;
    tx.remove_till(till.id).map_err(failed)?;
    tx.commit().map_err(failed)?;
    Ok(())
}

fn failed(error: StoreError) -> Failure {
    Failure::new(format!("The database failed: {error}"))
}
