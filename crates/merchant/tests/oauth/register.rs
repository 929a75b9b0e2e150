//! Clients register themselves (RFC 7591).

use kantis_protocol::ProblemType;
use kantis_protocol::oauth::Registered;
use serde_json::{Value, json};

use crate::{open, said};

#[test]
fn a_public_client_registers_with_little() {
    let shop = open();
    let answer = shop.nobody().post(
        "/oauth/register",
        &json!({ "redirect_uris": ["https://wallet.example/back"], "logo_uri": "passed over" }),
    );
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let registered: Registered = answer.read_as();
    assert_eq!(registered.token_endpoint_auth_method, "none");
    assert_eq!(
        registered.grant_types,
        ["authorization_code", "refresh_token"]
    );
    assert_eq!(registered.response_types, ["code"]);
    assert_eq!(registered.scope, "loyalty.read loyalty.write");
}

#[test]
fn what_cannot_be_registered_is_said_in_the_words_of_the_rfc() {
    let shop = open();
    let good = || json!({ "redirect_uris": ["https://wallet.example/back"] });
    let check = |name: &str, value: Value, error: &str| {
        let mut asked = good();
        asked[name] = value;
        said(&shop.nobody().post("/oauth/register", &asked), error);
    };
    check("redirect_uris", json!([]), "invalid_redirect_uri");
    check(
        "redirect_uris",
        json!(["http://wallet.example/"]),
        "invalid_redirect_uri",
    );
    check(
        "redirect_uris",
        json!(["http://localhost/"]),
        "invalid_redirect_uri",
    );
    check(
        "redirect_uris",
        json!(["javascript:alert(1)"]),
        "invalid_redirect_uri",
    );
    check(
        "redirect_uris",
        json!(["https://a.example/#x"]),
        "invalid_redirect_uri",
    );
    check(
        "redirect_uris",
        json!(vec!["https://a.example/"; 11]),
        "invalid_redirect_uri",
    );
    check(
        "token_endpoint_auth_method",
        json!("client_secret_basic"),
        "invalid_client_metadata",
    );
    check(
        "grant_types",
        json!(["password"]),
        "invalid_client_metadata",
    );
    check(
        "response_types",
        json!(["token"]),
        "invalid_client_metadata",
    );
    check("scope", json!("everything"), "invalid_client_metadata");
    check(
        "client_name",
        json!("a".repeat(81)),
        "invalid_client_metadata",
    );
    check(
        "client_name",
        json!("two\nlines"),
        "invalid_client_metadata",
    );
    check(
        "client_name",
        json!("\u{202e}sitnaK"),
        "invalid_client_metadata",
    );
    check(
        "client_name",
        json!("Kan\u{200b}tis"),
        "invalid_client_metadata",
    );
    check("client_name", json!(7), "invalid_client_metadata");
    let huge = json!({ "software_id": "a".repeat(20_000) });
    let answer = shop.nobody().post("/oauth/register", &huge);
    answer.problem(ProblemType::TooLarge);
    let text = shop.nobody().ask(
        "POST",
        "/oauth/register",
        Some("text/plain"),
        b"{}".to_vec(),
    );
    said(&text, "invalid_client_metadata");
}
