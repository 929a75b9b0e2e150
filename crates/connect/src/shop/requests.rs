//! Reading a member's records, and asking for something to be done.

use kantis_protocol::{
    Changes, ClaimRequest, ConsentChange, DeviceLink, DeviceRequest, ProblemType, PushRequest,
    PushSubscription,
};
use kantis_wallet::ports::{
    Access, Answered, Call, Done, MerchantFailure, MerchantTrouble, Refusal, Wish,
};
use reqwest::header::{
    ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
};
use reqwest::{Method, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::ShopService;
use super::answer::{date, problem, value};
use crate::exchange::MOST_HEADERS;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");

pub(super) fn changes(
    service: &ShopService,
    access: &Access,
    since: Option<&str>,
    max: u32,
    call: &Call,
) -> Result<Answered<Changes>, MerchantFailure> {
    let mut url = address(&access.shop.discovery.endpoints.changes)?;
    url.query_pairs_mut().append_pair("max", &max.to_string());
    if let Some(since) = since {
        url.query_pairs_mut().append_pair("since", since);
    }
    value(&service.ask(Method::GET, url, headers(access)?, None, call)?)
}

pub(super) fn ask_for(
    service: &ShopService,
    access: &Access,
    wish: &Wish,
    key: &str,
    call: &Call,
) -> Result<Answered<Done>, MerchantFailure> {
    let asking = Asking {
        service,
        access,
        key,
        call,
    };
    match wish {
        Wish::ActivateOffer { offer } => asking
            .post(&["offers", &offer.to_string(), "activate"])
            .map(|offer| done(offer, Done::Offer)),
        Wish::HideOffer { offer, hidden } => {
            let method = if *hidden {
                Method::POST
            } else {
                Method::DELETE
            };
            asking
                .send::<(), _>(method, &["offers", &offer.to_string(), "hide"], None)
                .map(|offer| done(offer, Done::Offer))
        }
        Wish::Reserve { reward } => {
            let body = ClaimRequest {
                reward: reward.clone(),
            };
            asking
                .send(Method::POST, &["claims"], Some(&body))
                .map(|claim| done(claim, Done::Claim))
        }
        Wish::Release { claim } => asking
            .post(&["claims", &claim.to_string(), "release"])
            .map(|claim| done(claim, Done::Claim)),
        Wish::Join { challenge } => asking
            .post(&["challenges", challenge, "join"])
            .map(|challenge| done(challenge, Done::Challenge)),
        Wish::Consent {
            purpose,
            granted,
            version,
        } => {
            let body = ConsentChange {
                granted: *granted,
                version: *version,
            };
            asking
                .send(Method::PUT, &["consents", purpose.name()], Some(&body))
                .map(|consent| done(consent, Done::Consent))
        }
        Wish::Profile(profile) => asking
            .send::<_, serde::de::IgnoredAny>(Method::PUT, &["profile"], Some(&**profile))
            .map(|answered| Answered {
                value: Done::Nothing,
                date: answered.date,
            }),
    }
}

pub(super) fn link_device(
    service: &ShopService,
    access: &Access,
    label: Option<&str>,
    call: &Call,
) -> Result<Answered<DeviceLink>, MerchantFailure> {
    let body = DeviceRequest {
        label: label.map(str::to_owned),
    };
    let asking = Asking {
        service,
        access,
        key: "",
        call,
    };
    asking.send(Method::POST, &["devices"], Some(&body))
}

pub(super) fn subscribe_push(
    service: &ShopService,
    access: &Access,
    request: &PushRequest,
    call: &Call,
) -> Result<Answered<PushSubscription>, MerchantFailure> {
    let asking = Asking {
        service,
        access,
        key: "",
        call,
    };
    asking.send(Method::POST, &["push-subscriptions"], Some(request))
}

pub(super) fn unsubscribe_push(
    service: &ShopService,
    access: &Access,
    subscription: Uuid,
    call: &Call,
) -> Result<Answered<()>, MerchantFailure> {
    let url = place(access, &["push-subscriptions", &subscription.to_string()])?;
    let answer = service.ask(Method::DELETE, url, headers(access)?, None, call)?;
    let ended = Answered {
        value: (),
        date: date(&answer.headers),
    };
    if answer.status.is_success() {
        return Ok(ended);
    }
    match problem(&answer) {
        failure if failure.kind == MerchantTrouble::Problem(ProblemType::NotFound) => Ok(ended),
        failure => Err(failure),
    }
}

pub(super) fn export(
    service: &ShopService,
    access: &Access,
    call: &Call,
) -> Result<Vec<u8>, MerchantFailure> {
    let url = place(access, &["export"])?;
    let answer = service.ask(Method::GET, url, headers(access)?, None, call)?;
    // Read so that a page put in between is not kept as the export.
    value::<serde::de::IgnoredAny>(&answer)?;
    Ok(answer.body)
}

pub(super) fn leave(
    service: &ShopService,
    access: &Access,
    call: &Call,
) -> Result<(), MerchantFailure> {
    let url = place(access, &["account"])?;
    let answer = service.ask(Method::DELETE, url, headers(access)?, None, call)?;
    if answer.status.is_success() {
        Ok(())
    } else {
        Err(problem(&answer))
    }
}

/// One request that does something.
struct Asking<'a> {
    service: &'a ShopService,
    access: &'a Access,
    key: &'a str,
    call: &'a Call,
}

impl Asking<'_> {
    fn post<T: DeserializeOwned>(&self, segments: &[&str]) -> Result<Answered<T>, MerchantFailure> {
        self.send::<(), T>(Method::POST, segments, None)
    }

    fn send<B: Serialize, T: DeserializeOwned>(
        &self,
        method: Method,
        segments: &[&str],
        body: Option<&B>,
    ) -> Result<Answered<T>, MerchantFailure> {
        let mut headers = headers(self.access)?;
        if !self.key.is_empty() {
            let key = HeaderValue::from_str(self.key).map_err(|_| MerchantTrouble::Unreadable)?;
            headers.insert(KEY, key);
        }
        let body = body
            .map(serde_json::to_vec)
            .transpose()
            .map_err(|_| MerchantTrouble::Unreadable)?;
        if body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let url = place(self.access, segments)?;
        value(&self.service.ask(method, url, headers, body, self.call)?)
    }
}

fn done<T>(answered: Answered<T>, what: impl FnOnce(Box<T>) -> Done) -> Answered<Done> {
    Answered {
        value: what(Box::new(answered.value)),
        date: answered.date,
    }
}

/// `ISSUER/v1/a/b`, each segment encoded.
fn place(access: &Access, segments: &[&str]) -> Result<Url, MerchantTrouble> {
    crate::place::join(access.shop.issuer(), segments, None).map_err(MerchantTrouble::Refused)
}

/// Headers with the token, marked so that nothing prints it.
pub(super) fn headers(access: &Access) -> Result<HeaderMap, MerchantTrouble> {
    let mut headers = authorized(access)?;
    let language = access.language.as_deref();
    if let Some(language) = language.and_then(|language| HeaderValue::from_str(language).ok()) {
        headers.insert(ACCEPT_LANGUAGE, language);
    }
    Ok(headers)
}

/// The same in whatever language the member speaks with the shop.
pub(super) fn authorized(access: &Access) -> Result<HeaderMap, MerchantTrouble> {
    let text = Zeroizing::new(format!("Bearer {}", access.token.reveal()));
    let mut token =
        HeaderValue::from_bytes(text.as_bytes()).map_err(|_| MerchantTrouble::Unauthorized)?;
    token.set_sensitive(true);
    let mut headers = HeaderMap::with_capacity(MOST_HEADERS);
    headers.insert(AUTHORIZATION, token);
    Ok(headers)
}

pub(super) fn address(text: &str) -> Result<Url, MerchantTrouble> {
    Url::parse(text).map_err(|_| MerchantTrouble::Refused(Refusal::NotAnAddress))
}
