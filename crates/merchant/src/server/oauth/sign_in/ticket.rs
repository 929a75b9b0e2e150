//! Tickets: somebody at the sign-in pages, known by a link and their browser's cookie together.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::TimeDelta;
use subtle::ConstantTimeEq as _;

use crate::engine::members;
use crate::engine::{EngineError, Work};
use crate::records::{Aim, SignInRecord};
use crate::secret;
use crate::server::Shop;
use crate::server::auth::cookie;
use crate::server::failure::Failure;
use crate::server::limits::Who;
use crate::server::oauth::answer::Fields;
use crate::server::oauth::view::{PageFailure, View};

/// The browser's cookie.
const COOKIE: &str = "kantis-sign-in";
/// Minutes for the whole way.
const LASTS: i64 = 30;
/// A secret of ours in base64url.
const SECRET: usize = 43;

/// What was wrong about a form: the name of a sentence, and of the field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wrong {
    /// In `words/*/signin.json`.
    pub(super) words: &'static str,
    /// The field's id on the page.
    pub(super) field: &'static str,
}

/// Somebody at a step.
pub(super) struct Here {
    pub(super) view: View,
    /// The ticket itself, for the forms.
    pub(super) ticket: String,
    pub(super) record: SignInRecord,
}

impl Here {
    /// Whose ticket it is, if their browser brings it.
    pub(super) async fn find(
        shop: &Arc<Shop>,
        headers: &HeaderMap,
        view: View,
        fields: &Fields,
    ) -> Result<Self, PageFailure> {
        let ticket = fields.get("t").unwrap_or_default().to_owned();
        let hash = secret::hash(&ticket);
        let browser = secret::hash(&cookie(headers, COOKIE).unwrap_or_default());
        let record = shop
            .read(move |work| {
                let record = work.tx.sign_in(&hash)?;
                Ok(record.filter(|record| work.now < record.expires))
            })
            .await
            .map_err(|failure| PageFailure::new(view.clone(), failure))?;
        match record.filter(|record| bool::from(record.browser.ct_eq(&browser))) {
            Some(record) => Ok(Self {
                view,
                ticket,
                record,
            }),
            None => Err(PageFailure::over(view)),
        }
    }

    /// Changes this sign-in in a transaction, as it is there by then.
    pub(super) async fn change<T: Send + 'static>(
        &self,
        shop: &Arc<Shop>,
        change: impl FnOnce(&mut Work<'_>, &mut SignInRecord) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, PageFailure> {
        let hash = self.record.hash;
        shop.write(move |work| {
            // Two forms may come at once; the second sees what the first did.
            let Some(mut record) = work.tx.sign_in(&hash)? else {
                return Ok(None);
            };
            let done = change(work, &mut record)?;
            work.tx.set_sign_in(&record)?;
            Ok(Some(done))
        })
        .await
        .map_err(|failure| self.failed(failure))?
        .ok_or_else(|| PageFailure::over(self.view.clone()))
    }

    pub(super) fn failed(&self, failure: Failure) -> PageFailure {
        PageFailure::new(self.view.clone(), failure)
    }

    /// To the next step.
    pub(super) fn onward(&self) -> Response {
        Redirect::to(&format!("/sign-in?t={}", self.ticket)).into_response()
    }
}

/// Begins to sign somebody in; the address may be known already.
pub(in crate::server::oauth) async fn begin(
    shop: &Arc<Shop>,
    (from, headers): (Who, &HeaderMap),
    view: View,
    aim: Aim,
    hint: Option<String>,
) -> Result<Response, PageFailure> {
    shop.limits
        .sign_ins
        .take(from.wider())
        .map_err(|failure| PageFailure::new(view.clone(), failure))?;
    let ticket = secret::make(&*shop.ports.entropy);
    // Several pages of one browser share its cookie.
    let browser = cookie(headers, COOKIE)
        .filter(|kept| kept.len() == SECRET)
        .unwrap_or_else(|| secret::make(&*shop.ports.entropy));
    let record = SignInRecord {
        hash: secret::hash(&ticket),
        browser: secret::hash(&browser),
        aim,
        email: hint.as_deref().and_then(members::email),
        code: None,
        proven: false,
        member: None,
        expires: shop.ports.clock.now() + TimeDelta::minutes(LASTS),
    };
    let most = shop.settings.quotas.unfinished;
    shop.write(move |work| {
        work.tx.set_sign_in(&record)?;
        if most > 0 {
            work.tx.keep_begun_sign_ins(most)?;
        }
        Ok(())
    })
    .await
    .map_err(|failure| PageFailure::new(view, failure))?;
    let mut response = Redirect::to(&format!("/sign-in?t={ticket}")).into_response();
    give_cookie(shop, &mut response, &browser, "");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Lets a browser in which somebody showed their address be known again, for a year.
pub(super) fn remember(shop: &Shop, headers: &HeaderMap, response: &mut Response) {
    if let Some(browser) = cookie(headers, COOKIE) {
        give_cookie(shop, response, &browser, "; Max-Age=31536000");
    }
}

fn give_cookie(shop: &Shop, response: &mut Response, browser: &str, lasts: &str) {
    let secure = if shop.settings.public_url.starts_with("https:") {
        "; Secure"
    } else {
        ""
    };
    // Lax: the wallet's link leads here from elsewhere.
    let cookie = format!("{COOKIE}={browser}; Path=/; HttpOnly; SameSite=Lax{secure}{lasts}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
}
