//! `manifest.json`: which files belong to the pass, and their SHA-1.

use std::collections::{BTreeMap, BTreeSet};

use sha1::{Digest, Sha1};

use crate::json::{self, Json};
use crate::limits::Limits;
use crate::zip::{self, Archive};

/// The manifest's file name.
pub(crate) const MANIFEST: &str = "manifest.json";
/// The signature's file name.
pub(crate) const SIGNATURE: &str = "signature";

/// The manifest against the files of the archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Comparison {
    /// Files whose contents match.
    pub(crate) matching: BTreeSet<String>,
    /// Files whose contents differ.
    pub(crate) changed: BTreeSet<String>,
    /// Listed, but not there.
    pub(crate) missing: BTreeSet<String>,
    /// There, but not listed.
    pub(crate) unlisted: BTreeSet<String>,
}

/// A manifest that was read, and whether its JSON had to be repaired.
pub(crate) struct Manifest {
    pairs: Vec<(String, String)>,
    pub(crate) repaired: bool,
}

/// Reads the manifest; none when it is no object of texts.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Option<Manifest> {
    let parsed = json::parse(MANIFEST, bytes, limits).ok()?;
    let Json::Object(pairs) = parsed.value else {
        return None;
    };
    let pairs = pairs.into_iter().map(|(name, hash)| match hash {
        Json::String(hash) => Some((name, hash)),
        _ => None,
    });
    Some(Manifest {
        pairs: pairs.collect::<Option<_>>()?,
        repaired: parsed.repaired,
    })
}

impl Manifest {
    /// Hashes the very bytes that are parsed and shown. A name listed twice has to match twice.
    pub(crate) fn compare(&self, archive: &Archive) -> Comparison {
        let mut comparison = Comparison::default();
        for (name, hash) in &self.pairs {
            // Neither can be in its own list; some generators leave entries for them all the same.
            if name == MANIFEST || name == SIGNATURE || name.ends_with('/') {
                continue;
            }
            match archive.files.get(name) {
                Some(content) if hex(&Sha1::digest(content)).eq_ignore_ascii_case(hash.trim()) => {
                    comparison.matching.insert(name.clone());
                }
                Some(_) => {
                    comparison.changed.insert(name.clone());
                }
                None => {
                    comparison.missing.insert(name.clone());
                }
            }
        }
        let listed: BTreeSet<&str> = self.pairs.iter().map(|(name, _)| name.as_str()).collect();
        for name in &archive.names {
            let own = name == MANIFEST || name == SIGNATURE;
            if !own && !zip::is_junk(name) && !listed.contains(name.as_str()) {
                comparison.unlisted.insert(name.clone());
            }
        }
        comparison
    }
}

/// The manifest of some files, in the order of their names.
pub(crate) fn of(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let hashes: serde_json::Map<String, serde_json::Value> = files
        .iter()
        .map(|(name, content)| (name.clone(), hex(&Sha1::digest(content)).into()))
        .collect();
    serde_json::Value::Object(hashes).to_string().into_bytes()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
