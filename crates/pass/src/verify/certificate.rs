//! X.509 certificates (RFC 5280), as far as passes need them.

use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};

use super::ber::{self, Element, Elements, Malformed};
use super::name::Name;

const SUBJECT_KEY_ID: &[u8] = &[0x55, 0x1d, 0x0e];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
const AUTHORITY_KEY_ID: &[u8] = &[0x55, 0x1d, 0x23];
const DISTRIBUTION_POINTS: &[u8] = &[0x55, 0x1d, 0x1f];
const ALTERNATIVE_NAME: &[u8] = &[0x55, 0x1d, 0x11];
const NAME_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x1e];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
/// Extensions that are understood, or that restrict nothing here when they are critical.
const UNDERSTOOD: [&[u8]; 5] = [
    SUBJECT_KEY_ID,
    KEY_USAGE,
    BASIC_CONSTRAINTS,
    EXTENDED_KEY_USAGE,
    &[0x55, 0x1d, 0x20],
];
/// Apple's arc: its extensions name purposes, and some certificates mark them critical.
const APPLE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x63, 0x64];
/// Apple's extended key usage of pass certificates.
const PASS_SIGNING: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x63, 0x64, 0x04, 0x0e];

/// An algorithm: its identifier, and its parameters when there are any besides NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Algorithm<'a> {
    pub(super) oid: &'a [u8],
    pub(super) parameters: Option<&'a [u8]>,
}

/// A certificate.
#[derive(Debug, Clone)]
pub(super) struct Certificate<'a> {
    pub(super) raw: &'a [u8],
    /// The part that its issuer signed.
    pub(super) signed: &'a [u8],
    pub(super) serial: &'a [u8],
    pub(super) issuer: Name<'a>,
    pub(super) subject: Name<'a>,
    pub(super) not_before: DateTime<Utc>,
    pub(super) not_after: DateTime<Utc>,
    /// SubjectPublicKeyInfo, whole.
    pub(super) key_info: &'a [u8],
    pub(super) key_algorithm: Algorithm<'a>,
    pub(super) key: &'a [u8],
    pub(super) signature_algorithm: Algorithm<'a>,
    pub(super) signature: &'a [u8],
    pub(super) key_id: Option<Vec<u8>>,
    pub(super) is_authority: bool,
    pub(super) path_length: Option<u64>,
    /// May sign certificates; true when the key usage does not say.
    pub(super) may_sign_certificates: bool,
    /// May sign messages; true when the key usage does not say.
    pub(super) may_sign: bool,
    /// Whether the extended key usage, when there is one, names passes.
    pub(super) for_passes: bool,
    /// An extension is repeated or not as its standard says.
    pub(super) irregular: bool,
    /// A critical extension that is not understood: no chain may go through it.
    pub(super) unknown_critical: bool,
}

/// An object identifier as the next element.
pub(super) fn oid<'a>(
    elements: &mut Elements<'a>,
    what: &'static str,
) -> Result<&'a [u8], Malformed> {
    let content = elements.expect(ber::OID, what)?.content;
    if ber::is_oid(content) {
        Ok(content)
    } else {
        Err(Malformed(what))
    }
}

/// An AlgorithmIdentifier as the next element.
pub(super) fn algorithm<'a>(
    elements: &mut Elements<'a>,
    what: &'static str,
) -> Result<Algorithm<'a>, Malformed> {
    let mut inside = elements.expect(ber::SEQUENCE, what)?.inside();
    let oid = oid(&mut inside, what)?;
    let mut parameters = None;
    if !inside.is_empty() {
        let element = inside.next(what)?;
        ber::check_any(&element, what)?;
        parameters = (element.tag != ber::NULL).then_some(element.raw);
    }
    inside.finish(what)?;
    Ok(Algorithm { oid, parameters })
}

/// UTCTime or GeneralizedTime, in UTC.
pub(super) fn time(element: &Element<'_>, what: &'static str) -> Result<DateTime<Utc>, Malformed> {
    read_time(element).ok_or(Malformed(what))
}

fn read_time(element: &Element<'_>) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(element.content)
        .ok()?
        .strip_suffix('Z')?;
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |at: usize| text.get(at..at + 2)?.parse::<u32>().ok();
    let (year, rest) = match (element.tag, text.len()) {
        (ber::UTC_TIME, 10 | 12) => {
            let short = part(0)?;
            (
                if short < 50 {
                    2000 + short
                } else {
                    1900 + short
                },
                2,
            )
        }
        (ber::GENERALIZED_TIME, 12 | 14) => (part(0)? * 100 + part(2)?, 4),
        _ => return None,
    };
    let second = if text.len() > rest + 8 {
        part(rest + 8)?
    } else {
        0
    };
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, part(rest)?, part(rest + 2)?)?;
    Some(
        date.and_hms_opt(part(rest + 4)?, part(rest + 6)?, second)?
            .and_utc(),
    )
}

impl<'a> Certificate<'a> {
    pub(super) fn parse(der: &'a [u8]) -> Result<Self, Malformed> {
        const WHAT: &str = "certificate";
        let mut outer = Elements::new(der);
        let whole = outer.expect(ber::SEQUENCE, WHAT)?;
        outer.finish(WHAT)?;
        let mut parts = whole.inside();
        let body = parts.expect(ber::SEQUENCE, WHAT)?;
        let signature_algorithm = algorithm(&mut parts, WHAT)?;
        let signature = ber::bits(&parts.next(WHAT)?, WHAT)?;
        parts.finish(WHAT)?;

        let mut fields = body.inside();
        if let Some(version) = fields.optional(0xa0, WHAT)?
            && !matches!(version.content, [ber::INTEGER, 1, 0..=2])
        {
            return Err(Malformed(WHAT));
        }
        let serial = fields.expect(ber::INTEGER, WHAT)?.content;
        if !ber::is_integer(serial) || algorithm(&mut fields, WHAT)? != signature_algorithm {
            return Err(Malformed(WHAT));
        }
        let issuer = Name::parse(fields.expect(ber::SEQUENCE, "issuer name")?)?;
        let mut validity = fields.expect(ber::SEQUENCE, WHAT)?.inside();
        let not_before = time(&validity.next(WHAT)?, "validity")?;
        let not_after = time(&validity.next(WHAT)?, "validity")?;
        validity.finish("validity")?;
        let subject = Name::parse(fields.expect(ber::SEQUENCE, "subject name")?)?;
        let key_info = fields.expect(ber::SEQUENCE, "public key")?;
        let mut key_parts = key_info.inside();
        let key_algorithm = algorithm(&mut key_parts, "public key")?;
        let key = ber::bits(&key_parts.next("public key")?, "public key")?;
        key_parts.finish("public key")?;

        let mut certificate = Self {
            raw: whole.raw,
            signed: body.raw,
            serial,
            issuer,
            subject,
            not_before,
            not_after,
            key_info: key_info.raw,
            key_algorithm,
            key,
            signature_algorithm,
            signature,
            key_id: None,
            is_authority: false,
            path_length: None,
            may_sign_certificates: true,
            may_sign: true,
            for_passes: true,
            irregular: false,
            unknown_critical: false,
        };
        // Unique identifiers of issuer and subject: obsolete, but legal.
        for tag in [0x81, 0x82] {
            if let Some(id) = fields.optional(tag, WHAT)? {
                ber::bits(
                    &Element {
                        tag: ber::BIT_STRING,
                        ..id
                    },
                    WHAT,
                )?;
            }
        }
        if let Some(wrapper) = fields.optional(0xa3, WHAT)? {
            let mut inside = wrapper.inside();
            let list = inside.expect(ber::SEQUENCE, "extensions")?;
            inside.finish("extensions")?;
            certificate.read_extensions(list.inside())?;
        }
        fields.finish(WHAT)?;
        Ok(certificate)
    }

    fn read_extensions(&mut self, mut list: Elements<'a>) -> Result<(), Malformed> {
        const WHAT: &str = "extensions";
        let mut seen: Vec<&[u8]> = Vec::new();
        while !list.is_empty() {
            let mut parts = list.expect(ber::SEQUENCE, WHAT)?.inside();
            let kind = oid(&mut parts, WHAT)?;
            let critical = parts.optional(ber::BOOLEAN, WHAT)?;
            if critical.is_some_and(|flag| flag.content.len() != 1) {
                return Err(Malformed(WHAT));
            }
            let value = parts.expect(ber::OCTET_STRING, WHAT)?.content;
            parts.finish(WHAT)?;
            let read = self.read_extension(kind, Elements::new(value));
            self.irregular |= read.is_err() || seen.contains(&kind);
            seen.push(kind);
            let is_critical = critical.is_some_and(|flag| flag.content != [0]);
            if is_critical && !UNDERSTOOD.contains(&kind) && !kind.starts_with(APPLE) {
                self.unknown_critical = true;
            }
        }
        Ok(())
    }

    fn read_extension(&mut self, kind: &[u8], mut value: Elements<'a>) -> Result<(), Malformed> {
        match kind {
            SUBJECT_KEY_ID => {
                self.key_id = Some(value.expect(ber::OCTET_STRING, "key id")?.content.to_vec());
            }
            BASIC_CONSTRAINTS => {
                let mut parts = value.expect(ber::SEQUENCE, "basic constraints")?.inside();
                let flag = parts.optional(ber::BOOLEAN, "basic constraints")?;
                if let Some(length) = parts.optional(ber::INTEGER, "basic constraints")? {
                    self.path_length = Some(small(length.content)?);
                }
                parts.finish("basic constraints")?;
                self.is_authority = flag.is_some_and(|flag| flag.content == [0xff]);
            }
            KEY_USAGE => {
                let element = value.expect(ber::BIT_STRING, "key usage")?;
                ber::check_any(&element, "key usage")?;
                let (first, second) = (element.content.get(1), element.content.get(2));
                let bits = first.copied().unwrap_or(0);
                self.may_sign = bits & 0x80 != 0;
                self.may_sign_certificates = bits & 0x04 != 0;
                if bits == 0 && second.is_none_or(|bits| *bits == 0) {
                    return Err(Malformed("key usage"));
                }
            }
            EXTENDED_KEY_USAGE => {
                let mut purposes = value.expect(ber::SEQUENCE, "extended key usage")?.inside();
                self.for_passes = false;
                while !purposes.is_empty() {
                    self.for_passes |= oid(&mut purposes, "extended key usage")? == PASS_SIGNING;
                }
            }
            AUTHORITY_KEY_ID => {
                let mut parts = value.expect(ber::SEQUENCE, "authority key id")?.inside();
                parts.optional(0x80, "authority key id")?;
                parts.finish("authority key id")?;
            }
            DISTRIBUTION_POINTS => check_distribution_points(&mut value)?,
            ALTERNATIVE_NAME | NAME_CONSTRAINTS => return Err(Malformed("alternative names")),
            _ => return Ok(()),
        }
        value.finish("extensions")
    }

    pub(super) fn is_valid_at(&self, time: DateTime<Utc>) -> bool {
        self.not_before <= time && time <= self.not_after
    }

    /// SHA-256 of the public key, lower-case hex.
    pub(super) fn key_fingerprint(&self) -> String {
        Sha256::digest(self.key_info)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// Addresses of revocation lists, in the one shape that is common; they are not used.
fn check_distribution_points(value: &mut Elements<'_>) -> Result<(), Malformed> {
    const WHAT: &str = "distribution points";
    let mut points = value.expect(ber::SEQUENCE, WHAT)?.inside();
    while !points.is_empty() {
        let mut point = points.expect(ber::SEQUENCE, WHAT)?.inside();
        let mut name = point.expect(0xa0, WHAT)?.inside();
        let mut addresses = name.expect(0xa0, WHAT)?.inside();
        while !addresses.is_empty() {
            addresses.expect(0x86, WHAT)?;
        }
        name.finish(WHAT)?;
        point.finish(WHAT)?;
    }
    Ok(())
}

/// A number from zero on that fits 64 bits.
fn small(content: &[u8]) -> Result<u64, Malformed> {
    let fits = ber::is_integer(content) && content.len() <= 8;
    if !fits || content.first().is_some_and(|first| first & 0x80 != 0) {
        return Err(Malformed("basic constraints"));
    }
    Ok(content
        .iter()
        .fold(0, |sum, byte| (sum << 8) | u64::from(*byte)))
}
