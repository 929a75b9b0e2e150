//! Whether a member's records stand elsewhere than the wallet knows: one conditional request, to one
//! shop or to many side by side.

use std::ops::ControlFlow;

use kantis_wallet::ports::{
    Access, Answered, Call, MerchantFailure, MerchantTrouble, Rest, Standing, Stood,
};
use reqwest::header::{HeaderValue, IF_NONE_MATCH};
use reqwest::{Method, StatusCode, Url};

use super::ShopService;
use super::answer::{date, problem};
use super::requests::{address, authorized};
use crate::exchange::{Answer, Question, Reads};
use crate::network::Asking;
use crate::patience::Patience;
use crate::side_by_side::{Asks, side_by_side};

pub(super) fn stands_elsewhere(
    service: &ShopService,
    access: &Access,
    state: &str,
    call: &Call,
) -> Result<Answered<bool>, MerchantFailure> {
    let url = address(&access.shop.discovery.endpoints.account)?;
    said(&service.send(question(url, access, state)?, call)?)
}

/// All on the network's threads: nobody is woken between an answer and the next question.
pub(super) fn stand_elsewhere(
    service: &ShopService,
    questions: Vec<Standing>,
    call: &Call,
    answered: Stood,
) -> Rest<'static> {
    let network = match service.network.get() {
        Ok(network) => network,
        Err(none) => {
            let mut places = 0..questions.len();
            return Box::new(move || {
                let _ = places.try_for_each(|place| answered(place, Err(none.into())));
            });
        }
    };
    let asks = Glances {
        network: network.asking(),
        answered,
    };
    let rest = side_by_side(&network, questions, call, asks);
    Box::new(move || {
        rest();
    })
}

/// Asks each shop once.
struct Glances {
    network: Asking,
    answered: Stood,
}

impl Asks<Standing> for Glances {
    async fn ask(
        &self,
        patience: &mut Patience,
        place: usize,
        standing: Standing,
    ) -> ControlFlow<()> {
        let Standing { access, state } = standing;
        let account = &access.shop.discovery.endpoints.account;
        let answer = match self
            .network
            .places
            .of(account, address)
            .map_err(MerchantFailure::from)
            .and_then(|url| question(url, &access, &state))
        {
            Ok(question) => match self.network.ask(question, patience).await {
                Ok(answer) => said(&answer),
                Err(none) => Err(none.into()),
            },
            Err(failure) => Err(failure),
        };
        (self.answered)(place, answer)
    }
}

fn question(url: Url, access: &Access, state: &str) -> Result<Question, MerchantFailure> {
    // In the member's own language: any other has tags of its own.
    let mut headers = authorized(access)?;
    let tag = HeaderValue::try_from(format!("\"{state}\""))
        .map_err(|_| MerchantTrouble::CannotCalculate)?;
    headers.insert(IF_NONE_MATCH, tag);
    Ok(Question {
        method: Method::GET,
        url,
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
