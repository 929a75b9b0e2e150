//! Invites at the till, and joining without a wallet.

use chrono::TimeDelta;
use kantis_protocol::pos::{Invite, Outbox};
use kantis_protocol::{CardNumber, ProblemType};

use crate::open;
use crate::shop::{Browser, TestShop};

#[test]
fn an_invite_joins_a_new_member() {
    let shop = open();
    let invite: Invite = shop.till().poke("/pos/v1/invites").read_as();
    assert!(invite.svg.starts_with("<svg"), "{}", invite.svg);
    let path = invite.url.strip_prefix(&shop.url).unwrap();
    let mut browser = Browser::new(&shop);
    let page = browser.open(path);
    // Whoever has a wallet on this device goes on there, with an invite of the shop's.
    let link = "href=\"app.kantis.wallet:/connect?invite=";
    let shown = page.answer.text();
    let (_, rest) = shown.split_once(link).expect("a link into the wallet");
    let (address, _) = rest.split_once('"').unwrap();
    let address = percent_encoding::percent_decode_str(address).decode_utf8();
    let address = address.unwrap();
    let join = format!("{}/join?invite=", shop.url);
    let rest = address.strip_prefix(&join).expect("an invite of this shop");
    assert_eq!(rest.split('.').count(), 3, "{rest}");
    let done = browser.sign_in(&page, "aino@example.fi");
    let member = shop
        .read(|work| Ok(work.tx.member_by_email("aino@example.fi")?))
        .unwrap();
    let number: &CardNumber = &member.number;
    let shown = done.answer.text().replace(' ', "");
    assert!(shown.contains(number.as_str()), "{shown}");
    // The shop's key says that the invite is its own.
    let found = shop.nobody().get("/.well-known/loyalty").ok();
    assert_eq!(found["invite_keys"].as_array().unwrap().len(), 1);
}

#[test]
fn an_invite_that_is_over_or_forged_leads_nowhere() {
    let shop = open();
    let invite: Invite = shop.till().poke("/pos/v1/invites").read_as();
    let path = invite.url.strip_prefix(&shop.url).unwrap();
    shop.clock.pass(TimeDelta::hours(24));
    assert_eq!(Browser::new(&shop).open(path).answer.status, 400);
    let other = open();
    assert_eq!(Browser::new(&other).open(path).answer.status, 400);
    assert_eq!(
        Browser::new(&other).open("/join?invite=x").answer.status,
        400
    );
    assert_eq!(Browser::new(&other).open("/join").answer.status, 200);
}

#[test]
fn letters_are_shown_in_a_demonstration_only() {
    let shop = open();
    shop.till()
        .get("/pos/v1/outbox")
        .problem(ProblemType::NotFound);
    let demo = TestShop::open_with(crate::PROGRAMME, |settings| settings.demo = true);
    let outbox: Outbox = demo.till().get("/pos/v1/outbox").read_as();
    assert!(outbox.letters.is_empty());
    demo.nobody()
        .get("/pos/v1/outbox")
        .problem(ProblemType::Unauthorized);
}
