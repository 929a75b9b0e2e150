//! Invites: links that a shop signed (RFC 7515, RFC 8037).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Utc;
use kantis_protocol::Discovery;
use kantis_wallet::ports::{Invite, MerchantTrouble};
use reqwest::Url;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde::Deserialize;

/// An invite is no longer.
const LONGEST: usize = 2048;

#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: String,
    /// Extensions that must be understood: there are none (RFC 7515 §4.1.11).
    #[serde(default)]
    crit: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    exp: i64,
}

/// The invite in a link, if it is one: `https://ISSUER/join?invite=INVITE`.
pub(super) fn in_link(link: &Url) -> Option<String> {
    (link.path() == "/join")
        .then(|| link.query_pairs().find(|(name, _)| name == "invite"))
        .flatten()
        .map(|(_, invite)| invite.into_owned())
}

/// The invite, if this shop signed it and it is not over.
pub(super) fn checked(
    token: &str,
    link: &str,
    discovery: &Discovery,
) -> Result<Invite, MerchantTrouble> {
    let claims = signed(token, discovery).ok_or(MerchantTrouble::WrongInvite)?;
    if claims.iss != discovery.issuer || claims.exp <= Utc::now().timestamp() {
        return Err(MerchantTrouble::WrongInvite);
    }
    Ok(Invite {
        link: link.to_owned(),
    })
}

fn signed(token: &str, discovery: &Discovery) -> Option<Claims> {
    if token.len() > LONGEST {
        return None;
    }
    let (message, signature) = token.rsplit_once('.')?;
    let (head, claims) = message.split_once('.')?;
    let head: Head = json(head)?;
    if head.alg != "EdDSA" || head.crit.is_some() {
        return None;
    }
    let key = discovery
        .invite_keys
        .iter()
        .find(|key| key.kid == head.kid)?;
    let key = URL_SAFE_NO_PAD.decode(&key.x).ok()?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    UnparsedPublicKey::new(&ED25519, key)
        .verify(message.as_bytes(), &signature)
        .ok()?;
    json(claims)
}

fn json<T: serde::de::DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}
