//! Encryption of a message for one wallet (RFC 8291, `aes128gcm` of RFC 8188).
//!
//! The messages are empty; they are sealed all the same, because receivers throw away what is not:
//! an empty body would tell them that somebody pushes without knowing their keys.

use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::rand::{SecureRandom as _, SystemRandom};

/// One record holds everything; the size is what browsers expect.
const RECORD: u32 = 4096;

/// The body of a message with nothing in it. None when the wallet's key is no point on the curve.
pub(super) fn empty(p256dh: &[u8; 65], auth: &[u8; 16]) -> Option<Vec<u8>> {
    let chance = SystemRandom::new();
    let mut salt = [0; 16];
    chance.fill(&mut salt).ok()?;
    let ours = EphemeralPrivateKey::generate(&ECDH_P256, &chance).ok()?;
    let public: [u8; 65] = ours.compute_public_key().ok()?.as_ref().try_into().ok()?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, p256dh);
    agree_ephemeral(ours, &theirs, |shared| {
        seal(shared, p256dh, auth, &public, &salt, b"")
    })
    .ok()?
}

/// Whether something is the public key of a wallet.
pub(super) fn is_key(p256dh: &[u8; 65]) -> bool {
    EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).is_ok_and(|ours| {
        agree_ephemeral(ours, &UnparsedPublicKey::new(&ECDH_P256, p256dh), |_| ()).is_ok()
    })
}

fn seal(
    shared: &[u8],
    theirs: &[u8; 65],
    auth: &[u8; 16],
    ours: &[u8; 65],
    salt: &[u8; 16],
    plain: &[u8],
) -> Option<Vec<u8>> {
    let info = [b"WebPush: info\0".as_slice(), theirs, ours].concat();
    let input: [u8; 32] = derive(auth, shared, &info)?;
    let key: [u8; 16] = derive(salt, &input, b"Content-Encoding: aes128gcm\0")?;
    let nonce: [u8; 12] = derive(salt, &input, b"Content-Encoding: nonce\0")?;

    let mut sealed = plain.to_vec();
    // The mark of a last record.
    sealed.push(2);
    LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).ok()?)
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::empty(),
            &mut sealed,
        )
        .ok()?;

    let mut body = Vec::with_capacity(16 + 4 + 1 + ours.len() + sealed.len());
    body.extend_from_slice(salt);
    body.extend_from_slice(&RECORD.to_be_bytes());
    body.push(u8::try_from(ours.len()).ok()?);
    body.extend_from_slice(ours);
    body.extend_from_slice(&sealed);
    Some(body)
}

/// As many bytes as are wanted, of HKDF with SHA-256.
fn derive<const N: usize>(salt: &[u8], input: &[u8], info: &[u8]) -> Option<[u8; N]> {
    let mut derived = [0; N];
    Salt::new(HKDF_SHA256, salt)
        .extract(input)
        .expand(&[info], Length(N))
        .ok()?
        .fill(&mut derived)
        .ok()?;
    Some(derived)
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    fn bytes<const N: usize>(text: &str) -> [u8; N] {
        URL_SAFE_NO_PAD.decode(text).unwrap().try_into().unwrap()
    }

    /// RFC 8291, appendix A.
    #[test]
    fn the_rfcs_example_comes_out_as_the_rfc_says() {
        let sealed = seal(
            &bytes::<32>("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs"),
            &bytes(
                "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            ),
            &bytes("BTBZMqHH6r4Tts7J_aSIgg"),
            &bytes(
                "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
            ),
            &bytes("DGv6ra1nlYgDCS1FRnbzlw"),
            b"When I grow up, I want to be a watermelon",
        );
        assert_eq!(
            URL_SAFE_NO_PAD.encode(sealed.unwrap()),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn only_a_point_on_the_curve_is_a_key() {
        assert!(!is_key(&[4; 65]));
        assert!(is_key(&bytes(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        )));
    }
}
