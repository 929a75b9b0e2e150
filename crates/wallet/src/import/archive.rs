//! Zip archives that other wallets write: opened by their central directory, one entry in memory
//! at a time, within limits.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{Cursor, ErrorKind, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::error::Stop;
use super::limits::{MAX_ENTRIES, MAX_INFLATED_BYTES};
use super::reason::{ImportReason, shown};

/// An entry that is a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its place in the directory.
    pub(super) index: usize,
    /// Its name as it stands in the directory.
    pub(super) name: String,
    /// Its contents are protected by a password.
    pub(super) encrypted: bool,
}

impl Entry {
    /// The last part of its name; folders mean nothing here.
    pub(super) fn file_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }
}

/// An archive in memory.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    file: &'a str,
    password: Option<&'a str>,
    inflated: u64,
}

/// Why one entry cannot be read.
pub(super) enum EntryTrouble {
    /// Its contents are damaged.
    Damaged(ImportReason),
    /// It, or the archive with it, unpacks to more than is read.
    TooLarge(ImportReason),
    /// Protected, and no password was given.
    PasswordNeeded,
    /// The password does not open it.
    PasswordWrong,
}

impl From<EntryTrouble> for Stop {
    fn from(trouble: EntryTrouble) -> Self {
        match trouble {
            EntryTrouble::Damaged(reason) | EntryTrouble::TooLarge(reason) => Self::File(reason),
            EntryTrouble::PasswordNeeded => Self::PasswordNeeded,
            EntryTrouble::PasswordWrong => Self::PasswordWrong,
        }
    }
}

/// Whether the bytes begin as a zip does; the third is the mark that some split archives keep.
pub(super) fn looks_like(bytes: &[u8]) -> bool {
    [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"]
        .iter()
        .any(|mark| bytes.starts_with(*mark))
}

impl<'a> Archive<'a> {
    /// Opens an archive. `file` is its name, for reasons.
    ///
    /// # Errors
    /// When it is no complete zip, or has too many entries, a name twice, or a name that would
    /// lead out of a folder.
    pub(super) fn open(
        bytes: &'a [u8],
        file: &'a str,
        password: Option<&'a str>,
    ) -> Result<Self, ImportReason> {
        let marks = count_directory_marks(bytes);
        if marks > MAX_ENTRIES {
            let sentence = format!("{file}: more than {MAX_ENTRIES} entries in the archive");
            return Err(ImportReason::new("tooManyEntries", sentence)
                .with("file", file)
                .with("max", MAX_ENTRIES));
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
            let sentence = format!("{file}: not a complete zip file ({})", plain(&error));
            ImportReason::new("damagedArchive", sentence).with("file", file)
        })?;
        if zip.has_duplicate_names() {
            let name = repeated_name(bytes, zip.central_directory_start()).unwrap_or_default();
            let sentence = format!("{file}: entry {} is there twice", shown(&name));
            return Err(ImportReason::new("duplicateEntry", sentence)
                .with("file", file)
                .with("entry", shown(&name)));
        }
        let archive = Self {
            zip,
            file,
            password,
            inflated: 0,
        };
        match archive
            .entries()
            .iter()
            .find(|entry| leads_out(&entry.name))
        {
            Some(entry) => {
                let name = shown(&entry.name);
                let sentence = format!("{file}: entry {name} has an unsafe name");
                Err(ImportReason::new("unsafeEntry", sentence)
                    .with("file", file)
                    .with("entry", name))
            }
            None => Ok(archive),
        }
    }

    /// The archive's name.
    pub(super) fn file(&self) -> &'a str {
        self.file
    }

    /// The files in the archive, without folders and what macOS adds.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let entries = (0..self.zip.len()).filter_map(|index| {
            let entry = self.zip.by_index_data(index).ok()?;
            let name = match entry.name() {
                Ok(name) => name,
                Err(_) => Cow::Owned(String::from_utf8_lossy(entry.name_raw()).into_owned()),
            };
            Some(Entry {
                index,
                name: name.into_owned(),
                encrypted: entry.encrypted(),
            })
        });
        entries.filter(|entry| !is_clutter(&entry.name)).collect()
    }

    /// Whether an entry is protected by AES. Its check of the password is passed by one wrong one
    /// in 65,536; that of the old ZipCrypto by one in 256.
    pub(super) fn is_aes(&mut self, entry: &Entry) -> bool {
        let info = self.zip.get_aes_verification_key_and_salt(entry.index);
        info.is_ok_and(|info| info.is_some())
    }

    /// The contents of an entry.
    ///
    /// # Errors
    /// When it is damaged, holds more than `most` bytes, brings the whole archive over its limit,
    /// or the password does not open it.
    pub(super) fn read(&mut self, entry: &Entry, most: usize) -> Result<Vec<u8>, EntryTrouble> {
        let (bytes, end) = self.read_some(entry, most)?;
        match end {
            None => Ok(bytes),
            Some(error) => Err(damaged(self.file, entry, &plain_io(&error))),
        }
    }

    /// As [`Archive::read`], but where the contents break off, what came until then is given with
    /// the reason: it tells a wrong password from damage.
    pub(super) fn read_some(
        &mut self,
        entry: &Entry,
        most: usize,
    ) -> Result<(Vec<u8>, Option<std::io::Error>), EntryTrouble> {
        if entry.encrypted && self.password.is_none() {
            return Err(EntryTrouble::PasswordNeeded);
        }
        let left = MAX_INFLATED_BYTES.saturating_sub(self.inflated);
        let most = u64::try_from(most).unwrap_or(u64::MAX);
        let file = match self.password.filter(|_| entry.encrypted) {
            Some(password) => self.zip.by_index_decrypt(entry.index, password.as_bytes()),
            None => self.zip.by_index(entry.index),
        };
        let file = match file {
            Ok(file) => file,
            Err(ZipError::InvalidPassword) => return Err(EntryTrouble::PasswordWrong),
            Err(error) => return Err(damaged(self.file, entry, &plain(&error))),
        };
        let mut bytes = Vec::new();
        let end = file.take(most.min(left) + 1).read_to_end(&mut bytes).err();
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.inflated = self.inflated.saturating_add(length);
        if length > left {
            return Err(too_large(self.file, entry, "archive", MAX_INFLATED_BYTES));
        }
        if length > most {
            return Err(too_large(self.file, entry, "entry", most));
        }
        Ok((bytes, end))
    }
}

/// That an entry is damaged.
pub(super) fn damaged(file: &str, entry: &Entry, why: &str) -> EntryTrouble {
    let name = shown(&entry.name);
    let sentence = format!("{file}: entry {name} is damaged ({why})");
    let reason = ImportReason::new("damagedEntry", sentence);
    EntryTrouble::Damaged(reason.with("file", file).with("entry", name))
}

fn too_large(file: &str, entry: &Entry, what: &str, most: u64) -> EntryTrouble {
    let name = shown(&entry.name);
    let sentence = format!("{file}: at entry {name} the {what} unpacks to more than {most} bytes");
    let reason = ImportReason::new(&format!("{what}TooLarge"), sentence);
    EntryTrouble::TooLarge(
        reason
            .with("file", file)
            .with("entry", name)
            .with("max", most),
    )
}

/// How often the mark of a directory entry occurs: no more entries can be made of the bytes. The
/// directory is not trusted to count itself, since opening it takes memory for each entry.
fn count_directory_marks(bytes: &[u8]) -> usize {
    // Each entry takes at least 46 bytes.
    if bytes.len() / 46 <= MAX_ENTRIES {
        return 0;
    }
    bytes
        .windows(4)
        .filter(|window| *window == b"PK\x01\x02")
        .count()
}

/// The first name that is in the directory twice.
fn repeated_name(bytes: &[u8], directory: u64) -> Option<String> {
    let mut rest = bytes.get(usize::try_from(directory).ok()?..)?;
    let mut names = BTreeSet::new();
    while rest.starts_with(b"PK\x01\x02") {
        let length = |at: usize| -> Option<usize> {
            let raw = rest.get(at..at + 2)?.try_into().ok()?;
            Some(usize::from(u16::from_le_bytes(raw)))
        };
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        let name_bytes = rest.get(46..46 + name)?;
        if !names.insert(name_bytes) {
            return Some(String::from_utf8_lossy(name_bytes).into_owned());
        }
        rest = rest.get(46 + name + extra + comment..)?;
    }
    None
}

/// Nothing is ever written under an entry's name; such a name still means that somebody tries.
fn leads_out(name: &str) -> bool {
    let drive = name
        .get(1..3)
        .is_some_and(|part| part == ":\\" || part == ":/");
    name.starts_with(['/', '\\'])
        || drive
        || name.contains('\0')
        || name.split(['/', '\\']).any(|part| part == "..")
}

fn is_clutter(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    // A name that leads out is kept, so that it is refused.
    !leads_out(name)
        && (name.ends_with('/') || name.starts_with("__MACOSX/") || last.starts_with('.'))
}

/// What the zip reader says, without its type's prefix.
fn plain(error: &ZipError) -> String {
    match error {
        ZipError::Io(error) => plain_io(error),
        ZipError::InvalidArchive(text) => text.to_string(),
        ZipError::UnsupportedArchive(text) => (*text).to_owned(),
        ZipError::CompressionMethodNotSupported(method) => {
            format!("compression method {method} is not supported")
        }
        other => other.to_string(),
    }
}

fn plain_io(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::UnexpectedEof => "it ends too early".to_owned(),
        _ => error.to_string(),
    }
}
