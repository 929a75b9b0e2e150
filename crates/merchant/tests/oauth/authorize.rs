//! The authorization endpoint and what it gives: discovery, PKCE, `iss`, exact addresses.

use kantis_protocol::ProblemType;
use kantis_protocol::oauth::{Metadata, Tokens};

use crate::shop::{Browser, REDIRECT, VERIFIER};
use crate::{lets_in, open, said, shuts_out};

#[test]
fn a_wallet_is_linked_from_discovery_to_the_account() {
    let shop = open();
    let found = shop.nobody().get("/.well-known/loyalty").ok();
    let at = found["endpoints"]["oauth_metadata"]
        .as_str()
        .unwrap()
        .to_owned();
    let metadata: Metadata = shop.nobody().get(&at).read_as();
    assert_eq!(metadata.issuer, shop.url);
    assert_eq!(metadata.issuer, found["issuer"]);
    assert!(metadata.authorization_response_iss_parameter_supported);

    let client = shop.client();
    let mut browser = Browser::new(&shop);
    let first = browser.open(&shop.authorize_url(&client, &[]));
    let asked = browser.sign_in(&first, "Aino@Example.fi");
    assert!(
        asked.answer.text().contains("Kantis of the tests"),
        "{}",
        asked.answer.text()
    );
    let done = browser.send(&asked, "/sign-in/decide", &[("answer", "allow")]);
    assert!(
        done.out
            .as_ref()
            .unwrap()
            .starts_with(&format!("{REDIRECT}?"))
    );
    assert_eq!(done.parameter("state").as_deref(), Some("a state"));
    assert_eq!(done.parameter("iss").as_deref(), Some(&*shop.url));

    let answer = shop.trade_code(&client, &done.parameter("code").unwrap());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let tokens: Tokens = answer.read_as();
    assert_eq!(tokens.token_type, "Bearer");
    assert_eq!(tokens.expires_in, 3600);
    let account = shop
        .with_token(&tokens.access_token)
        .get("/v1/account")
        .ok();
    assert_eq!(account["member"]["email"], "aino@example.fi");
}

#[test]
fn nothing_is_sent_to_an_address_that_was_not_registered() {
    let shop = open();
    let client = shop.client();
    let check = |more: &[(&str, &str)]| {
        let page = Browser::new(&shop).open(&shop.authorize_url(&client, more));
        assert_eq!((page.answer.status, page.out), (400, None), "{more:?}");
    };
    check(&[("client_id", "nobody")]);
    check(&[("client_id", "")]);
    check(&[("redirect_uri", "")]);
    check(&[("redirect_uri", "https://evil.example/")]);
    check(&[("redirect_uri", "app.kantis.wallet:/oauth/")]);
    check(&[("redirect_uri", "http://127.0.0.1/other")]);
    check(&[("redirect_uri", "http://localhost/back")]);
    // A parameter twice might be read as another by somebody else.
    let twice = format!("{}&state=other", shop.authorize_url(&client, &[]));
    assert_eq!(Browser::new(&shop).open(&twice).answer.status, 400);
}

#[test]
fn what_is_wrong_is_told_to_a_client_that_is_certain() {
    let shop = open();
    let client = shop.client();
    let check = |more: &[(&str, &str)], error: &str| {
        let page = Browser::new(&shop).open(&shop.authorize_url(&client, more));
        assert_eq!(page.parameter("error").as_deref(), Some(error), "{more:?}");
        assert_eq!(page.parameter("state").as_deref(), Some("a state"));
        assert_eq!(page.parameter("iss").as_deref(), Some(&*shop.url));
    };
    check(&[("response_type", "token")], "unsupported_response_type");
    check(&[("response_type", "")], "invalid_request");
    check(&[("code_challenge", "")], "invalid_request");
    check(&[("code_challenge", "short")], "invalid_request");
    check(&[("code_challenge_method", "plain")], "invalid_request");
    check(&[("code_challenge_method", "")], "invalid_request");
    check(&[("scope", "loyalty.read everything")], "invalid_scope");
    check(&[("response_mode", "fragment")], "invalid_request");
}

#[test]
fn a_link_to_the_shop_leads_to_no_web_server_by_itself() {
    let shop = open();
    let registered = shop.nobody().post(
        "/oauth/register",
        &serde_json::json!({ "redirect_uris": ["https://wallet.example/back?a=1"] }),
    );
    let client = registered.ok()["client_id"].as_str().unwrap().to_owned();
    let asked = [
        ("redirect_uri", "https://wallet.example/back?a=1"),
        ("scope", "everything"),
    ];
    let page = Browser::new(&shop).open(&shop.authorize_url(&client, &asked));
    assert_eq!((page.answer.status, page.out), (400, None));
    assert!(page.answer.header("refresh").is_none());
    let html = page.answer.text();
    let (_, link) = html
        .split_once("<a href=\"https://wallet.example/")
        .unwrap();
    assert!(
        link.starts_with("back?a=1&#38;error=invalid_scope&#38;"),
        "{link}"
    );
    assert!(link.contains("Go back to wallet.example"), "{link}");
}

#[test]
fn a_loopback_address_may_have_any_port() {
    let shop = open();
    let client = shop.client();
    let there = "http://127.0.0.1:51234/back";
    let mut browser = Browser::new(&shop);
    let first = browser.open(&shop.authorize_url(&client, &[("redirect_uri", there)]));
    let asked = browser.sign_in(&first, "aino@example.fi");
    let done = browser.send(&asked, "/sign-in/decide", &[("answer", "allow")]);
    assert!(
        done.out
            .as_ref()
            .unwrap()
            .starts_with(&format!("{there}?code="))
    );
    let code = done.parameter("code").unwrap();
    // The token endpoint wants the very same address.
    said(&shop.trade_code(&client, &code), "invalid_grant");
    let answer = shop.nobody().form(
        "/oauth/token",
        &[
            ("grant_type", "authorization_code"),
            ("client_id", &client),
            ("code", &code),
            ("redirect_uri", there),
            ("code_verifier", VERIFIER),
        ],
    );
    lets_in(&shop, &answer.read_as::<Tokens>().access_token);
}

#[test]
fn a_no_is_told_and_links_nothing() {
    let shop = open();
    let client = shop.client();
    let mut browser = Browser::new(&shop);
    let first = browser.open(&shop.authorize_url(&client, &[]));
    let asked = browser.sign_in(&first, "aino@example.fi");
    let done = browser.send(&asked, "/sign-in/decide", &[("answer", "deny")]);
    assert_eq!(done.parameter("error").as_deref(), Some("access_denied"));
    assert_eq!(done.parameter("code"), None);
    // The page is over: a second thought begins anew.
    let again = browser.send(&asked, "/sign-in/decide", &[("answer", "allow")]);
    assert_eq!(again.answer.status, 400);
}

#[test]
fn a_code_is_for_one_client_one_verifier_and_one_minute() {
    let shop = open();
    let client = shop.client();
    let code = || {
        let mut browser = Browser::new(&shop);
        let first = browser.open(&shop.authorize_url(&client, &[]));
        let asked = browser.sign_in(&first, "aino@example.fi");
        let done = browser.send(&asked, "/sign-in/decide", &[("answer", "allow")]);
        done.parameter("code").unwrap()
    };
    said(&shop.trade_code(&shop.client(), &code()), "invalid_grant");
    said(&shop.trade_code("nobody", &code()), "invalid_client");
    said(&shop.trade_code(&client, "no code"), "invalid_grant");

    let with = |code: &str, verifier: &str| {
        shop.nobody().form(
            "/oauth/token",
            &[
                ("grant_type", "authorization_code"),
                ("client_id", &client),
                ("code", code),
                ("redirect_uri", REDIRECT),
                ("code_verifier", verifier),
            ],
        )
    };
    said(&with(&code(), &"a".repeat(43)), "invalid_grant");
    said(&with(&code(), ""), "invalid_request");

    let old = code();
    shop.clock.pass(chrono::TimeDelta::seconds(60));
    said(&shop.trade_code(&client, &old), "invalid_grant");
    let fresh = code();
    shop.clock.pass(chrono::TimeDelta::seconds(59));
    shop.trade_code(&client, &fresh).ok();
}

#[test]
fn a_code_that_comes_twice_ends_what_it_gave() {
    let shop = open();
    let client = shop.client();
    let mut browser = Browser::new(&shop);
    let first = browser.open(&shop.authorize_url(&client, &[]));
    let asked = browser.sign_in(&first, "aino@example.fi");
    let done = browser.send(&asked, "/sign-in/decide", &[("answer", "allow")]);
    let code = done.parameter("code").unwrap();
    let tokens: Tokens = shop.trade_code(&client, &code).read_as();
    lets_in(&shop, &tokens.access_token);
    said(&shop.trade_code(&client, &code), "invalid_grant");
    shuts_out(&shop, &tokens.access_token);
    said(
        &shop.refresh(&client, &tokens.refresh_token),
        "invalid_grant",
    );
}

#[test]
fn a_wallet_that_may_read_may_not_write() {
    let shop = open();
    let client = shop.client();
    let linked = shop.sign_in_through(&client, "aino@example.fi", "loyalty.read");
    assert_eq!(linked.tokens.scope, "loyalty.read");
    lets_in(&shop, &linked.tokens.access_token);
    let wallet = shop.with_token(&linked.tokens.access_token);
    let refused = wallet.delete("/v1/account");
    refused.problem(ProblemType::Forbidden);
    assert_eq!(
        refused.header("www-authenticate"),
        Some("Bearer error=\"insufficient_scope\"")
    );
}
