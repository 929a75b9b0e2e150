//! Invites: a link and a QR code at the till that bring a new member here.
//!
//! An invite is a JSON Web Signature (RFC 7515) by the shop's Ed25519 key (RFC 8037) over the issuer
//! and an end, so a wallet that scans one knows that the shop itself hung it up. It gives nothing
//! more: anybody may join without one.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use kantis_barcode::{SvgStyle, Symbol, Symbology};
use kantis_protocol::pos::Invite;
use kantis_protocol::{InviteKey, Problem, ProblemType};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

use super::answer::Fields;
use super::sign_in::begin;
use super::view::{PageFailure, TroublePage, View, page};
use crate::ports::Entropy;
use crate::records::Aim;
use crate::server::Shop;
use crate::server::auth::{AtTill, From};
use crate::server::failure::Failure;

/// The key's file in the data folder.
const FILE: &str = "invite.key";
/// Hours of an invite: a day at the till.
const LASTS: i64 = 24;
/// Bytes of an invite.
const LONGEST: usize = 1024;
/// Pixels of a module.
const MODULE: u32 = 6;

/// The shop's key for invites.
pub(crate) struct Inviter {
    pair: Ed25519KeyPair,
    kid: String,
}

#[derive(Serialize, Deserialize)]
struct Head {
    alg: String,
    kid: String,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    exp: i64,
}

impl Inviter {
    /// Reads the key, or makes it: 32 bytes that only the owner may read.
    ///
    /// # Errors
    /// When the file cannot be read or written, or holds something else.
    pub(crate) fn open(folder: &Path, entropy: &dyn Entropy) -> io::Result<Self> {
        let path = folder.join(FILE);
        let mut seed = [0; 32];
        entropy.fill(&mut seed);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        match options.open(&path) {
            Ok(mut file) => {
                file.write_all(&seed)?;
                file.sync_all()?;
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let kept = fs::read(&path)?;
                seed = kept.try_into().map_err(|_| io::ErrorKind::InvalidData)?;
            }
            Err(error) => return Err(error),
        }
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed)
            .map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
        let print = ring::digest::digest(&ring::digest::SHA256, pair.public_key().as_ref());
        let kid = URL_SAFE_NO_PAD
            .encode(print.as_ref())
            .chars()
            .take(8)
            .collect();
        Ok(Self { pair, kid })
    }

    /// For wallets, in `/.well-known/loyalty`.
    pub(crate) fn public(&self) -> InviteKey {
        InviteKey {
            kid: self.kid.clone(),
            x: URL_SAFE_NO_PAD.encode(self.pair.public_key().as_ref()),
        }
    }

    /// An invite to this shop.
    fn sign(&self, issuer: &str, until: DateTime<Utc>) -> Result<String, serde_json::Error> {
        let head = serde_json::to_vec(&Head {
            alg: "EdDSA".to_owned(),
            kid: self.kid.clone(),
        })?;
        let claims = serde_json::to_vec(&Claims {
            iss: issuer.to_owned(),
            exp: until.timestamp(),
        })?;
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(head),
            URL_SAFE_NO_PAD.encode(claims)
        );
        let signature = URL_SAFE_NO_PAD.encode(self.pair.sign(signed.as_bytes()).as_ref());
        Ok(format!("{signed}.{signature}"))
    }

    /// Whether this is an invite of ours that is not over.
    fn knows(&self, invite: &str, issuer: &str, now: DateTime<Utc>) -> bool {
        self.read(invite)
            .is_some_and(|claims| claims.iss == issuer && now.timestamp() < claims.exp)
    }

    fn read(&self, invite: &str) -> Option<Claims> {
        if invite.len() > LONGEST {
            return None;
        }
        let (signed, signature) = invite.rsplit_once('.')?;
        let (head, claims) = signed.split_once('.')?;
        let head: Head = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(head).ok()?).ok()?;
        if head.alg != "EdDSA" || head.kid != self.kid {
            return None;
        }
        UnparsedPublicKey::new(&ED25519, self.pair.public_key().as_ref())
            .verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).ok()?)
            .ok()?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
    }
}

/// Makes an invite for the till's screen. It is good for a day and for as many as come.
#[utoipa::path(
    post, path = "/pos/v1/invites", tag = "till",
    responses(
        (status = 200, description = "The invite.", body = Invite),
        (status = 401, description = "No key.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "No till's key.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often.", body = Problem, content_type = "application/problem+json"),
    ),
    security(("till" = []))
)]
pub(super) async fn invite(_: AtTill, State(shop): State<Arc<Shop>>) -> Result<Response, Failure> {
    let internal = |_| Failure::new(ProblemType::Internal);
    let until = shop.ports.clock.now() + TimeDelta::hours(LASTS);
    let issuer = &shop.settings.public_url;
    let invite = shop.inviter.sign(issuer, until).map_err(internal)?;
    let url = format!("{issuer}/join?invite={invite}");
    let drawing = tokio::task::spawn_blocking({
        let url = url.clone();
        move || Symbol::from_text(Symbology::QrCode, &url, None).draw()
    })
    .await?
    .map_err(|_| Failure::new(ProblemType::Internal))?;
    let svg = drawing.to_svg(&SvgStyle {
        module_px: MODULE,
        title: None,
    });
    Ok((
        [(header::CACHE_CONTROL, "no-store")],
        Json(Invite { url, svg, until }),
    )
        .into_response())
}

/// The link with which the Kantis wallet on the same device opens an invite
/// (docs/loyalty-protocol.md).
pub(super) fn for_wallet(shop: &Shop) -> Result<String, Failure> {
    let until = shop.ports.clock.now() + TimeDelta::hours(LASTS);
    let issuer = &shop.settings.public_url;
    let invite = shop.inviter.sign(issuer, until);
    let invite = invite.map_err(|_| Failure::new(ProblemType::Internal))?;
    let url = format!("{issuer}/join?invite={invite}");
    let url = percent_encoding::utf8_percent_encode(&url, percent_encoding::NON_ALPHANUMERIC);
    Ok(format!("app.kantis.wallet:/connect?invite={url}"))
}

/// The page behind an invite: joining, with or without a wallet.
pub(super) async fn join(
    State(shop): State<Arc<Shop>>,
    From(from): From,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let view = View::of(&shop, &headers);
    let fields = Fields::read(query.unwrap_or_default().as_bytes()).unwrap_or_default();
    let (issuer, now) = (&shop.settings.public_url, shop.ports.clock.now());
    let invite = fields.get("invite");
    if invite.is_some_and(|invite| !shop.inviter.knows(invite, issuer, now)) {
        let words = "wrong_invite";
        return Ok(page(StatusCode::BAD_REQUEST, &TroublePage { view, words }));
    }
    begin(&shop, (from, &headers), view, Aim::Join, None).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::SystemEntropy;

    #[test]
    fn an_invite_is_known_again_until_it_ends_and_by_its_own_shop_only() {
        let folder = tempfile::tempdir().unwrap();
        let inviter = Inviter::open(folder.path(), &SystemEntropy).unwrap();
        let now: DateTime<Utc> = "2026-03-10T10:00:00Z".parse().unwrap();
        let shop = "https://shop.example";
        let invite = inviter.sign(shop, now + TimeDelta::hours(1)).unwrap();
        // The same key is read back.
        let again = Inviter::open(folder.path(), &SystemEntropy).unwrap();
        assert_eq!(again.public(), inviter.public());
        assert!(again.knows(&invite, shop, now));
        assert!(!again.knows(&invite, shop, now + TimeDelta::hours(1)));
        assert!(!again.knows(&invite, "https://other.example", now));
        let other = tempfile::tempdir().unwrap();
        let other = Inviter::open(other.path(), &SystemEntropy).unwrap();
        assert!(!other.knows(&invite, shop, now));
        for (index, byte) in invite.bytes().enumerate() {
            let mut forged = invite.clone().into_bytes();
            forged[index] = if byte == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).unwrap();
            // The last letter of base64 holds bits that say nothing, and those are refused, too.
            assert!(!again.knows(&forged, shop, now), "{index}");
        }
        for text in ["", ".", "..", "a.b.c", &"a".repeat(2000)] {
            assert!(!again.knows(text, shop, now), "{text}");
        }
    }
}
