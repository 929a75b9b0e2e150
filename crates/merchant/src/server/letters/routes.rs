//! The link in a letter that ends such letters: one click of the mail program (RFC 8058), or a page
//! with a button for people. Looking at the page ends nothing: mail scanners follow links.

use std::sync::{Arc, LazyLock};

use askama::Template;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;

use crate::engine::consents;
use crate::records::Hash;
use crate::secret;
use crate::server::Shop;
use crate::server::body::{Path, bytes};
use crate::server::failure::Failure;
use crate::server::language::Languages;
use crate::server::page::{Sort, page};
use crate::words::{Catalogue, catalogue};

static WORDS: LazyLock<Catalogue> = catalogue!("mail");

/// Bytes of what a mail program sends: `List-Unsubscribe=One-Click`.
const LARGEST: usize = 4 * 1024;
/// A token is shorter.
const LONGEST_TOKEN: usize = 100;

/// These are pages: they are in no document of the API.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shop>> {
    Router::new()
        .route("/unsubscribe/{token}", get(ask).post(unsubscribe))
        .into()
}

#[derive(Template)]
#[template(path = "unsubscribe/page.html")]
struct Page {
    language: String,
    shop: String,
    /// It is done.
    done: bool,
}

impl Page {
    fn say(&self, name: &str) -> String {
        WORDS.say(&self.language, name, &[("issuer", &self.shop)])
    }
}

async fn ask(
    State(shop): State<Arc<Shop>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(&shop, &token, &headers, false).await
}

async fn unsubscribe(
    State(shop): State<Arc<Shop>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Failure> {
    // What is sent says nothing that the address does not say; it is read so that it has an end.
    bytes(request, LARGEST).await?;
    if let Some(token) = hash(&token) {
        shop.write(move |work| consents::unsubscribe(work, &token))
            .await?;
    }
    Ok(answer(&shop, &token, &headers, true).await)
}

/// The page in the member's language, else in the browser's. A token that nobody has is answered
/// as any other.
async fn answer(shop: &Arc<Shop>, token: &str, headers: &HeaderMap, done: bool) -> Response {
    let known = match hash(token) {
        Some(token) => {
            shop.read(move |work| consents::subscriber(work, &token))
                .await
        }
        None => Ok(None),
    };
    let language = match known {
        Ok(Some(member)) => member.language,
        Ok(None) => Languages::asked(headers)
            .best(&shop.programme.programme.languages)
            .to_owned(),
        Err(failure) => return failure.into_response(),
    };
    let template = Page {
        language,
        shop: shop.programme.programme.issuer.clone(),
        done,
    };
    page(Sort::Plain, StatusCode::OK, &template)
}

fn hash(token: &str) -> Option<Hash> {
    (token.len() <= LONGEST_TOKEN).then(|| secret::hash(token))
}
