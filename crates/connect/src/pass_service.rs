//! The web service of pass issuers: four calls.

use std::ops::ControlFlow;
use std::sync::Arc;

use kantis_wallet::ports::{
    Call, ChangedSerials, Cursor, Fetched, PassAccess, PassHeard, PassSource,
    Question as PassQuestion, Rest, ServiceDevice, SourceFailure, SourceTrouble, Stop,
};
use reqwest::header::{
    AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH,
};
use reqwest::{Method, Url};
use zeroize::Zeroizing;

use crate::answer::{changed, fetched, registered, unregistered};
use crate::exchange::{Answer, MOST_HEADERS, NoAnswer, Question, REDIRECTS, Reads};
use crate::network::{Asking, LazyNetwork};
use crate::patience::Patience;
use crate::place::join;
use crate::policy::Policy;
use crate::side_by_side::{Asks, side_by_side};

/// Asks the web services of pass issuers. Costs nothing until it is asked the first time; from
/// then on it has two threads and a pool of connections.
pub struct PassService {
    network: LazyNetwork,
}

impl PassService {
    /// A client that asks the addresses that the policy admits.
    pub fn new(policy: Policy) -> Self {
        Self {
            network: LazyNetwork::new(policy),
        }
    }

    fn ask(
        &self,
        method: Method,
        url: Url,
        headers: HeaderMap,
        body: Option<Vec<u8>>,
        call: &Call,
    ) -> Result<Answer, SourceTrouble> {
        let question = Question {
            method,
            url,
            headers,
            body,
            redirects: REDIRECTS,
            reads: Reads::Found,
        };
        Ok(self.network.get()?.ask(question, call)?)
    }
}

impl PassSource for PassService {
    fn fetch(
        &self,
        pass: &PassAccess,
        cursor: &Cursor,
        call: &Call,
    ) -> Result<Fetched, SourceFailure> {
        let url = place(&pass.service, &of(pass))?;
        let question = question(url, pass, cursor)?;
        let network = self.network.get();
        heard(network.and_then(|network| network.ask(question, call)))
    }

    /// All on the network's threads: nobody is woken between an answer and the next question.
    fn fetch_all(
        &self,
        origins: Vec<Vec<PassQuestion>>,
        call: &Call,
        answered: PassHeard,
    ) -> Rest<'_> {
        let count = origins.len();
        let heard = Arc::clone(&answered);
        let to_all = move |trouble: SourceTrouble| {
            for origin in 0..count {
                // Each has come to its end anyway.
                let _ = heard(origin, Err(trouble.into()));
            }
        };
        match self.network.get() {
            Err(none) => Box::new(move || to_all(none.into())),
            Ok(network) => {
                let asks = Origins {
                    network: network.asking(),
                    stop: call.stop.clone(),
                    answered,
                };
                let rest = side_by_side(&network, origins, call, asks);
                Box::new(move || {
                    if !rest() {
                        to_all(SourceTrouble::Stopped);
                    }
                })
            }
        }
    }

    fn register(
        &self,
        pass: &PassAccess,
        device: &ServiceDevice,
        call: &Call,
    ) -> Result<(), SourceFailure> {
        let mut headers = authorized(pass)?;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let body = serde_json::json!({ "pushToken": device.push_token }).to_string();
        let url = registration(pass, device)?;
        registered(&self.ask(Method::POST, url, headers, Some(body.into()), call)?)
    }

    fn unregister(
        &self,
        pass: &PassAccess,
        device: &ServiceDevice,
        call: &Call,
    ) -> Result<(), SourceFailure> {
        let url = registration(pass, device)?;
        unregistered(&self.ask(Method::DELETE, url, authorized(pass)?, None, call)?)
    }

    fn changed(
        &self,
        service: &str,
        pass_type: &str,
        device: &ServiceDevice,
        tag: Option<&str>,
        call: &Call,
    ) -> Result<ChangedSerials, SourceFailure> {
        let segments = ["devices", &device.id, "registrations", pass_type];
        let query = tag.map(|tag| ("passesUpdatedSince", tag));
        let url = join(service, &segments, query).map_err(SourceTrouble::Refused)?;
        changed(&self.ask(Method::GET, url, HeaderMap::new(), None, call)?)
    }
}

/// Asks for the passes of one origin after the other.
struct Origins {
    network: Asking,
    stop: Stop,
    answered: PassHeard,
}

impl Asks<Vec<PassQuestion>> for Origins {
    async fn ask(
        &self,
        patience: &mut Patience,
        origin: usize,
        questions: Vec<PassQuestion>,
    ) -> ControlFlow<()> {
        for one in &questions {
            if self.stop.is_set() {
                break;
            }
            let PassQuestion { pass, cursor } = one;
            let url = self.network.places.join(&pass.service, &of(pass));
            let answer = match url
                .map_err(SourceTrouble::Refused)
                .and_then(|url| question(url, pass, cursor))
            {
                Ok(question) => heard(self.network.ask(question, patience).await),
                Err(trouble) => Err(trouble.into()),
            };
            let is_end = !matches!(answer, Ok(Fetched::Unchanged));
            if (self.answered)(origin, answer).is_break() || is_end {
                break;
            }
        }
        // What one origin says is no reason not to ask another.
        ControlFlow::Continue(())
    }
}

/// What came of a question for a pass.
fn heard(answer: Result<Answer, NoAnswer>) -> Result<Fetched, SourceFailure> {
    fetched(answer.map_err(SourceTrouble::from)?)
}

/// Where a pass is, below its service.
fn of(pass: &PassAccess) -> [&str; 3] {
    ["passes", &pass.pass_type, &pass.serial]
}

/// The question for a pass that is there.
fn question(url: Url, pass: &PassAccess, cursor: &Cursor) -> Result<Question, SourceTrouble> {
    let mut headers = authorized(pass)?;
    let (date, tag) = (cursor.last_modified.as_deref(), cursor.etag.as_deref());
    send_back(&mut headers, IF_MODIFIED_SINCE, date);
    send_back(&mut headers, IF_NONE_MATCH, tag);
    Ok(Question {
        method: Method::GET,
        url,
        headers,
        body: None,
        redirects: REDIRECTS,
        reads: Reads::Found,
    })
}

fn place(service: &str, segments: &[&str]) -> Result<Url, SourceTrouble> {
    join(service, segments, None).map_err(SourceTrouble::Refused)
}

fn registration(pass: &PassAccess, device: &ServiceDevice) -> Result<Url, SourceTrouble> {
    let segments = [
        "devices",
        &device.id,
        "registrations",
        &pass.pass_type,
        &pass.serial,
    ];
    place(&pass.service, &segments)
}

/// Headers with the token, marked so that nothing prints it. A token that no header can hold
/// would be rejected, and is.
fn authorized(pass: &PassAccess) -> Result<HeaderMap, SourceTrouble> {
    let text = Zeroizing::new(format!("ApplePass {}", pass.token.reveal()));
    let mut value =
        HeaderValue::from_bytes(text.as_bytes()).map_err(|_| SourceTrouble::Rejected)?;
    value.set_sensitive(true);
    let mut headers = HeaderMap::with_capacity(MOST_HEADERS);
    headers.insert(AUTHORIZATION, value);
    Ok(headers)
}

/// A validator goes back exactly as it came.
fn send_back(headers: &mut HeaderMap, name: HeaderName, value: Option<&str>) {
    if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
        headers.insert(name, value);
    }
}
