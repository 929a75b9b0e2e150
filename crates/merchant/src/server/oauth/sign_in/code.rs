//! The second step: the code that was sent.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use subtle::ConstantTimeEq as _;

use super::email::hash;
use super::posted;
use super::ticket::{self, Here, Wrong};
use super::trier::{self, Trier};
use crate::server::Shop;
use crate::server::auth::From;
use crate::server::oauth::answer::{Fields, OauthFailure};
use crate::server::oauth::view::{CodePage, PageFailure, page};

/// What a try came to.
enum Tried {
    Right,
    Wrong,
    /// It is over, by time or by tries.
    Over,
}

pub(super) fn ask(here: &Here, wrong: Option<Wrong>) -> Response {
    let status = wrong.map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY);
    page(
        status,
        &CodePage {
            view: here.view.clone(),
            ticket: &here.ticket,
            email: here.record.email.as_deref().unwrap_or_default(),
            wrong: wrong.map(|wrong| (wrong.words, wrong.field)),
        },
    )
}

/// Takes a code.
pub(super) async fn code(
    State(shop): State<Arc<Shop>>,
    From(from): From,
    headers: HeaderMap,
    fields: Result<Fields, OauthFailure>,
) -> Result<Response, PageFailure> {
    let (here, fields) = posted(&shop, &headers, fields).await?;
    if here.record.proven || here.record.code.is_none() {
        return Ok(here.onward());
    }
    shop.limits
        .guesses
        .take(from)
        .map_err(|failure| here.failed(failure))?;
    let code: String = fields
        .get("code")
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .take(20)
        .collect();
    let tried = hash(&here.ticket, &code);
    let outcome = here
        .change(&shop, move |work, record| {
            let (Some(sent), Some(email)) = (record.code.as_mut(), &record.email) else {
                return Ok(Tried::Over);
            };
            // On another page, all tries of the day may be used up.
            let trier = Trier::of(work, &record.browser, email)?;
            if work.now >= sent.expires || sent.tries == 0 || trier.shut_out(work)?.is_some() {
                return Ok(Tried::Over);
            }
            if !bool::from(sent.hash.ct_eq(&tried)) {
                sent.tries -= 1;
                trier.was_wrong(work)?;
                return Ok(if sent.tries == 0 {
                    Tried::Over
                } else {
                    Tried::Wrong
                });
            }
            record.code = None;
            record.proven = true;
            record.member = work.tx.member_by_email(email)?.map(|member| member.id);
            trier::remember(work, record)?;
            Ok(Tried::Right)
        })
        .await?;
    let words = match outcome {
        Tried::Right => {
            let mut response = here.onward();
            ticket::remember(&shop, &headers, &mut response);
            return Ok(response);
        }
        Tried::Wrong => "wrong_code",
        Tried::Over => "code_over",
    };
    Ok(ask(
        &here,
        Some(Wrong {
            words,
            field: "code",
        }),
    ))
}
