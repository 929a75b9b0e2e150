//! How points come and go, on one page made from the programme, in the reader's language.

use std::sync::{Arc, LazyLock};

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use axum::routing::get;
use kantis_protocol::{HowTo, Programme as Shown};
use serde::Deserialize;

use crate::programme::public_view;
use crate::server::Shop;
use crate::server::body::Query;
use crate::server::language::Languages;
use crate::server::page::{Sort, page};
use crate::words::{Catalogue, catalogue};

static WORDS: LazyLock<Catalogue> = catalogue!("people");

pub(super) fn routes() -> Router<Arc<Shop>> {
    Router::new()
        .route("/", get(async || Redirect::to("/programme")))
        .route("/programme", get(programme))
}

#[derive(Deserialize)]
struct Asked {
    language: Option<String>,
}

#[derive(Template)]
#[template(path = "people/programme.html")]
struct ProgrammePage<'a> {
    language: &'a str,
    shown: Shown,
    sections: Vec<Section<'a>>,
    others: Vec<Other<'a>>,
}

struct Section<'a> {
    title: &'a str,
    sentences: Vec<String>,
}

/// The page in another language.
struct Other<'a> {
    language: &'a str,
    name: String,
}

impl ProgrammePage<'_> {
    fn say(&self, name: &str) -> String {
        WORDS.say(self.language, name, &[("programme", &self.shown.name)])
    }
}

async fn programme(
    State(shop): State<Arc<Shop>>,
    languages: Languages,
    Query(asked): Query<Asked>,
) -> Response {
    let spoken = &shop.programme.programme.languages;
    let language = spoken
        .iter()
        .find(|known| Some(*known) == asked.language.as_ref())
        .map(String::as_str)
        .unwrap_or_else(|| languages.best(spoken));
    let shown = public_view(&shop.programme, language);
    let HowTo {
        earn,
        spend,
        expiry,
    } = shown.how.clone();
    let sections = [("earn", earn), ("spend", spend), ("expiry", expiry)]
        .into_iter()
        .filter(|(_, sentences)| !sentences.is_empty())
        .map(|(title, sentences)| Section { title, sentences })
        .collect();
    let others = spoken
        .iter()
        .filter(|other| *other != language)
        .map(|other| Other {
            language: other,
            name: WORDS.say(other, "language", &[]),
        })
        .collect();
    let template = ProgrammePage {
        language,
        shown,
        sections,
        others,
    };
    page(Sort::Plain, StatusCode::OK, &template)
}
