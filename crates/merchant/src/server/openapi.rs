//! Every route, and the OpenAPI document that is made of them.
//!
//! A handler says what is its own: its path, parameters, bodies, and the refusals of its subject.
//! What holds for many (no token, a wrong body, too many requests) is added here by rule, so that it
//! is said everywhere and the same everywhere.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::get;
use kantis_protocol::{Problem, oauth};
use serde_json::{Map, Value, json};
use utoipa::PartialSchema as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use super::{Shop, auth, letters, oauth as sign_in, ops, pages, pos, push, wallet, web_shop};

/// Every route with its description.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .merge(wallet::routes())
        .merge(push::routes())
        .merge(auth::routes())
        .merge(sign_in::routes())
        .merge(pos::routes())
        .merge(web_shop::routes())
        .merge(pages::routes())
        .merge(letters::routes())
        .merge(ops::routes())
}

/// `/openapi.json`, for a shop at this origin.
pub(crate) fn served(described: &OpenApi, public_url: &str) -> Router<Arc<Shop>> {
    let document = Bytes::from(document(described, public_url).to_string());
    Router::new().route(
        "/openapi.json",
        get(async move || {
            let headers = [
                (header::CONTENT_TYPE, "application/json"),
                (header::CACHE_CONTROL, "public, max-age=300"),
            ];
            (headers, document)
        }),
    )
}

fn document(described: &OpenApi, public_url: &str) -> Value {
    let mut document = serde_json::to_value(described).unwrap_or_default();
    let Some(root) = document.as_object_mut() else {
        return document;
    };
    root.insert(
        "info".to_owned(),
        json!({
            "title": "Kantis loyalty protocol",
            "description": "What wallets, tills and web shops ask a shop. docs/loyalty-protocol.md says what each request means.",
            "version": "1",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        }),
    );
    root.insert("servers".to_owned(), json!([{ "url": public_url }]));
    within(root, "components", |components| {
        within(components, "schemas", |schemas| {
            let problem = serde_json::to_value(Problem::schema()).unwrap_or_default();
            schemas.insert("Problem".to_owned(), problem);
        });
        components.insert("securitySchemes".to_owned(), security(public_url));
    });
    within(root, "paths", |paths| {
        for (path, item) in paths {
            for (method, operation) in item.as_object_mut().into_iter().flatten() {
                if let Some(operation) = operation.as_object_mut() {
                    complete(operation, method, path);
                }
            }
        }
    });
    document
}

fn security(public_url: &str) -> Value {
    let key = |description: &str| json!({ "type": "http", "scheme": "bearer", "description": description });
    json!({
        "member": {
            "type": "oauth2",
            "description": "A wallet that a member linked.",
            "flows": { "authorizationCode": {
                "authorizationUrl": format!("{public_url}/oauth/authorize"),
                "tokenUrl": format!("{public_url}/oauth/token"),
                "refreshUrl": format!("{public_url}/oauth/token"),
                "scopes": {
                    (oauth::SCOPE_READ): "Reads everything of the member",
                    (oauth::SCOPE_WRITE): "Also activates, reserves, joins, consents, exports and deletes",
                },
            } },
        },
        "till": key("A till's key."),
        "shop": key("A web shop's key."),
    })
}

/// Says what an operation answers by rule.
fn complete(operation: &mut Map<String, Value>, method: &str, path: &str) {
    let id: String = format!("{method}{path}")
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    operation.insert("operationId".to_owned(), Value::String(id));

    let has = |place: &str| {
        operation
            .get("parameters")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .any(|parameter| parameter["in"] == place)
    };
    let (in_path, asked) = (has("path"), has("query") || has("header"));
    let body = operation.contains_key("requestBody");
    let secured = operation
        .get("security")
        .and_then(Value::as_array)
        .is_some_and(|schemes| !schemes.is_empty());
    let by_rule = [
        (body || asked, "400", "It cannot be read"),
        (secured, "401", "No token, or one that is over"),
        (secured, "403", "The token may not do this"),
        (
            in_path || secured,
            "404",
            "There is no such thing, or it is somebody else's",
        ),
        (body, "408", "The body did not arrive in time"),
        (body, "413", "The body is too large"),
        (body, "415", "Another media type is wanted"),
        (true, "429", "Too often; `Retry-After` says when"),
        (true, "500", "A fault of the shop's"),
        (true, "503", "The shop does not answer now"),
    ];
    within(operation, "responses", |responses| {
        for (_, status, description) in by_rule.into_iter().filter(|(applies, ..)| *applies) {
            responses
                .entry(status)
                .or_insert_with(|| json!({ "description": description }));
        }
        for (status, response) in responses {
            if let Some(response) = response.as_object_mut() {
                refuse(status, response);
            }
        }
    });
}

/// Says what is in an answer that is no success.
fn refuse(status: &str, response: &mut Map<String, Value>) {
    if !status.starts_with(['4', '5']) {
        return;
    }
    response.entry("content").or_insert_with(|| {
        json!({ "application/problem+json": {
            "schema": { "$ref": "#/components/schemas/Problem" }
        } })
    });
    let header = match status {
        "401" => "WWW-Authenticate",
        "429" => "Retry-After",
        _ => return,
    };
    within(response, "headers", |headers| {
        headers
            .entry(header)
            .or_insert_with(|| json!({ "schema": { "type": "string" } }));
    });
}

/// Changes the object of this name, made where there is none.
fn within(
    parent: &mut Map<String, Value>,
    name: &str,
    change: impl FnOnce(&mut Map<String, Value>),
) {
    if let Value::Object(child) = parent.entry(name).or_insert_with(|| json!({})) {
        change(child);
    }
}
