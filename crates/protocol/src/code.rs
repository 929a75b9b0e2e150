//! The member code: what a till scans. It rotates, works once, and is computed offline.
//!
//! Twenty-eight digits, so that Code 128 packs them in pairs and QR in its numeric mode:
//! version `1`, eleven digits of alias, eight of the time step, eight of an RFC 6238 one-time
//! password (HMAC-SHA-256, eight digits, steps of 30 s since 1970). The alias is random for each
//! device and is not the member's number. A shop verifies with one step to either side and keeps
//! the last step that it took, so a code works once.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Seconds of a time step.
pub const STEP_SECONDS: i64 = 30;

const VERSION: &str = "1";
const ALIAS: usize = 11;
const STEP: usize = 8;
const PASSWORD: usize = 8;
const STEPS: u64 = 100_000_000;
const LENGTH: usize = 1 + ALIAS + STEP + PASSWORD;

/// Thirty-two bytes that a device and its shop share.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct CodeSecret([u8; 32]);

/// A member code, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberCode {
    /// Whose device.
    pub alias: String,
    /// The time step that it says.
    pub step: u64,
    password: String,
}

/// A static card number: eleven digits of chance, one to check (Luhn, ISO/IEC 7812-1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CardNumber(String);

/// Why something scanned is no member code or card number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Another length, or something that is no digit.
    #[error("not {expected} digits")]
    Shape {
        /// How many it should be.
        expected: usize,
    },
    /// A version that is not known.
    #[error("a version of the code that is not known")]
    Version,
    /// The last digit does not fit.
    #[error("the check digit does not fit")]
    CheckDigit,
}

impl CodeSecret {
    /// From thirty-two bytes of chance.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, to be kept where secrets are.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The code that a device shows at this time.
    #[must_use]
    pub fn code(&self, alias: &str, at: DateTime<Utc>) -> String {
        // The digits last until 2065; a clock beyond that makes a code of the right length that
        // nobody takes.
        let step = step_of(at) % STEPS;
        format!(
            "{VERSION}{alias}{step:0STEP$}{}",
            self.password(alias, step)
        )
    }

    /// Whether the code was made with this secret for the step that it says.
    #[must_use]
    pub fn made(&self, code: &MemberCode) -> bool {
        let ours = self.password(&code.alias, code.step);
        // Every digit is looked at, whichever differs.
        ours.len() == code.password.len()
            && ours
                .bytes()
                .zip(code.password.bytes())
                .fold(0, |different, (a, b)| different | (a ^ b))
                == 0
    }

    /// RFC 4226 §5.3 on an RFC 6238 step, with the alias bound in: a password of one device says
    /// nothing under another's alias.
    fn password(&self, alias: &str, step: u64) -> String {
        let mut mac = match Hmac::<Sha256>::new_from_slice(&self.0) {
            Ok(mac) => mac,
            // HMAC takes keys of any length.
            Err(_) => return String::new(),
        };
        mac.update(&step.to_be_bytes());
        mac.update(alias.as_bytes());
        let digest = mac.finalize().into_bytes();
        let offset = usize::from(digest.last().copied().unwrap_or(0) & 0x0f);
        let number = digest
            .iter()
            .skip(offset)
            .take(4)
            .fold(0_u32, |number, &byte| (number << 8) | u32::from(byte))
            & 0x7fff_ffff;
        format!("{:0PASSWORD$}", number % 100_000_000)
    }
}

/// The time step of an instant; 0 before 1970.
#[must_use]
pub fn step_of(at: DateTime<Utc>) -> u64 {
    u64::try_from(at.timestamp().div_euclid(STEP_SECONDS)).unwrap_or(0)
}

impl MemberCode {
    /// Takes apart what was scanned.
    ///
    /// # Errors
    /// When it is not twenty-eight digits of a known version.
    pub fn parse(scanned: &str) -> Result<Self, CodeError> {
        let digits = digits(scanned, LENGTH)?;
        let part = |from: usize, length: usize| digits.get(from..from + length).unwrap_or_default();
        if part(0, 1) != VERSION {
            return Err(CodeError::Version);
        }
        Ok(Self {
            alias: part(1, ALIAS).to_owned(),
            step: part(1 + ALIAS, STEP).parse().unwrap_or(0),
            password: part(1 + ALIAS + STEP, PASSWORD).to_owned(),
        })
    }
}

impl CardNumber {
    /// Makes a number of eleven digits of chance.
    #[must_use]
    pub fn from_chance(chance: u64) -> Self {
        let body = format!("{:011}", chance % 100_000_000_000);
        let check = luhn(&body);
        Self(format!("{body}{check}"))
    }

    /// Reads one; spaces between groups are passed over.
    ///
    /// # Errors
    /// When it is not twelve digits whose last one fits.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let digits = digits(text, 12)?;
        let body = digits.get(..11).unwrap_or_default();
        if digits.ends_with(luhn(body)) {
            Ok(Self(digits))
        } else {
            Err(CodeError::CheckDigit)
        }
    }

    /// The twelve digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn digits(text: &str, expected: usize) -> Result<String, CodeError> {
    // Longer than any grouping of the digits: not worth looking at.
    if text.len() > 2 * expected {
        return Err(CodeError::Shape { expected });
    }
    let digits: String = text.chars().filter(|c| *c != ' ').collect();
    if digits.len() == expected && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(digits)
    } else {
        Err(CodeError::Shape { expected })
    }
}

fn luhn(body: &str) -> char {
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte.wrapping_sub(b'0'));
            let worth = if place % 2 == 0 { digit * 2 } else { digit };
            worth / 10 + worth % 10
        })
        .sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap_or('0')
}

impl core::fmt::Debug for CodeSecret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("CodeSecret(…)")
    }
}

impl Serialize for CodeSecret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl<'de> Deserialize<'de> for CodeSecret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("a secret is 32 bytes in base64url"))
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for CodeSecret {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        String::schema()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for CodeSecret {}
