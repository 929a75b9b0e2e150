//! Files that a person names: looked at before they are read, so that none is too large.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::failure::Failure;
use crate::words;

/// The standard input's name on the command line.
const STANDARD_INPUT: &str = "-";

/// The longest password or passphrase file, in bytes.
const MAX_SECRET: u64 = 4_096;

/// The name that reports use for a file: its own, without folders.
pub(crate) fn name_of(path: &Path) -> String {
    if path.as_os_str() == STANDARD_INPUT {
        return "standard input".to_owned();
    }
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// The size of a file as far as it can be told before reading.
///
/// # Errors
/// As [`read`].
pub(crate) fn check(path: &Path, max: u64) -> Result<u64, Failure> {
    if path.as_os_str() == STANDARD_INPUT {
        return Ok(0);
    }
    let about = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if about.is_dir() {
        return Err(refuse(path, "it is a folder"));
    }
    // A device or a pipe has no size and may never end.
    if !about.is_file() {
        return Err(refuse(path, "it is not a regular file"));
    }
    if about.len() > max {
        return Err(too_large(path, max));
    }
    Ok(about.len())
}

/// Reads a whole file.
///
/// # Errors
/// `unreadableFile` for what is missing, barred, or no regular file; `fileTooLarge` beyond `max`
/// bytes, told without reading.
pub(crate) fn read(path: &Path, max: u64) -> Result<Vec<u8>, Failure> {
    let size = check(path, max)?;
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    let read = if path.as_os_str() == STANDARD_INPUT {
        io::stdin().lock().take(max + 1).read_to_end(&mut bytes)
    } else {
        // The file may have grown since: one byte more than allowed is enough to know.
        File::open(path).and_then(|file| file.take(max + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| unreadable(path, &error))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > max {
        return Err(too_large(path, max));
    }
    Ok(bytes)
}

/// The first line of a file with a password or a passphrase.
///
/// # Errors
/// As [`read`], and when the line is empty or no UTF-8.
pub(crate) fn read_secret(path: &Path) -> Result<String, Failure> {
    let bytes = read(path, MAX_SECRET)?;
    let text = String::from_utf8(bytes).map_err(|_| refuse(path, "it is not UTF-8 text"))?;
    match text.lines().next().filter(|line| !line.is_empty()) {
        Some(line) => Ok(line.to_owned()),
        None => Err(refuse(path, "its first line is empty")),
    }
}

/// Writes a file anew.
///
/// # Errors
/// `unwritableFile`.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    fs::write(path, bytes).map_err(|error| unwritable(path, &error))
}

/// Writes a file that only its owner may read, over another one only if `over` says so.
///
/// # Errors
/// `fileExists`, `unwritableFile`.
pub(crate) fn write_private(path: &Path, bytes: &[u8], over: bool) -> Result<(), Failure> {
    use std::io::Write as _;
    let mut options = File::options();
    options.write(true);
    if over {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options
        .open(path)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            let text = format!(
                "{} is there already: --force writes over it.",
                path.display()
            );
            Failure::new("fileExists", text).with("source", name_of(path))
        }
        _ => unwritable(path, &error),
    })
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let text = format!("{} cannot be written: {}.", path.display(), what(error));
    Failure::new("unwritableFile", text).with("source", name_of(path))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    refuse(path, &what(error))
}

fn refuse(path: &Path, why: &str) -> Failure {
    let text = format!("{} cannot be read: {why}.", shown(path));
    Failure::new("unreadableFile", text)
        .with("source", name_of(path))
        .with("why", why)
}

fn too_large(path: &Path, max: u64) -> Failure {
    let text = format!(
        "{} is too large: {} at most.",
        shown(path),
        words::size(max)
    );
    Failure::new("fileTooLarge", text)
        .with("source", name_of(path))
        .with("max", max)
}

fn shown(path: &Path) -> String {
    if path.as_os_str() == STANDARD_INPUT {
        return "The standard input".to_owned();
    }
    path.display().to_string()
}

fn what(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "you have no right to it".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        other => other.to_string(),
    }
}
