//! Whether a member's records stand elsewhere than the wallet knows: one conditional request, to one
//! shop or to many side by side.

use std::iter::Enumerate;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::vec;

use kantis_wallet::ports::{
    Access, Answered, Call, MerchantFailure, MerchantTrouble, Standing, Stood, Stop,
};
use reqwest::header::{ACCEPT_LANGUAGE, HeaderValue, IF_NONE_MATCH};
use reqwest::{Method, StatusCode};
use tokio::task::JoinSet;

use super::ShopService;
use super::answer::{date, problem};
use super::requests::{address, headers};
use crate::exchange::{Answer, NoAnswer, Question, Reads, wanted};
use crate::network::{Asking, LANES};

pub(super) fn stands_elsewhere(
    service: &ShopService,
    access: &Access,
    state: &str,
    call: &Call,
) -> Result<Answered<bool>, MerchantFailure> {
    said(&service.send(question(access, state)?, call)?)
}

/// All on the network's threads: nobody is woken between an answer and the next question.
pub(super) fn stand_elsewhere(
    service: &ShopService,
    questions: Vec<Standing>,
    call: &Call,
    answered: Stood,
) {
    let network = match service.network.get() {
        Ok(network) => network,
        Err(none) => {
            for place in 0..questions.len() {
                if answered(place, Err(none.into())).is_break() {
                    return;
                }
            }
            return;
        }
    };
    let lanes = questions.len().min(LANES);
    let lane = Arc::new(Lane {
        asking: network.asking(),
        timeout: call.timeout,
        stop: call.stop.clone(),
        waiting: Mutex::new(questions.into_iter().enumerate()),
        enough: AtomicBool::new(false),
        answered,
    });
    let stop = call.stop.clone();
    network.wait(async move {
        let mut asking = JoinSet::new();
        for _ in 0..lanes {
            asking.spawn(Arc::clone(&lane).ask());
        }
        wanted::<_, NoAnswer>(&stop, async { Ok(asking.join_all().await) })
            .await
            .map(drop)
    });
}

/// What the lanes share: each asks one question after the other.
struct Lane {
    asking: Asking,
    timeout: Duration,
    stop: Stop,
    waiting: Mutex<Enumerate<vec::IntoIter<Standing>>>,
    enough: AtomicBool,
    answered: Stood,
}

impl Lane {
    async fn ask(self: Arc<Self>) {
        while let Some((place, standing)) = self.next() {
            let answer = self.one(&standing).await;
            if (self.answered)(place, answer).is_break() {
                self.enough.store(true, Ordering::Relaxed);
            }
        }
    }

    fn next(&self) -> Option<(usize, Standing)> {
        if self.stop.is_set() || self.enough.load(Ordering::Relaxed) {
            return None;
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.next()
    }

    async fn one(&self, standing: &Standing) -> Result<Answered<bool>, MerchantFailure> {
        let question = question(&standing.access, &standing.state)?;
        said(&self.asking.ask(question, self.timeout).await?)
    }
}

fn question(access: &Access, state: &str) -> Result<Question, MerchantFailure> {
    let mut headers = headers(access)?;
    // In the member's own language: any other has tags of its own.
    headers.remove(ACCEPT_LANGUAGE);
    let tag = HeaderValue::try_from(format!("\"{state}\""))
        .map_err(|_| MerchantTrouble::CannotCalculate)?;
    headers.insert(IF_NONE_MATCH, tag);
    Ok(Question {
        method: Method::GET,
        url: address(&access.shop.discovery.endpoints.account)?,
        headers,
        body: None,
        redirects: 0,
        reads: Reads::All,
    })
}

fn said(answer: &Answer) -> Result<Answered<bool>, MerchantFailure> {
    let value = match answer.status {
        StatusCode::NOT_MODIFIED => false,
        StatusCode::OK => true,
        _ => return Err(problem(answer)),
    };
    Ok(Answered {
        value,
        date: date(&answer.headers),
    })
}
