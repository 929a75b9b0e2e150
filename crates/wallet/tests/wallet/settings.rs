//! Settings.

use kantis_wallet::{CardSort, Language, NoticeSettings, Settings, Theme, Topic};

use crate::support::Home;

#[test]
fn settings_survive_a_restart_and_choose_the_locale_of_passes() {
    let home = Home::new();
    assert_eq!(home.open().settings().unwrap(), Settings::default());
    let settings = Settings {
        language: Language::Fi,
        locale: "sv-FI".into(),
        theme: Theme::Contrast,
        sort: CardSort::Expiry,
        notices: NoticeSettings {
            on: false,
            topics: [Topic::Offers].into(),
            quiet: None,
            private_on_lock: true,
            remind_days: 14,
        },
        use_place: true,
    };
    home.open().set_settings(&settings).unwrap();
    let wallet = home.open();
    assert_eq!(wallet.settings().unwrap(), settings);
    assert_eq!(wallet.reading_locale().unwrap(), "fi");
    for (language, locale, expected) in [
        (Language::System, "sv-FI", "sv-FI"),
        (Language::Sv, "sv-FI", "sv-FI"),
        (Language::Sv, "fi-FI", "sv"),
        (Language::En, "en-AU", "en-AU"),
        (Language::En, "sv-FI", "en"),
    ] {
        let settings = Settings {
            language,
            locale: locale.into(),
            ..settings.clone()
        };
        wallet.set_settings(&settings).unwrap();
        assert_eq!(home.open().settings().unwrap().language, language);
        assert_eq!(
            wallet.reading_locale().unwrap(),
            expected,
            "{language:?} at {locale}"
        );
    }
}

#[test]
fn a_locale_that_is_none_is_not_kept() {
    let home = Home::new();
    let wallet = home.open();
    let settings = Settings {
        locale: "en\"><script>".into(),
        ..Settings::default()
    };
    wallet.set_settings(&settings).unwrap();
    assert_eq!(wallet.settings().unwrap().locale, "");
}
