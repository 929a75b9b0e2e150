//! From the signer's certificate up to an anchor.
//!
//! Written here because the usual validators refuse what Apple's older chains need: certificates
//! signed with SHA-1, a purpose that is not TLS, and a time that is not now.

use chrono::{DateTime, Utc};

use super::anchors::TrustAnchors;
use super::certificate::Certificate;
use super::key;
use super::report::ChainLink;

/// Certificates in a chain, the anchor included.
const LONGEST: usize = 6;
/// Signatures on certificates that are tried for one chain.
const MOST_TRIES: usize = 32;

/// Why there is no chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Break {
    /// The signer's certificate was not valid at that time.
    SignerNotValidThen,
    /// The signer's certificate is not one for signing.
    SignerMayNotSign,
    /// No certificate of the issuer is at hand, neither embedded nor among the anchors.
    IssuerMissing,
    /// The chain ends in a certificate that signed itself and is no anchor.
    SelfSigned,
    /// A certificate further up was not valid at that time.
    IssuerNotValidThen,
    /// A certificate further up may not issue, or its signature on the one below is wrong.
    IssuerUnfit,
}

impl Break {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::SignerNotValidThen => "signerNotValidThen",
            Self::SignerMayNotSign => "signerMayNotSign",
            Self::IssuerMissing => "issuerMissing",
            Self::SelfSigned => "selfSigned",
            Self::IssuerNotValidThen => "issuerNotValidThen",
            Self::IssuerUnfit => "issuerUnfit",
        }
    }
}

/// A chain that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chain {
    /// The signer's issuer came from the anchors although the pass does not bring it.
    pub(super) issuer_not_embedded: bool,
}

/// What a search came to.
pub(super) struct Found {
    /// The certificates from the signer's up to the anchor, or as far as they led.
    pub(super) links: Vec<ChainLink>,
    pub(super) verdict: Result<Chain, Break>,
}

/// Looks for a chain that was good at a time.
pub(super) fn find(
    signer: &Certificate<'_>,
    embedded: &[Certificate<'_>],
    anchors: &TrustAnchors,
    time: DateTime<Utc>,
) -> Found {
    let anchors: Vec<Certificate<'_>> = anchors
        .der
        .iter()
        .filter_map(|der| Certificate::parse(der).ok())
        .collect();
    let mut search = Search {
        embedded,
        anchors: &anchors,
        time,
        tries: MOST_TRIES,
        closest: None,
        furthest: vec![signer],
    };
    let verdict = judge(signer, &mut search);
    let link = |certificate: &&Certificate<'_>| ChainLink {
        common_name: certificate.subject.common_name(),
        organisation: certificate.subject.organisation(),
        not_before: certificate.not_before,
        not_after: certificate.not_after,
        spki_sha256: certificate.key_fingerprint(),
        anchor: is_anchor(certificate, &anchors),
    };
    Found {
        links: search.furthest.iter().map(link).collect(),
        verdict,
    }
}

fn judge<'s>(signer: &'s Certificate<'s>, search: &mut Search<'s, '_>) -> Result<Chain, Break> {
    if !signer.is_valid_at(search.time) {
        return Err(Break::SignerNotValidThen);
    }
    if !signer.may_sign || signer.unknown_critical {
        return Err(Break::SignerMayNotSign);
    }
    if is_anchor(signer, search.anchors) {
        return Ok(Chain {
            issuer_not_embedded: false,
        });
    }
    if !search.climb(&mut vec![signer]) {
        let own = if signer.subject.is(&signer.issuer) {
            Break::SelfSigned
        } else {
            Break::IssuerMissing
        };
        return Err(search.closest.unwrap_or(own));
    }
    let embedded = search.embedded;
    // The one that was found is the one that is brought, more often than not.
    let above = search.furthest.get(1).map(|issuer| issuer.raw);
    let brought = embedded.iter().any(|other| Some(other.raw) == above)
        || embedded
            .iter()
            .any(|other| other.subject.is(&signer.issuer) && key::issued(other, signer));
    Ok(Chain {
        issuer_not_embedded: !brought,
    })
}

fn is_anchor(certificate: &Certificate<'_>, anchors: &[Certificate<'_>]) -> bool {
    anchors.iter().any(|anchor| anchor.raw == certificate.raw)
}

struct Search<'s, 'c> {
    embedded: &'s [Certificate<'c>],
    anchors: &'s [Certificate<'c>],
    time: DateTime<Utc>,
    tries: usize,
    /// What went wrong on the way that came furthest.
    closest: Option<Break>,
    /// The longest way so far, the anchor included where one was reached.
    furthest: Vec<&'s Certificate<'s>>,
}

impl<'s> Search<'s, '_> {
    /// Extends the path from the signer until it ends in an anchor.
    fn climb(&mut self, path: &mut Vec<&'s Certificate<'s>>) -> bool {
        let Some(&top) = path.last() else {
            return false;
        };
        if path.len() > self.furthest.len() {
            self.furthest.clone_from(path);
        }
        if path.len() >= LONGEST {
            return false;
        }
        let (anchors, embedded) = (self.anchors, self.embedded);
        for anchor in anchors {
            if self.fits(anchor, top, path.len()) {
                self.furthest.clone_from(path);
                self.furthest.push(anchor);
                return true;
            }
        }
        for candidate in embedded {
            let used = path.iter().any(|used| used.raw == candidate.raw);
            if used || is_anchor(candidate, anchors) || !self.fits(candidate, top, path.len()) {
                continue;
            }
            path.push(candidate);
            if self.climb(path) {
                return true;
            }
            path.pop();
            if candidate.subject.is(&candidate.issuer) {
                self.closest = Some(Break::SelfSigned);
            }
        }
        false
    }

    /// Whether `issuer` issued `below`, was allowed to and was valid. `length` counts the
    /// certificates from the signer to `below`; all but the signer's own count for the path length.
    fn fits(&mut self, issuer: &Certificate<'_>, below: &Certificate<'_>, length: usize) -> bool {
        if !issuer.subject.is(&below.issuer) || self.tries == 0 {
            return false;
        }
        self.tries -= 1;
        let authorities_below = length as u64 - 1;
        let may_issue = issuer.is_authority
            && issuer.may_sign_certificates
            && !issuer.unknown_critical
            && issuer
                .path_length
                .is_none_or(|most| authorities_below <= most);
        if !may_issue || !key::issued(issuer, below) {
            self.closest.get_or_insert(Break::IssuerUnfit);
            return false;
        }
        if !issuer.is_valid_at(self.time) {
            self.closest = Some(Break::IssuerNotValidThen);
            return false;
        }
        true
    }
}
