//! What a verification says.

use chrono::{DateTime, Utc};

/// How far the issuer's word stands behind a pass, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provenance {
    /// Contents and signature good, signed by the issuer it names, chain up to an anchor.
    Verified,
    /// As verified, but files that the issuer listed are missing.
    Incomplete,
    /// Contents and signature good, but the signer is not known to be the issuer: no chain up to
    /// an anchor, or a certificate for another pass type or team.
    UnknownIssuer,
    /// Nobody signed it.
    Unsigned,
    /// Contents contradict the manifest, or there is a signature that does not hold.
    Tampered,
}

impl Provenance {
    /// `verified`, `incomplete`, `unknownIssuer`, `unsigned` or `tampered`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Incomplete => "incomplete",
            Self::UnknownIssuer => "unknownIssuer",
            Self::Unsigned => "unsigned",
            Self::Tampered => "tampered",
        }
    }
}

/// What was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckKind {
    /// The files against the manifest.
    ManifestHashes,
    /// The signature over the manifest.
    Signature,
    /// The signer's certificate against the pass type and team that the pass names.
    SignerIdentity,
    /// The certificates from the signer up to an anchor.
    Chain,
    /// The time at which the signer says to have signed.
    SigningTime,
}

impl CheckKind {
    /// A stable name, camelCase.
    pub fn name(self) -> &'static str {
        match self {
            Self::ManifestHashes => "manifestHashes",
            Self::Signature => "signature",
            Self::SignerIdentity => "signerIdentity",
            Self::Chain => "chain",
            Self::SigningTime => "signingTime",
        }
    }
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Good.
    Passed,
    /// Bad.
    Failed,
    /// There was nothing to check.
    Absent,
    /// Worth knowing, neither good nor bad.
    Noted,
}

impl Outcome {
    /// `passed`, `failed`, `absent` or `noted`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Absent => "absent",
            Self::Noted => "noted",
        }
    }
}

/// The reason of an outcome: a stable code and what the words need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// A stable name, camelCase.
    pub code: &'static str,
    /// Values by name.
    pub params: Vec<(&'static str, String)>,
}

impl Detail {
    pub(crate) fn new(code: &'static str) -> Self {
        Self {
            code,
            params: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.params.push((name, value.into()));
        self
    }
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was checked.
    pub kind: CheckKind,
    /// How it ended.
    pub outcome: Outcome,
    /// Why; none when the outcome says it all.
    pub detail: Option<Detail>,
}

/// Something worth knowing that takes nothing from the grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Note {
    /// The signature, or the certificate that made it, rests on SHA-1.
    Sha1Signature,
    /// The signer's certificate has expired since.
    ExpiredNow,
    /// No signing time: the chain was judged at the beginning of the signer's validity.
    NoSigningTime,
    /// The signing time lies in the future.
    SignedInFuture,
    /// The signer's certificate names purposes, and passes are not among them.
    UnusualPurpose,
    /// The chain needed an intermediate certificate that the pass does not bring.
    IntermediateNotEmbedded,
}

impl Note {
    /// A stable name, camelCase.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha1Signature => "sha1Signature",
            Self::ExpiredNow => "expiredNow",
            Self::NoSigningTime => "noSigningTime",
            Self::SignedInFuture => "signedInFuture",
            Self::UnusualPurpose => "unusualPurpose",
            Self::IntermediateNotEmbedded => "intermediateNotEmbedded",
        }
    }
}

/// Who signed, from their certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// Common name.
    pub common_name: Option<String>,
    /// Organisation.
    pub organisation: Option<String>,
    /// Organisational unit: the issuer's team.
    pub team: Option<String>,
    /// User id: the pass type that the certificate is for.
    pub pass_type: Option<String>,
    /// Valid from.
    pub not_before: DateTime<Utc>,
    /// Valid until.
    pub not_after: DateTime<Utc>,
    /// Common name of the certificate's issuer.
    pub issuer: Option<String>,
    /// SHA-256 of the public key (SubjectPublicKeyInfo), lower-case hex.
    pub spki_sha256: String,
}

/// A certificate on the way from the signer up to an anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainLink {
    /// Common name.
    pub common_name: Option<String>,
    /// Organisation.
    pub organisation: Option<String>,
    /// Valid from.
    pub not_before: DateTime<Utc>,
    /// Valid until.
    pub not_after: DateTime<Utc>,
    /// SHA-256 of the public key (SubjectPublicKeyInfo), lower-case hex.
    pub spki_sha256: String,
    /// It is trusted without further proof.
    pub anchor: bool,
}

/// The grade, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The grade.
    pub provenance: Provenance,
    /// Every check, in the order of [`CheckKind`].
    pub checks: Vec<Check>,
    /// What is worth knowing besides.
    pub notes: Vec<Note>,
    /// Who signed, when that is known.
    pub signer: Option<Signer>,
    /// Certificates from the signer's up to an anchor; without an anchor at the end it is how far
    /// they led. Empty when nobody signed.
    pub chain: Vec<ChainLink>,
    /// When they say they did. Nobody else attests it.
    pub signed_at: Option<DateTime<Utc>>,
}

impl Verification {
    /// How one check ended.
    pub fn outcome(&self, kind: CheckKind) -> Outcome {
        let check = self.checks.iter().find(|check| check.kind == kind);
        check.map_or(Outcome::Absent, |check| check.outcome)
    }
}
