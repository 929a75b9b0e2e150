//! Listening to a shop while the wallet is open.

use kantis_wallet::ports::{Access, Call, Heard, MerchantFailure, MerchantTrouble, Refusal};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode, Url};
use tokio::time::timeout;

use super::ShopService;
use super::answer::{problem, unexpected};
use super::requests::headers;
use super::stream::Events;
use crate::exchange::{NoAnswer, Question, Reads, wanted};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

pub(super) fn listen(
    service: &ShopService,
    access: &Access,
    state: &str,
    mut changed: Heard,
    call: &Call,
) -> Result<(), MerchantFailure> {
    let url = Url::parse(&access.shop.discovery.endpoints.events)
        .map_err(|_| MerchantTrouble::Refused(Refusal::NotAnAddress))?;
    let mut headers = headers(access)?;
    headers.insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
    if let Ok(state) = HeaderValue::from_str(state) {
        headers.insert(LAST_EVENT_ID, state);
    }
    let question = Question {
        method: Method::GET,
        url,
        headers,
        body: None,
        redirects: 0,
        reads: Reads::All,
    };
    let network = service.network.get()?;
    let (
        asking,
        Call {
            timeout: silence,
            stop,
        },
    ) = (network.asking(), call.clone());
    let heard = network.wait(async move {
        let work = async {
            let opened = timeout(silence, asking.open(question)).await;
            let mut stream = opened.map_err(|_| NoAnswer::TimedOut)??;
            if stream.status() != StatusCode::OK {
                let answer = timeout(silence, crate::exchange::read(stream, Reads::All)).await;
                return Err(problem(&answer.map_err(|_| NoAnswer::TimedOut)??));
            }
            let is_stream = stream
                .headers()
                .get(CONTENT_TYPE)
                .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
            if !is_stream {
                return Err(unexpected(StatusCode::OK).into());
            }
            let mut events = Events::default();
            loop {
                let piece = timeout(silence, stream.chunk()).await;
                let piece = piece.map_err(|_| NoAnswer::TimedOut)?;
                let Some(piece) = piece.map_err(|error| crate::exchange::trouble(&error))? else {
                    return Err(MerchantTrouble::Broken.into());
                };
                let said = events.take(&piece).map_err(|_| MerchantTrouble::TooLarge)?;
                // Several changes are one: only the last says where the records stand.
                if let Some(state) = said.last()
                    && changed(state).is_break()
                {
                    return Ok(());
                }
            }
        };
        wanted(&stop, work).await
    });
    match heard {
        Some(Err(failure)) if failure.kind == MerchantTrouble::Stopped => Ok(()),
        Some(heard) => heard,
        None => Ok(()),
    }
}
