//! For new members: a name if they like, the terms, and consents that are off until ticked.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use kantis_protocol::{ConsentChange, ProblemType, Purpose};

use super::posted;
use super::ticket::{Here, Wrong};
use super::trier;
use crate::engine::members::{self, Joining};
use crate::engine::{EngineError, Work, consents};
use crate::records::MemberRecord;
use crate::server::Shop;
use crate::server::oauth::answer::{Fields, OauthFailure};
use crate::server::oauth::view::{AskedConsent, JoinPage, PageFailure, page};

pub(super) fn ask(shop: &Shop, here: &Here, wrong: Option<Wrong>, sent: &Fields) -> Response {
    let language = &here.view.language;
    let consents = shop
        .programme
        .consents
        .iter()
        .map(|consent| {
            let field = consent.purpose.name();
            AskedConsent {
                field,
                title: here.view.say(&format!("purpose_{field}")),
                words: consent.words.say(language),
                version: consent.version,
                ticked: sent.get(field).is_some(),
            }
        })
        .collect();
    let terms = shop.programme.programme.terms.as_ref();
    let status = wrong.map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY);
    page(
        status,
        &JoinPage {
            view: here.view.clone(),
            ticket: &here.ticket,
            email: here.record.email.as_deref().unwrap_or_default(),
            programme: shop.programme.programme.name.say(language),
            terms: terms.map(|terms| terms.say(language)),
            name: sent.get("name").unwrap_or_default(),
            consents,
            wrong: wrong.map(|wrong| (wrong.words, wrong.field)),
        },
    )
}

/// Joins.
pub(super) async fn join(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    fields: Result<Fields, OauthFailure>,
) -> Result<Response, PageFailure> {
    let (here, fields) = posted(&shop, &headers, fields).await?;
    if !here.record.proven || here.record.member.is_some() {
        return Ok(here.onward());
    }
    let name = fields
        .get("name")
        .map(str::trim)
        .filter(|name| !name.is_empty());
    if name.is_some_and(|name| members::name(name).is_none()) {
        let wrong = Wrong {
            words: "wrong_name",
            field: "name",
        };
        return Ok(ask(&shop, &here, Some(wrong), &fields));
    }
    let name = name.map(str::to_owned);
    let ticked = ticked(&fields);
    let language = here.view.language.clone();
    let joined = here
        .change(&shop, move |work, record| {
            let Some(email) = record.email.clone().filter(|_| record.proven) else {
                return Ok(());
            };
            let member = match work.tx.member_by_email(&email)? {
                // Joined on another page meanwhile.
                Some(member) => member,
                None => {
                    let member = members::join(
                        work,
                        Joining {
                            email: Some(email),
                            phone: None,
                            name,
                            language,
                        },
                    )?;
                    agree(work, &member, &ticked)?;
                    member
                }
            };
            record.member = Some(member.id);
            trier::remember(work, record)
        })
        .await;
    match joined {
        Ok(()) => Ok(here.onward()),
        // The words were changed while the page was open.
        Err(PageFailure::Problem(_, failure))
            if failure.problem.kind == ProblemType::StaleWords.urn() =>
        {
            let wrong = Wrong {
                words: "stale_words",
                field: "consents",
            };
            Ok(ask(&shop, &here, Some(wrong), &fields))
        }
        Err(failure) => Err(failure),
    }
}

/// What was ticked, with the version of the words that were shown.
fn ticked(fields: &Fields) -> Vec<(Purpose, u32)> {
    Purpose::ALL
        .iter()
        .filter(|purpose| fields.get(purpose.name()).is_some())
        .map(|purpose| {
            let version = fields.get(&format!("{}_version", purpose.name()));
            // A version that cannot be read is none that was shown.
            let version = version.and_then(|version| version.parse().ok());
            (*purpose, version.unwrap_or(0))
        })
        .collect()
}

fn agree(
    work: &mut Work<'_>,
    member: &MemberRecord,
    ticked: &[(Purpose, u32)],
) -> Result<(), EngineError> {
    for (purpose, version) in ticked {
        let asked = work
            .programme
            .consents
            .iter()
            .any(|consent| consent.purpose == *purpose);
        if asked {
            let change = ConsentChange {
                granted: true,
                version: *version,
            };
            consents::set(work, member, *purpose, change)?;
        }
    }
    Ok(())
}
