//! Offers made from what is known of a member.

use kantis_protocol::{OfferState, Purpose};

use crate::shop::{bun, coffee, shop};

const BUYS: &str = r#"
[[offer]]
id = "hello"
title = "A bun for a euro"
worth = { fixed_price = "1.00" }
on = { products = ["bun"] }
when = { everyone = {} }

[[offer]]
id = "coffee-friend"
title = { en = "20 % off coffee", fi = "20 % kahvista", sv = "20 % på kaffe" }
worth = { percent = 20 }
on = { products = ["coffee"] }
when = { buys = { on = { products = ["coffee"] }, times = 3, days = 10 } }
why = { en = "You bought {what} {times} times in {days} days.", fi = "Ostit {what} {times} kertaa {days} päivässä.", sv = "Du köpte {what} {times} gånger på {days} dagar." }
days = 7
again_after_days = 20
"#;

#[test]
fn what_is_bought_often_makes_an_offer_with_its_reason() {
    let mut shop = shop(BUYS);
    let member = shop.known(1);
    assert_eq!(shop.usable(&member), ["hello"]);
    shop.buys(&member, &[coffee(1)]);
    shop.day("2026-05-05").buys(&member, &[coffee(2), bun(1)]);
    assert_eq!(shop.usable(&member), ["hello"]);
    shop.day("2026-05-06").buys(&member, &[coffee(1)]);
    assert_eq!(shop.usable(&member), ["hello", "coffee-friend"]);

    let offer = shop.seen(&member, "coffee-friend");
    assert!(offer.personal);
    assert_eq!(
        offer.why.as_deref(),
        Some("You bought Coffee 3 times in 10 days.")
    );
    assert_eq!(offer.until, Some("2026-05-13".parse().unwrap()));

    // In another language the product has another name too.
    let mut finnish = member.clone();
    finnish.language = "fi".to_owned();
    let offer = shop.seen(&finnish, "coffee-friend");
    assert_eq!(
        offer.why.as_deref(),
        Some("Ostit Kahvi 3 kertaa 10 päivässä.")
    );
}

#[test]
fn only_the_last_days_count() {
    let mut shop = shop(BUYS);
    let member = shop.known(1);
    // Ten days with the day itself among them: the 4th is one of them on the 13th, not on the 14th.
    shop.buys(&member, &[coffee(1)]);
    shop.day("2026-05-08").buys(&member, &[coffee(1)]);
    shop.day("2026-05-14").buys(&member, &[coffee(1)]);
    assert_eq!(shop.usable(&member), ["hello"]);
    shop.day("2026-05-17").buys(&member, &[coffee(1)]);
    assert_eq!(shop.usable(&member), ["hello", "coffee-friend"]);
}

#[test]
fn what_came_back_was_not_bought() {
    let mut shop = shop(BUYS);
    let member = shop.known(1);
    let first = shop.buys(&member, &[coffee(1)]);
    shop.buys(&member, &[coffee(1)]);
    shop.brings_back(&member, &first);
    shop.buys(&member, &[coffee(1)]);
    assert_eq!(shop.usable(&member), ["hello"]);
    shop.buys(&member, &[coffee(1)]);
    assert_eq!(shop.usable(&member), ["hello", "coffee-friend"]);
}

#[test]
fn who_agreed_to_nothing_gets_none_of_them_and_loses_none_of_the_others() {
    let mut shop = shop(BUYS);
    let member = shop.joined(1);
    let half = shop.joined(2);
    shop.says(&half, Purpose::PersonalisedOffers, true);
    for who in [&member, &half] {
        for _ in 0..4 {
            shop.buys(who, &[coffee(1)]);
        }
        assert_eq!(shop.usable(who), ["hello"]);
        assert_eq!(shop.all_kept(who).len(), 1);
    }
    // A yes is enough: what was bought before it counts, for the words say so.
    shop.says(&half, Purpose::Profiling, true);
    assert_eq!(shop.usable(&half), ["hello", "coffee-friend"]);
}

#[test]
fn a_withdrawn_consent_withdraws_the_offers_at_once() {
    for purpose in [Purpose::Profiling, Purpose::PersonalisedOffers] {
        let mut shop = shop(BUYS);
        let member = shop.known(1);
        for _ in 0..3 {
            shop.buys(&member, &[coffee(1)]);
        }
        let before = shop.sequence(&member);
        shop.says(&member, purpose, false);
        assert_eq!(shop.usable(&member), ["hello"], "{purpose:?}");
        assert_eq!(shop.state(&member, "coffee-friend"), OfferState::Withdrawn);
        let id = shop.kept(&member, "coffee-friend").id.to_string();
        assert!(
            shop.told_since(&member, before)
                .iter()
                .any(|(_, told)| *told == id)
        );
        // Nothing more is made; a month later nothing is left of what was concluded.
        shop.buys(&member, &[coffee(1)]);
        shop.day("2026-06-20");
        assert_eq!(shop.all_kept(&member).len(), 1);
        // Agreed once more, it is there again.
        shop.says(&member, purpose, true);
        for _ in 0..3 {
            shop.buys(&member, &[coffee(1)]);
        }
        assert_eq!(shop.usable(&member), ["hello", "coffee-friend"]);
    }
}

#[test]
fn it_comes_again_after_its_days_and_not_before() {
    let mut shop = shop(BUYS);
    let member = shop.known(1);
    for _ in 0..3 {
        shop.buys(&member, &[coffee(1)]);
    }
    let first = shop.kept(&member, "coffee-friend");
    shop.day("2026-05-11");
    assert_eq!(shop.state(&member, "coffee-friend"), OfferState::Available);
    shop.day("2026-05-12");
    assert_eq!(shop.state(&member, "coffee-friend"), OfferState::Expired);
    shop.day("2026-05-20");
    for _ in 0..3 {
        shop.buys(&member, &[coffee(1)]);
    }
    assert_eq!(shop.kept(&member, "coffee-friend").id, first.id);
    // Twenty days after the first one; nothing has to be bought on that day.
    shop.day("2026-05-23");
    assert_eq!(shop.kept(&member, "coffee-friend").id, first.id);
    shop.day("2026-05-24");
    assert_ne!(shop.kept(&member, "coffee-friend").id, first.id);
    assert_eq!(shop.usable(&member), ["hello", "coffee-friend"]);
}

#[test]
fn bought_and_never_bought() {
    let mut shop = shop(
        r#"
[[offer]]
id = "bakery"
title = "Bakery"
worth = { percent = 10 }
when = { bought = { on = { products = ["bun"] } } }
why = "-"

[[offer]]
id = "try-bakery"
title = "Try the bakery"
worth = { percent = 10 }
when = { never_bought = { on = { categories = ["bakery"] }, purchases = 3 } }
why = "-"
"#,
    );
    let (eater, drinker) = (shop.known(1), shop.known(2));
    shop.buys(&eater, &[coffee(1)]);
    shop.buys(&eater, &[bun(2)]);
    assert_eq!(shop.usable(&eater), ["bakery"]);
    let why = shop.seen(&eater, "bakery").why.unwrap();
    assert_eq!(why, "You bought Bun.");
    for _ in 0..2 {
        shop.buys(&drinker, &[coffee(1)]);
    }
    let third = shop.buys(&drinker, &[bun(1)]);
    shop.brings_back(&drinker, &third);
    assert!(shop.usable(&drinker).contains(&"bakery".to_owned()));
    assert!(!shop.usable(&drinker).contains(&"try-bakery".to_owned()));
    shop.buys(&drinker, &[coffee(1)]);
    assert!(shop.usable(&drinker).contains(&"try-bakery".to_owned()));
    shop.buys(&eater, &[coffee(1)]);
    assert_eq!(shop.usable(&eater), ["bakery"]);
}

#[test]
fn who_stays_away_is_missed() {
    let mut shop = shop(
        r#"
[[offer]]
id = "missed"
title = "Come back"
worth = { amount = "2.00" }
when = { quiet = { days = 30 } }
why = "Your last purchase was {days} days ago."
days = 10
"#,
    );
    let member = shop.known(1);
    let newcomer = shop.known(2);
    shop.buys(&member, &[coffee(1)]);
    shop.day("2026-05-20").buys(&member, &[coffee(1)]);
    shop.day("2026-06-03");
    shop.day("2026-06-18");
    assert!(shop.usable(&member).is_empty());
    shop.day("2026-06-19");
    assert_eq!(shop.usable(&member), ["missed"]);
    assert_eq!(
        shop.seen(&member, "missed").why.as_deref(),
        Some("Your last purchase was 30 days ago.")
    );
    // Who never bought anything is not missed, and it never comes twice.
    assert!(shop.usable(&newcomer).is_empty());
    shop.day("2027-06-19");
    assert_eq!(shop.all_kept(&member).len(), 1);
}

const DAYS: &str = r#"
[[offer]]
id = "birthday"
title = "A bun for your birthday"
worth = { gift = { products = ["bun"] } }
when = { birthday = { days_before = 5 } }
why = "-"
days = 10

[[offer]]
id = "year"
title = "Thank you"
worth = { percent = 10 }
when = { anniversary = {} }
why = "-"
"#;

#[test]
fn birthdays_and_anniversaries_come_each_year() {
    let mut shop = shop(DAYS);
    let member = shop.joined(1);
    let member = shop.born(&member, 1, 3);
    shop.day("2026-12-29");
    assert!(shop.all_kept(&member).is_empty(), "nothing was agreed to");
    shop.says(&member, Purpose::PersonalisedOffers, true);
    assert!(shop.all_kept(&member).is_empty(), "half is not enough");
    shop.says(&member, Purpose::Profiling, true);
    assert_eq!(shop.usable(&member), ["birthday"]);
    assert_eq!(
        shop.seen(&member, "birthday").until,
        Some("2027-01-08".parse().unwrap())
    );
    shop.day("2027-01-03");
    assert_eq!(shop.all_kept(&member).len(), 1, "once a year");
    shop.day("2027-05-03");
    assert_eq!(shop.all_kept(&member).len(), 1);
    shop.day("2027-05-04");
    assert_eq!(shop.usable(&member), ["year"]);
    assert_eq!(
        shop.seen(&member, "year").why.as_deref(),
        Some("You have been a member for a year.")
    );
    shop.day("2027-12-28");
    assert!(shop.usable(&member).is_empty());
    shop.day("2027-12-29");
    assert_eq!(shop.usable(&member), ["birthday"]);
    // The shop's machine was off on the day.
    shop.day("2028-05-06");
    assert!(shop.usable(&member).contains(&"year".to_owned()));
    assert_eq!(
        shop.seen(&member, "year").why.as_deref(),
        Some("You have been a member for 2 years.")
    );
}

#[test]
fn another_birthday_is_not_another_gift() {
    let mut shop = shop(DAYS);
    let member = shop.known(1);
    let member = shop.born(&member, 5, 6);
    shop.settle();
    assert_eq!(shop.usable(&member), ["birthday"]);
    let member = shop.born(&member, 6, 6);
    shop.day("2026-06-05");
    assert_eq!(shop.all_kept(&member).len(), 1);
}

#[test]
fn the_29th_of_february_is_the_28th_in_most_years() {
    let mut shop = shop(DAYS);
    shop.day("2026-12-01");
    let member = shop.known(1);
    let member = shop.born(&member, 2, 29);
    shop.day("2027-02-22");
    assert!(shop.usable(&member).is_empty());
    shop.day("2027-02-23");
    assert_eq!(shop.usable(&member), ["birthday"]);
    shop.day("2028-02-23");
    assert!(!shop.usable(&member).contains(&"birthday".to_owned()));
    shop.day("2028-02-24");
    assert!(shop.usable(&member).contains(&"birthday".to_owned()));
}

#[test]
fn a_purchase_that_makes_nothing_due_writes_nothing() {
    let mut shop = shop(BUYS);
    let member = shop.joined(1);
    let sale = shop.sale(&member, &[coffee(1)]);
    shop.write(|work| {
        work.tx.add_sale(&sale)?;
        kantis_merchant::engine::offers::soon(work, member.id)
    });
    let due = shop.read(|work| Ok(work.tx.looks_due(work.now, 10)?));
    assert!(due.is_empty());
    let known = shop.known(2);
    shop.write(|work| kantis_merchant::engine::offers::soon(work, known.id));
    let due = shop.read(|work| Ok(work.tx.looks_due(work.now, 10)?));
    assert_eq!(due, [known.id]);
}
