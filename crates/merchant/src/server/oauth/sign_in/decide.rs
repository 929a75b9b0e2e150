//! The last step: a wallet or a device is linked, or it is not.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::TimeDelta;
use kantis_barcode::{SvgStyle, Symbol, Symbology};

use super::posted;
use super::ticket::Here;
use crate::engine::{EngineError, Work};
use crate::records::{Aim, CodeRecord, DeviceAnswer, SignInRecord};
use crate::secret;
use crate::server::Shop;
use crate::server::oauth::answer::{Fields, OauthFailure};
use crate::server::oauth::device::shown;
use crate::server::oauth::redirect::{web_host, with};
use crate::server::oauth::view::{ConsentPage, DonePage, JoinedPage, PageFailure, View, page};

/// Seconds of an authorization code.
const CODE_LASTS: i64 = 60;

/// Where a decision leads.
enum Onward {
    /// Back to the client.
    Client(String),
    /// To the end, with the name of what to say.
    Done(&'static str),
    /// The device waits no more.
    Over,
}

/// What the page asks about.
struct Asked {
    client: Option<String>,
    host: Option<String>,
    user_code: Option<String>,
    write: bool,
    name: Option<String>,
    number: String,
}

/// Asks whether the wallet may be linked; or, where there is none, shows that joining is done.
pub(super) async fn ask(shop: &Arc<Shop>, here: Here) -> Result<Response, PageFailure> {
    let record = here.record.clone();
    let asked = shop
        .read(move |work| asked(work, &record))
        .await
        .map_err(|failure| here.failed(failure))?;
    let Some(asked) = asked else {
        return Err(PageFailure::over(here.view));
    };
    let email = here.record.email.as_deref().unwrap_or_default();
    if here.record.aim == Aim::Join {
        let symbol = Symbol::from_text(Symbology::Code128, &asked.number, None);
        let svg = symbol.draw().ok().map(|drawing| {
            let style = SvgStyle {
                module_px: 3,
                title: Some(spaced(&asked.number)),
            };
            drawing.to_svg(&style)
        });
        let joined = JoinedPage {
            view: here.view,
            name: asked.name.as_deref(),
            number: &spaced(&asked.number),
            svg: svg.as_deref().map(data_url),
            address: &shop.settings.public_url,
        };
        return Ok(page(StatusCode::OK, &joined));
    }
    let consent = ConsentPage {
        view: here.view,
        ticket: &here.ticket,
        email,
        client: asked.client.as_deref(),
        host: asked.host.as_deref(),
        user_code: asked.user_code.as_deref(),
        write: asked.write,
    };
    Ok(page(StatusCode::OK, &consent))
}

fn asked(work: &Work<'_>, record: &SignInRecord) -> Result<Option<Asked>, EngineError> {
    let member = record
        .member
        .map(|id| work.tx.member(id))
        .transpose()?
        .flatten();
    let Some(member) = member else {
        return Ok(None);
    };
    let mut asked = Asked {
        client: None,
        host: None,
        user_code: None,
        write: false,
        name: member.name,
        number: member.number.as_str().to_owned(),
    };
    let client = match &record.aim {
        Aim::Join => return Ok(Some(asked)),
        Aim::Authorize {
            client,
            redirect_uri,
            scopes,
            ..
        } => {
            asked.write = scopes.write;
            asked.host = web_host(redirect_uri);
            client.clone()
        }
        Aim::Device(hash) => {
            let Some(device) = work
                .tx
                .device(hash)?
                .filter(|device| work.now < device.expires)
            else {
                return Ok(None);
            };
            asked.write = device.scopes.write;
            asked.user_code = Some(shown(&device.user_code));
            device.client
        }
    };
    asked.client = work.tx.client(&client)?.and_then(|client| client.name);
    Ok(Some(asked))
}

/// Takes the decision.
pub(super) async fn decide(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    fields: Result<Fields, OauthFailure>,
) -> Result<Response, PageFailure> {
    let (here, fields) = posted(&shop, &headers, fields).await?;
    let yes = match fields.get("answer") {
        Some("allow") => true,
        Some("deny") => false,
        _ => return Ok(here.onward()),
    };
    if here.record.member.is_none() || here.record.aim == Aim::Join {
        return Ok(here.onward());
    }
    let issuer = shop.settings.public_url.clone();
    let hash = here.record.hash;
    let onward = shop
        .write(move |work| match work.tx.sign_in(&hash)? {
            Some(record) => carry_out(work, &record, yes, &issuer),
            None => Ok(Onward::Over),
        })
        .await
        .map_err(|failure| here.failed(failure))?;
    let mut response = match onward {
        Onward::Client(uri) => Redirect::to(&uri).into_response(),
        Onward::Done(what) => Redirect::to(&format!("/sign-in/done?what={what}")).into_response(),
        Onward::Over => return Err(PageFailure::over(here.view)),
    };
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("no-store"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        header::HeaderValue::from_static("no-referrer"),
    );
    Ok(response)
}

fn carry_out(
    work: &mut Work<'_>,
    record: &SignInRecord,
    yes: bool,
    issuer: &str,
) -> Result<Onward, EngineError> {
    let Some(member) = record.member else {
        return Ok(Onward::Over);
    };
    work.tx.end_sign_in(&record.hash)?;
    match &record.aim {
        Aim::Join => Ok(Onward::Over),
        Aim::Device(hash) => {
            let waiting = work.tx.device(hash)?.filter(|device| {
                work.now < device.expires && device.answer == DeviceAnswer::Pending
            });
            let Some(mut device) = waiting else {
                return Ok(Onward::Over);
            };
            device.answer = if yes {
                work.tx.client_used(&device.client, work.now)?;
                DeviceAnswer::Granted(member)
            } else {
                DeviceAnswer::Denied
            };
            work.tx.set_device(&device)?;
            Ok(Onward::Done(if yes { "linked" } else { "not_linked" }))
        }
        Aim::Authorize {
            client,
            redirect_uri,
            state,
            challenge,
            scopes,
        } => {
            let code = secret::make(work.entropy);
            let said = if yes {
                ("code", code.as_str())
            } else {
                ("error", "access_denied")
            };
            if yes {
                work.tx.client_used(client, work.now)?;
                work.tx.set_authorization_code(&CodeRecord {
                    hash: secret::hash(&code),
                    client: client.clone(),
                    redirect_uri: redirect_uri.clone(),
                    challenge: challenge.clone(),
                    member,
                    scopes: *scopes,
                    expires: work.now + TimeDelta::seconds(CODE_LASTS),
                    grant: None,
                })?;
            }
            let parameters = [
                (said.0, Some(said.1)),
                ("state", state.as_deref()),
                ("iss", Some(issuer)),
            ];
            Ok(Onward::Client(with(redirect_uri, &parameters)))
        }
    }
}

/// The end of a device's way.
pub(super) async fn done(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let view = View::of(&shop, &headers);
    let fields = Fields::read(query.unwrap_or_default().as_bytes()).unwrap_or_default();
    let linked = fields.get("what") == Some("linked");
    std::future::ready(page(StatusCode::OK, &DonePage { view, linked })).await
}

/// In groups of four, as a person reads it.
fn spaced(number: &str) -> String {
    let digits: Vec<char> = number.chars().collect();
    digits
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A picture inside the page.
fn data_url(svg: &str) -> String {
    let svg = percent_encoding::utf8_percent_encode(svg, percent_encoding::NON_ALPHANUMERIC);
    format!("data:image/svg+xml,{svg}")
}
