//! The pages as a person meets them, and as somebody does who means no good.

use chrono::TimeDelta;
use kantis_merchant::engine::consents;
use kantis_merchant::ports::MailError;
use kantis_protocol::Purpose;
use kantis_protocol::oauth::Tokens;

use crate::open;
use crate::shop::{Browser, Page, TestShop};

fn first<'a>(shop: &'a TestShop) -> (Browser<'a>, Page) {
    let client = shop.client();
    let mut browser = Browser::new(shop);
    let page = browser.open(&shop.authorize_url(&client, &[]));
    (browser, page)
}

#[test]
fn a_known_and_a_new_address_are_answered_alike() {
    let shop = open();
    shop.sign_in("aino@example.fi");
    let ask = |email: &str| {
        let (mut browser, page) = first(&shop);
        let page = browser.send(&page, "/sign-in/email", &[("email", email)]);
        let ticket = page.answer.text();
        let ticket = ticket.split("name=\"t\" value=\"").nth(1).unwrap();
        let ticket = ticket.split('"').next().unwrap().to_owned();
        let text = page.answer.text().replace(&ticket, "").replace(email, "");
        (page.answer.status, text)
    };
    assert_eq!(ask("aino@example.fi"), ask("onni@example.fi"));
}

#[test]
fn a_new_member_is_asked_for_little_and_a_known_one_for_nothing() {
    let shop = open();
    let (mut browser, page) = first(&shop);
    browser
        .headers
        .push(("accept-language".to_owned(), "fi-FI,en;q=0.5".to_owned()));
    let page = browser.send(&page, "/sign-in/email", &[("email", "aino@example.fi")]);
    assert!(page.answer.text().contains("<html lang=\"fi\">"));
    let code = shop.mailed_code("aino@example.fi");
    let page = browser.send(&page, "/sign-in/code", &[("code", &code)]);
    assert!(
        page.answer.text().contains("Ole kiltti."),
        "{}",
        page.answer.text()
    );
    let page = browser.send(&page, "/sign-in/join", &[("name", " Aino ")]);
    assert!(page.has("/sign-in/decide"));

    let (mut browser, page) = first(&shop);
    let page = browser.send(&page, "/sign-in/email", &[("email", "AINO@example.fi")]);
    let code = shop.mailed_code("aino@example.fi");
    let page = browser.send(&page, "/sign-in/code", &[("code", &code)]);
    assert!(page.has("/sign-in/decide"));
    let member = shop
        .read(|work| Ok(work.tx.member_by_email("aino@example.fi")?))
        .unwrap();
    assert_eq!(
        (member.name.as_deref(), &*member.language),
        (Some("Aino"), "fi")
    );
}

#[test]
fn a_code_is_tried_five_times_in_ten_minutes() {
    let shop = open();
    let (mut browser, page) = first(&shop);
    let page = browser.send(&page, "/sign-in/email", &[("email", "aino@example.fi")]);
    let code = shop.mailed_code("aino@example.fi");
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        let again = browser.send(&page, "/sign-in/code", &[("code", wrong)]);
        assert_eq!(again.answer.status, 422);
    }
    let right = browser.send(&page, "/sign-in/code", &[("code", &code)]);
    assert_eq!(right.answer.status, 422);
    // A new one works, until its time is over.
    let page = browser.send(&page, "/sign-in/email", &[]);
    let code = shop.mailed_code("aino@example.fi");
    shop.clock.pass(TimeDelta::minutes(10));
    let late = browser.send(&page, "/sign-in/code", &[("code", &code)]);
    assert_eq!(late.answer.status, 422);
    let page = browser.send(&page, "/sign-in/email", &[]);
    let code = shop.mailed_code("aino@example.fi");
    shop.clock.pass(TimeDelta::minutes(9));
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    let page = browser.send(&page, "/sign-in/code", &[("code", &spaced)]);
    assert!(page.has("/sign-in/join"));
}

#[test]
fn an_older_code_is_over_once_a_newer_one_was_sent() {
    let shop = open();
    let (mut browser, page) = first(&shop);
    let page = browser.send(&page, "/sign-in/email", &[("email", "aino@example.fi")]);
    let old = shop.mailed_code("aino@example.fi");
    let page = browser.send(&page, "/sign-in/email", &[]);
    if old != shop.mailed_code("aino@example.fi") {
        let page = browser.send(&page, "/sign-in/code", &[("code", &old)]);
        assert_eq!(page.answer.status, 422);
    }
}

#[test]
fn another_address_may_be_used() {
    let shop = open();
    let (mut browser, page) = first(&shop);
    let page = browser.send(&page, "/sign-in/email", &[("email", "wrong@example.fi")]);
    let stale = shop.mailed_code("wrong@example.fi");
    let page = browser.send(&page, "/sign-in/other", &[]);
    assert!(page.has("/sign-in/email") && !page.has("/sign-in/code"));
    let page = browser.send(&page, "/sign-in/email", &[("email", "aino@example.fi")]);
    if stale != shop.mailed_code("aino@example.fi") {
        let again = browser.send(&page, "/sign-in/code", &[("code", &stale)]);
        assert_eq!(again.answer.status, 422);
    }
}

#[test]
fn nobody_becomes_another_while_the_mail_server_takes_its_time() {
    let shop = open();
    shop.sign_in("aino@example.fi");
    let client = shop.client();
    let mut browser = Browser::new(&shop);
    let page = browser.open(&shop.authorize_url(&client, &[]));
    // A code to an address of their own, and then one to Aino's.
    let asked = browser.send(&page, "/sign-in/email", &[("email", "onni@example.fi")]);
    let code = shop.mailed_code("onni@example.fi");
    let held = shop.letters.hold("aino@example.fi");
    let mut other = browser.clone();
    let joined = std::thread::scope(|threads| {
        let slow = threads.spawn(|| {
            other.send(&page, "/sign-in/email", &[("email", "aino@example.fi")]);
        });
        let let_go = held.came();
        let page = browser.send(&asked, "/sign-in/code", &[("code", &code)]);
        assert!(page.has("/sign-in/join"));
        drop(let_go);
        slow.join().unwrap();
        browser.send(&page, "/sign-in/join", &[])
    });
    let done = browser.send(&joined, "/sign-in/decide", &[("answer", "allow")]);
    let tokens: Tokens = shop
        .trade_code(&client, &done.parameter("code").unwrap())
        .read_as();
    let account = shop
        .with_token(&tokens.access_token)
        .get("/v1/account")
        .ok();
    assert_eq!(account["member"]["email"], "onni@example.fi");
}

#[test]
fn a_form_that_cannot_be_read_says_why_and_keeps_what_was_written() {
    let shop = open();
    let (mut browser, page) = first(&shop);
    let page = browser.send(&page, "/sign-in/email", &[("email", "aino at example")]);
    assert_eq!(page.answer.status, 422);
    let text = page.answer.text();
    assert!(
        text.contains("value=\"aino at example\"") && text.contains("role=\"alert\""),
        "{text}"
    );
    let sly = "<script>alert(1)</script>";
    let page = browser.send(&page, "/sign-in/email", &[("email", sly)]);
    assert!(!page.answer.text().contains(sly));
}

#[test]
fn mail_that_cannot_be_sent_is_said() {
    let shop = open();
    let (mut browser, page) = first(&shop);
    shop.letters.break_down(Some(MailError::Later));
    let page = browser.send(&page, "/sign-in/email", &[("email", "aino@example.fi")]);
    assert_eq!(page.answer.status, 422);
    shop.letters.break_down(None);
    let page = browser.send(&page, "/sign-in/email", &[("email", "aino@example.fi")]);
    assert!(page.has("/sign-in/code"));
}

#[test]
fn a_ticket_is_worth_nothing_in_another_browser() {
    let shop = open();
    let (mut browser, page) = first(&shop);
    let asked = browser.sign_in(&page, "aino@example.fi");
    // Somebody has the page's address, or makes the browser of another send the form.
    let mut other = Browser::new(&shop);
    let taken = other.send(&asked, "/sign-in/decide", &[("answer", "allow")]);
    assert_eq!((taken.answer.status, taken.out), (400, None));
    other.open("/join");
    let taken = other.send(&asked, "/sign-in/decide", &[("answer", "allow")]);
    assert_eq!((taken.answer.status, taken.out), (400, None));
    let mut forged = Browser::new(&shop);
    let page = forged.post("/sign-in/decide", &[("answer", "allow")]);
    assert_eq!(page.answer.status, 400);
    // And a step cannot be left out.
    let (mut hasty, page) = first(&shop);
    let html = page.answer.text();
    let ticket = html
        .split("name=\"t\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let page = hasty.post("/sign-in/decide", &[("t", ticket), ("answer", "allow")]);
    assert!(page.has("/sign-in/email") && page.out.is_none());
    let page = hasty.post("/sign-in/join", &[("t", ticket), ("name", "Onni")]);
    assert!(page.has("/sign-in/email"));
}

#[test]
fn a_page_is_over_after_half_an_hour() {
    let shop = open();
    let (mut browser, page) = first(&shop);
    let asked = browser.sign_in(&page, "aino@example.fi");
    shop.clock.pass(TimeDelta::minutes(30));
    let page = browser.send(&asked, "/sign-in/decide", &[("answer", "allow")]);
    assert_eq!((page.answer.status, page.out), (400, None));
}

#[test]
fn pages_run_nothing_of_others_and_are_kept_by_nobody() {
    let shop = open();
    let (_, page) = first(&shop);
    let policy = page.answer.header("content-security-policy").unwrap();
    for part in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.answer.header("cache-control"), Some("no-store"));
    assert_eq!(page.answer.header("referrer-policy"), Some("no-referrer"));
    let html = page.answer.text();
    assert!(
        !html.contains("style=") && !html.contains("<script>"),
        "{html}"
    );
}

#[test]
fn cookies_are_for_this_shop_only() {
    let shop = open();
    let client = shop.client();
    let answer = shop.nobody().get(&shop.authorize_url(&client, &[]));
    let cookie = answer.header("set-cookie").unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
}

#[test]
fn a_consent_is_off_until_it_is_ticked_and_only_to_the_words_that_were_shown() {
    let shop = TestShop::example("kahvila");
    let (mut browser, page) = first(&shop);
    let page = browser.send(&page, "/sign-in/email", &[("email", "aino@example.fi")]);
    let code = shop.mailed_code("aino@example.fi");
    let page = browser.send(&page, "/sign-in/code", &[("code", &code)]);
    let html = page.answer.text();
    assert!(
        html.contains("type=\"checkbox\"") && !html.contains(" checked"),
        "{html}"
    );
    // Words that were never shown: nobody joined, and what was written is still there.
    let mut stale = Browser::new(&shop);
    let other = stale.open(&shop.authorize_url(&shop.client(), &[]));
    let other = stale.send(&other, "/sign-in/email", &[("email", "onni@example.fi")]);
    let code = shop.mailed_code("onni@example.fi");
    let other = stale.send(&other, "/sign-in/code", &[("code", &code)]);
    let ticket = other.answer.text();
    let ticket = ticket.split("name=\"t\" value=\"").nth(1).unwrap();
    let ticket = ticket.split('"').next().unwrap();
    let fields = [
        ("t", ticket),
        ("name", "Onni"),
        ("newsletter", "yes"),
        ("newsletter_version", "7"),
    ];
    let refused = stale.post("/sign-in/join", &fields);
    assert_eq!(refused.answer.status, 422);
    assert!(refused.answer.text().contains("value=\"Onni\""));
    assert!(
        shop.read(|work| Ok(work.tx.member_by_email("onni@example.fi")?))
            .is_none()
    );

    let page = browser.send(&page, "/sign-in/join", &[("newsletter", "yes")]);
    assert!(page.has("/sign-in/decide"));
    shop.read(|work| {
        let member = work.tx.member_by_email("aino@example.fi")?.unwrap();
        assert!(consents::granted(work, member.id, Purpose::Newsletter)?);
        assert!(!consents::granted(work, member.id, Purpose::Profiling)?);
        Ok(())
    });
}

#[test]
fn every_page_is_there_in_every_language() {
    let shop = TestShop::example("kauppa");
    for language in ["en", "fi", "sv"] {
        let (mut browser, page) = first(&shop);
        browser
            .headers
            .push(("accept-language".to_owned(), language.to_owned()));
        let email = format!("{language}@example.fi");
        let mut pages = vec![browser.open("/device"), browser.open("/sign-in?t=over")];
        let page = browser.send(&page, "/sign-in/email", &[("email", &email)]);
        let code = shop.mailed_code(&email);
        let next = browser.send(&page, "/sign-in/code", &[("code", &code)]);
        pages.push(page);
        let asked = browser.send(&next, "/sign-in/join", &[]);
        pages.extend([next, asked]);
        let page = browser.open("/join");
        pages.push(browser.sign_in(&page, &email));
        for page in pages {
            let html = page.answer.text();
            assert!(
                html.contains(&format!("<html lang=\"{language}\"")),
                "{html}"
            );
            // A sentence that is missing says its name.
            let names = html.split(['>', '<']).filter(|text| {
                text.contains('_')
                    && text
                        .bytes()
                        .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
            });
            assert_eq!(names.collect::<Vec<_>>(), Vec::<&str>::new(), "{html}");
        }
    }
}
