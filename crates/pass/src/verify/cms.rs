//! Detached CMS signatures (RFC 5652) over the manifest.
//!
//! What is accepted here OpenSSL accepts too (`cms -verify -binary -purpose any -noverify`); a test
//! compares the two. Where this reader is stricter, it is because no pass needs the leniency.

use chrono::{DateTime, Utc};

use super::ber::{self, Element, Elements, Malformed};
use super::certificate::{Algorithm, Certificate, algorithm, oid, time};
use super::key::{self, Hash, Refusal};
use super::name::Name;

const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03];
const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];
const SIGNING_TIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05];
/// Bytes of a signature file; genuine ones have 2 to 6 kB.
const MOST_BYTES: usize = 256 * 1024;
const MOST_CERTIFICATES: usize = 16;
const MOST_SIGNERS: usize = 4;

/// Why a signature does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is not built as the standard says.
    Malformed(&'static str),
    /// It uses an algorithm or a part that is not supported.
    Unsupported(&'static str),
    /// It does not bring the certificate of its signer.
    NoSignerCertificate,
    /// It was made over something else than this manifest.
    Digest,
    /// It was not made with the signer's key.
    Signature,
}

impl Fault {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::Unsupported(_) => "unsupported",
            Self::NoSignerCertificate => "noSignerCertificate",
            Self::Digest => "digestMismatch",
            Self::Signature => "signatureMismatch",
        }
    }

    /// The part of the structure that it is about.
    pub(super) fn part(self) -> Option<&'static str> {
        match self {
            Self::Malformed(part) | Self::Unsupported(part) => Some(part),
            _ => None,
        }
    }
}

impl From<Malformed> for Fault {
    fn from(Malformed(part): Malformed) -> Self {
        Self::Malformed(part)
    }
}

/// A signature that holds.
#[derive(Debug)]
pub(super) struct Signature<'a> {
    pub(super) certificates: Vec<Certificate<'a>>,
    /// Place of the signer's certificate among them.
    pub(super) signer: usize,
    pub(super) hash: Hash,
    /// When the signer says to have signed.
    pub(super) signed_at: Option<DateTime<Utc>>,
}

/// Checks a signature file over the exact bytes of the manifest. All signers have to hold; the
/// first one is reported.
pub(super) fn check<'a>(signature: &'a [u8], manifest: &[u8]) -> Result<Signature<'a>, Fault> {
    if signature.len() > MOST_BYTES {
        return Err(Fault::Unsupported("size"));
    }
    let data = parse(signature)?;
    let mut first = None;
    for signer in &data.signers {
        let place = data.find(&signer.id).ok_or(Fault::NoSignerCertificate)?;
        let certificate = data
            .certificates
            .get(place)
            .ok_or(Fault::NoSignerCertificate)?;
        let (hash, signed_at) = signer.check(&data, certificate, manifest)?;
        first.get_or_insert((place, hash, signed_at));
    }
    let (signer, hash, signed_at) = first.ok_or(Fault::Malformed("signers"))?;
    Ok(Signature {
        certificates: data.certificates,
        signer,
        hash,
        signed_at,
    })
}

struct SignedData<'a> {
    digests: Vec<Algorithm<'a>>,
    embedded: Option<Vec<u8>>,
    certificates: Vec<Certificate<'a>>,
    signers: Vec<SignerInfo<'a>>,
}

enum SignerId<'a> {
    IssuerAndSerial(Name<'a>, &'a [u8]),
    KeyId(Vec<u8>),
}

struct SignerInfo<'a> {
    id: SignerId<'a>,
    digest: Algorithm<'a>,
    /// The signed attributes, as sent.
    attributes: Option<Element<'a>>,
    algorithm: Algorithm<'a>,
    signature: Vec<u8>,
}

/// Bytes after the structure are tolerated, as everywhere.
fn parse(bytes: &[u8]) -> Result<SignedData<'_>, Fault> {
    const WHAT: &str = "content info";
    let mut outer = Elements::new(bytes).expect(ber::SEQUENCE, WHAT)?.inside();
    if oid(&mut outer, WHAT)? != SIGNED_DATA {
        return Err(Fault::Unsupported(WHAT));
    }
    let mut wrapper = outer.expect(0xa0, WHAT)?.inside();
    outer.finish(WHAT)?;
    let mut parts = wrapper.expect(ber::SEQUENCE, "signed data")?.inside();
    wrapper.finish(WHAT)?;
    version(&mut parts, "signed data")?;
    let mut digests = Vec::new();
    let mut set = parts.expect(ber::SET, "digest algorithms")?.inside();
    while !set.is_empty() {
        let digest = algorithm(&mut set, "digest algorithms")?;
        Hash::by_oid(digest.oid).ok_or(Fault::Unsupported("digest algorithms"))?;
        digests.push(digest);
    }
    let embedded = content(&mut parts)?;
    let certificates = certificates(&mut parts)?;
    if parts.peek() == Some(0xa1) {
        return Err(Fault::Unsupported("revocation lists"));
    }
    let signers = signers(&mut parts)?;
    parts.finish("signed data")?;
    Ok(SignedData {
        digests,
        embedded,
        certificates,
        signers,
    })
}

fn version(parts: &mut Elements<'_>, what: &'static str) -> Result<(), Fault> {
    match parts.expect(ber::INTEGER, what)?.content {
        [1..=5] => Ok(()),
        _ => Err(Fault::Unsupported(what)),
    }
}

/// The content that the signature may bring itself.
fn content(parts: &mut Elements<'_>) -> Result<Option<Vec<u8>>, Fault> {
    const WHAT: &str = "content";
    let mut inside = parts.expect(ber::SEQUENCE, WHAT)?.inside();
    if oid(&mut inside, WHAT)? != DATA {
        return Err(Fault::Unsupported(WHAT));
    }
    let Some(wrapper) = inside.optional(0xa0, WHAT)? else {
        inside.finish(WHAT)?;
        return Ok(None);
    };
    inside.finish(WHAT)?;
    let mut wrapped = wrapper.inside();
    let bytes = ber::octets(&wrapped.next(WHAT)?, ber::OCTET_STRING, WHAT)?;
    wrapped.finish(WHAT)?;
    Ok(Some(bytes))
}

fn certificates<'a>(parts: &mut Elements<'a>) -> Result<Vec<Certificate<'a>>, Fault> {
    const WHAT: &str = "certificates";
    let mut found = Vec::new();
    let Some(set) = parts.optional(0xa0, WHAT)? else {
        return Ok(found);
    };
    let mut members = set.inside();
    while !members.is_empty() {
        let member = members.next(WHAT)?;
        if member.tag != ber::SEQUENCE || found.len() == MOST_CERTIFICATES {
            return Err(Fault::Unsupported(WHAT));
        }
        found.push(Certificate::parse(member.raw)?);
    }
    Ok(found)
}

fn signers<'a>(parts: &mut Elements<'a>) -> Result<Vec<SignerInfo<'a>>, Fault> {
    let mut found = Vec::new();
    let mut members = parts.expect(ber::SET, "signers")?.inside();
    while !members.is_empty() {
        if found.len() == MOST_SIGNERS {
            return Err(Fault::Unsupported("signers"));
        }
        found.push(SignerInfo::parse(
            members.expect(ber::SEQUENCE, "signer")?.inside(),
        )?);
    }
    Ok(found)
}

impl SignedData<'_> {
    fn find(&self, id: &SignerId<'_>) -> Option<usize> {
        self.certificates.iter().position(|certificate| match id {
            SignerId::IssuerAndSerial(issuer, serial) => {
                certificate.serial == *serial && certificate.issuer.is(issuer)
            }
            // The key id is an extension, so the extensions have to be in order.
            SignerId::KeyId(id) => {
                certificate.key_id.as_deref() == Some(id.as_slice()) && !certificate.irregular
            }
        })
    }
}

impl<'a> SignerInfo<'a> {
    fn parse(mut parts: Elements<'a>) -> Result<Self, Fault> {
        const WHAT: &str = "signer";
        version(&mut parts, "signer version")?;
        let id = parts.next(WHAT)?;
        let id = match id.tag {
            ber::SEQUENCE => {
                let mut inside = id.inside();
                let issuer = Name::parse(inside.expect(ber::SEQUENCE, "signer id")?)?;
                let serial = inside.expect(ber::INTEGER, "signer id")?.content;
                inside.finish("signer id")?;
                SignerId::IssuerAndSerial(issuer, serial)
            }
            0x80 | 0xa0 => SignerId::KeyId(ber::octets(&id, 0x80, "signer id")?),
            _ => return Err(Fault::Unsupported("signer id")),
        };
        let digest = algorithm(&mut parts, "digest algorithm")?;
        let attributes = parts.optional(0xa0, "signed attributes")?;
        let algorithm = algorithm(&mut parts, "signature algorithm")?;
        let signature = ber::octets(&parts.next(WHAT)?, ber::OCTET_STRING, "signature value")?;
        if let Some(unsigned) = parts.optional(0xa1, "unsigned attributes")? {
            read_attributes(&unsigned, "unsigned attributes")?;
        }
        parts.finish(WHAT)?;
        Ok(Self {
            id,
            digest,
            attributes,
            algorithm,
            signature,
        })
    }

    fn check(
        &self,
        data: &SignedData<'_>,
        certificate: &Certificate<'_>,
        manifest: &[u8],
    ) -> Result<(Hash, Option<DateTime<Utc>>), Fault> {
        let hash = Hash::by_oid(self.digest.oid).ok_or(Fault::Unsupported("digest algorithm"))?;
        if !data
            .digests
            .iter()
            .any(|digest| digest.oid == self.digest.oid)
        {
            return Err(Fault::Unsupported("digest algorithms"));
        }
        // A signature that brings its own content would speak about that, not about the manifest.
        if data
            .embedded
            .as_deref()
            .is_some_and(|embedded| embedded != manifest)
        {
            return Err(Fault::Digest);
        }
        if !key::suits(&self.algorithm, &certificate.key_algorithm) {
            return Err(Fault::Unsupported("signature algorithm"));
        }
        let (message, signed_at) = match &self.attributes {
            None => (manifest.to_vec(), None),
            Some(attributes) => {
                let attributes_read = read_attributes(attributes, "signed attributes")?;
                let signed_at = check_attributes(&attributes_read, hash, manifest)?;
                (as_set(attributes)?, signed_at)
            }
        };
        match key::check(certificate, hash, &message, &self.signature) {
            Ok(()) => Ok((hash, signed_at)),
            Err(Refusal::Unsupported) => Err(Fault::Unsupported("public key")),
            Err(Refusal::Mismatch) => Err(Fault::Signature),
        }
    }
}

/// The signed attributes as what was signed: the bytes as sent, with the tag of a set instead of
/// the one that marks their place.
fn as_set(attributes: &Element<'_>) -> Result<Vec<u8>, Fault> {
    let (_, rest) = attributes
        .raw
        .split_first()
        .ok_or(Fault::Malformed("signed attributes"))?;
    Ok([&[ber::SET], rest].concat())
}

type Attribute<'a> = (&'a [u8], Vec<Element<'a>>);

fn read_attributes<'a>(
    set: &Element<'a>,
    what: &'static str,
) -> Result<Vec<Attribute<'a>>, Malformed> {
    let mut attributes = Vec::new();
    let mut members = set.inside();
    while !members.is_empty() {
        let mut parts = members.expect(ber::SEQUENCE, what)?.inside();
        let kind = oid(&mut parts, what)?;
        let mut values = parts.expect(ber::SET, what)?.inside();
        parts.finish(what)?;
        let mut found = Vec::new();
        while !values.is_empty() {
            let value = values.next(what)?;
            ber::check_any(&value, what)?;
            found.push(value);
        }
        attributes.push((kind, found));
    }
    Ok(attributes)
}

/// Content type and digest have to be there once and be right; the signing time may be there once.
fn check_attributes(
    attributes: &[Attribute<'_>],
    hash: Hash,
    manifest: &[u8],
) -> Result<Option<DateTime<Utc>>, Fault> {
    let content_type = single(attributes, CONTENT_TYPE, "content type")?;
    let content_type = content_type.ok_or(Fault::Malformed("content type"))?;
    if content_type.tag != ber::OID || content_type.content != DATA {
        return Err(Fault::Unsupported("content type"));
    }
    let digest = single(attributes, MESSAGE_DIGEST, "message digest")?;
    let digest = digest.ok_or(Fault::Malformed("message digest"))?;
    if digest.tag != ber::OCTET_STRING {
        return Err(Fault::Malformed("message digest"));
    }
    if digest.content != hash.digest(manifest) {
        return Err(Fault::Digest);
    }
    let signed_at = single(attributes, SIGNING_TIME, "signing time")?;
    Ok(signed_at
        .map(|element| time(&element, "signing time"))
        .transpose()?)
}

fn single<'a>(
    attributes: &[Attribute<'a>],
    kind: &[u8],
    what: &'static str,
) -> Result<Option<Element<'a>>, Fault> {
    let mut found = attributes.iter().filter(|(oid, _)| *oid == kind);
    let Some((_, values)) = found.next() else {
        return Ok(None);
    };
    match (values.as_slice(), found.next()) {
        ([value], None) => Ok(Some(*value)),
        _ => Err(Fault::Malformed(what)),
    }
}
