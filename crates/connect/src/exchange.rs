//! One question and its answer: redirects, limits, time.

use std::error::Error;

use crate::policy::Policy;
use crate::resolver::PrivateName;
use kantis_wallet::ports::{MerchantFailure, MerchantTrouble, Refusal, SourceTrouble, Stop};
use reqwest::header::{AUTHORIZATION, HeaderMap, LOCATION};
use reqwest::{Body, Client, Method, Request, Response, StatusCode, Url};

/// Headers that a question has at most, the client's own included: their table need not grow.
pub(crate) const MOST_HEADERS: usize = 6;
/// So many redirects are followed at most.
pub(crate) const REDIRECTS: usize = 3;
/// More than this is not read.
const BODY: usize = 10 * 1024 * 1024;

/// What is asked.
pub(crate) struct Question {
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// An `Authorization` among them is for the origin of `url` alone.
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Vec<u8>>,
    /// So many redirects are followed; a question with a secret in its body follows none.
    pub(crate) redirects: usize,
    /// Bodies of which answers are read.
    pub(crate) reads: Reads,
}

/// Bodies of which answers are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reads {
    /// Of 200 only: nothing is learnt from any other.
    Found,
    /// Of all: others say why.
    All,
}

/// Why nothing came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    /// The question never left.
    Unreachable,
    /// The connection broke after it had left.
    Broken,
    /// No whole answer in time.
    TimedOut,
    /// Nobody waits any more.
    Stopped,
    /// More than is read.
    TooLarge,
    /// An address that is not asked.
    Refused(Refusal),
}

impl From<NoAnswer> for SourceTrouble {
    fn from(none: NoAnswer) -> Self {
        match none {
            NoAnswer::Unreachable | NoAnswer::Broken => Self::Unreachable,
            NoAnswer::TimedOut => Self::TimedOut,
            NoAnswer::Stopped => Self::Stopped,
            NoAnswer::TooLarge => Self::TooLarge,
            NoAnswer::Refused(refusal) => Self::Refused(refusal),
        }
    }
}

impl From<NoAnswer> for MerchantTrouble {
    fn from(none: NoAnswer) -> Self {
        match none {
            NoAnswer::Unreachable => Self::Unreachable,
            NoAnswer::Broken => Self::Broken,
            NoAnswer::TimedOut => Self::TimedOut,
            NoAnswer::Stopped => Self::Stopped,
            NoAnswer::TooLarge => Self::TooLarge,
            NoAnswer::Refused(refusal) => Self::Refused(refusal),
        }
    }
}

impl From<NoAnswer> for MerchantFailure {
    fn from(none: NoAnswer) -> Self {
        MerchantTrouble::from(none).into()
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// Where it came from, after redirects.
    pub(crate) url: Url,
}

/// Works for as long as somebody waits for it.
pub(crate) async fn wanted<T, E: From<NoAnswer>>(
    stop: &Stop,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    tokio::select! {
        biased;
        () = stop.asked() => Err(NoAnswer::Stopped.into()),
        done = work => done,
    }
}

/// Asks once, and gives the answer with its body still to come.
// No `async fn`: such a one keeps the request beside what it waits for, and is moved with it.
pub(crate) fn open(
    client: &Client,
    policy: Policy,
    question: Question,
) -> impl Future<Output = Result<Response, NoAnswer>> + Send + use<> {
    let asked = match policy.admit(&question.url) {
        Ok(()) => {
            let mut request = Request::new(question.method, question.url);
            *request.headers_mut() = question.headers;
            *request.body_mut() = question.body.map(Body::from);
            Ok(client.execute(request))
        }
        Err(refusal) => Err(NoAnswer::Refused(refusal)),
    };
    async { asked?.await.map_err(|error| trouble(&error)) }
}

/// Asks, and goes where the answer sends us on to.
pub(crate) async fn ask(
    client: &Client,
    policy: Policy,
    mut question: Question,
) -> Result<Answer, NoAnswer> {
    loop {
        let (method, reads) = (question.method.clone(), question.reads);
        let again = question.redirects.checked_sub(1).map(|redirects| {
            let (headers, body) = (question.headers.clone(), question.body.clone());
            (redirects, headers, body)
        });
        let response = open(client, policy, question).await?;
        let Some(url) = target(&method, &response)? else {
            return read(response, reads).await;
        };
        let Some((redirects, mut headers, body)) = again else {
            return Err(NoAnswer::Refused(Refusal::TooManyRedirects));
        };
        if url.origin() != response.url().origin() {
            headers.remove(AUTHORIZATION);
        }
        question = Question {
            method,
            url,
            headers,
            body,
            redirects,
            reads,
        };
    }
}

/// Where an answer sends us on to, if it does.
fn target(method: &Method, response: &Response) -> Result<Option<Url>, NoAnswer> {
    let followed = match response.status().as_u16() {
        301..=303 => *method == Method::GET,
        307 | 308 => true,
        _ => false,
    };
    let Some(location) = response.headers().get(LOCATION).filter(|_| followed) else {
        return Ok(None);
    };
    let url = std::str::from_utf8(location.as_bytes())
        .ok()
        .and_then(|location| response.url().join(location).ok())
        .ok_or(NoAnswer::Refused(Refusal::NotAnAddress))?;
    // From https nothing leads back, wherever http is admitted.
    if response.url().scheme() == "https" && url.scheme() != "https" {
        return Err(NoAnswer::Refused(Refusal::NotHttps));
    }
    Ok(Some(url))
}

pub(crate) async fn read(mut response: Response, reads: Reads) -> Result<Answer, NoAnswer> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let url = response.url().clone();
    let mut body = Vec::new();
    if status == StatusCode::OK || reads == Reads::All {
        // What the answer says of its own size is only used to refuse it sooner.
        if response
            .content_length()
            .is_some_and(|size| size > BODY as u64)
        {
            return Err(NoAnswer::TooLarge);
        }
        while let Some(part) = response.chunk().await.map_err(|error| trouble(&error))? {
            if body.len() + part.len() > BODY {
                return Err(NoAnswer::TooLarge);
            }
            body.extend_from_slice(&part);
        }
    }
    Ok(Answer {
        status,
        headers,
        body,
        url,
    })
}

/// The kind of an error. The error itself holds the address, and so the serial number: it goes no
/// further.
pub(crate) fn trouble(error: &reqwest::Error) -> NoAnswer {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(inner) = cause {
        if inner.is::<PrivateName>() {
            return NoAnswer::Refused(Refusal::Private);
        }
        cause = inner.source();
    }
    if error.is_timeout() {
        NoAnswer::TimedOut
    } else if error.is_connect() {
        NoAnswer::Unreachable
    } else {
        NoAnswer::Broken
    }
}
