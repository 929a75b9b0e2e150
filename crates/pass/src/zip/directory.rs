//! The central directory of a zip file: which entries there are and where their bytes lie.

use crate::bytes::{u16_le, u32_le, u64_le};
use crate::error::{PassError, printable};

const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
const END64_LOCATOR: u32 = 0x0706_4b50;
const END64: u32 = 0x0606_4b50;
const HEADER: u32 = 0x0201_4b50;
const HEADER_LENGTH: usize = 46;
const LOCAL_HEADER: u32 = 0x0403_4b50;
const LOCAL_HEADER_LENGTH: usize = 30;
const FLAG_ENCRYPTED: u16 = 1;
const FLAG_UTF8: u16 = 0x800;

/// One entry as the directory describes it.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Name as written, `/` between folders.
    pub(crate) name: String,
    pub(crate) encrypted: bool,
    pub(crate) method: u16,
    pub(crate) crc: u32,
    pub(crate) inflated: u64,
    /// Where the packed bytes lie in the file.
    pub(crate) data: std::ops::Range<usize>,
}

/// The record at the end of the archive, zip64 already resolved.
struct End {
    /// Where the record starts in the file.
    position: usize,
    count: u64,
    directory: usize,
    /// Bytes before the archive proper; offsets inside count from there.
    lead: usize,
}

/// Reads the directory. Bytes before the archive and after it are tolerated; the last archive in
/// the file counts. Dates are not looked at (common generators write impossible ones), and local
/// headers only for where an entry's bytes start.
pub(crate) fn read_directory(bytes: &[u8], limit: usize) -> Result<Vec<Entry>, PassError> {
    let end = find_end(bytes)?;
    if end.count > limit as u64 {
        return Err(PassError::TooManyEntries {
            count: end.count,
            limit,
        });
    }
    let mut entries = Vec::new();
    let mut at = end.directory;
    for _ in 0..end.count {
        let (entry, next) = read_entry(bytes, at, &end)?;
        entries.push(entry);
        at = next;
    }
    reject_overlaps(&entries)?;
    Ok(entries)
}

fn damaged(entry: &str, reason: &'static str) -> PassError {
    PassError::Damaged {
        entry: printable(entry),
        reason,
    }
}

fn find_end(bytes: &[u8]) -> Result<End, PassError> {
    let mut problem = PassError::NotZip {
        reason: "no end of the zip directory was found",
    };
    let mut below = bytes.len();
    // A few tries: the four bytes may also occur by chance in what follows an archive.
    for _ in 0..16 {
        let Some(position) = rfind(bytes, END, below) else {
            break;
        };
        match read_end(bytes, position) {
            Ok(end) => return Ok(end),
            Err(error) => problem = error,
        }
        below = position;
    }
    Err(problem)
}

fn rfind(bytes: &[u8], needle: &[u8], below: usize) -> Option<usize> {
    bytes
        .get(..below)?
        .windows(needle.len())
        .rposition(|window| window == needle)
}

fn read_end(bytes: &[u8], position: usize) -> Result<End, PassError> {
    let cut = || damaged("directory", "its end record is cut short");
    if bytes.len() - position < END_LENGTH {
        return Err(cut());
    }
    let disk = u16_le(bytes, position + 4).ok_or_else(cut)?;
    let count = u16_le(bytes, position + 10).ok_or_else(cut)?;
    let size = u32_le(bytes, position + 12).ok_or_else(cut)?;
    let offset = u32_le(bytes, position + 16).ok_or_else(cut)?;
    let wide = count == u16::MAX || size == u32::MAX || offset == u32::MAX;
    if wide && let Some(end) = read_end64(bytes, position) {
        return Ok(end);
    }
    if disk != 0 {
        return Err(damaged("directory", "the archive is one of several disks"));
    }
    locate(
        position,
        u64::from(count),
        u64::from(size),
        u64::from(offset),
    )
}

fn read_end64(bytes: &[u8], end: usize) -> Option<End> {
    let locator = end.checked_sub(20)?;
    if u32_le(bytes, locator)? != END64_LOCATOR {
        return None;
    }
    // The locator's own offset is off by whatever precedes the archive: look right before it too.
    let written = usize::try_from(u64_le(bytes, locator + 8)?).ok()?;
    let near = locator.checked_sub(56)?;
    let record = [written, near]
        .into_iter()
        .find(|at| u32_le(bytes, *at) == Some(END64))?;
    let count = u64_le(bytes, record + 32)?;
    let size = u64_le(bytes, record + 40)?;
    let offset = u64_le(bytes, record + 48)?;
    locate(record, count, size, offset).ok()
}

/// The directory ends where its end record starts; what its offset says less is leading junk.
fn locate(position: usize, count: u64, size: u64, offset: u64) -> Result<End, PassError> {
    let outside = || damaged("directory", "it lies outside the file");
    let size = usize::try_from(size).map_err(|_| outside())?;
    let offset = usize::try_from(offset).map_err(|_| outside())?;
    let directory = position.checked_sub(size).ok_or_else(outside)?;
    let lead = directory.checked_sub(offset).ok_or_else(outside)?;
    Ok(End {
        position,
        count,
        directory,
        lead,
    })
}

fn read_entry(bytes: &[u8], at: usize, end: &End) -> Result<(Entry, usize), PassError> {
    let cut = || damaged("directory", "it is cut short");
    if at + HEADER_LENGTH > end.position || u32_le(bytes, at) != Some(HEADER) {
        return Err(cut());
    }
    let flags = u16_le(bytes, at + 8).ok_or_else(cut)?;
    let method = u16_le(bytes, at + 10).ok_or_else(cut)?;
    let crc = u32_le(bytes, at + 16).ok_or_else(cut)?;
    let packed = u32_le(bytes, at + 20).ok_or_else(cut)?;
    let inflated = u32_le(bytes, at + 24).ok_or_else(cut)?;
    let name_length = usize::from(u16_le(bytes, at + 28).ok_or_else(cut)?);
    let extra_length = usize::from(u16_le(bytes, at + 30).ok_or_else(cut)?);
    let comment_length = usize::from(u16_le(bytes, at + 32).ok_or_else(cut)?);
    let offset = u32_le(bytes, at + 42).ok_or_else(cut)?;
    let name_at = at + HEADER_LENGTH;
    let extra_at = name_at + name_length;
    let next = extra_at + extra_length + comment_length;
    if next > end.position {
        return Err(cut());
    }
    let raw_name = bytes.get(name_at..extra_at).ok_or_else(cut)?;
    let extra = bytes
        .get(extra_at..extra_at + extra_length)
        .ok_or_else(cut)?;
    let name = decode_name(raw_name, flags & FLAG_UTF8 != 0);
    let sizes = zip64_sizes(inflated, packed, offset, extra)
        .ok_or_else(|| damaged(&name, "its zip64 sizes are missing"))?;
    let data = locate_data(bytes, &name, end, sizes.packed, sizes.offset)?;
    let entry = Entry {
        name,
        encrypted: flags & FLAG_ENCRYPTED != 0,
        method,
        crc,
        inflated: sizes.inflated,
        data,
    };
    Ok((entry, next))
}

fn decode_name(raw: &[u8], marked_utf8: bool) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        // Names that matter are ASCII; another charset only has to stay distinct and printable.
        Err(_) if marked_utf8 => String::from_utf8_lossy(raw).into_owned(),
        Err(_) => raw.iter().map(|byte| char::from(*byte)).collect(),
    }
}

struct Sizes {
    inflated: u64,
    packed: u64,
    offset: u64,
}

/// Sizes and offset, taken from the zip64 extra field where the 32-bit ones are all ones.
fn zip64_sizes(inflated: u32, packed: u32, offset: u32, extra: &[u8]) -> Option<Sizes> {
    let mut wide = zip64_field(extra).unwrap_or_default();
    let mut take = |narrow: u32| {
        if narrow != u32::MAX {
            return Some(u64::from(narrow));
        }
        let value = u64_le(wide, 0)?;
        wide = wide.get(8..)?;
        Some(value)
    };
    let inflated = take(inflated)?;
    let packed = take(packed)?;
    let offset = take(offset)?;
    Some(Sizes {
        inflated,
        packed,
        offset,
    })
}

fn zip64_field(mut extra: &[u8]) -> Option<&[u8]> {
    loop {
        let id = u16_le(extra, 0)?;
        let length = usize::from(u16_le(extra, 2)?);
        let body = extra.get(4..4 + length)?;
        if id == 1 {
            return Some(body);
        }
        extra = extra.get(4 + length..)?;
    }
}

fn locate_data(
    bytes: &[u8],
    name: &str,
    end: &End,
    packed: u64,
    offset: u64,
) -> Result<std::ops::Range<usize>, PassError> {
    let outside = || damaged(name, "its bytes lie outside the file");
    let offset = usize::try_from(offset).map_err(|_| outside())?;
    let packed = usize::try_from(packed).map_err(|_| outside())?;
    let header = end.lead.checked_add(offset).ok_or_else(outside)?;
    if u32_le(bytes, header) != Some(LOCAL_HEADER) {
        return Err(damaged(name, "its header is missing"));
    }
    let name_length = usize::from(u16_le(bytes, header + 26).ok_or_else(outside)?);
    let extra_length = usize::from(u16_le(bytes, header + 28).ok_or_else(outside)?);
    let start = header + LOCAL_HEADER_LENGTH + name_length + extra_length;
    let stop = start.checked_add(packed).ok_or_else(outside)?;
    if stop > end.directory {
        return Err(outside());
    }
    Ok(start..stop)
}

/// Entries that share bytes are how small files unpack to enormous ones.
fn reject_overlaps(entries: &[Entry]) -> Result<(), PassError> {
    let mut ordered: Vec<&Entry> = entries
        .iter()
        .filter(|entry| !entry.data.is_empty())
        .collect();
    ordered.sort_by_key(|entry| entry.data.start);
    for pair in ordered.windows(2) {
        if let [before, after] = pair
            && before.data.end > after.data.start
        {
            return Err(damaged(&after.name, "it overlaps another entry"));
        }
    }
    Ok(())
}
