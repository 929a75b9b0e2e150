//! The server: who may ask, what every answer says, bytes in and out, and events.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![cfg(unix)]

mod common;

use std::fs;
use std::process::Command;

use common::http::{Server, next_event};
use common::{Kantis, demo};
use serde_json::json;

#[test]
fn only_who_has_the_token_gets_anything() {
    let kantis = Kantis::new();
    let server = Server::start(&kantis);
    assert_eq!(server.token.len(), 64);
    let wrong = format!("Authorization: Bearer {}", "0".repeat(64));
    for (method, path) in [
        ("POST", "/rpc/cards"),
        ("POST", "/upload?name=x"),
        ("POST", "/session"),
        ("GET", "/blob/x"),
        ("GET", "/events"),
    ] {
        for headers in [vec![server.host()], vec![server.host(), wrong.clone()]] {
            let answer = server.raw(method, path, &headers, b"");
            assert_eq!(answer.status, 401, "{path}: {answer:?}");
        }
    }
    assert_eq!(server.rpc("cards", &json!({}))["total"], 0);
}

#[test]
fn another_name_or_another_page_is_refused() {
    let kantis = Kantis::new();
    let server = Server::start(&kantis);
    let port = server.port;
    let check = |headers: &[&str], status: u16| {
        let mut all: Vec<String> = headers.iter().map(|&header| header.to_owned()).collect();
        all.push(server.bearer());
        let answer = server.raw("POST", "/rpc/walletStatus", &all, b"{}");
        assert_eq!(answer.status, status, "{headers:?}: {answer:?}");
    };
    let own = server.host();
    check(&[&own], 200);
    check(&[&format!("Host: localhost:{port}")], 200);
    check(&["Host: evil.example"], 403);
    check(&[&format!("Host: evil.example:{port}")], 403);
    check(&["Host: 127.0.0.1:1"], 403);
    check(&["Host: 127.0.0.1"], 403);
    check(&[&own, &format!("Origin: http://127.0.0.1:{port}")], 200);
    check(&[&own, "Origin: http://evil.example"], 403);
    check(&[&own, "Origin: null"], 403);
    check(&[&own, "Origin: http://127.0.0.1:1"], 403);
    check(&[&own, &format!("Origin: https://127.0.0.1:{port}")], 403);
    check(&[&own, "Sec-Fetch-Site: same-origin"], 200);
    check(&[&own, "Sec-Fetch-Site: cross-site"], 403);
    check(&[&own, "Sec-Fetch-Site: same-site"], 403);
}

#[test]
fn every_answer_is_strict_with_the_browser() {
    let kantis = Kantis::new();
    let server = Server::start(&kantis);
    for path in ["/", "/rpc/cards", "/nothing"] {
        let answer = server.raw("GET", path, &[server.host()], b"");
        let policy = answer.header("content-security-policy").unwrap();
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        // WebAssembly reads codes in camera frames; nothing else may be made from data.
        let others = policy.replace("'wasm-unsafe-eval'", "");
        assert!(!others.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            Some("same-origin")
        );
    }
}

#[test]
fn the_cookie_reads_and_changes_only_from_its_own_page() {
    let kantis = Kantis::new();
    let server = Server::start(&kantis);
    let answer = server.ask("POST", "/session", b"");
    assert_eq!(answer.status, 204);
    let cookie = answer.header("set-cookie").unwrap().to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    assert!(
        !cookie.contains(&server.token),
        "the token itself stays out of it"
    );
    let cookie = format!("Cookie: {}", cookie.split(';').next().unwrap());
    let own = format!("Origin: http://127.0.0.1:{}", server.port);
    let ask = |method: &str, path: &str, more: &[String]| {
        server
            .raw(
                method,
                path,
                &[&[server.host(), cookie.clone()], more].concat(),
                b"",
            )
            .status
    };
    assert_eq!(ask("GET", "/blob/x", &[]), 404);
    assert_eq!(ask("POST", "/rpc/cards", &[]), 401);
    assert_eq!(ask("POST", "/rpc/cards", &[own]), 200);
}

#[test]
fn errors_have_a_status_and_a_code() {
    let kantis = Kantis::new();
    let server = Server::start(&kantis);
    let check = |path: &str, body: &str, status: u16, code: &str| {
        let answer = server.ask("POST", path, body.as_bytes());
        assert_eq!(answer.status, status, "{answer:?}");
        assert_eq!(answer.json()["code"], code, "{answer:?}");
    };
    check("/rpc/nothing", "{}", 404, "unknownCommand");
    check("/rpc/cards", "{not json", 400, "badRequest");
    check("/rpc/card", "{}", 400, "badRequest");
    check(
        "/rpc/card",
        "{\"id\":\"0198a000-0000-7000-8000-000000000000\"}",
        404,
        "notFound",
    );
    check("/rpc/undo", "{}", 422, "nothingToUndo");
    let long = format!("\"{}\"", "x".repeat(2 * 1024 * 1024));
    check("/rpc/cards", &long, 413, "fileTooLarge");
}

#[test]
fn files_cross_as_raw_bytes_and_pictures_come_back() {
    let kantis = Kantis::new();
    let server = Server::start(&kantis);
    let file = fs::read(demo("kahvila.pkpass")).unwrap();
    let upload = server
        .ask("POST", "/upload?name=..%2F..%2Fkahvila.pkpass", &file)
        .json();
    assert_eq!(upload["name"], "kahvila.pkpass", "a name, never a path");
    assert_eq!(upload["size"], file.len());
    let request = json!({ "uploads": [upload["id"]], "job": "one" });
    let preview = server.rpc("importPreview", &request);
    assert_eq!(preview["counts"]["new"], 1, "{preview}");
    let report = server.rpc(
        "importApply",
        &json!({ "preview": preview["id"], "job": "two" }),
    );
    assert_eq!(report["created"], 1);
    let logo = server.rpc("cards", &json!({}))["cards"][0]["logo"].clone();
    let answer = server.ask("GET", &format!("/blob/{}", logo.as_str().unwrap()), b"");
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("image/png"));
    assert!(
        answer
            .header("cache-control")
            .unwrap()
            .contains("immutable")
    );
    assert!(
        answer
            .header("content-security-policy")
            .unwrap()
            .contains("sandbox")
    );
    assert!(answer.body.starts_with(b"\x89PNG"));
}

#[test]
fn an_upload_that_is_too_large_is_refused_unread() {
    let kantis = Kantis::new();
    let server = Server::start(&kantis);
    let length = format!("Content-Length: {}", 200 * 1024 * 1024);
    let headers = [server.host(), server.bearer(), length];
    let answer = server.raw("POST", "/upload?name=huge", &headers, b"");
    assert_eq!(answer.status, 413, "{answer:?}");
    assert_eq!(answer.json()["code"], "fileTooLarge");
}

#[test]
fn another_process_changing_the_wallet_is_an_event() {
    let kantis = Kantis::new();
    let server = Server::start(&kantis);
    let mut events = server.events();
    kantis.add(&["--title", "From the terminal"]);
    // A hint to read again; which one it is, the page need not care.
    let event = next_event(&mut events);
    assert!(
        ["walletChanged", "cardsChanged"].contains(&event["event"].as_str().unwrap()),
        "{event}"
    );
    let list = server.rpc("cards", &json!({}));
    assert_eq!(list["cards"][0]["title"], "From the terminal");
}

#[test]
fn a_change_over_the_page_is_an_event_for_the_others() {
    let kantis = Kantis::new();
    let server = Server::start(&kantis);
    let mut events = server.events();
    let done = server.rpc("cardCreate", &json!({ "title": "From the page" }));
    let event = next_event(&mut events);
    assert_eq!(
        event,
        json!({ "event": "cardsChanged", "ids": done["ids"] })
    );
}

#[test]
fn it_ends_when_asked_even_while_somebody_listens() {
    let kantis = Kantis::new();
    for signal in ["-INT", "-TERM"] {
        let mut server = Server::start(&kantis);
        let _events = server.events();
        let killed = Command::new("kill")
            .arg(signal)
            .arg(server.id().to_string())
            .status();
        assert!(killed.unwrap().success());
        assert_eq!(server.wait(), Some(0), "{signal}");
    }
}

#[test]
fn a_taken_port_is_told() {
    let kantis = Kantis::new();
    let server = Server::start(&kantis);
    let port = server.port.to_string();
    let ran = kantis.run(&["--json", "serve", "--port", &port]).ends(1);
    assert!(ran.err.contains("portUnavailable"), "{ran:?}");
}
