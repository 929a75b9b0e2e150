//! The sign-in pages as templates, and what every page of them carries.

use std::sync::{Arc, LazyLock};

use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::server::failure::Failure;
use crate::server::language::Languages;
use crate::server::page::Sort;
use crate::server::{self, Shop};
use crate::words::{Catalogue, catalogue};

static WORDS: LazyLock<Catalogue> = catalogue!("signin");

/// What every page knows.
#[derive(Clone)]
pub(super) struct View {
    /// Of the page.
    pub(super) language: String,
    /// The shop's name.
    pub(super) shop: String,
}

impl View {
    /// The first language of the browser's that the programme speaks.
    pub(super) fn of(shop: &Arc<Shop>, headers: &HeaderMap) -> Self {
        let identity = &shop.programme.programme;
        Self {
            language: Languages::asked(headers)
                .best(&identity.languages)
                .to_owned(),
            shop: identity.issuer.clone(),
        }
    }

    /// A sentence; `{shop}` is the shop's name.
    pub(super) fn say(&self, name: &str) -> String {
        self.fill(name, &[])
    }

    /// A sentence with one hole filled.
    pub(super) fn with(&self, name: &str, hole: &str, filling: &str) -> String {
        self.fill(name, &[(hole, filling)])
    }

    /// A sentence with its holes filled.
    pub(super) fn fill(&self, name: &str, holes: &[(&str, &str)]) -> String {
        let mut all = vec![("shop", self.shop.as_str())];
        all.extend_from_slice(holes);
        WORDS.say(&self.language, name, &all)
    }
}

/// What was wrong: a sentence's name and the field's id.
type Wrong = Option<(&'static str, &'static str)>;

/// An address, please.
#[derive(Template)]
#[template(path = "sign-in/email.html")]
pub(super) struct EmailPage<'a> {
    pub(super) view: View,
    pub(super) ticket: &'a str,
    pub(super) email: &'a str,
    /// The link that opens the invite in a wallet.
    pub(super) wallet: Option<String>,
    pub(super) wrong: Wrong,
}

/// The code, please.
#[derive(Template)]
#[template(path = "sign-in/code.html")]
pub(super) struct CodePage<'a> {
    pub(super) view: View,
    pub(super) ticket: &'a str,
    pub(super) email: &'a str,
    pub(super) wrong: Wrong,
}

/// For new members.
#[derive(Template)]
#[template(path = "sign-in/join.html")]
pub(super) struct JoinPage<'a> {
    pub(super) view: View,
    pub(super) ticket: &'a str,
    pub(super) email: &'a str,
    pub(super) programme: &'a str,
    pub(super) terms: Option<&'a str>,
    pub(super) name: &'a str,
    pub(super) consents: Vec<AskedConsent<'a>>,
    pub(super) wrong: Wrong,
}

/// One consent that is asked for.
pub(super) struct AskedConsent<'a> {
    pub(super) field: &'static str,
    pub(super) title: String,
    pub(super) words: &'a str,
    pub(super) version: u32,
    pub(super) ticked: bool,
}

/// May this wallet be linked?
#[derive(Template)]
#[template(path = "sign-in/consent.html")]
pub(super) struct ConsentPage<'a> {
    pub(super) view: View,
    pub(super) ticket: &'a str,
    pub(super) email: &'a str,
    pub(super) client: Option<&'a str>,
    pub(super) host: Option<&'a str>,
    pub(super) user_code: Option<&'a str>,
    pub(super) write: bool,
}

/// The code of a device, please.
#[derive(Template)]
#[template(path = "sign-in/device.html")]
pub(super) struct DevicePage {
    pub(super) view: View,
    pub(super) code: String,
    pub(super) wrong: bool,
}

/// A device is linked, or it is not.
#[derive(Template)]
#[template(path = "sign-in/done.html")]
pub(super) struct DonePage {
    pub(super) view: View,
    pub(super) linked: bool,
}

/// A member without a wallet.
#[derive(Template)]
#[template(path = "sign-in/joined.html")]
pub(super) struct JoinedPage<'a> {
    pub(super) view: View,
    pub(super) name: Option<&'a str>,
    pub(super) number: &'a str,
    pub(super) svg: Option<String>,
    pub(super) address: &'a str,
}

/// It cannot go on.
#[derive(Template)]
#[template(path = "sign-in/trouble.html")]
pub(super) struct TroublePage {
    pub(super) view: View,
    pub(super) words: &'static str,
}

/// It cannot go on, and the wallet lives elsewhere in the web.
#[derive(Template)]
#[template(path = "sign-in/back.html")]
pub(super) struct BackPage<'a> {
    pub(super) view: View,
    pub(super) host: &'a str,
    pub(super) back: &'a str,
}

/// A page for a person.
pub(super) fn page(status: StatusCode, template: &impl Template) -> Response {
    server::page::page(Sort::SignIn, status, template)
}

/// Why a page cannot be shown.
pub(super) enum PageFailure {
    /// A page says so.
    Said(Box<Response>),
    /// Too often, or the shop's own fault.
    Problem(View, Failure),
}

impl PageFailure {
    /// The page of somebody whose sign-in is no more.
    pub(super) fn over(view: View) -> Self {
        let over = TroublePage {
            view,
            words: "over",
        };
        Self::Said(Box::new(page(StatusCode::BAD_REQUEST, &over)))
    }

    /// The page of somebody who typed too many wrong codes for an address.
    pub(super) fn shut_out(view: View, seconds: u64) -> Self {
        let status = StatusCode::TOO_MANY_REQUESTS;
        let words = "shut_out";
        let mut response = page(status, &TroublePage { view, words });
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        Self::Said(Box::new(response))
    }

    pub(super) const fn new(view: View, failure: Failure) -> Self {
        Self::Problem(view, failure)
    }
}

impl IntoResponse for PageFailure {
    fn into_response(self) -> Response {
        match self {
            Self::Said(response) => *response,
            Self::Problem(view, failure) => {
                let status = StatusCode::from_u16(failure.problem.status)
                    .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                let words = match status {
                    StatusCode::TOO_MANY_REQUESTS => "too_often",
                    _ => "broken",
                };
                let mut response = page(status, &TroublePage { view, words });
                if let Some(seconds) = failure.retry_after {
                    response
                        .headers_mut()
                        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
                }
                response
            }
        }
    }
}
