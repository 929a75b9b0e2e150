//! Signing in and staying so: RFC 6749, 7009, 7591, 7636, 8628.

use kantis_protocol::oauth::{
    DeviceAuthorization, Registered, Registration, SCOPE_READ, SCOPE_WRITE, Tokens,
};
use kantis_wallet::ports::{
    Call, Client, DeviceSignIn, Granted, MerchantFailure, MerchantTrouble, Refusal, Secret, Shop,
    SignIn,
};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Url};
use url::form_urlencoded::Serializer;
use zeroize::Zeroizing;

use super::ShopService;
use super::answer::{date, failure, oauth_error, read};
use crate::exchange::Answer;

/// How this wallet calls itself; a shop shows it as the wallet's own words.
const NAME: &str = "Kantis";
const CODE: &str = "authorization_code";
const REFRESH: &str = "refresh_token";
const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

pub(super) fn register(
    service: &ShopService,
    shop: &Shop,
    redirects: &[String],
    call: &Call,
) -> Result<Client, MerchantFailure> {
    let registration = Registration {
        redirect_uris: redirects.to_vec(),
        client_name: Some(NAME.to_owned()),
        token_endpoint_auth_method: Some("none".to_owned()),
        grant_types: Some([CODE, REFRESH, DEVICE].map(str::to_owned).to_vec()),
        response_types: Some(vec!["code".to_owned()]),
        scope: Some(scope()),
    };
    let body = serde_json::to_vec(&registration).map_err(|_| MerchantTrouble::Unreadable)?;
    let url = address(&shop.oauth.registration_endpoint)?;
    let headers = headers("application/json");
    let answer = service.ask(Method::POST, url, headers, Some(body), call)?;
    let registered: Registered = granted(&answer)?;
    Ok(Client {
        id: registered.client_id,
    })
}

pub(super) fn sign_in_address(
    service: &ShopService,
    shop: &Shop,
    client: &Client,
    sign_in: &SignIn,
) -> Result<String, MerchantFailure> {
    let mut url = address(&shop.oauth.authorization_endpoint)?;
    // The browser goes where we would go.
    service
        .policy
        .admit(&url)
        .map_err(MerchantTrouble::Refused)?;
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &client.id)
        .append_pair("redirect_uri", &sign_in.redirect)
        .append_pair("scope", &scope())
        .append_pair("state", sign_in.state().reveal())
        .append_pair("code_challenge", &sign_in.challenge())
        .append_pair("code_challenge_method", "S256");
    Ok(url.into())
}

pub(super) fn redeem_code(
    service: &ShopService,
    shop: &Shop,
    client: &Client,
    sign_in: &SignIn,
    code: &Secret,
    call: &Call,
) -> Result<Granted, MerchantFailure> {
    let fields = [
        ("grant_type", CODE),
        ("client_id", &client.id),
        ("code", code.reveal()),
        ("redirect_uri", &sign_in.redirect),
        ("code_verifier", sign_in.verifier().reveal()),
    ];
    tokens(service, shop, &fields, call)
}

pub(super) fn refresh(
    service: &ShopService,
    shop: &Shop,
    client: &Client,
    refresh: &Secret,
    call: &Call,
) -> Result<Granted, MerchantFailure> {
    let fields = [
        ("grant_type", REFRESH),
        ("client_id", &client.id),
        ("refresh_token", refresh.reveal()),
    ];
    tokens(service, shop, &fields, call)
}

pub(super) fn revoke(
    service: &ShopService,
    shop: &Shop,
    client: &Client,
    refresh: &Secret,
    call: &Call,
) -> Result<(), MerchantFailure> {
    let fields = [
        ("token", refresh.reveal()),
        ("token_type_hint", REFRESH),
        ("client_id", &client.id),
    ];
    let answer = post(service, &shop.oauth.revocation_endpoint, &fields, call)?;
    // A token that is not known is success by the RFC; a client that is not known has none.
    if answer.status.is_success() {
        return Ok(());
    }
    let failure = oauth_error(&answer);
    match failure.kind {
        MerchantTrouble::SignInOver => Ok(()),
        _ => Err(failure),
    }
}

pub(super) fn begin_device(
    service: &ShopService,
    shop: &Shop,
    client: &Client,
    call: &Call,
) -> Result<DeviceSignIn, MerchantFailure> {
    let endpoint = &shop.oauth.device_authorization_endpoint;
    let fields = [("client_id", client.id.as_str()), ("scope", &scope())];
    let answer = post(service, endpoint, &fields, call)?;
    let began: DeviceAuthorization = granted(&answer)?;
    // What is shown to a person to open is the shop's own, like everything else.
    for shown in [&began.verification_uri, &began.verification_uri_complete] {
        if address(shown)?.origin().ascii_serialization() != shop.issuer() {
            return Err(failure(&answer, MerchantTrouble::WrongIssuer));
        }
    }
    Ok(DeviceSignIn {
        device_code: Secret::new(began.device_code),
        user_code: began.user_code,
        address: began.verification_uri,
        address_with_code: began.verification_uri_complete,
        expires_in: began.expires_in,
        interval: began.interval,
    })
}

pub(super) fn poll_device(
    service: &ShopService,
    shop: &Shop,
    client: &Client,
    device: &DeviceSignIn,
    call: &Call,
) -> Result<Granted, MerchantFailure> {
    let fields = [
        ("grant_type", DEVICE),
        ("client_id", &client.id),
        ("device_code", device.device_code.reveal()),
    ];
    tokens(service, shop, &fields, call)
}

fn scope() -> String {
    format!("{SCOPE_READ} {SCOPE_WRITE}")
}

fn tokens(
    service: &ShopService,
    shop: &Shop,
    fields: &[(&str, &str)],
    call: &Call,
) -> Result<Granted, MerchantFailure> {
    let answer = post(service, &shop.oauth.token_endpoint, fields, call)?;
    let tokens: Tokens = granted(&answer)?;
    if !tokens.token_type.eq_ignore_ascii_case("bearer") {
        return Err(failure(&answer, MerchantTrouble::Unreadable));
    }
    Ok(Granted {
        may_write: tokens.scope.split(' ').any(|scope| scope == SCOPE_WRITE),
        access: Secret::new(tokens.access_token),
        refresh: Secret::new(tokens.refresh_token),
        expires_in: tokens.expires_in,
        date: date(&answer.headers),
    })
}

fn granted<T: serde::de::DeserializeOwned>(answer: &Answer) -> Result<T, MerchantFailure> {
    if !answer.status.is_success() {
        return Err(oauth_error(answer));
    }
    read(answer).ok_or_else(|| failure(answer, MerchantTrouble::Unreadable))
}

fn post(
    service: &ShopService,
    endpoint: &str,
    fields: &[(&str, &str)],
    call: &Call,
) -> Result<Answer, MerchantFailure> {
    let form = Zeroizing::new(Serializer::new(String::new()).extend_pairs(fields).finish());
    let headers = headers("application/x-www-form-urlencoded");
    let body = Some(form.as_bytes().to_vec());
    service.ask(Method::POST, address(endpoint)?, headers, body, call)
}

fn headers(kind: &'static str) -> HeaderMap {
    HeaderMap::from_iter([
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (ACCEPT, HeaderValue::from_static("application/json")),
    ])
}

fn address(text: &str) -> Result<Url, MerchantTrouble> {
    Url::parse(text).map_err(|_| MerchantTrouble::Refused(Refusal::NotAnAddress))
}
