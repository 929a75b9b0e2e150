//! What members read about the programmes that come with Kantis, in three languages.

use std::fmt::Write as _;

use kantis_merchant::programme::{Programme, public_view};

/// The example programmes.
pub(crate) const SHIPPED: [(&str, &str); 2] = [
    ("kahvila", include_str!("../../programmes/kahvila.toml")),
    ("kauppa", include_str!("../../programmes/kauppa.toml")),
];

#[test]
fn members_read_how_points_and_stamps_come_and_go() {
    for (name, toml) in SHIPPED {
        let programme = Programme::read(toml).unwrap();
        for language in ["en", "fi", "sv"] {
            let view = public_view(&programme, language);
            assert!(
                view.how
                    .earn
                    .iter()
                    .chain(&view.how.spend)
                    .all(|said| !said.contains('{'))
            );
            let mut page = format!("{}\n", view.name);
            let parts = [
                ("+", view.how.earn),
                ("-", view.how.spend),
                ("x", view.how.expiry),
            ];
            for (mark, sentences) in parts {
                for sentence in sentences {
                    writeln!(page, "{mark} {sentence}").unwrap();
                }
            }
            let path = super::here().join(format!("pages/{name}.{language}.txt"));
            super::expect(&path, &page);
        }
    }
}

#[test]
fn what_has_a_window_is_not_on_the_page() {
    let programme = Programme::read(SHIPPED[1].1).unwrap();
    let how = public_view(&programme, "en").how;
    assert!(programme.reward("joulukinkku").unwrap().until.is_some());
    assert!(how.spend.iter().all(|said| !said.contains("ham")));
}
