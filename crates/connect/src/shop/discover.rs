//! From what a person typed or scanned to a shop (RFC 8615, RFC 8414).

use kantis_protocol::oauth::Metadata;
use kantis_protocol::{Discovery, WELL_KNOWN};
use kantis_wallet::ports::{Call, MerchantFailure, MerchantTrouble, Refusal, Shop};
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode, Url};

use super::ShopService;
use super::answer::{failure, problem, read};
use super::invite;
use crate::exchange::{Answer, Question, REDIRECTS, Reads};

/// The version of the protocol that is spoken here.
const VERSION: u32 = 1;
/// What is typed is no longer.
const LONGEST: usize = 4096;
/// RFC 8414 §3.
const OAUTH: &str = "/.well-known/oauth-authorization-server";

pub(super) fn discover(
    service: &ShopService,
    address: &str,
    call: &Call,
) -> Result<Shop, MerchantFailure> {
    let typed = typed(address).ok_or(MerchantTrouble::Refused(Refusal::NotAnAddress))?;
    let invite = invite::in_link(&typed);
    let origin = origin(&typed);
    let answer = look(service, &origin, WELL_KNOWN, call)?;
    let discovery: Discovery = document(&answer)?;
    // A shop may send its own address on to where its programme is served; that is who it is then.
    let issuer = answer.url.origin().ascii_serialization();
    if discovery.issuer != issuer {
        return Err(failure(&answer, MerchantTrouble::WrongIssuer));
    }
    if !discovery.versions.contains(&VERSION) {
        return Err(failure(&answer, MerchantTrouble::OtherVersion));
    }
    let endpoints = &discovery.endpoints;
    let here = [
        &endpoints.oauth_metadata,
        &endpoints.programme,
        &endpoints.account,
        &endpoints.changes,
        &endpoints.events,
        &endpoints.about,
    ];
    all_at(&issuer, &here)?;
    if endpoints.oauth_metadata != format!("{issuer}{OAUTH}") {
        return Err(MerchantTrouble::WrongIssuer.into());
    }
    let answer = look(service, &issuer, OAUTH, call)?;
    let oauth: Metadata = document(&answer)?;
    let here = [
        &oauth.authorization_endpoint,
        &oauth.token_endpoint,
        &oauth.registration_endpoint,
        &oauth.revocation_endpoint,
        &oauth.device_authorization_endpoint,
    ];
    if oauth.issuer != issuer {
        return Err(failure(&answer, MerchantTrouble::WrongIssuer));
    }
    all_at(&issuer, &here)?;
    // Without either, another shop's answer could be taken for this one's.
    let safe = oauth.authorization_response_iss_parameter_supported
        && oauth
            .code_challenge_methods_supported
            .iter()
            .any(|method| method == "S256");
    if !safe {
        return Err(failure(&answer, MerchantTrouble::OtherVersion));
    }
    let invite = invite
        .map(|token| invite::checked(&token, typed.as_str(), &discovery))
        .transpose()?;
    Ok(Shop {
        discovery,
        oauth,
        invite,
    })
}

/// `kahvila.example`, `https://kahvila.example/whatever`, an invite's link.
fn typed(address: &str) -> Option<Url> {
    let address = address.trim();
    if address.is_empty() || address.len() > LONGEST {
        return None;
    }
    let url = if address.contains("://") {
        Url::parse(address).ok()?
    } else {
        Url::parse(&format!("https://{address}")).ok()?
    };
    let is_web = url.host_str().is_some() && matches!(url.scheme(), "https" | "http");
    // `mailto:a@b` would become a name and a password at `b`.
    (is_web && url.username().is_empty() && url.password().is_none()).then_some(url)
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// A public document: it may be somewhere else than it was asked for, and no secret goes along.
fn look(
    service: &ShopService,
    origin: &str,
    path: &str,
    call: &Call,
) -> Result<Answer, MerchantFailure> {
    let url = Url::parse(&format!("{origin}{path}"))
        .map_err(|_| MerchantTrouble::Refused(Refusal::NotAnAddress))?;
    service.send(
        Question {
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            body: None,
            redirects: REDIRECTS,
            reads: Reads::All,
        },
        call,
    )
}

fn document<T: serde::de::DeserializeOwned>(answer: &Answer) -> Result<T, MerchantFailure> {
    match answer.status {
        StatusCode::OK => read(answer).ok_or_else(|| failure(answer, MerchantTrouble::NoShop)),
        status if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS => {
            Err(failure(answer, MerchantTrouble::NoShop))
        }
        _ => Err(problem(answer)),
    }
}

/// Everything is on the issuer's origin: tokens go nowhere else.
fn all_at(issuer: &str, addresses: &[&String]) -> Result<(), MerchantTrouble> {
    let at = |address: &&String| {
        Url::parse(address).is_ok_and(|url| {
            url.origin().ascii_serialization() == issuer
                && url.username().is_empty()
                && url.password().is_none()
        })
    };
    if addresses.iter().all(at) {
        Ok(())
    } else {
        Err(MerchantTrouble::WrongIssuer)
    }
}
