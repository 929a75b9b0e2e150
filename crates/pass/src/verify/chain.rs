//! From the signer's certificate up to an anchor.
//!
//! Written here because the usual validators refuse what Apple's older chains need: certificates
//! signed with SHA-1, a purpose that is not TLS, and a time that is not now.

use chrono::{DateTime, Utc};

use super::anchors::TrustAnchors;
use super::certificate::Certificate;
use super::key;

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

/// Looks for a chain that was good at a time.
pub(super) fn find(
    signer: &Certificate<'_>,
    embedded: &[Certificate<'_>],
    anchors: &TrustAnchors,
    time: DateTime<Utc>,
) -> Result<Chain, Break> {
    if !signer.is_valid_at(time) {
        return Err(Break::SignerNotValidThen);
    }
    if !signer.may_sign || signer.unknown_critical {
        return Err(Break::SignerMayNotSign);
    }
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
    };
    let mut path = vec![signer];
    if is_anchor(signer, &anchors) {
        return Ok(Chain {
            issuer_not_embedded: false,
        });
    }
    if !search.climb(&mut path) {
        return Err(search
            .closest
            .unwrap_or(if signer.subject.is(&signer.issuer) {
                Break::SelfSigned
            } else {
                Break::IssuerMissing
            }));
    }
    let brought = embedded
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
}

impl<'s> Search<'s, '_> {
    /// Extends the path from the signer until it ends in an anchor.
    fn climb(&mut self, path: &mut Vec<&'s Certificate<'s>>) -> bool {
        let Some(&top) = path.last() else {
            return false;
        };
        if path.len() >= LONGEST {
            return false;
        }
        let (anchors, embedded) = (self.anchors, self.embedded);
        if anchors
            .iter()
            .any(|anchor| self.fits(anchor, top, path.len()))
        {
            return true;
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
