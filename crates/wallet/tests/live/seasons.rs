//! Where clocks are changed twice a year: in November a wallet reads days of July, as they will be.

use chrono::{DateTime, TimeDelta, Utc};
use kantis_wallet::ports::{Clock as _, Stop, Zone};
use kantis_wallet::{CardContent, Happening, Language, Origin, Settings};

use crate::shop::Shop;
use crate::support::{only, titled};

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A shop in Helsinki, on a day in November.
fn november() -> Shop {
    let shop = Shop::new();
    let settings = Settings {
        language: Language::Fi,
        ..Settings::default()
    };
    shop.wallet.set_settings(&settings).unwrap();
    let now = shop.home.clock.now();
    shop.home
        .clock
        .forward(instant("2026-11-22T12:00:00Z") - now);
    shop
}

/// A field with a day and a time of day.
fn begins(at: &str) -> String {
    format!(
        r#""headerFields":[{{"key":"at","label":"Alkaa","value":"{at}","changeMessage":"Uusi aika: %@",
            "dateStyle":"PKDateStyleShort","timeStyle":"PKDateStyleShort"}}]"#
    )
}

#[test]
fn a_tile_and_the_timeline_say_the_time_of_that_day() {
    let shop = november();
    let card = shop.bring("1", &begins("2027-07-01T21:30:00Z"), "");
    let tile = |shop: &Shop| {
        let pass = shop.wallet.card(card).unwrap().pass.unwrap();
        pass.headline.unwrap().display
    };
    assert_eq!(tile(&shop), "2.7.2027 klo 0.30");
    shop.issue(card, "1", &begins("2027-01-01T21:30:00Z"), "");
    assert_eq!(tile(&shop), "1.1.2027 klo 23.30");
    shop.tell();
    assert_eq!(shop.heard()[0].1, "Uusi aika: 1.1.2027 klo 23.30");
    let [
        Happening::Field {
            before: Some(before),
            after: Some(after),
            ..
        },
    ] = &shop.happened(card)[..]
    else {
        panic!("one line of the timeline");
    };
    assert_eq!(before, "2.7.2027 klo 0.30");
    assert_eq!(after, "1.1.2027 klo 23.30");
}

#[test]
fn a_pass_ends_in_the_day_of_its_last_moment() {
    let shop = november();
    // Midnight in summer, of which winter's clock would make eleven in the evening before.
    let ends = |at: &str| format!(r#""expirationDate":"{at}","#);
    let summer = shop.bring("1", &begins("x"), &ends("2027-07-31T21:30:00Z"));
    let winter = shop.bring("2", &begins("x"), &ends("2027-01-31T21:30:00Z"));
    let whole_day = shop.bring("3", &begins("x"), &ends("2027-07-31"));
    let card = |id| shop.wallet.card(id).unwrap();
    let last_day = |id| card(id).content.valid_until.unwrap().to_string();
    assert_eq!(last_day(summer), "2027-08-01");
    assert_eq!(last_day(winter), "2027-01-31");
    assert_eq!(last_day(whole_day), "2027-07-31");
    assert_eq!(
        card(whole_day).pass.unwrap().expires_at,
        Some(instant("2027-07-31T21:00:00Z"))
    );
}

#[test]
fn a_reader_who_travels_reads_passes_by_the_clock_of_where_they_are() {
    let shop = november();
    let ends = r#""expirationDate":"2027-07-31","#;
    let card = shop.bring("1", &begins("2027-07-01T21:30:00Z"), ends);
    shop.wallet.refresh_derived(&Stop::default()).unwrap();
    let pass = || shop.wallet.card(card).unwrap().pass.unwrap();
    // A year goes by in Helsinki, with two changes of its clocks.
    for _ in 0..12 {
        shop.home.clock.forward(TimeDelta::days(31));
        assert_eq!(shop.wallet.refresh_derived(&Stop::default()).unwrap(), []);
    }
    shop.home
        .clock
        .travel(Zone::of(&chrono_tz::America::New_York));
    assert_eq!(
        shop.wallet.refresh_derived(&Stop::default()).unwrap(),
        [card]
    );
    assert_eq!(pass().headline.unwrap().display, "1.7.2027 klo 17.30");
    assert_eq!(pass().expires_at, Some(instant("2027-08-01T04:00:00Z")));
    assert_eq!(shop.wallet.refresh_derived(&Stop::default()).unwrap(), []);
}

#[test]
fn reminders_and_quiet_hours_follow_the_clock_of_that_day() {
    let shop = november();
    let content = CardContent {
        valid_until: Some("2027-07-31".parse().unwrap()),
        ..titled("Kirjasto")
    };
    let card = only(&shop.wallet.add(content, Origin::Manual).unwrap());
    // Seven days before: midnight, and eight in the morning, both in summer.
    let due = shop.tell().unwrap();
    assert_eq!(due, instant("2027-07-23T21:00:00Z"));
    shop.home.clock.forward(due - shop.home.clock.now());
    let morning = shop.tell().unwrap();
    assert_eq!(morning, instant("2027-07-24T05:00:00Z"));
    shop.home.clock.forward(morning - due);
    shop.tell();
    assert_eq!(
        shop.heard(),
        [("Kirjasto".into(), "Päättyy 31.7.2027.".into())]
    );
    assert_eq!(shop.happened(card).len(), 1);
}

#[test]
fn an_exported_card_ends_with_its_last_day() {
    let shop = november();
    for (day, end) in [
        ("2027-07-31", "2027-07-31T23:59:59+03:00"),
        ("2027-01-31", "2027-01-31T23:59:59+02:00"),
    ] {
        let content = CardContent {
            valid_until: Some(day.parse().unwrap()),
            ..titled("Kirjasto")
        };
        let card = only(&shop.wallet.add(content, Origin::Manual).unwrap());
        let file = shop
            .wallet
            .export_card(card, kantis_wallet::ExportFormat::Pkpass)
            .unwrap();
        let pass = kantis_pass::Pass::read(&file.bytes, &kantis_pass::Limits::default()).unwrap();
        let issued = &pass.data().expiration.as_ref().unwrap().issued;
        assert_eq!(issued, end);
        shop.home.clock.forward(TimeDelta::minutes(1));
    }
}
