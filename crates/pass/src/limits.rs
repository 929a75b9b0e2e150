//! How much a pass file may ask of the machine.

/// Bounds that hold while a pass is read. The defaults fit every pass met in the field with room
/// to spare (a large real one is about 1 MB) and keep a hostile one harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file itself.
    pub archive_bytes: usize,
    /// Entries in the archive, folders and junk included.
    pub entries: usize,
    /// Bytes of one entry once inflated.
    pub entry_bytes: usize,
    /// Bytes of all entries together once inflated.
    pub total_bytes: usize,
    /// Nesting of arrays and objects in a JSON file.
    pub json_depth: usize,
    /// Values (numbers, strings, arrays ...) in a JSON file.
    pub json_values: usize,
    /// `.lproj` folders.
    pub locales: usize,
    /// Pairs in one strings file.
    pub strings: usize,
    /// Pixels across a picture.
    pub image_width: u32,
    /// Pixels down a picture.
    pub image_height: u32,
    /// Passes in a `.pkpasses` bundle.
    pub bundle_members: usize,
    /// Bytes of a `.pkpasses` bundle.
    pub bundle_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: usize = 1024 * 1024;
        Self {
            archive_bytes: 10 * MIB,
            entries: 256,
            entry_bytes: 4 * MIB,
            total_bytes: 40 * MIB,
            json_depth: 16,
            json_values: 100_000,
            locales: 64,
            strings: 10_000,
            image_width: 4096,
            image_height: 4096,
            bundle_members: 64,
            bundle_bytes: 64 * MIB,
        }
    }
}
