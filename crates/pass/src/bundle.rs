//! Telling kinds of files apart, and bundles of several passes.

use crate::error::PassError;
use crate::espass::{self, MAIN_JSON};
use crate::json;
use crate::limits::Limits;
use crate::zip;

/// What a file is, judged by its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// One pass (`.pkpass`, `.espass`).
    Pass,
    /// Several passes (`.pkpasses`).
    PassBundle,
    /// Another zip file.
    OtherZip,
    /// Text with commas.
    Csv,
    /// None of these.
    Unknown,
}

/// One pass of a bundle.
#[derive(Clone, PartialEq, Eq)]
pub struct BundleMember {
    /// Entry name in the bundle.
    pub name: String,
    /// The pass file, byte for byte.
    pub bytes: Vec<u8>,
}

crate::redacted_debug!(BundleMember);

/// Entries up to which a directory is read to find out what a file is; other kinds of zip files
/// (an export with many pictures) may hold far more than a pass.
const SNIFF_ENTRIES: usize = 100_000;

/// Judges a file by its contents, never by its name. Only a zip's directory is read, and a
/// `main.json` that might be an esPass's.
pub fn sniff(bytes: &[u8]) -> FileKind {
    match zip::names(bytes, SNIFF_ENTRIES) {
        Ok(names) if names.iter().any(|name| name == "pass.json") => FileKind::Pass,
        Ok(names) if names.iter().any(|name| is_member(name)) => FileKind::PassBundle,
        Ok(names) if names.iter().any(|name| name == MAIN_JSON) && holds_espass(bytes) => {
            FileKind::Pass
        }
        Ok(_) => FileKind::OtherZip,
        Err(_) if bytes.starts_with(b"PK\x03\x04") => FileKind::OtherZip,
        Err(_) if looks_like_csv(bytes) => FileKind::Csv,
        Err(_) => FileKind::Unknown,
    }
}

/// Whether the `main.json` of a zip is an esPass's.
fn holds_espass(bytes: &[u8]) -> bool {
    let limits = Limits::default();
    let archive = zip::read(bytes, &limits, |name| name == MAIN_JSON).ok();
    let main = archive.and_then(|mut archive| archive.files.remove(MAIN_JSON));
    let main = main.and_then(|main| json::parse(MAIN_JSON, &main, &limits).ok());
    main.is_some_and(|main| espass::is_espass(&main.value))
}

fn is_member(name: &str) -> bool {
    let extension = name.len().checked_sub(7).and_then(|at| name.get(at..));
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case(".pkpass"))
}

/// Text with a comma in its first kilobytes, and no JSON. (Some exports begin with a version and
/// short lists on lines of their own, so it need not be the first line.)
fn looks_like_csv(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let json = matches!(head.trim_ascii_start().first(), Some(b'{' | b'['));
    let binary = head
        .iter()
        .any(|byte| *byte < 32 && !b"\t\r\n".contains(byte));
    !json && !binary && head.contains(&b',')
}

/// The passes of a bundle, in the order of their names. They are not read yet, so one bad pass
/// does not lose the others; other entries are ignored.
pub fn read_bundle(bytes: &[u8], limits: &Limits) -> Result<Vec<BundleMember>, PassError> {
    let size = bytes.len();
    if size > limits.bundle_bytes {
        return Err(PassError::TooLarge {
            size,
            limit: limits.bundle_bytes,
        });
    }
    let wide = Limits {
        entry_bytes: limits.archive_bytes,
        total_bytes: limits.bundle_bytes,
        ..limits.clone()
    };
    let archive = zip::read(bytes, &wide, is_member)?;
    let count = archive.files.len();
    if count == 0 {
        return Err(PassError::EmptyBundle);
    }
    if count > limits.bundle_members {
        return Err(PassError::TooManyPasses {
            count,
            limit: limits.bundle_members,
        });
    }
    let members = archive
        .files
        .into_iter()
        .map(|(name, bytes)| BundleMember { name, bytes });
    Ok(members.collect())
}
