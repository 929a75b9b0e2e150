//! Consents: what was said, to which words.

use kantis_merchant::engine::{consents, offers};
use kantis_protocol::{ConsentChange, ProblemType, Purpose};

use crate::shop::{CONSENTS, Shop, shop};

#[test]
fn every_answer_is_kept_with_its_words() {
    let mut shop = shop("");
    let mut member = shop.joined(1);
    let before = shop.read(|work| consents::consents(work, &member));
    assert_eq!(before.len(), 3);
    assert!(
        before
            .iter()
            .all(|consent| !consent.granted && consent.decided.is_none())
    );

    shop.says(&member, Purpose::Newsletter, true);
    shop.says(&member, Purpose::Newsletter, true);
    shop.on("2026-05-06");
    member.language = "fi".to_owned();
    shop.says(&member, Purpose::Newsletter, false);
    shop.on("2026-05-07");
    shop.says(&member, Purpose::Newsletter, true);

    let answers = shop.read(|work| Ok(work.tx.answers_of(member.id)?));
    let told: Vec<_> = answers
        .iter()
        .map(|answer| {
            (
                answer.granted,
                answer.words.as_str(),
                answer.language.as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (true, "News by mail.", "en"),
            (false, "Uutisia postitse.", "fi"),
            (true, "Uutisia postitse.", "fi"),
        ]
    );
    assert!(answers[0].at < answers[1].at && answers[1].at < answers[2].at);
}

#[test]
fn words_that_are_not_those_of_now_are_refused() {
    let mut shop = shop("");
    let member = shop.joined(1);
    for version in [0, 1, 3, u32::MAX] {
        let change = ConsentChange {
            granted: true,
            version,
        };
        assert_eq!(
            shop.refused(|work| consents::set(work, &member, Purpose::Profiling, change.clone())),
            ProblemType::StaleWords
        );
    }
    let change = ConsentChange {
        granted: true,
        version: 1,
    };
    assert_eq!(
        shop.refused(|work| consents::set(work, &member, Purpose::Partners, change)),
        ProblemType::NotFound,
        "the programme does not ask for it"
    );
    // The owner writes other words: what was agreed to is still known, and shown.
    shop.says(&member, Purpose::Profiling, true);
    let other = CONSENTS
        .replace("version = 2", "version = 3")
        .replace("Look at", "Judge by");
    shop.programme = Shop::with(&other).programme;
    let consent = shop
        .read(|work| consents::view(work, &member, Purpose::Profiling))
        .unwrap();
    assert!(consent.granted);
    assert_eq!((consent.version, consent.decided_version), (3, Some(2)));
    assert_eq!(consent.words, "Judge by what I bought.");
    assert_eq!(
        consent.decided_words.as_deref(),
        Some("Look at what I bought.")
    );
    // A newer version of the same words is answered anew, and only once.
    let before = shop.read(|work| Ok(work.tx.answers_of(member.id)?.len()));
    let same = CONSENTS.replace("version = 2", "version = 4");
    shop.programme = Shop::with(&same).programme;
    for _ in 0..2 {
        shop.says(&member, Purpose::Profiling, true);
    }
    let consent = shop
        .read(|work| consents::view(work, &member, Purpose::Profiling))
        .unwrap();
    assert_eq!((consent.version, consent.decided_version), (4, Some(4)));
    let after = shop.read(|work| Ok(work.tx.answers_of(member.id)?.len()));
    assert_eq!(after, before + 1);
}

#[test]
fn a_purpose_that_is_no_longer_asked_for_is_no_purpose() {
    const RULE: &str = r#"
[[offer]]
id = "missed"
title = "Come back"
worth = { amount = "2.00" }
when = { quiet = { days = 10 } }
why = "-"
"#;
    let mut shop = shop(RULE);
    let member = shop.known(1);
    shop.buys(&member, &[crate::shop::coffee(1)]);
    shop.programme = Shop::with(RULE).programme;
    shop.day("2026-06-30");
    assert!(!shop.read(|work| consents::granted(work, member.id, Purpose::Profiling)));
    assert_eq!(shop.write(|work| offers::make(work, &member)), 0);
    assert!(shop.all_kept(&member).is_empty());
}
