//! How often one may ask.

use chrono::TimeDelta;
use kantis_merchant::server::Quotas;
use kantis_protocol::ProblemType;

use crate::PROGRAMME;
use crate::shop::{Browser, TestShop};

fn with(quotas: Quotas) -> TestShop {
    TestShop::open_with(PROGRAMME, |settings| settings.quotas = quotas)
}

#[test]
fn a_wallet_is_told_when_to_come_again() {
    let shop = with(Quotas {
        wallet_a_minute: 6,
        ..Quotas::NONE
    });
    let linked = shop.sign_in("aino@example.fi");
    let wallet = shop.with_token(&linked.tokens.access_token);
    for left in (0..6).rev() {
        let answer = wallet.get("/v1/account");
        answer.ok();
        assert_eq!(
            answer.header("ratelimit-policy"),
            Some("\"wallet\";q=6;w=60")
        );
        let field = answer.header("ratelimit").unwrap();
        assert!(
            field.starts_with(&format!("\"wallet\";r={left};t=")),
            "{field}"
        );
    }
    let answer = wallet.get("/v1/account");
    answer.problem(ProblemType::RateLimited);
    assert_eq!(answer.header("retry-after"), Some("10"));
    // Another wallet has a counter of its own, and time brings one back.
    let other = shop.sign_in("onni@example.fi");
    shop.with_token(&other.tokens.access_token)
        .get("/v1/account")
        .ok();
    shop.clock.pass(TimeDelta::seconds(10));
    wallet.get("/v1/account").ok();
    wallet.get("/v1/account").problem(ProblemType::RateLimited);
}

#[test]
fn whoever_tries_tokens_is_counted_by_address() {
    let shop = with(Quotas {
        address_a_minute: 5,
        ..Quotas::NONE
    });
    for token in 0..5 {
        shop.with_token(&format!("guess-{token}"))
            .get("/v1/account")
            .problem(ProblemType::Unauthorized);
    }
    shop.with_token("guess-5")
        .get("/v1/account")
        .problem(ProblemType::RateLimited);
    // What a client says about its address counts only behind the owner's proxy.
    let liar = shop
        .with_token("guess-6")
        .header("x-forwarded-for", "203.0.113.7");
    liar.get("/v1/account").problem(ProblemType::RateLimited);

    let behind = TestShop::open_with(PROGRAMME, |settings| {
        settings.behind_proxy = true;
        settings.quotas = Quotas {
            address_a_minute: 1,
            ..Quotas::NONE
        };
    });
    let from = |address: &str| {
        behind
            .nobody()
            .header("x-forwarded-for", address)
            .get("/v1/account")
    };
    from("203.0.113.7").problem(ProblemType::Unauthorized);
    from("203.0.113.7").problem(ProblemType::RateLimited);
    // The last one is what the proxy saw.
    from("198.51.100.1, 203.0.113.7").problem(ProblemType::RateLimited);
    from("203.0.113.8").problem(ProblemType::Unauthorized);
}

#[test]
fn codes_are_sent_to_one_address_so_often_and_no_more() {
    let shop = with(Quotas {
        codes_an_hour_by_email: 2,
        ..Quotas::NONE
    });
    let client = shop.client();
    let send = |email: &str| {
        let mut browser = Browser::new(&shop);
        let page = browser.open(&shop.authorize_url(&client, &[]));
        browser
            .send(&page, "/sign-in/email", &[("email", email)])
            .answer
    };
    send("aino@example.fi").page_is_there();
    send("Aino@example.fi").page_is_there();
    let refused = send("aino@example.fi");
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").is_some());
    send("onni@example.fi").page_is_there();
    assert_eq!(shop.letters.to("aino@example.fi").len(), 2);
}

#[test]
fn clients_keys_and_codes_are_not_guessed_for_long() {
    let shop = with(Quotas {
        registrations_an_hour: 1,
        guesses_an_hour: 3,
        ..Quotas::NONE
    });
    shop.client();
    let again = shop.nobody().post(
        "/oauth/register",
        &serde_json::json!({ "redirect_uris": ["https://a.example/"] }),
    );
    again.problem(ProblemType::RateLimited);
    for _ in 0..3 {
        let wrong = shop.nobody().form("/till/session", &[("key", "guess")]);
        assert_eq!(wrong.status, 303);
    }
    shop.nobody()
        .form("/till/session", &[("key", "guess")])
        .problem(ProblemType::RateLimited);
    let device = shop.nobody().form("/device", &[("user_code", "BCDFGHJK")]);
    assert_eq!(device.status, 429);
    // Not even a right one is told from a wrong one now.
    let right = shop
        .nobody()
        .form("/till/session", &[("key", &shop.till_key)]);
    right.problem(ProblemType::RateLimited);
}
