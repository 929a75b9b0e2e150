//! Zip files as passes use them: stored or deflated entries, read through the central directory.
//!
//! Written here rather than taken from the `zip` crate because that merges entries of the same
//! name silently, before a caller can see it, and what was signed must be what is shown.

mod directory;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use flate2::Crc;
use flate2::read::DeflateDecoder;

use crate::error::{PassError, printable};
use crate::limits::Limits;
use directory::{Entry, read_directory};

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// Names of an archive, and the contents of those that were asked for.
#[derive(Debug, Default)]
pub(crate) struct Archive {
    /// Contents by name.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// Every name that is a file, wanted or not.
    pub(crate) names: Vec<String>,
}

/// Only the names, unchecked; for telling kinds of files apart.
pub(crate) fn names(bytes: &[u8], limit: usize) -> Result<Vec<String>, PassError> {
    Ok(read_directory(bytes, limit)?
        .into_iter()
        .map(|entry| entry.name)
        .collect())
}

/// Unpacks the entries that `wanted` accepts.
pub(crate) fn read(
    bytes: &[u8],
    limits: &Limits,
    wanted: impl Fn(&str) -> bool,
) -> Result<Archive, PassError> {
    let mut archive = Archive::default();
    let mut left = limits.total_bytes;
    for entry in checked_entries(bytes, limits)? {
        if wanted(&entry.name) {
            let content = unpack(bytes, &entry, limits, left)?;
            left -= content.len();
            archive.files.insert(entry.name.clone(), content);
        }
        archive.names.push(entry.name);
    }
    Ok(archive)
}

/// Entries that are files, after the checks that concern the whole archive.
fn checked_entries(bytes: &[u8], limits: &Limits) -> Result<Vec<Entry>, PassError> {
    let mut entries = read_directory(bytes, limits.entries)?;
    if let Some(entry) = entries.iter().find(|entry| !is_safe(&entry.name)) {
        return Err(PassError::UnsafeName {
            entry: printable(&entry.name),
        });
    }
    let mut seen = BTreeSet::new();
    for entry in entries.iter().filter(|entry| !is_junk(&entry.name)) {
        if !seen.insert(entry.name.as_str()) {
            return Err(PassError::DuplicateName {
                entry: printable(&entry.name),
            });
        }
    }
    entries.retain(|entry| !entry.name.ends_with('/'));
    Ok(entries)
}

/// What operating systems leave in archives: the Mac's resource forks, and dotfiles.
///
/// They are never used. But they are unpacked like others: careless issuers list them in the
/// manifest, and then they have to match.
pub(crate) fn is_junk(name: &str) -> bool {
    name.starts_with("__MACOSX/") || name.split('/').any(|part| part.starts_with('.'))
}

/// Whether a name stays inside the archive on every operating system. No path is ever built from
/// it here; but whoever wrote such a name was up to something, or the file is not a pass.
fn is_safe(name: &str) -> bool {
    let drive = matches!(name.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    let body = name.strip_suffix('/').unwrap_or(name);
    !drive
        && !body.is_empty()
        && !name.contains('\\')
        && !name.chars().any(char::is_control)
        && body.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

fn unpack(bytes: &[u8], entry: &Entry, limits: &Limits, left: usize) -> Result<Vec<u8>, PassError> {
    let name = || printable(&entry.name);
    let damaged = |reason| PassError::Damaged {
        entry: name(),
        reason,
    };
    if entry.encrypted {
        return Err(PassError::Encrypted { entry: name() });
    }
    let packed = bytes
        .get(entry.data.clone())
        .ok_or_else(|| damaged("its bytes lie outside the file"))?;
    // One byte more than allowed tells "exactly at the limit" from "beyond it". What the
    // directory claims about the size is not believed; it only has to turn out true.
    let allowed = limits.entry_bytes.min(left);
    let cap = allowed as u64 + 1;
    let mut content = Vec::new();
    match entry.method {
        STORED => packed.take(cap).read_to_end(&mut content),
        DEFLATED => DeflateDecoder::new(packed)
            .take(cap)
            .read_to_end(&mut content),
        method => {
            return Err(PassError::Compression {
                entry: name(),
                method,
            });
        }
    }
    .map_err(|_| damaged("its compressed data is broken"))?;
    if content.len() > limits.entry_bytes {
        return Err(PassError::EntryTooLarge {
            entry: name(),
            limit: limits.entry_bytes,
        });
    }
    if content.len() > left {
        return Err(PassError::ArchiveTooLarge {
            entry: name(),
            limit: limits.total_bytes,
        });
    }
    if content.len() as u64 != entry.inflated {
        return Err(damaged("its size is not what the directory says"));
    }
    let mut crc = Crc::new();
    crc.update(&content);
    if crc.sum() != entry.crc {
        return Err(damaged("its checksum does not match"));
    }
    Ok(content)
}
