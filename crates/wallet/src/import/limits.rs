//! How much a file may ask of the machine.

const MIB: usize = 1024 * 1024;

/// Bytes of one file that is handed over. Callers refuse larger ones by their size, unread.
pub const MAX_FILE_BYTES: usize = 100 * MIB;
/// Files in one import.
pub const MAX_FILES: usize = 200;
/// Rows of one table of a Catima file.
pub const MAX_ROWS: usize = 100_000;

/// Bytes of one table, once inflated: 300 a row when there are as many rows as there may be. What
/// is made of a table takes several times its size, and all of it has to stay under 300 MB.
pub(super) const MAX_CSV_BYTES: usize = 32 * MIB;
/// Bytes of one field of a CSV file.
pub(super) const MAX_FIELD_BYTES: usize = MIB;
/// Fields in one record of a CSV file.
pub(super) const MAX_FIELDS: usize = 200;
/// Times that reading begins again after a quote that is never closed.
pub(super) const MAX_RESTARTS: usize = 100;
/// Entries of an archive.
pub(super) const MAX_ENTRIES: usize = 60_000;
/// Bytes of one picture, as it is in the archive once inflated.
pub(super) const MAX_PICTURE_BYTES: usize = 12 * MIB;
/// Bytes of all entries of an archive together once inflated.
pub(super) const MAX_INFLATED_BYTES: u64 = 512 * MIB as u64;
/// Bytes of pictures, ready to be kept, that a preview holds on to.
pub(super) const MAX_PICTURES_KEPT: usize = 48 * MIB;
/// Groups of one file; a wallet has no more.
pub(super) const MAX_GROUPS: usize = 500;
/// Characters of a group's name.
pub(super) const MAX_GROUP_NAME: usize = 60;
