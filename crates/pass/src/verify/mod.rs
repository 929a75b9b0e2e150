//! How far a pass can be trusted: hashes, signature, signer and chain, put together as a grade.
//!
//! The rules, where a pass could be seen in two ways:
//! - Contents that contradict the manifest are *tampered* with, signed or not.
//! - A signature that does not hold, or cannot be read, is *tampered*: nobody adds one by accident.
//!   So is one that does not cover `pass.json`.
//! - A good signature by a certificate for another pass type or team is *unknown issuer*, chain or
//!   not: the contents are whole, but whoever made them is not whom the pass names.
//! - Listed files that are missing make a verified pass *incomplete*; a worse grade stays.
//! - Files that are not listed are not used, and take nothing from the grade.
//! - Everything about time is judged at the signing time that the signer states, or without one
//!   at the beginning of the signer's validity: real signers expire yearly.

mod anchors;
mod ber;
mod certificate;
mod chain;
mod cms;
mod key;
mod name;
mod report;

use chrono::{DateTime, Utc};

use crate::data::PassData;
use crate::manifest::Comparison;
use certificate::Certificate;
use cms::Signature;
use key::Hash;

pub use anchors::{AnchorError, TrustAnchors};
pub use report::{
    ChainLink, Check, CheckKind, Detail, Note, Outcome, Provenance, Signer, Verification,
};

/// What the signature is about: taken from the archive while it was read.
#[derive(Clone, Default)]
pub(crate) struct Signed {
    pub(crate) manifest: Option<Vec<u8>>,
    pub(crate) signature: Option<Vec<u8>>,
    /// None when there is no manifest that could be read.
    pub(crate) comparison: Option<Comparison>,
}

/// Grades a pass.
pub(crate) fn verify(
    signed: &Signed,
    data: &PassData,
    anchors: &TrustAnchors,
    now: DateTime<Utc>,
) -> Verification {
    let mut report = Report {
        grade: Provenance::Verified,
        checks: Vec::new(),
        notes: Vec::new(),
        chain: Vec::new(),
    };
    report.hashes(signed);
    let Some(file) = &signed.signature else {
        report.without_signature();
        return report.finish(None, None);
    };
    let checked = match &signed.manifest {
        Some(manifest) => cms::check(file, manifest).map_err(|fault| {
            let detail = Detail::new(fault.code());
            fault
                .part()
                .map_or(detail.clone(), |part| detail.with("part", part))
        }),
        None => Err(Detail::new("noManifest")),
    };
    let signature = match &checked {
        Ok(signature) => signature,
        Err(detail) => {
            report.fail(CheckKind::Signature, Provenance::Tampered, detail.clone());
            for kind in [
                CheckKind::SignerIdentity,
                CheckKind::Chain,
                CheckKind::SigningTime,
            ] {
                report.push(kind, Outcome::Absent, None);
            }
            return report.finish(None, None);
        }
    };
    report.push(CheckKind::Signature, Outcome::Passed, None);
    let Some(signer) = signature.certificates.get(signature.signer) else {
        return report.finish(None, None);
    };
    report.identity(signer, data);
    report.chain(signature, signer, anchors);
    report.signing_time(signature, signer, now);
    report.finish(Some(describe(signer)), signature.signed_at)
}

fn describe(certificate: &Certificate<'_>) -> Signer {
    Signer {
        common_name: certificate.subject.common_name(),
        organisation: certificate.subject.organisation(),
        team: certificate.subject.unit(),
        pass_type: certificate.subject.user_id(),
        not_before: certificate.not_before,
        not_after: certificate.not_after,
        issuer: certificate.issuer.common_name(),
        spki_sha256: certificate.key_fingerprint(),
    }
}

/// The verdict while it is put together.
struct Report {
    grade: Provenance,
    checks: Vec<Check>,
    notes: Vec<Note>,
    chain: Vec<ChainLink>,
}

impl Report {
    fn push(&mut self, kind: CheckKind, outcome: Outcome, detail: Option<Detail>) {
        self.checks.push(Check {
            kind,
            outcome,
            detail,
        });
    }

    /// A check that failed: the grade is at best this one.
    fn fail(&mut self, kind: CheckKind, at_best: Provenance, detail: Detail) {
        self.grade = self.grade.max(at_best);
        self.push(kind, Outcome::Failed, Some(detail));
    }

    fn note(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn finish(self, signer: Option<Signer>, signed_at: Option<DateTime<Utc>>) -> Verification {
        let Self {
            grade,
            checks,
            notes,
            chain,
        } = self;
        Verification {
            provenance: grade,
            checks,
            notes,
            chain,
            signer,
            signed_at,
        }
    }

    fn without_signature(&mut self) {
        self.grade = self.grade.max(Provenance::Unsigned);
        let kinds = [
            CheckKind::Signature,
            CheckKind::SignerIdentity,
            CheckKind::Chain,
            CheckKind::SigningTime,
        ];
        for kind in kinds {
            self.push(kind, Outcome::Absent, None);
        }
    }

    fn hashes(&mut self, signed: &Signed) {
        const KIND: CheckKind = CheckKind::ManifestHashes;
        let has_signature = signed.signature.is_some();
        let Some(comparison) = &signed.comparison else {
            match signed.manifest {
                // Signed, but nobody can say what: as good as forged.
                Some(_) if has_signature => {
                    self.fail(KIND, Provenance::Tampered, Detail::new("badManifest"));
                }
                Some(_) => self.push(KIND, Outcome::Failed, Some(Detail::new("badManifest"))),
                None => self.push(KIND, Outcome::Absent, None),
            }
            return;
        };
        if let Some(name) = comparison.changed.first() {
            self.fail(
                KIND,
                Provenance::Tampered,
                Detail::new("changedFile").with("name", name),
            );
        } else if has_signature && comparison.unlisted.contains("pass.json") {
            let detail = Detail::new("unlistedFile").with("name", "pass.json");
            self.fail(KIND, Provenance::Tampered, detail);
        } else if let Some(name) = comparison.missing.first() {
            self.fail(
                KIND,
                Provenance::Incomplete,
                Detail::new("missingFile").with("name", name),
            );
        } else {
            self.push(KIND, Outcome::Passed, None);
        }
    }

    fn identity(&mut self, signer: &Certificate<'_>, data: &PassData) {
        const KIND: CheckKind = CheckKind::SignerIdentity;
        let same = |certified: Option<String>, claimed: &Option<String>| {
            certified.is_some() && certified == *claimed
        };
        let detail = if !same(signer.subject.user_id(), &data.pass_type_identifier) {
            Detail::new("passTypeDiffers")
        } else if !same(signer.subject.unit(), &data.team_identifier) {
            Detail::new("teamDiffers")
        } else {
            if !signer.for_passes {
                self.note(Note::UnusualPurpose);
            }
            return self.push(KIND, Outcome::Passed, None);
        };
        self.fail(KIND, Provenance::UnknownIssuer, detail);
    }

    fn chain(
        &mut self,
        signature: &Signature<'_>,
        signer: &Certificate<'_>,
        anchors: &TrustAnchors,
    ) {
        let time = signature.signed_at.unwrap_or(signer.not_before);
        let found = chain::find(signer, &signature.certificates, anchors, time);
        self.chain = found.links;
        match found.verdict {
            Ok(chain) => {
                if chain.issuer_not_embedded {
                    self.note(Note::IntermediateNotEmbedded);
                }
                self.push(CheckKind::Chain, Outcome::Passed, None);
            }
            Err(broken) => {
                let mut detail = Detail::new(broken.code());
                if let Some(name) = signer.issuer.common_name() {
                    detail = detail.with("issuer", name);
                }
                self.fail(CheckKind::Chain, Provenance::UnknownIssuer, detail);
            }
        }
    }

    fn signing_time(
        &mut self,
        signature: &Signature<'_>,
        signer: &Certificate<'_>,
        now: DateTime<Utc>,
    ) {
        const KIND: CheckKind = CheckKind::SigningTime;
        match signature.signed_at {
            Some(time) if !signer.is_valid_at(time) => {
                let detail = Detail::new("outsideValidity");
                self.fail(KIND, Provenance::UnknownIssuer, detail);
            }
            Some(time) if time > now => {
                self.note(Note::SignedInFuture);
                self.push(KIND, Outcome::Noted, Some(Detail::new("inFuture")));
            }
            Some(_) => self.push(KIND, Outcome::Passed, None),
            None => {
                self.note(Note::NoSigningTime);
                self.push(KIND, Outcome::Absent, None);
            }
        }
        if signer.not_after < now {
            self.note(Note::ExpiredNow);
        }
        let weak = Hash::by_signature_oid(signer.signature_algorithm.oid) == Some(Hash::Sha1);
        if weak || signature.hash == Hash::Sha1 {
            self.note(Note::Sha1Signature);
        }
    }
}
