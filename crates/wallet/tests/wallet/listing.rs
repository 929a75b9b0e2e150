//! The home list and its orders.

use chrono::{NaiveDate, TimeDelta};
use kantis_wallet::{CardContent, CardId, CardQuery, CardSort, Origin, Settings, Wallet};

use crate::support::{Home, add, only, sorted_by, titled, titles};

fn with_until(wallet: &Wallet, title: &str, until: Option<(i32, u32, u32)>) -> CardId {
    let valid_until = until.and_then(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d));
    let content = CardContent {
        valid_until,
        ..titled(title)
    };
    only(&wallet.add(content, Origin::Manual).unwrap())
}

#[test]
fn new_cards_come_last_and_moves_stay() {
    let home = Home::new();
    let wallet = home.open();
    let [a, b, c, d] = ["A", "B", "C", "D"].map(|title| add(&wallet, title));
    let order = |wallet: &Wallet| titles(wallet, &CardQuery::default()).concat();
    assert_eq!(order(&wallet), "ABCD");
    wallet.move_after(d, None).unwrap();
    assert_eq!(order(&wallet), "DABC");
    wallet.move_after(a, Some(c)).unwrap();
    assert_eq!(order(&wallet), "DBCA");
    wallet.move_after(d, Some(b)).unwrap();
    assert_eq!(order(&wallet), "BDCA");
    assert_eq!(wallet.move_after(d, Some(b)).unwrap().step, None);
    assert_eq!(wallet.move_after(d, Some(d)).unwrap().step, None);
    drop(wallet);
    assert_eq!(order(&home.open()), "BDCA");
}

#[test]
fn favourites_come_first_in_every_order() {
    let home = Home::new();
    let wallet = home.open();
    let ids = ["A", "B", "C"].map(|title| add(&wallet, title));
    wallet.favourite(&[ids[1]], true).unwrap();
    let all = [
        CardSort::Manual,
        CardSort::Name,
        CardSort::LastUsed,
        CardSort::MostUsed,
        CardSort::Added,
        CardSort::Expiry,
    ];
    for sort in all {
        assert_eq!(titles(&wallet, &sorted_by(sort))[0], "B", "{sort:?}");
    }
}

#[test]
fn each_order_sorts_by_its_own() {
    let home = Home::new();
    let wallet = home.open();
    let zebra = with_until(&wallet, "zebra", None);
    home.clock.forward(TimeDelta::hours(1));
    let aiti = with_until(&wallet, "Äiti", Some((2027, 5, 1)));
    home.clock.forward(TimeDelta::hours(1));
    let apteekki = with_until(&wallet, "apteekki", Some((2026, 12, 1)));
    for (card, times) in [(aiti, 3), (zebra, 1)] {
        for _ in 0..times {
            home.clock.forward(TimeDelta::hours(1));
            wallet.used(card).unwrap();
        }
    }
    let _ = apteekki;
    let by = |sort| titles(&wallet, &sorted_by(sort));
    assert_eq!(by(CardSort::Manual), ["zebra", "Äiti", "apteekki"]);
    assert_eq!(by(CardSort::Name), ["Äiti", "apteekki", "zebra"]);
    assert_eq!(by(CardSort::LastUsed), ["zebra", "Äiti", "apteekki"]);
    assert_eq!(by(CardSort::MostUsed), ["Äiti", "zebra", "apteekki"]);
    assert_eq!(by(CardSort::Added), ["apteekki", "Äiti", "zebra"]);
    assert_eq!(by(CardSort::Expiry), ["apteekki", "Äiti", "zebra"]);
    wallet
        .set_settings(&Settings {
            locale: "fi-FI".into(),
            ..Settings::default()
        })
        .unwrap();
    assert_eq!(by(CardSort::Name), ["apteekki", "zebra", "Äiti"]);
}

#[test]
fn archived_cards_are_listed_apart_and_counted() {
    let home = Home::new();
    let wallet = home.open();
    let ids = ["A", "B", "C"].map(|title| add(&wallet, title));
    wallet.archive(&ids[..2], true).unwrap();
    let archived = CardQuery {
        archived: true,
        ..CardQuery::default()
    };
    assert_eq!(titles(&wallet, &CardQuery::default()), ["C"]);
    assert_eq!(titles(&wallet, &archived), ["A", "B"]);
    let listing = wallet.cards(&archived).unwrap();
    assert_eq!((listing.total, listing.archived), (1, 2));
    wallet.archive(&ids[..1], false).unwrap();
    assert_eq!(titles(&wallet, &CardQuery::default()), ["A", "C"]);
}
