//! Opening a shop's data folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kantis_merchant::mail::Outbox;
use kantis_merchant::ports::Clock;
use kantis_merchant::programme::Programme;
use kantis_merchant::store::sqlite::SqliteStore;

use super::failure::Failure;

/// The database in a data folder.
pub(super) fn database(data: &Path) -> PathBuf {
    data.join("shop.db")
}

/// Opens the store; makes the folder, for its owner alone, where there is none.
pub(super) fn store(data: &Path) -> Result<SqliteStore, Failure> {
    make_private(data)?;
    let path = database(data);
    SqliteStore::open(&path).map_err(|error| Failure::file(&path, error))
}

/// The folder in which mail is kept that is not sent.
pub(super) fn outbox(data: &Path, clock: Arc<dyn Clock>) -> Result<Outbox, Failure> {
    let folder = data.join("outbox");
    Outbox::new(&folder, clock).map_err(|error| Failure::file(&folder, error))
}

/// Reads a programme that must be right.
pub(super) fn programme(path: &Path) -> Result<Programme, Failure> {
    let toml = std::fs::read_to_string(path).map_err(|error| Failure::file(path, error))?;
    Programme::read(&toml).map_err(|faults| {
        Failure::new(format!(
            "{} is not right, so the shop stays closed:\n{faults}",
            path.display()
        ))
    })
}

/// Makes a folder for its owner alone, where there is none.
#[cfg(unix)]
pub(super) fn make_private(data: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(data)
        .map_err(|error| Failure::file(data, error))
}

/// Makes a folder, where there is none.
#[cfg(not(unix))]
pub(super) fn make_private(data: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(data).map_err(|error| Failure::file(data, error))
}

/// Writes a file that only its owner may read.
pub(super) fn write_private(path: &Path, text: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| Failure::file(path, error))
}
