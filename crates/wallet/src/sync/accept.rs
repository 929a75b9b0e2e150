//! Whether an answer is a newer version of the pass that the wallet has.

use kantis_pass::{Limits, Pass, Provenance, TrustAnchors, Verification};

use super::UpdateRefusal;
use crate::card::pass_link::PassReading;

/// What an answer is.
pub(super) enum Verdict {
    /// What the wallet has, packed or signed anew.
    Same,
    /// A newer version.
    Newer(Box<Newer>),
    /// Not taken.
    Refused(UpdateRefusal),
}

/// A newer version.
pub(super) struct Newer {
    pub(super) pass: Pass,
    pub(super) provenance: Provenance,
    /// Something that a person can see differs.
    pub(super) differs: bool,
}

/// Judges the bytes of an answer against the file that the wallet has, which was of provenance
/// `known` when it came.
pub(super) fn judge(
    old: &[u8],
    known: Provenance,
    new: &[u8],
    anchors: &TrustAnchors,
    reading: PassReading<'_>,
) -> Verdict {
    let limits = Limits::default();
    let Ok(pass) = Pass::read(new, &limits) else {
        return Verdict::Refused(UpdateRefusal::Unreadable);
    };
    // What the wallet has was read before, so this cannot fail unless limits become narrower.
    let Ok(old_pass) = Pass::read(old, &limits) else {
        return Verdict::Refused(UpdateRefusal::Identity);
    };
    let team = |pass: &Pass| pass.data().team_identifier.clone();
    if pass.identity() != old_pass.identity() || team(&pass) != team(&old_pass) {
        return Verdict::Refused(UpdateRefusal::Identity);
    }
    let verification = pass.verify(anchors, reading.now);
    let provenance = verification.provenance;
    if provenance == Provenance::Tampered || provenance > known {
        return Verdict::Refused(UpdateRefusal::Provenance);
    }
    if provenance == Provenance::UnknownIssuer && known == Provenance::UnknownIssuer {
        let before = old_pass.verify(anchors, reading.now);
        if !same_key(&before, &verification) {
            return Verdict::Refused(UpdateRefusal::Signer);
        }
    }
    if provenance == known && kantis_pass::same_contents(old, new, &limits) {
        return Verdict::Same;
    }
    let differs = shown(&old_pass, reading) != shown(&pass, reading);
    Verdict::Newer(Box::new(Newer {
        pass,
        provenance,
        differs,
    }))
}

fn same_key(one: &Verification, other: &Verification) -> bool {
    match (&one.signer, &other.signer) {
        (Some(one), Some(other)) => one.spki_sha256 == other.spki_sha256,
        _ => false,
    }
}

/// All that the reader can see of a pass.
fn shown(pass: &Pass, reading: PassReading<'_>) -> (kantis_pass::PassView, Vec<Vec<u8>>) {
    let pictures = kantis_pass::ImageRole::ALL
        .into_iter()
        .filter_map(|role| pass.image(role, 3, reading.locale))
        .map(|image| image.bytes.to_vec())
        .collect();
    (
        pass.view(reading.locale, reading.now, reading.zone),
        pictures,
    )
}
