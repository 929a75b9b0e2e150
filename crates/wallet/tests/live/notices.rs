//! What is told outside of the window: once, grouped, not at night, not what nobody wants to hear.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use kantis_wallet::ports::{Clock as _, Notifier};
use kantis_wallet::{CardContent, CardId, Happening, Language, NoticeSettings, Settings, Topic};

use crate::shop::{Ear, Shop, points};
use crate::support::{only, titled};

fn said(points: u32) -> (String, String) {
    (
        "Kahvila".into(),
        format!("Sinulla on nyt {points} pistettä"),
    )
}

fn with(shop: &Shop, change: impl FnOnce(&mut NoticeSettings)) {
    let mut settings = shop.wallet.settings().unwrap();
    change(&mut settings.notices);
    shop.wallet.set_settings(&settings).unwrap();
}

#[test]
fn an_issuers_words_are_told_once_and_not_again_after_a_restart() {
    let shop = Shop::new();
    let card = shop.bring("1", &points(10), "");
    shop.issue(card, "1", &points(20), "");
    shop.tell();
    {
        let shown = shop.ear.shown.lock().unwrap();
        assert_eq!(shown[0].card, Some(card));
        assert!(!shown[0].public);
        assert_eq!(shown[0].discreet, "Kantis has news about a card");
    }
    assert_eq!(shop.heard(), [said(20)]);
    shop.tell();
    let shop = shop.restarted();
    shop.tell();
    assert_eq!(shop.heard(), []);
    shop.issue(card, "1", &points(10), "");
    shop.issue(card, "1", &points(20), "");
    shop.tell();
    assert_eq!(
        shop.heard(),
        [said(10), said(20)],
        "the same words are news again"
    );
}

#[test]
fn a_change_without_the_issuers_words_is_not_told() {
    let shop = Shop::new();
    let quiet = |points: u32| points_without_words(points);
    let card = shop.bring("1", &quiet(10), "");
    shop.issue(card, "1", &quiet(20), r#""voided":true,"#);
    shop.tell();
    assert_eq!(shop.heard(), []);
    assert_eq!(shop.happened(card).len(), 2);
}

fn points_without_words(points: u32) -> String {
    format!(r#""headerFields":[{{"key":"points","label":"Pisteet","value":{points}}}]"#)
}

#[test]
fn two_processes_tell_once() {
    let shop = Shop::new();
    let card = shop.bring("1", &points(0), "");
    let other = shop.home.open();
    for round in 1..=20 {
        shop.issue(card, "1", &points(round), "");
        std::thread::scope(|scope| {
            for wallet in [&*shop.wallet, &other] {
                let ear: Arc<dyn Notifier> = shop.ear.clone();
                scope.spawn(move || wallet.tell_notices(Some(&ear)).unwrap());
            }
        });
        assert_eq!(shop.heard(), [said(round)]);
    }
}

#[test]
fn many_things_are_told_as_one() {
    let shop = Shop::new();
    let cards: Vec<(CardId, String)> = (0..4)
        .map(|serial| serial.to_string())
        .map(|serial| (shop.bring(&serial, &points(1), ""), serial))
        .collect();
    for (card, serial) in &cards {
        shop.issue(*card, serial, &points(2), "");
    }
    shop.tell();
    assert_eq!(shop.ear.shown.lock().unwrap()[0].card, None);
    assert_eq!(
        shop.heard(),
        [("4 things changed".into(), "Kahvila".into())]
    );
    for (card, serial) in cards.iter().take(3) {
        shop.issue(*card, serial, &points(3), "");
    }
    shop.tell();
    assert_eq!(shop.heard(), [said(3), said(3), said(3)]);
}

#[test]
fn quiet_hours_hold_notices_back_until_they_end() {
    let shop = Shop::new();
    let card = shop.bring("1", &points(10), "");
    // It is some time in the afternoon; the reader is three hours east of UTC.
    let now = shop.home.clock.now() + TimeDelta::minutes(1);
    let local = shop.home.clock.zone().at(now);
    let minute =
        u16::try_from(local.format("%H").to_string().parse::<u32>().unwrap() * 60).unwrap();
    let until = 7 * 60;
    assert!(minute > until);
    with(&shop, |notices| notices.quiet = Some((minute, until)));
    shop.issue(card, "1", &points(20), "");
    let other = shop.home.open();
    other.foreign_commit().unwrap();
    let next = shop.tell().unwrap();
    assert_eq!(shop.wallet.tell_notices(None).unwrap(), None);
    assert_eq!(shop.heard(), []);
    assert!(
        !other.foreign_commit().unwrap(),
        "what is held back changes nothing"
    );
    let morning: DateTime<Utc> = (local.date_naive().succ_opt().unwrap())
        .and_hms_opt(4, 0, 0)
        .unwrap()
        .and_utc();
    assert_eq!(
        next, morning,
        "seven in the morning, three hours east of UTC"
    );
    shop.home
        .clock
        .forward(next - shop.home.clock.now() - TimeDelta::seconds(1));
    shop.tell();
    assert_eq!(shop.heard(), []);
    shop.home.clock.forward(TimeDelta::seconds(1));
    assert_eq!(shop.tell(), None);
    assert_eq!(shop.heard(), [said(20)]);
}

#[test]
fn nobody_hears_what_they_switched_off_nor_later() {
    type Change = fn(&Shop, CardId, bool);
    let switches: [(&str, Change); 4] = [
        ("all", |shop, _, on| with(shop, |notices| notices.on = on)),
        ("topic", |shop, _, on| {
            with(shop, |notices| {
                notices.topics = Topic::ALL
                    .into_iter()
                    .filter(|t| on || *t != Topic::Balance)
                    .collect();
            });
        }),
        ("card", |shop, card, on| {
            shop.wallet.set_muted(card, !on).unwrap();
        }),
        ("archived", |shop, card, on| {
            shop.wallet.archive(&[card], !on).unwrap();
        }),
    ];
    // However soon it is switched on again: before anybody looked what there is to tell, too.
    let both = [true, false];
    let looks = both
        .iter()
        .flat_map(|looks| switches.map(|one| (one, *looks)));
    for ((name, switch), looks) in looks {
        let shop = Shop::new();
        let card = shop.bring("1", &points(10), "");
        switch(&shop, card, false);
        shop.issue(card, "1", &points(20), "");
        if looks {
            shop.tell();
        }
        switch(&shop, card, true);
        shop.tell();
        assert_eq!(shop.heard(), [], "{name} {looks}");
        assert_eq!(
            shop.happened(card).len(),
            1,
            "{name}: it is in the timeline"
        );
        shop.issue(card, "1", &points(30), "");
        shop.tell();
        assert_eq!(shop.heard(), [said(30)], "{name}");
    }
}

#[test]
fn muting_is_a_step() {
    let shop = Shop::new();
    let card = shop.bring("1", &points(10), "");
    let change = shop.wallet.set_muted(card, true).unwrap();
    assert!(shop.wallet.card(card).unwrap().muted);
    shop.wallet.undo(change.step).unwrap();
    assert!(!shop.wallet.card(card).unwrap().muted);
    assert_eq!(shop.wallet.set_muted(card, false).unwrap().step, None);
}

#[test]
fn where_nothing_can_be_shown_notices_wait_for_a_week() {
    let shop = Shop::new();
    let card = shop.bring("1", &points(10), "");
    shop.issue(card, "1", &points(20), "");
    shop.wallet.tell_notices(None).unwrap();
    shop.home.clock.forward(TimeDelta::days(6));
    shop.wallet.tell_notices(None).unwrap();
    shop.issue(card, "1", &points(30), "");
    shop.home.clock.forward(TimeDelta::days(1));
    shop.wallet.tell_notices(None).unwrap();
    shop.tell();
    assert_eq!(shop.heard(), [said(30)]);
}

#[test]
fn what_stands_on_the_list_goes_with_its_card() {
    let shop = Shop::new();
    let cards = ["1", "2"].map(|serial| shop.bring(serial, &points(10), ""));
    shop.issue(cards[0], "1", &points(20), "");
    shop.issue(cards[1], "2", &points(20), "");
    shop.tell();
    let keys: Vec<String> = shop
        .ear
        .shown
        .lock()
        .unwrap()
        .iter()
        .map(|notice| notice.key.clone())
        .collect();
    assert_ne!(keys[0], keys[1]);
    shop.tell();
    assert!(shop.ear.withdrawn.lock().unwrap().is_empty());
    shop.wallet.delete(&[cards[0]]).unwrap();
    shop.tell();
    assert_eq!(*shop.ear.withdrawn.lock().unwrap(), keys[..1]);
    shop.wallet.archive(&[cards[1]], true).unwrap();
    shop.tell();
    shop.tell();
    assert_eq!(*shop.ear.withdrawn.lock().unwrap(), keys);
}

#[test]
fn reminders_fall_due_without_a_network_and_are_told_once() {
    let shop = Shop::new();
    let settings = Settings {
        language: Language::Fi,
        notices: NoticeSettings {
            private_on_lock: true,
            ..NoticeSettings::default()
        },
        ..Settings::default()
    };
    shop.wallet.set_settings(&settings).unwrap();
    let zone = shop.home.clock.zone();
    let today = zone.day(shop.home.clock.now());
    let last_day = today + TimeDelta::days(10);
    let content = CardContent {
        valid_until: Some(last_day),
        ..titled("Kirjasto")
    };
    let card = only(
        &shop
            .wallet
            .add(content, kantis_wallet::Origin::Manual)
            .unwrap(),
    );

    let due = shop.tell().unwrap();
    assert_eq!(shop.heard(), []);
    assert_eq!(
        zone.at(due).to_rfc3339()[..19],
        format!("{}T00:00:00", today + TimeDelta::days(3))
    );

    // At midnight it is quiet; it is told in the morning.
    shop.home.clock.forward(due - shop.home.clock.now());
    let morning = shop.tell().unwrap();
    assert_eq!(morning - due, TimeDelta::hours(8));
    assert_eq!(shop.heard(), []);
    shop.home.clock.forward(morning - due);
    assert_eq!(shop.tell(), None);
    assert!(shop.ear.shown.lock().unwrap()[0].public);
    let body = last_day.format("Päättyy %-d.%-m.%Y.").to_string();
    assert_eq!(shop.heard(), [("Kirjasto".into(), body)]);
    assert_eq!(
        shop.happened(card),
        [Happening::EndsSoon { date: last_day }]
    );
    let shop = shop.restarted();
    for _ in 0..12 {
        shop.home.clock.forward(TimeDelta::days(1));
        shop.tell();
    }
    assert_eq!(shop.heard(), []);
    assert_eq!(shop.happened(card).len(), 1);
}

#[test]
fn points_that_end_are_told_and_those_of_cards_out_of_the_way_are_not() {
    let shop = Shop::new();
    let today = shop.home.clock.now().date_naive();
    let body = |day: chrono::NaiveDate| {
        format!(
            r#""headerFields":[{{"key":"p","label":"Points","value":1250}}],
               "backFields":[{{"key":"e","label":"Points expire","value":"{day}"}},
                             {{"key":"n","label":"Expiring points","value":250}}]"#
        )
    };
    let tomorrow = today + TimeDelta::days(1);
    shop.bring("1", &body(tomorrow), "");
    shop.bring("past", &body(today - TimeDelta::days(1)), "");
    shop.bring("far", &body(today + TimeDelta::days(300)), "");
    let archived = shop.bring("archived", &body(tomorrow), "");
    shop.wallet.archive(&[archived], true).unwrap();
    shop.bring("void", &body(tomorrow), r#""voided":true,"#);
    let muted = shop.bring("muted", &body(tomorrow), "");
    shop.wallet.set_muted(muted, true).unwrap();
    let next = shop.tell().unwrap();
    assert_eq!(
        shop.heard(),
        [("Kahvila".into(), "Ends tomorrow: 250 points.".into())]
    );
    assert_eq!(shop.happened(muted).len(), 1);
    assert_eq!(shop.happened(archived), []);
    assert!(next > shop.home.clock.now() + TimeDelta::days(290));
}

#[test]
fn a_pass_that_ends_is_told_once_whoever_says_so() {
    let shop = Shop::new();
    let now = shop.home.clock.now();
    let ends = (now + TimeDelta::days(2)).format("%Y-%m-%d");
    shop.bring("1", &points(1), &format!(r#""expirationDate":"{ends}","#));
    shop.tell();
    let heard = shop.heard();
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert!(heard[0].1.starts_with("Ends on "));
}

#[test]
fn an_ear_is_no_part_of_a_wallet() {
    // What is shown prints nothing of itself.
    let shop = Shop::new();
    let card = shop.bring("1", &points(10), "");
    shop.issue(card, "1", &points(20), "");
    shop.tell();
    let ear: &Ear = &shop.ear;
    let printed = format!("{:?}", ear.shown.lock().unwrap());
    assert!(
        !printed.contains("Kahvila") && !printed.contains("20"),
        "{printed}"
    );
}
