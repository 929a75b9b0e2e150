//! Letters as they leave the shop, and the link in them.

use kantis_merchant::engine::{consents, members, offers};
use kantis_merchant::ports::{Letter, MailError};
use kantis_merchant::records::MemberRecord;
use kantis_protocol::{ConsentChange, ProblemType, Purpose};

use crate::edge::BARE;
use crate::shop::TestShop;

const RULES: &str = r#"
[[offer]]
id = "spring"
title = { en = "A bun for a euro", fi = "Pulla eurolla" }
worth = { percent = 10 }
when = { everyone = {} }
mail = true

[[consent]]
purpose = "newsletter"
version = 1
words = { en = "News by mail.", fi = "Uutisia postitse." }
"#;

fn agrees(shop: &TestShop, member: &MemberRecord) {
    let change = ConsentChange {
        granted: true,
        version: 1,
    };
    shop.write(|work| consents::set(work, member, Purpose::Newsletter, change));
}

/// A shop where a Finn agreed to letters before there was an offer.
fn story() -> (TestShop, MemberRecord) {
    let bare = format!("{BARE}\n{}", &RULES[RULES.find("[[consent]]").unwrap()..]);
    let shop = TestShop::open(&bare);
    let joining = members::Joining {
        email: Some("aino@example.org".to_owned()),
        phone: None,
        name: None,
        language: "fi".to_owned(),
    };
    let member = shop.write(|work| members::join(work, joining));
    agrees(&shop, &member);
    let shop = shop.reopen(Some(&format!("{BARE}\n{RULES}")));
    shop.settle();
    (shop, member)
}

fn agreed(shop: &TestShop, member: &MemberRecord) -> bool {
    shop.read(|work| consents::granted(work, member.id, Purpose::Newsletter))
}

/// The path of a letter's link.
fn path(shop: &TestShop, letter: &Letter) -> String {
    let link = letter.unsubscribe.as_deref().unwrap();
    assert!(letter.text.contains(link));
    link.strip_prefix(&shop.url).unwrap().to_owned()
}

#[test]
fn a_new_offer_goes_out_once_and_its_link_ends_it_with_one_click() {
    let (shop, member) = story();
    shop.letters.break_down(Some(MailError::Later));
    assert_eq!(shop.shop.deliver().unwrap(), 0);
    shop.letters.break_down(None);
    assert_eq!(shop.shop.deliver().unwrap(), 0, "it is not pressed at once");
    shop.pass(chrono::TimeDelta::minutes(6));
    assert_eq!(shop.shop.deliver().unwrap(), 1);
    assert_eq!(shop.shop.deliver().unwrap(), 0);
    let letters = shop.letters.to("aino@example.org");
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].subject, "Pulla eurolla – Bare Oy");
    let path = path(&shop, &letters[0]);

    // A mail program that looks where the link leads ends nothing.
    let page = shop.nobody().get(&path);
    assert_eq!(page.status, 200);
    assert!(page.text().contains("<html lang=\"fi\">"));
    assert!(page.text().contains("Ei enää sähköpostia"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert!(agreed(&shop, &member));

    // RFC 8058: the mail program's own button.
    let done = shop
        .nobody()
        .form(&path, &[("List-Unsubscribe", "One-Click")]);
    assert_eq!(done.status, 200);
    assert!(done.text().contains("Valmista."));
    assert!(!agreed(&shop, &member));
    // The offer itself stays.
    assert_eq!(shop.read(|work| offers::usable(work, &member)).len(), 1);
    let again = shop
        .nobody()
        .form(&path, &[("List-Unsubscribe", "One-Click")]);
    assert_eq!(again.status, 200);
}

#[test]
fn a_link_that_nobody_has_says_nothing() {
    let (shop, member) = story();
    for token in [
        "x",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        &"a".repeat(500),
    ] {
        let path = format!("/unsubscribe/{token}");
        for answer in [shop.nobody().get(&path), shop.nobody().form(&path, &[])] {
            assert_eq!(answer.status, 200, "{token}");
        }
    }
    shop.nobody()
        .delete("/unsubscribe/x")
        .problem(ProblemType::MethodNotAllowed);
    let large = vec![b'a'; 100_000];
    shop.nobody()
        .ask("POST", "/unsubscribe/x", Some("text/plain"), large)
        .problem(ProblemType::TooLarge);
    assert!(agreed(&shop, &member));
}
