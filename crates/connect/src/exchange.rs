//! One question and its answer: redirects, limits, time.

use std::error::Error;

use kantis_wallet::ports::{Refusal, SourceTrouble, Stop};
use reqwest::header::{AUTHORIZATION, HeaderMap, LOCATION};
use reqwest::{Client, Method, Response, StatusCode, Url};
use tokio::time::{Duration, interval, timeout};

use crate::policy::Policy;
use crate::resolver::PrivateName;

/// So many redirects are followed.
const REDIRECTS: usize = 3;
/// More than this is not read.
const BODY: usize = 10 * 1024 * 1024;
/// How often work looks whether somebody still waits for it.
const LOOK: Duration = Duration::from_millis(40);

/// What is asked.
pub(crate) struct Question {
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// An `Authorization` among them is for the origin of `url` alone.
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Vec<u8>>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Read for 200 only; nothing is learnt from any other.
    pub(crate) body: Vec<u8>,
}

/// Works for as long as somebody waits for it.
pub(crate) async fn wanted<T>(
    stop: &Stop,
    work: impl Future<Output = Result<T, SourceTrouble>>,
) -> Result<T, SourceTrouble> {
    let stopped = async {
        let mut looks = interval(LOOK);
        while !stop.is_set() {
            looks.tick().await;
        }
    };
    tokio::select! {
        biased;
        () = stopped => Err(SourceTrouble::Stopped),
        done = work => done,
    }
}

/// Asks, for no longer than this.
pub(crate) async fn ask(
    client: &Client,
    policy: Policy,
    question: Question,
    patience: Duration,
) -> Result<Answer, SourceTrouble> {
    timeout(patience, follow(client, policy, question))
        .await
        .unwrap_or(Err(SourceTrouble::TimedOut))
}

async fn follow(
    client: &Client,
    policy: Policy,
    mut question: Question,
) -> Result<Answer, SourceTrouble> {
    for _ in 0..=REDIRECTS {
        policy
            .admit(&question.url)
            .map_err(SourceTrouble::Refused)?;
        let mut request = client
            .request(question.method.clone(), question.url.clone())
            .headers(question.headers.clone());
        if let Some(body) = &question.body {
            request = request.body(body.clone());
        }
        let response = request.send().await.map_err(|error| trouble(&error))?;
        match target(&question, &response)? {
            None => return read(response).await,
            Some(url) => {
                if url.origin() != question.url.origin() {
                    question.headers.remove(AUTHORIZATION);
                }
                question.url = url;
            }
        }
    }
    Err(SourceTrouble::Refused(Refusal::TooManyRedirects))
}

/// Where an answer sends us on to, if it does.
fn target(question: &Question, response: &Response) -> Result<Option<Url>, SourceTrouble> {
    let followed = match response.status().as_u16() {
        301..=303 => question.method == Method::GET,
        307 | 308 => true,
        _ => false,
    };
    let Some(location) = response.headers().get(LOCATION).filter(|_| followed) else {
        return Ok(None);
    };
    let url = std::str::from_utf8(location.as_bytes())
        .ok()
        .and_then(|location| question.url.join(location).ok())
        .ok_or(SourceTrouble::Refused(Refusal::NotAnAddress))?;
    // From https nothing leads back, wherever http is admitted.
    if question.url.scheme() == "https" && url.scheme() != "https" {
        return Err(SourceTrouble::Refused(Refusal::NotHttps));
    }
    Ok(Some(url))
}

async fn read(mut response: Response) -> Result<Answer, SourceTrouble> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let mut body = Vec::new();
    if status == StatusCode::OK {
        // What the answer says of its own size is only used to refuse it sooner.
        if response
            .content_length()
            .is_some_and(|size| size > BODY as u64)
        {
            return Err(SourceTrouble::TooLarge);
        }
        while let Some(part) = response.chunk().await.map_err(|error| trouble(&error))? {
            if body.len() + part.len() > BODY {
                return Err(SourceTrouble::TooLarge);
            }
            body.extend_from_slice(&part);
        }
    }
    Ok(Answer {
        status,
        headers,
        body,
    })
}

/// The kind of an error. The error itself holds the address, and so the serial number: it goes no
/// further.
fn trouble(error: &reqwest::Error) -> SourceTrouble {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(inner) = cause {
        if inner.is::<PrivateName>() {
            return SourceTrouble::Refused(Refusal::Private);
        }
        cause = inner.source();
    }
    if error.is_timeout() {
        SourceTrouble::TimedOut
    } else {
        SourceTrouble::Unreachable
    }
}
