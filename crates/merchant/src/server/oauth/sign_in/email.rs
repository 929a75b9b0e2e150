//! The first step: an address, to which a one-time code goes. Known and new addresses are answered
//! alike.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::TimeDelta;
use tokio::task::spawn_blocking;

use super::ticket::{Here, Wrong};
use super::trier::Trier;
use super::{posted, show};
use crate::engine::members;
use crate::ports::Letter;
use crate::records::{Aim, Hash, SentCode};
use crate::secret;
use crate::server::Shop;
use crate::server::auth::From;
use crate::server::limits::Who;
use crate::server::oauth::answer::{Fields, OauthFailure};
use crate::server::oauth::invite;
use crate::server::oauth::view::{EmailPage, PageFailure, page};

/// Minutes of a one-time code.
const MINUTES: i64 = 10;
/// How often it may be tried.
const TRIES: u32 = 5;
/// One more than the largest code of six digits.
const CODES: u32 = 1_000_000;

pub(super) fn ask(
    shop: &Shop,
    here: &Here,
    wrong: Option<Wrong>,
    sent: &Fields,
) -> Result<Response, PageFailure> {
    let known = here.record.email.as_deref();
    let status = wrong.map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY);
    // A wallet that asks for a sign-in is open already.
    let wallet = (here.record.aim == Aim::Join)
        .then(|| invite::for_wallet(shop))
        .transpose()
        .map_err(|failure| here.failed(failure))?;
    Ok(page(
        status,
        &EmailPage {
            view: here.view.clone(),
            ticket: &here.ticket,
            email: sent.get("email").or(known).unwrap_or_default(),
            wallet,
            wrong: wrong.map(|wrong| (wrong.words, wrong.field)),
        },
    ))
}

/// Sends a code, or another one.
pub(super) async fn email(
    State(shop): State<Arc<Shop>>,
    From(from): From,
    headers: HeaderMap,
    fields: Result<Fields, OauthFailure>,
) -> Result<Response, PageFailure> {
    let (here, fields) = posted(&shop, &headers, fields).await?;
    if here.record.proven {
        return Ok(here.onward());
    }
    let Some(email) = fields.get("email").and_then(members::email) else {
        let wrong = Wrong {
            words: "wrong_email",
            field: "email",
        };
        // Back at the first step, whatever was sent before.
        return ask(&shop, &here, Some(wrong), &fields);
    };
    may_be_sent(&shop, from, &here, &email).await?;

    let code = draw(&shop);
    let letter = letter(&here, &email, &code);
    let mail = Arc::clone(&shop.ports.mail);
    let sent = spawn_blocking(move || mail.send(&letter))
        .await
        .map_err(|error| here.failed(error.into()))?;
    if sent.is_err() {
        let wrong = Wrong {
            words: "not_sent",
            field: "email",
        };
        return ask(&shop, &here, Some(wrong), &fields);
    }
    let hash = hash(&here.ticket, &code);
    here.change(&shop, move |work, record| {
        // The mail server took its time: another address may have been shown to be theirs
        // meanwhile, and that one stays.
        if record.proven {
            return Ok(());
        }
        record.email = Some(email);
        record.code = Some(SentCode {
            hash,
            expires: work.now + TimeDelta::minutes(MINUTES),
            tries: TRIES,
        });
        Ok(())
    })
    .await?;
    Ok(here.onward())
}

/// Whether a code may be sent: not too many, and not while whoever asks is shut out for wrong ones.
async fn may_be_sent(
    shop: &Arc<Shop>,
    from: Who,
    here: &Here,
    email: &str,
) -> Result<(), PageFailure> {
    let limits = &shop.limits;
    limits
        .codes_by_address
        .take(from)
        .map_err(|failure| here.failed(failure))?;
    let (browser, address) = (here.record.browser, email.to_owned());
    let (trier, left) = shop
        .read(move |work| {
            let trier = Trier::of(work, &browser, &address)?;
            let until = trier.shut_out(work)?;
            Ok((trier, until.map(|until| until - work.now)))
        })
        .await
        .map_err(|failure| here.failed(failure))?;
    if let Some(left) = left {
        let seconds = left.num_seconds().max(0).unsigned_abs().saturating_add(1);
        return Err(PageFailure::shut_out(here.view.clone(), seconds));
    }
    limits
        .codes_by_email
        .take(Who::Hidden(trier.hash()))
        .map_err(|failure| here.failed(failure))?;
    Ok(())
}

/// Back to the first step, for another address.
pub(super) async fn other(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    fields: Result<Fields, OauthFailure>,
) -> Result<Response, PageFailure> {
    let (here, fields) = posted(&shop, &headers, fields).await?;
    if here.record.proven {
        return show(&shop, here, None, &fields).await;
    }
    here.change(&shop, |_, record| {
        if !record.proven {
            record.code = None;
            record.email = None;
        }
        Ok(())
    })
    .await?;
    Ok(here.onward())
}

/// Of a code: with the ticket, which the database does not know.
pub(super) fn hash(ticket: &str, code: &str) -> Hash {
    secret::hash(&format!("{ticket}:{code}"))
}

/// Six digits, each code as likely as any other.
fn draw(shop: &Shop) -> String {
    loop {
        let mut bytes = [0; 4];
        shop.ports.entropy.fill(&mut bytes);
        let number = u32::from_be_bytes(bytes);
        // What is above the last whole million would make some codes likelier.
        if number < u32::MAX - u32::MAX % CODES {
            return format!("{:06}", number % CODES);
        }
    }
}

fn letter(here: &Here, email: &str, code: &str) -> Letter {
    let holes = [
        ("shop", here.view.shop.as_str()),
        ("code", code),
        ("minutes", &MINUTES.to_string()),
    ];
    Letter {
        to: email.to_owned(),
        subject: here.view.fill("letter_subject", &holes),
        text: here.view.fill("letter_text", &holes),
        unsubscribe: None,
    }
}
