//! Whether two files hold the same pass, packed or signed differently.

use crate::limits::Limits;
use crate::manifest::{MANIFEST, SIGNATURE};
use crate::zip;

/// Whether all that two pass files say and show is the same, byte for byte. How it is packed, the
/// manifest and the signature may differ: some services sign anew whenever they are asked. `false`
/// also when either cannot be read.
pub fn same_contents(one: &[u8], other: &[u8], limits: &Limits) -> bool {
    let said = |bytes: &[u8]| {
        let mut files = zip::read(bytes, limits, |_| true).ok()?.files;
        files.retain(|name, _| name != MANIFEST && name != SIGNATURE && !zip::is_junk(name));
        Some(files)
    };
    matches!((said(one), said(other)), (Some(one), Some(other)) if one == other)
}
