//! Offers for everybody, and what becomes of offers when the owner edits the programme.

use kantis_merchant::engine::offers;
use kantis_protocol::OfferState;

use crate::shop::{CONSENTS, Shop, coffee, shop};

const MAY: &str = r#"
[[offer]]
id = "welcome"
title = "Welcome"
worth = { amount = "1.00" }
when = { joined = {} }
why = "-"
minimum_basket = "5.00"

[[offer]]
id = "may"
title = "10 % in May"
worth = { percent = 10 }
when = { everyone = { from = 2026-05-10, until = 2026-05-31 } }
reusable = true
"#;

#[test]
fn everybody_has_them_in_their_window() {
    let mut shop = shop(MAY);
    let member = shop.joined(1);
    assert_eq!(shop.usable(&member), ["welcome"]);
    let welcome = shop.seen(&member, "welcome");
    assert!(!welcome.personal);
    assert_eq!(welcome.why.as_deref(), Some("You have just joined."));
    assert_eq!(
        welcome.conditions.as_deref(),
        Some("On purchases of at least 5.00\u{a0}€.")
    );
    shop.day("2026-05-09");
    assert_eq!(shop.usable(&member), ["welcome"]);
    shop.day("2026-05-10");
    assert_eq!(shop.usable(&member), ["welcome", "may"]);
    let later = shop.joined(2);
    assert_eq!(shop.usable(&later).len(), 2);
    shop.on("2026-06-01");
    // Before anybody noted it.
    assert_eq!(shop.state(&member, "may"), OfferState::Expired);
    assert_eq!(shop.usable(&member), ["welcome"]);
    shop.settle();
    assert_eq!(shop.state(&member, "may"), OfferState::Expired);
    let last = shop.joined(3);
    assert_eq!(shop.usable(&last), ["welcome"]);
}

#[test]
fn what_ended_is_shown_for_a_month() {
    let mut shop = shop(MAY);
    let member = shop.joined(1);
    shop.day("2026-05-10");
    shop.day("2026-06-20");
    assert_eq!(shop.offers(&member).len(), 2);
    let before = shop.sequence(&member);
    shop.day("2026-07-05");
    let left = shop.offers(&member);
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(shop.told_since(&member, before).len(), 2);
    // It is known all the same that they were had.
    shop.day("2026-07-06").buys(&member, &[coffee(1)]);
    assert_eq!(shop.all_kept(&member).len(), 2);
}

fn edited(shop: &mut Shop, rules: &str) {
    shop.programme = crate::shop::shop(rules).programme;
    shop.write(offers::announce);
    shop.settle();
}

#[test]
fn an_edited_programme_reaches_everybody() {
    let mut shop = shop(MAY);
    shop.write(offers::announce);
    let member = shop.joined(1);
    shop.day("2026-05-11");
    assert_eq!(shop.write(offers::announce), 0);
    let before = shop.sequence(&member);

    // A window that is longer, a rule that is gone, a rule that is new.
    edited(
        &mut shop,
        r#"
[[offer]]
id = "may"
title = "10 % in spring"
worth = { percent = 10 }
when = { everyone = { from = 2026-05-10, until = 2026-06-10 } }
reusable = true

[[offer]]
id = "tea"
title = "Tea"
worth = { percent = 5 }
when = { everyone = {} }
"#,
    );
    assert_eq!(shop.usable(&member), ["may", "tea"]);
    let may = shop.seen(&member, "may");
    assert_eq!(may.title, "10 % in spring");
    assert_eq!(may.until, Some("2026-06-10".parse().unwrap()));
    assert_eq!(shop.state(&member, "welcome"), OfferState::Withdrawn);
    assert_eq!(shop.told_since(&member, before).len(), 3);
    // Who joined long ago is not welcomed.
    edited(&mut shop, MAY);
    shop.day("2026-05-12");
    assert_eq!(shop.state(&member, "welcome"), OfferState::Withdrawn);
}

#[test]
fn a_rule_that_is_gone_is_withdrawn_before_anybody_noted_it() {
    let mut shop = shop(MAY);
    let member = shop.joined(1);
    shop.programme = Shop::with(CONSENTS).programme;
    assert!(shop.usable(&member).is_empty());
    let offer = shop.seen(&member, "welcome");
    assert_eq!(offer.state, OfferState::Withdrawn);
    assert_eq!(offer.title, "An offer of an earlier time");
}
