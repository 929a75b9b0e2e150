//! Signing in: OAuth 2.0 for a public client, in the system's browser or with a second device.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::super::Entropy;
use super::{MerchantTrouble, Secret};

/// Bytes of chance in a state and a verifier; RFC 7636 §7.1 asks for as many.
const CHANCE: usize = 32;

/// This wallet as one shop knows it (RFC 7591). Another shop has another id for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// `client_id`; no secret.
    pub id: String,
}

/// One sign-in that is under way: it works once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Where the browser comes back to.
    pub redirect: String,
    /// Comes back with it, so that no other sign-in is taken for this one.
    state: Secret,
    /// Shown only when the code is traded in (RFC 7636).
    verifier: Secret,
}

impl SignIn {
    /// Begins one.
    #[must_use]
    pub fn begin(redirect: impl Into<String>, entropy: &dyn Entropy) -> Self {
        Self {
            redirect: redirect.into(),
            state: chance(entropy),
            verifier: chance(entropy),
        }
    }

    /// `state`.
    #[must_use]
    pub const fn state(&self) -> &Secret {
        &self.state
    }

    /// `code_verifier`.
    #[must_use]
    pub const fn verifier(&self) -> &Secret {
        &self.verifier
    }

    /// `code_challenge` by S256 (RFC 7636 §4.2).
    #[must_use]
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.reveal()))
    }

    /// The code in what the browser came back with: the query of the redirect, `code=…&state=…&iss=…`.
    ///
    /// # Errors
    /// [`MerchantTrouble::WrongSignIn`] when it belongs to another sign-in,
    /// [`MerchantTrouble::WrongIssuer`] when another shop answers (RFC 9207),
    /// [`MerchantTrouble::Denied`] when the person said no.
    pub fn code(&self, issuer: &str, query: &str) -> Result<Secret, MerchantTrouble> {
        let said = |name: &str| {
            let mut all = form_urlencoded::parse(query.as_bytes())
                .filter_map(|(key, value)| (key == name).then(|| value.into_owned()));
            // What comes twice says nothing (RFC 6749 §3.1).
            match (all.next(), all.next()) {
                (Some(value), None) => Some(value),
                _ => None,
            }
        };
        if said("state").as_deref() != Some(self.state.reveal()) {
            return Err(MerchantTrouble::WrongSignIn);
        }
        if said("iss").as_deref() != Some(issuer) {
            return Err(MerchantTrouble::WrongIssuer);
        }
        if let Some(error) = said("error") {
            return Err(match error.as_str() {
                "access_denied" => MerchantTrouble::Denied,
                _ => MerchantTrouble::SignInOver,
            });
        }
        said("code")
            .filter(|code| !code.is_empty())
            .map(Secret::new)
            .ok_or(MerchantTrouble::WrongSignIn)
    }
}

fn chance(entropy: &dyn Entropy) -> Secret {
    let mut bytes = zeroize::Zeroizing::new([0; CHANCE]);
    entropy.fill(bytes.as_mut_slice());
    Secret::new(URL_SAFE_NO_PAD.encode(bytes.as_slice()))
}

/// A sign-in on another device that is under way (RFC 8628 §3.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceSignIn {
    /// For the shop.
    pub device_code: Secret,
    /// For the person to type.
    pub user_code: String,
    /// Where they type it.
    pub address: String,
    /// The same with the code in it, for a QR code.
    pub address_with_code: String,
    /// Over after that many seconds.
    pub expires_in: u64,
    /// Seconds between two questions.
    pub interval: u64,
}

/// What a sign-in or a refresh gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// To ask with.
    pub access: Secret,
    /// To get the next one with; kept before the access token is used.
    pub refresh: Secret,
    /// How long the access token is good, in seconds from the answer.
    pub expires_in: u64,
    /// Whether more than reading was granted.
    pub may_write: bool,
    /// The shop's clock, where it said it.
    pub date: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Same;
    impl Entropy for Same {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    const ISSUER: &str = "https://shop.example";

    fn check(query: &str, wanted: Result<&str, MerchantTrouble>) {
        let sign_in = SignIn::begin("http://127.0.0.1:1/", &Same);
        let state = sign_in.state().reveal();
        let query = query.replace("STATE", state);
        let code = sign_in.code(ISSUER, &query);
        assert_eq!(
            code.as_ref().map(Secret::reveal).map_err(Clone::clone),
            wanted,
            "{query}"
        );
    }

    #[test]
    fn only_what_belongs_to_this_sign_in_and_this_shop_is_taken() {
        check(
            "code=a%2Bb+c&state=STATE&iss=https%3A%2F%2Fshop.example",
            Ok("a+b c"),
        );
        check(
            "code=abc&state=other&iss=https%3A%2F%2Fshop.example",
            Err(MerchantTrouble::WrongSignIn),
        );
        check(
            "code=abc&iss=https%3A%2F%2Fshop.example",
            Err(MerchantTrouble::WrongSignIn),
        );
        check(
            "code=abc&state=STATE&state=STATE&iss=https%3A%2F%2Fshop.example",
            Err(MerchantTrouble::WrongSignIn),
        );
        check("code=abc&state=STATE", Err(MerchantTrouble::WrongIssuer));
        check(
            "code=abc&state=STATE&iss=https%3A%2F%2Fshop.example%2F",
            Err(MerchantTrouble::WrongIssuer),
        );
        check(
            "error=access_denied&state=STATE&iss=https%3A%2F%2Fshop.example",
            Err(MerchantTrouble::Denied),
        );
        check(
            "error=server_error&state=STATE&iss=https%3A%2F%2Fshop.example",
            Err(MerchantTrouble::SignInOver),
        );
        check(
            "code=&state=STATE&iss=https%3A%2F%2Fshop.example",
            Err(MerchantTrouble::WrongSignIn),
        );
        check("", Err(MerchantTrouble::WrongSignIn));
    }

    #[test]
    fn nothing_of_it_is_printed() {
        let sign_in = SignIn::begin("http://127.0.0.1:1/", &Same);
        let printed = format!("{sign_in:?}");
        assert!(!printed.contains(sign_in.state().reveal()), "{printed}");
        assert!(!printed.contains(sign_in.verifier().reveal()), "{printed}");
    }

    #[test]
    fn the_challenge_is_that_of_rfc_7636() {
        // Appendix B.
        let sign_in = SignIn {
            redirect: String::new(),
            state: Secret::new(""),
            verifier: Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        };
        assert_eq!(
            sign_in.challenge(),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }
}
