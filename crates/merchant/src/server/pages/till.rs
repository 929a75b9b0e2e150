//! The till page: ring up, see the member, redeem, show or print the receipt.

use std::sync::{Arc, LazyLock};

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use crate::server::Shop;
use crate::server::auth::AtTill;
use crate::server::body::Query;
use crate::server::failure::Failure;
use crate::server::language::Languages;
use crate::server::page::{Sort, page};
use crate::words::{Catalogue, catalogue};

static WORDS: LazyLock<Catalogue> = catalogue!("till");

/// Languages of the pages of the shop itself, whatever the programme speaks.
const SPOKEN: [&str; 3] = ["en", "fi", "sv"];

pub(super) fn routes() -> Router<Arc<Shop>> {
    Router::new().route("/till", get(till))
}

#[derive(Deserialize)]
struct Asked {
    wrong: Option<String>,
}

#[derive(Template)]
#[template(path = "till/key.html")]
struct KeyPage<'a> {
    language: &'a str,
    shop: &'a str,
    wrong: bool,
}

impl KeyPage<'_> {
    fn say(&self, name: &str) -> String {
        WORDS.say(self.language, name, &[])
    }
}

#[derive(Template)]
#[template(path = "till/till.html")]
struct TillPage<'a> {
    language: &'a str,
    shop: &'a str,
    till: &'a str,
    currency: &'a str,
    demo: bool,
    /// Every sentence of the page, for its script: JSON in which nothing ends a script element.
    words: String,
}

impl TillPage<'_> {
    fn say(&self, name: &str) -> String {
        WORDS.say(self.language, name, &[])
    }
}

async fn till(
    State(shop): State<Arc<Shop>>,
    at: Result<AtTill, Failure>,
    languages: Languages,
    Query(asked): Query<Asked>,
) -> Response {
    let identity = &shop.programme.programme;
    let spoken = SPOKEN.map(str::to_owned);
    let language = languages
        .choose(&spoken)
        .or_else(|| identity.languages.first().map(String::as_str))
        .unwrap_or("en");
    match at {
        Ok(AtTill(till)) => page(
            Sort::Till,
            StatusCode::OK,
            &TillPage {
                language,
                shop: &identity.issuer,
                till: &till.name,
                currency: identity.currency.as_str(),
                demo: shop.settings.demo,
                words: WORDS.all(language).replace('<', "\\u003c"),
            },
        ),
        Err(_) => page(
            Sort::Plain,
            StatusCode::OK,
            &KeyPage {
                language,
                shop: &identity.issuer,
                wrong: asked.wrong.is_some(),
            },
        ),
    }
}
