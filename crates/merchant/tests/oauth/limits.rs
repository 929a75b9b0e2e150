//! How often one may ask.

use chrono::TimeDelta;
use kantis_merchant::server::Quotas;
use kantis_protocol::ProblemType;

use crate::shop::{Browser, TestShop};
use crate::{PROGRAMME, open};

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

#[test]
fn sign_ins_are_begun_so_often_from_one_address() {
    let shop = TestShop::open_with(PROGRAMME, |settings| {
        settings.behind_proxy = true;
        settings.quotas = Quotas {
            sign_ins_in_ten_minutes: 2,
            ..Quotas::NONE
        };
    });
    let url = shop.authorize_url(&shop.client(), &[]);
    let from = |address: &str, path: &str| {
        let visitor = shop.nobody().header("x-forwarded-for", address);
        visitor.get(path)
    };
    assert_eq!(from("203.0.113.7", &url).status, 303);
    assert_eq!(from("203.0.113.7", "/join").status, 303);
    let refused = from("203.0.113.7", &url);
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").is_some());
    assert_eq!(from("203.0.113.8", &url).status, 303);
    // One customer of a provider has a /56 of IPv6.
    assert_eq!(from("2001:db8:0:a01::1", &url).status, 303);
    assert_eq!(from("2001:db8:0:aff::1", "/join").status, 303);
    assert_eq!(from("2001:db8:0:a80::1", &url).status, 429);
    assert_eq!(from("2001:db8:0:b00::1", &url).status, 303);
}

#[test]
fn what_was_begun_and_never_gone_on_with_is_not_heaped_up() {
    let shop = with(Quotas {
        unfinished: 3,
        ..Quotas::NONE
    });
    let used = shop.sign_in("aino@example.fi").client;
    let mut clients: Vec<String> = Vec::new();
    for _ in 0..4 {
        clients.push(shop.client());
        shop.clock.pass(TimeDelta::seconds(1));
    }
    let known = |client: &str| shop.read(|work| Ok(work.tx.client(client)?.is_some()));
    assert!(known(&used));
    assert_eq!(
        clients.iter().map(|id| known(id)).collect::<Vec<_>>(),
        [false, true, true, true]
    );

    let url = shop.authorize_url(&used, &[]);
    let mut begun = Vec::new();
    // Whoever got a code is further than the beginning.
    let mut waiting = Browser::new(&shop);
    let page = waiting.open(&url);
    let sent = waiting.send(&page, "/sign-in/email", &[("email", "onni@example.fi")]);
    for _ in 0..4 {
        shop.clock.pass(TimeDelta::seconds(1));
        let mut browser = Browser::new(&shop);
        let page = browser.open(&url);
        begun.push((browser, page));
    }
    let goes_on: Vec<bool> = begun
        .iter_mut()
        .map(|(browser, page)| {
            let page = browser.send(page, "/sign-in/email", &[("email", "elli@example.fi")]);
            page.has("/sign-in/code")
        })
        .collect();
    assert_eq!(goes_on, [false, true, true, true]);
    let code = shop.mailed_code("onni@example.fi");
    let page = waiting.send(&sent, "/sign-in/code", &[("code", &code)]);
    assert!(page.has("/sign-in/join"));
}

/// Types wrong codes, as many as there may be for each code, until it has typed so many.
fn guess(browser: &mut Browser<'_>, shop: &TestShop, email: &str, mut times: u32) {
    let page = browser.open("/join");
    while times > 0 {
        let page = browser.send(&page, "/sign-in/email", &[("email", email)]);
        let code = shop.mailed_code(email);
        let wrong = if code == "000000" { "000001" } else { "000000" };
        for _ in 0..times.min(5) {
            let page = browser.send(&page, "/sign-in/code", &[("code", wrong)]);
            assert_eq!(page.answer.status, 422);
            times -= 1;
        }
    }
}

#[test]
fn codes_are_not_guessed_day_after_day_and_nobody_is_shut_out_of_their_own_browser() {
    let shop = open();
    let mut own = Browser::new(&shop);
    let page = own.open("/join");
    own.sign_in(&page, "aino@example.fi");

    // Known or not, an address is treated alike.
    for email in ["aino@example.fi", "nobody@example.fi"] {
        let mut stranger = Browser::new(&shop);
        guess(&mut stranger, &shop, email, 5);
        // A code that is still good when the tries of the day are used up elsewhere.
        let page = stranger.open("/join");
        let open_page = stranger.send(&page, "/sign-in/email", &[("email", email)]);
        let code = shop.mailed_code(email);
        guess(&mut Browser::new(&shop), &shop, email, 5);
        let letters = shop.letters.to(email).len();
        let late = stranger.send(&open_page, "/sign-in/code", &[("code", &code)]);
        assert_eq!(late.answer.status, 422);
        // Neither here nor in any other new browser, and no more mail either.
        for mut browser in [stranger, Browser::new(&shop)] {
            let page = browser.open("/join");
            let page = browser.send(&page, "/sign-in/email", &[("email", email)]);
            assert_eq!(page.answer.status, 429);
            assert_eq!(page.answer.header("retry-after"), Some("86401"));
            let words = "in a browser in which you have signed in before";
            assert!(page.answer.text().contains(words));
        }
        assert_eq!(shop.letters.to(email).len(), letters);
    }

    // In the browser in which Aino signed in before, she signs in.
    let page = own.open("/join");
    let page = own.send(&page, "/sign-in/email", &[("email", "aino@example.fi")]);
    let code = shop.mailed_code("aino@example.fi");
    let page = own.send(&page, "/sign-in/code", &[("code", &code)]);
    assert!(
        page.answer.text().contains("<figcaption"),
        "{}",
        page.answer.text()
    );
    // It is known for her address only, and guesses no better than others.
    let page = own.open("/join");
    let page = own.send(&page, "/sign-in/email", &[("email", "nobody@example.fi")]);
    assert_eq!(page.answer.status, 429);
    guess(&mut own, &shop, "aino@example.fi", 10);
    let page = own.open("/join");
    let page = own.send(&page, "/sign-in/email", &[("email", "aino@example.fi")]);
    assert_eq!(page.answer.status, 429);

    // What was counted outlives the program, and lasts for a day.
    let shop = shop.reopen(None);
    let send = |email: &str| {
        let mut browser = Browser::new(&shop);
        let page = browser.open("/join");
        let page = browser.send(&page, "/sign-in/email", &[("email", email)]);
        page.answer.status
    };
    assert_eq!(send("aino@example.fi"), 429);
    shop.pass(TimeDelta::hours(24));
    assert_eq!(send("aino@example.fi"), 200);
}

#[test]
fn strangers_use_up_no_letters_of_a_browser_that_is_known() {
    let shop = with(Quotas {
        codes_an_hour_by_email: 2,
        ..Quotas::NONE
    });
    let send = |browser: &mut Browser<'_>| {
        let page = browser.open("/join");
        let page = browser.send(&page, "/sign-in/email", &[("email", "aino@example.fi")]);
        page.answer.status
    };
    let mut own = Browser::new(&shop);
    let page = own.open("/join");
    own.sign_in(&page, "aino@example.fi");
    assert_eq!(send(&mut Browser::new(&shop)), 200);
    assert_eq!(send(&mut Browser::new(&shop)), 429);
    assert_eq!(send(&mut own), 200);
}
