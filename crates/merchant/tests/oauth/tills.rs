//! The till page's cookie.

use kantis_protocol::ProblemType;

use crate::open;
use crate::shop::Visitor;

#[test]
fn the_till_page_asks_with_its_cookie_and_no_other_page_does() {
    let shop = open();
    let answer = shop
        .nobody()
        .form("/till/session", &[("key", &shop.till_key)]);
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, Some("/till"))
    );
    let cookie = answer.header("set-cookie").unwrap().to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    let pair = cookie.split(';').next().unwrap();
    let till = shop.nobody().header("cookie", pair);

    let invites = |visitor: &Visitor| visitor.poke("/pos/v1/invites");
    invites(&till.header("sec-fetch-site", "same-origin")).ok();
    invites(&till.header("origin", &shop.url)).ok();
    for other in ["cross-site", "same-site", "none"] {
        invites(&till.header("sec-fetch-site", other)).problem(ProblemType::Unauthorized);
    }
    invites(&till.header("origin", "https://evil.example")).problem(ProblemType::Unauthorized);
    invites(&till.header("origin", "null")).problem(ProblemType::Unauthorized);
    invites(&till).problem(ProblemType::Unauthorized);

    let gone = shop.nobody().delete("/till/session");
    assert_eq!(gone.status, 204);
    assert!(gone.header("set-cookie").unwrap().contains("Max-Age=0"));
}

#[test]
fn only_a_tills_key_opens_the_till_page() {
    let shop = open();
    for key in ["", "nonsense", &shop.web_key] {
        let answer = shop.nobody().form("/till/session", &[("key", key)]);
        assert_eq!(answer.header("location"), Some("/till?wrong=key"), "{key}");
        assert_eq!(answer.header("set-cookie"), None);
    }
}

#[test]
fn a_till_whose_key_was_taken_away_is_out_at_once() {
    let shop = open();
    let key = shop.another_till("Kassa 2");
    let till = shop.with_token(&key);
    till.poke("/pos/v1/invites").ok();
    shop.write(|work| {
        let second = work
            .tx
            .tills()?
            .into_iter()
            .find(|till| till.name == "Kassa 2");
        Ok(work.tx.remove_till(second.unwrap().id)?)
    });
    till.poke("/pos/v1/invites")
        .problem(ProblemType::Unauthorized);
    shop.till().poke("/pos/v1/invites").ok();
}
