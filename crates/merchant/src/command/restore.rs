//! `kantis-merchant restore`: brings a backup back.

use kantis_merchant::store::sqlite::{RestoreError, SqliteStore};

use super::args::Restore;
use super::failure::Failure;
use super::{open, out};

/// Puts the copy in the place of the shop's database.
pub(super) fn restore(args: &Restore) -> Result<(), Failure> {
    open::make_private(&args.data)?;
    let database = open::database(&args.data);
    let aside = SqliteStore::restore(&args.copy, &database).map_err(|error| match error {
        RestoreError::Open => Failure::asked("The shop is open: close it first."),
        other => Failure::file(&args.copy, other),
    })?;
    out::say("The backup is in place. Wallets will read everything anew.");
    if let Some(aside) = aside {
        out::say(&format!("What was there before: {}", aside.display()));
    }
    Ok(())
}
