//! Public keys and the signatures they check: RSA (PKCS #1 v1.5) and ECDSA on P-256 and P-384.

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use ring::signature;
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::{Pkcs1v15Sign, RsaPublicKey};
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

use super::certificate::{Algorithm, Certificate};

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// `1.2.840.113549.1.1`: RSA with this or that hash.
const RSA_ARC: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// `1.2.840.10045.4`: ECDSA with this or that hash.
const ECDSA_ARC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04];
/// Named curves, as whole elements.
const P256: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P384: &[u8] = &[0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22];

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

/// Why a signature was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// An algorithm, key or curve that is not supported.
    Unsupported,
    /// The signature does not match.
    Mismatch,
}

impl Hash {
    /// By the identifier of the hash itself.
    pub(super) fn by_oid(oid: &[u8]) -> Option<Self> {
        const SHA1: &[u8] = &[0x2b, 0x0e, 0x03, 0x02, 0x1a];
        const SHA2: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02];
        if oid == SHA1 {
            return Some(Self::Sha1);
        }
        match oid.strip_prefix(SHA2)? {
            [1] => Some(Self::Sha256),
            [2] => Some(Self::Sha384),
            [3] => Some(Self::Sha512),
            [4] => Some(Self::Sha224),
            _ => None,
        }
    }

    /// By the identifier of a signature algorithm that names its hash.
    pub(super) fn by_signature_oid(oid: &[u8]) -> Option<Self> {
        if let Some(rest) = oid.strip_prefix(RSA_ARC) {
            return match rest {
                [5] => Some(Self::Sha1),
                [11] => Some(Self::Sha256),
                [12] => Some(Self::Sha384),
                [13] => Some(Self::Sha512),
                [14] => Some(Self::Sha224),
                _ => None,
            };
        }
        match oid.strip_prefix(ECDSA_ARC)? {
            [1] => Some(Self::Sha1),
            [3, 1] => Some(Self::Sha224),
            [3, 2] => Some(Self::Sha256),
            [3, 3] => Some(Self::Sha384),
            [3, 4] => Some(Self::Sha512),
            _ => None,
        }
    }

    pub(super) fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(bytes).to_vec(),
            Self::Sha224 => Sha224::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }

    fn padding(self) -> Pkcs1v15Sign {
        match self {
            Self::Sha1 => Pkcs1v15Sign::new::<Sha1>(),
            Self::Sha224 => Pkcs1v15Sign::new::<Sha224>(),
            Self::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
            Self::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
            Self::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
        }
    }
}

/// Whether an algorithm is the key's own: its plain identifier, or one that also names a hash.
pub(super) fn suits(algorithm: &Algorithm<'_>, key: &Algorithm<'_>) -> bool {
    let named = Hash::by_signature_oid(algorithm.oid).is_some();
    algorithm.parameters.is_none()
        && match key.oid {
            RSA => algorithm.oid == RSA || (named && algorithm.oid.starts_with(RSA_ARC)),
            EC => algorithm.oid == EC || (named && algorithm.oid.starts_with(ECDSA_ARC)),
            _ => false,
        }
}

/// Whether the certificate's key made the signature over a message.
pub(super) fn check(
    certificate: &Certificate<'_>,
    hash: Hash,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Refusal> {
    let algorithm = &certificate.key_algorithm;
    if (algorithm.oid, algorithm.parameters) == (RSA, None)
        && passes_quickly(certificate.key, hash, message, signature)
    {
        return Ok(());
    }
    let digest = hash.digest(message);
    match (algorithm.oid, algorithm.parameters) {
        (RSA, None) => {
            // At most 4096 bits, the crate's own limit.
            let key = RsaPublicKey::from_pkcs1_der(certificate.key);
            let key = key.map_err(|_| Refusal::Unsupported)?;
            key.verify(hash.padding(), &digest, signature)
                .map_err(|_| Refusal::Mismatch)
        }
        (EC, Some(P256)) => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(certificate.key);
            let key = key.map_err(|_| Refusal::Unsupported)?;
            let signature = p256::ecdsa::Signature::from_der(signature);
            let signature = signature.map_err(|_| Refusal::Mismatch)?;
            key.verify_prehash(&widen(digest, 32), &signature)
                .map_err(|_| Refusal::Mismatch)
        }
        (EC, Some(P384)) => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(certificate.key);
            let key = key.map_err(|_| Refusal::Unsupported)?;
            let signature = p384::ecdsa::Signature::from_der(signature);
            let signature = signature.map_err(|_| Refusal::Mismatch)?;
            key.verify_prehash(&widen(digest, 48), &signature)
                .map_err(|_| Refusal::Mismatch)
        }
        _ => Err(Refusal::Unsupported),
    }
}

/// Whether `ring` accepts an RSA signature, which it does in a tenth of the time. It knows neither
/// short keys nor SHA-224, so that its no is not the last word.
fn passes_quickly(key: &[u8], hash: Hash, message: &[u8], signed: &[u8]) -> bool {
    // The key of 4096 bits, the most that is accepted, with whatever stands around it.
    const MOST_BYTES: usize = 512 + 32;
    let algorithm = match hash {
        Hash::Sha1 => &signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
        Hash::Sha256 => &signature::RSA_PKCS1_2048_8192_SHA256,
        Hash::Sha384 => &signature::RSA_PKCS1_2048_8192_SHA384,
        Hash::Sha512 => &signature::RSA_PKCS1_2048_8192_SHA512,
        Hash::Sha224 => return false,
    };
    let public = signature::UnparsedPublicKey::new(algorithm, key);
    key.len() <= MOST_BYTES && public.verify(message, signed).is_ok()
}

/// A hash shorter than the curve, as the same number in as many bytes as the curve has.
fn widen(digest: Vec<u8>, bytes: usize) -> Vec<u8> {
    let mut wide = vec![0; bytes.saturating_sub(digest.len())];
    wide.extend(digest);
    wide
}

/// Whether `issuer`'s key signed the certificate.
pub(super) fn issued(issuer: &Certificate<'_>, certificate: &Certificate<'_>) -> bool {
    let algorithm = &certificate.signature_algorithm;
    let Some(hash) = Hash::by_signature_oid(algorithm.oid) else {
        return false;
    };
    suits(algorithm, &issuer.key_algorithm)
        && check(issuer, hash, certificate.signed, certificate.signature).is_ok()
}
