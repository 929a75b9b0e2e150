//! What connected shops say: one timeline with what passes say, and notices that are told once.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use kantis_protocol::Kind;
use kantis_wallet::{
    ActivityQuery, Balance, CardContent, Happening, ReceiptFormat, Topic, Unit, Warranty,
};
use serde_json::json;

use crate::merchant::*;

fn euros(amount: i64) -> Balance {
    Balance {
        amount,
        scale: 2,
        unit: Unit::Currency("EUR".into()),
    }
}

fn points(amount: i64) -> Balance {
    Balance {
        amount,
        scale: 0,
        unit: Unit::Other(if amount == 1 { "piste" } else { "pistettä" }.into()),
    }
}

fn bought(number: u32, cents: i64, given: i64, stamps: i64) -> Happening {
    Happening::Receipt {
        receipt: id(number).parse().unwrap(),
        number: format!("K-{number}"),
        place: "Kallio".into(),
        total: euros(cents),
        is_return: false,
        points: (given != 0).then(|| points(given)),
        spent: None,
        stamps,
        saved: Some(euros(50)),
    }
}

#[test]
fn the_first_reading_tells_nothing_and_a_purchase_is_one_entry_and_one_notice() {
    let member = Member::new();
    let now = member.now();
    member.say([
        programme(),
        account(90, Some(("Hopea", 1))),
        stamp_card(3, 0, now),
        offer(1, "Kahvia", true, "available", &member.day(60)),
        claim(2, "Pulla", now, None, "reserved"),
        receipt(3, now, 450, 4, 0),
        entry(4, now, "earn", 4, Some(3)),
    ]);
    assert_eq!(member.hear(), [] as [&str; 0]);
    assert_eq!(member.happened(), [bought(3, 450, 4, 0)]);

    member.home.clock.forward(TimeDelta::minutes(5));
    let now = member.now();
    member.say([
        receipt(5, now, 390, 3, 0),
        entry(6, now, "earn", 3, Some(5)),
        account(93, Some(("Hopea", 1))),
    ]);
    assert_eq!(
        member.hear(),
        ["You got 3 pistettä for a purchase of €3.90."]
    );
    assert_eq!(
        member.happened(),
        [bought(5, 390, 3, 0), bought(3, 450, 4, 0)]
    );
    assert_eq!(member.hear(), [] as [&str; 0]);

    member.forget();
    assert_eq!(
        member.hear(),
        [] as [&str; 0],
        "reading all anew is no news"
    );
    assert_eq!(member.happened().len(), 2);
}

#[test]
fn a_stamp_is_told_with_its_purchase_once_and_a_full_card_for_itself() {
    let member = Member::settled();
    member.say([stamp_card(8, 0, member.now())]);
    assert_eq!(member.hear(), ["A stamp: you have 8 of 10."]);
    member.home.clock.forward(TimeDelta::minutes(5));
    let now = member.now();
    member.say([receipt(1, now, 390, 0, 1), stamp_card(9, 0, now)]);
    assert_eq!(member.hear(), ["A stamp: you have 9 of 10."]);
    assert_eq!(
        member.happened()[0..1],
        [bought(1, 390, 0, 1)],
        "the receipt tells of its stamp"
    );
    let later = now + TimeDelta::hours(1);
    member.say([
        stamp_card(0, 1, later),
        claim(2, "Ilmainen kahvi", later, None, "reserved"),
    ]);
    assert_eq!(member.hear(), ["Your stamp card is full: Ilmainen kahvi"]);
}

#[test]
fn a_stamp_and_its_purchase_are_told_once_on_whichever_pages_they_come() {
    for stamp_first in [true, false] {
        let member = Member::settled();
        member.say([stamp_card(7, 0, member.now())]);
        member.hear();
        member.page(1);
        for (number, collected) in [(1, 8), (2, 9)] {
            member.home.clock.forward(TimeDelta::minutes(5));
            let now = member.now();
            let mut records = [
                stamp_card(collected, 0, now),
                receipt(number, now, 390, 0, 1),
            ];
            if !stamp_first {
                records.reverse();
            }
            member.say(records);
            assert_eq!(
                member.hear(),
                [format!("A stamp: you have {collected} of 10.")],
                "the stamp first: {stamp_first}"
            );
            assert_eq!(member.happened()[0], bought(number, 390, 0, 1));
        }
        // The first stamp is of no receipt that the wallet has.
        assert_eq!(member.happened().len(), 3, "{:?}", member.happened());
    }
}

#[test]
fn what_was_kept_of_a_shop_that_was_left_stays_in_the_figures() {
    let member = Member::settled();
    let now = member.now();
    member.say([receipt(1, now, 450, 4, 0), receipt(2, now, 300, 3, 0)]);
    member.ask();
    let wallet = &member.wallet;
    wallet
        .keep_receipt(member.card, id(1).parse().unwrap(), true)
        .unwrap();
    wallet.disconnect(member.connection, true).unwrap();
    for card in [None, Some(member.card)] {
        let figures = wallet.figures(card).unwrap();
        let paid = &figures.money[0];
        assert_eq!((figures.money.len(), paid.card), (1, member.card));
        assert_eq!(
            (
                paid.months[0].paid,
                paid.months[0].saved,
                paid.months[0].purchases
            ),
            (450, 50, 1)
        );
        assert_eq!(figures.points[0].months[0].earned, 4);
        assert_eq!(figures.points[0].unit.other, "pistettä");
    }
}

#[test]
fn offers_tiers_and_rewards_are_told_in_the_shops_words() {
    let member = Member::settled();
    let until = member.day(60);
    member.say([reward("cup", "Kuppi", 100), reward("pan", "Pannu", 120)]);
    assert_eq!(member.hear(), [] as [&str; 0]);
    member.say([
        offer(1, "Kahvia", true, "available", &until),
        offer(2, "Teetä", false, "available", &until),
    ]);
    assert_eq!(member.hear(), ["An offer for you: Kahvia"]);
    member.say([account(110, Some(("Kulta", 2)))]);
    assert_eq!(
        member.hear(),
        [
            "You are now Kulta.",
            "Your points are enough now: Kuppi for 100 pistettä."
        ]
    );
    member.say([account(110, Some(("Hopea", 1)))]);
    assert_eq!(member.hear(), ["Your tier is now Hopea."]);
    member.say([claim(3, "Pulla", member.now(), None, "reserved")]);
    assert_eq!(member.hear(), ["A reward is ready for you: Pulla"]);
    member.take_away(Kind::Offer, &id(1));
    member.take_away(Kind::Offer, &id(2));
    assert_eq!(member.hear(), ["No longer on offer: Kahvia"]);
    let gone = Happening::OfferWent {
        title: "Teetä".into(),
    };
    assert!(
        member.happened().contains(&gone),
        "told to nobody, but noted"
    );
    let mut settings = member.wallet.settings().unwrap();
    settings.notices.topics.remove(&Topic::Offers);
    member.wallet.set_settings(&settings).unwrap();
    member.say([offer(7, "Mehua", true, "available", &until)]);
    assert_eq!(member.hear(), [] as [&str; 0]);
}

#[test]
fn a_connection_that_needs_the_shopper_is_told_once() {
    let member = Member::settled();
    member.shut();
    let words = "Sign in to the shop again, so that this card stays fresh.";
    member.home.clock.forward(TimeDelta::hours(1));
    assert_eq!(member.hear(), [words]);
    member.home.clock.forward(TimeDelta::hours(1));
    assert_eq!(member.hear(), [] as [&str; 0]);
    let why = "signInOver".to_owned();
    assert_eq!(member.happened(), [Happening::ConnectionTrouble { why }]);
}

#[test]
fn what_ends_is_told_before_it_does() {
    let member = Member::new();
    let now = member.now();
    let keep = json!({
        "tier": "kulta", "name": "Kulta", "metric": "points", "current": 380, "threshold": 500,
        "by": member.day(29),
    });
    member.say([
        programme(),
        account_with(90, Some(("Kulta", 2)), keep),
        offer(1, "Kahvia", false, "activated", &member.day(5)),
        offer(2, "Kaikille", false, "available", &member.day(5)),
        claim(
            3,
            "Pannu",
            now,
            Some(now + TimeDelta::hours(60)),
            "reserved",
        ),
    ]);
    member.ask();
    let told = member.told();
    assert!(
        told.iter()
            .any(|body| body.starts_with("You keep Kulta if you collect 120 pistettä")),
        "{told:?}"
    );
    assert!(
        told.iter().any(|body| body.starts_with("An offer ends on")),
        "{told:?}"
    );
    assert!(
        !told
            .iter()
            .any(|body| body.contains("Kaikille") || body.contains("Held")),
        "{told:?}"
    );
    member.home.clock.forward(TimeDelta::hours(40));
    let told = member.told();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("Held for you only until tomorrow: Pannu"),
        "{told:?}"
    );
}

#[test]
fn pages_of_any_size_are_the_same_timeline() {
    let member = Member::settled();
    for number in 0..12 {
        let at = member.now() - TimeDelta::seconds(i64::from(number % 4));
        member.say([
            receipt(100 + number, at, 100, 1, 0),
            entry(200 + number, at, "earn", 1, Some(100 + number)),
            entry(300 + number, at, "expire", -1, None),
            offer(400 + number, "Kahvia", false, "available", &member.day(60)),
        ]);
        member.ask();
    }
    let whole = member.timeline();
    assert_eq!(whole.len(), 36);
    assert!(whole.windows(2).all(|pair| pair[0].key > pair[1].key));
    for limit in [1, 2, 5, 7] {
        let mut query = ActivityQuery {
            limit,
            ..ActivityQuery::default()
        };
        let mut found = Vec::new();
        loop {
            let page = member.wallet.activity(&query).unwrap();
            let Some(last) = page.last() else { break };
            query.before = Some(last.key.to_string().parse().unwrap());
            found.extend(page);
        }
        assert_eq!(found, whole, "{limit} at a time");
    }
    let only = |topic: Topic, search: &str| {
        member
            .wallet
            .activity(&ActivityQuery {
                topics: BTreeSet::from([topic]),
                search: search.into(),
                limit: 200,
                ..ActivityQuery::default()
            })
            .unwrap()
            .len()
    };
    assert_eq!(only(Topic::Receipts, ""), 12);
    assert_eq!(only(Topic::Balance, ""), 12);
    assert_eq!(only(Topic::Receipts, "paahd kallio"), 12);
    assert_eq!(only(Topic::Receipts, "ruokala k 103"), 1);
    assert_eq!(only(Topic::Receipts, "limsa"), 0);
    member.wallet.delete(&[member.card]).unwrap();
    assert_eq!(member.timeline(), []);
}

#[test]
fn a_warranty_is_kept_with_its_receipt_when_the_shop_goes() {
    let member = Member::settled();
    let now = member.now();
    member.say([receipt(1, now, 12_900, 0, 0), receipt(2, now, 100, 0, 0)]);
    member.ask();
    member.told();
    let receipt: uuid::Uuid = id(1).parse().unwrap();
    let day = |days: i64| Some(member.day(days).parse().unwrap());
    let warranty = Warranty {
        line: 1,
        note: "Kassalta, laatikko tallessa".into(),
        until: day(100),
        remind: day(90),
        ..Warranty::default()
    };
    let wallet = &member.wallet;
    wallet
        .set_warranty(member.card, receipt, &warranty)
        .unwrap();
    let nowhere = Warranty {
        line: 9,
        ..warranty.clone()
    };
    assert!(wallet.set_warranty(member.card, receipt, &nowhere).is_err());
    wallet.disconnect(member.connection, true).unwrap();
    let shown = member.happened();
    assert_eq!(shown, [bought(1, 12_900, 0, 0)], "only what is kept stays");
    let whole = wallet.whole_receipt(member.card, receipt).unwrap().unwrap();
    assert!(whole.kept);
    assert_eq!(whole.warranties[0].title, "Paahdettu kahvi");
    let page = wallet
        .receipt_file(member.card, receipt, ReceiptFormat::Page)
        .unwrap();
    let page = String::from_utf8(page.bytes).unwrap();
    for wanted in [
        "Ruokala &lt;Oy&gt;",
        "€129.00",
        "1.5",
        "14",
        "Kevät",
        "−€0.50",
        "laatikko",
    ] {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(!page.contains("<Oy>"));
    let record = wallet
        .receipt_file(member.card, receipt, ReceiptFormat::Record)
        .unwrap();
    let record: kantis_protocol::Receipt = serde_json::from_slice(&record.bytes).unwrap();
    assert_eq!(record, whole.receipt);
    member.home.clock.forward(TimeDelta::days(90));
    let told = member.told();
    assert!(told[0].starts_with("A warranty ends on") && told[0].ends_with("Paahdettu kahvi"));
    assert_eq!(member.told(), [] as [&str; 0]);
}

#[test]
fn figures_add_up_to_the_cent_and_the_table_guards_its_cells() {
    let member = Member::settled();
    let now = member.now();
    let before = now - TimeDelta::days(40);
    let content = CardContent {
        title: "=1+1,\"x\"".into(),
        ..member.wallet.card(member.card).unwrap().content
    };
    member.wallet.update(member.card, content).unwrap();
    member.say([
        receipt(1, before, 450, 4, 0),
        entry(2, before, "earn", 4, Some(1)),
        receipt(3, now, 300, 3, 0),
        entry(4, now, "earn", 3, Some(3)),
        entry(5, now, "reserve", -100, None),
        entry(6, now, "release", 40, None),
        entry(7, now, "expire", -5, None),
        entry(8, now, "refund", -1, None),
    ]);
    member.ask();
    let figures = member.wallet.figures(None).unwrap();
    let moved: Vec<_> = figures.points[0]
        .months
        .iter()
        .map(|month| (month.earned, month.spent, month.expired))
        .collect();
    assert_eq!(moved, [(4, 0, 0), (2, 60, 5)]);
    let paid: Vec<_> = figures.money[0]
        .months
        .iter()
        .map(|month| (month.paid, month.saved, month.purchases))
        .collect();
    assert_eq!(paid, [(450, 50, 1), (300, 50, 1)]);
    let table = member.wallet.activity_csv(None).unwrap().bytes;
    let table = String::from_utf8(table).unwrap();
    let lines: Vec<&str> = table.split("\r\n").collect();
    assert_eq!(lines.len(), 8, "{table}");
    assert!(lines[0].starts_with("Time,Card,Kind,What,"), "{table}");
    assert!(
        lines
            .iter()
            .any(|line| line.contains(",\"'=1+1,\"\"x\"\"\",receipt,")
                && line.contains(",K-3,Kallio,3.00,EUR,0.50,3,,pistettä,,")),
        "{table}"
    );
    assert!(
        table.contains(",reserve,Syy 5,,,,,,-100,,pistettä,posted,"),
        "{table}"
    );
}

#[test]
fn a_search_finds_offers_receipts_and_rewards() {
    let member = Member::settled();
    member.say([
        offer(1, "Kahvia kotiin", true, "available", &member.day(60)),
        offer(2, "Kahvia eilen", true, "expired", &member.day(60)),
        reward("cup", "Kahvikuppi", 100),
        receipt(3, member.now(), 450, 4, 0),
    ]);
    member.ask();
    let finds = member.wallet.find("KAHVI").unwrap();
    assert_eq!(finds.offers.len(), 1);
    assert_eq!(finds.offers[0].1.title, "Kahvia kotiin");
    assert_eq!(finds.rewards.len(), 1);
    assert_eq!(finds.receipts.len(), 1);
    assert!(finds.names("Paahdettu kahvi") && !finds.names("Limsa"));
    let none = member.wallet.find("kahvi limsa").unwrap();
    assert!(none.offers.is_empty() && none.receipts.is_empty() && none.rewards.is_empty());
    assert!(member.wallet.find("  ").unwrap().receipts.is_empty());
}

#[test]
fn a_balance_is_observed_over_time() {
    let member = Member::settled();
    for amount in [95, 95, 120] {
        member.say([account(amount, None)]);
        member.ask();
    }
    let curves = member.wallet.balance_history(member.card).unwrap();
    let amounts: Vec<i64> = curves[0]
        .points
        .iter()
        .map(|point| point.balance.amount)
        .collect();
    assert_eq!(amounts, [90, 95, 120]);
}
