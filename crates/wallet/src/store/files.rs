//! Files of a wallet folder: private, and replaced whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

/// Makes the folder, for its owner only, if it is not there.
pub(crate) fn make_private_dir(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(dir)
}

/// Makes an empty file for its owner only, unless there is one. SQLite gives the files that it
/// makes beside a database the mode of the database.
pub(crate) fn make_private_file(path: &Path) -> io::Result<()> {
    private_options()
        .create_new(true)
        .open(path)
        .map(drop)
        .or_else(|error| {
            if error.kind() == io::ErrorKind::AlreadyExists {
                Ok(())
            } else {
                Err(error)
            }
        })
}

/// Replaces a file's content: after a crash it holds the old or the new, never a part.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = sibling(path, &format!(".{}.tmp", std::process::id()));
    let written = write_synced(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // The first error is what matters.
        let _ = fs::remove_file(&temporary);
    }
    written?;
    sync_dir(path)
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private_options().create(true).truncate(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

/// Makes a rename last. Only Unix can open a folder for that.
fn sync_dir(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(dir) = path.parent() {
        File::open(dir)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// `path` with `suffix` after its name.
pub(crate) fn sibling(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Waits for one's turn, which lasts until the file is dropped. Where the system has no file
/// locks (phones, where one process has the wallet for itself) there is nothing to wait for.
pub(crate) fn turn(path: &Path) -> io::Result<File> {
    let file = private_options().create(true).truncate(false).open(path)?;
    match file.lock() {
        Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(error),
        _ => Ok(file),
    }
}

/// What SQLite keeps beside a database.
const COMPANIONS: [&str; 2] = ["-wal", "-shm"];

/// Moves a damaged database out of the way, with what lies beside it. Nothing is deleted, and
/// nothing that was set aside earlier is overwritten.
pub(crate) fn set_aside(database: &Path, now: DateTime<Utc>) -> io::Result<PathBuf> {
    let stamp = now.format(".corrupt-%Y%m%dT%H%M%SZ").to_string();
    let mut target = sibling(database, &stamp);
    for attempt in 2.. {
        if !target.exists() {
            break;
        }
        target = sibling(database, &format!("{stamp}-{attempt}"));
    }
    fs::rename(database, &target)?;
    for companion in COMPANIONS {
        match fs::rename(sibling(database, companion), sibling(&target, companion)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(target)
}

/// Deletes a database that can be made again, with what lies beside it.
pub(crate) fn delete_database(database: &Path) -> io::Result<()> {
    for path in [database.to_owned()]
        .into_iter()
        .chain(COMPANIONS.map(|companion| sibling(database, companion)))
    {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Lies beside a database in which damage was met.
const SUSPECT: &str = ".suspect";

/// Notes that damage was met in a database.
pub(crate) fn mark_suspect(database: &Path) {
    // When even that cannot be written, the next opening sees the damage where it meets it.
    let _ = make_private_file(&sibling(database, SUSPECT));
}

/// Whether damage was met in a database.
pub(crate) fn is_suspect(database: &Path) -> bool {
    sibling(database, SUSPECT).exists()
}

/// Takes the note back.
pub(crate) fn forget_suspicion(database: &Path) -> io::Result<()> {
    match fs::remove_file(sibling(database, SUSPECT)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
