//! Passes of one file belong together.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::draft::Candidate;
use super::identity::Identity;
use crate::domain::PassSet;

/// Makes a set of the passes of a bundle, in its order. A single pass is none.
///
/// The set's id is made of what makes the first of its passes (by identity, not by place) that
/// pass: the same file gives the same set, and so does a later one with more passes in it.
pub(super) fn put(candidates: &mut [Candidate]) {
    let identities = candidates.iter().filter_map(|candidate| {
        let draft = candidate.draft.as_ref()?;
        let pass = draft.pass.as_ref()?;
        Some(Identity::of_draft(draft, Some(pass.link.original)))
    });
    let mut identities: Vec<Identity> = identities.collect();
    identities.sort();
    let [first, _, ..] = identities.as_slice() else {
        return;
    };
    let id = id(first);
    let passes = candidates
        .iter_mut()
        .filter_map(|candidate| candidate.draft.as_mut()?.pass.as_mut());
    for (pass, position) in passes.zip(0_u32..) {
        pass.link.set = Some(PassSet { id, position });
    }
}

/// A UUID of version 8 (RFC 9562) made of a hash.
fn id(first: &Identity) -> Uuid {
    let mut hash = Sha256::new_with_prefix(b"kantis set of passes v1");
    let mut add = |part: &[u8]| {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        hash.update(part);
    };
    match first {
        Identity::Pass(kind, serial) => {
            add(kind.as_bytes());
            add(serial.as_bytes());
        }
        Identity::PassFile(file) => add(&file.0),
        Identity::Card { title, .. } => add(title.as_bytes()),
    }
    let mut bytes = [0; 16];
    for (byte, hashed) in bytes.iter_mut().zip(hash.finalize()) {
        *byte = hashed;
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
