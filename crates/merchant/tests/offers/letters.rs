//! Offers and greetings by mail.

use chrono::TimeDelta;
use kantis_merchant::engine::letters::{self, Envelope};
use kantis_merchant::engine::{consents, offers};
use kantis_merchant::ports::{Letter, MailError};
use kantis_merchant::records::{MailEnd, MemberRecord};
use kantis_merchant::secret;
use kantis_protocol::Purpose;

use crate::shop::{Shop, bun, coffee, shop};

const RULES: &str = r#"
[[offer]]
id = "may"
title = { en = "A bun for a euro", fi = "Pulla eurolla", sv = "En bulle för en euro" }
worth = { fixed_price = "1.00" }
when = { everyone = { from = 2026-05-10, until = 2026-06-20 } }
mail = true

[[offer]]
id = "coffee-friend"
title = { en = "20 % off coffee", fi = "20 % kahvista", sv = "20 % på kaffe" }
worth = { percent = 20 }
when = { buys = { on = { products = ["coffee"] }, times = 2, days = 10 } }
why = "-"
days = 20
mail = true
code = true

[[offer]]
id = "birthday"
title = "A gift"
worth = { gift = { products = ["bun"] } }
when = { birthday = { days_before = 0 } }
why = "-"
mail = true

[[offer]]
id = "quietly"
title = "Not by mail"
worth = { percent = 5 }
when = { everyone = {} }
"#;

impl Shop {
    fn next(&self) -> Option<Envelope> {
        self.write(|work| letters::next(work, &|token| format!("https://shop.example/u/{token}")))
    }

    /// Hands one letter over.
    fn hands_over(&self, outcome: Result<(), MailError>) -> Option<Letter> {
        let envelope = self.next()?;
        self.write(|work| letters::done(work, &envelope, outcome));
        Some(envelope.letter)
    }

    fn ends(&self, member: &MemberRecord) -> Vec<Option<MailEnd>> {
        let mail = self.read(|work| Ok(work.tx.mail_to(member.id)?));
        mail.into_iter()
            .map(|mail| mail.end.map(|(end, _)| end))
            .collect()
    }
}

#[test]
fn who_agreed_gets_letters_and_nobody_else() {
    let mut shop = shop(RULES);
    let (reader, other) = (shop.joined(1), shop.joined(2));
    shop.says(&reader, Purpose::Newsletter, true);
    shop.day("2026-05-10");
    let letter = shop.hands_over(Ok(())).unwrap();
    assert_eq!(letter.to, "m1@example.org");
    assert_eq!(letter.subject, "A bun for a euro – Kahvila Aamu");
    assert!(
        letter.text.contains("Good until 20 June 2026."),
        "{}",
        letter.text
    );
    let link = letter.unsubscribe.unwrap();
    assert!(letter.text.contains(&link));
    assert!(shop.next().is_none());
    assert_eq!(shop.ends(&reader), [Some(MailEnd::Sent)]);
    assert!(shop.ends(&other).is_empty());
}

#[test]
fn offers_made_from_purchases_need_both_consents_and_say_why() {
    let mut shop = shop(RULES);
    let reader = shop.known(1);
    let silent = shop.known(2);
    shop.says(&reader, Purpose::Newsletter, true);
    for who in [&reader, &silent] {
        shop.buys(who, &[coffee(1), bun(1)]);
        shop.buys(who, &[coffee(1)]);
    }
    let letter = shop.hands_over(Ok(())).unwrap();
    let code = shop.kept(&reader, "coffee-friend").code.unwrap();
    for words in [
        "20 % off coffee",
        "Why you get this: You bought Coffee 2 times in 10 days.",
        &format!("Code for the web shop: {code}"),
    ] {
        assert!(letter.text.contains(words), "{words}: {}", letter.text);
    }
    assert!(shop.next().is_none());
}

#[test]
fn what_waits_is_one_letter_in_the_members_language() {
    let mut shop = shop(RULES);
    let mut member = shop.known(1);
    shop.says(&member, Purpose::Newsletter, true);
    member.language = "fi".to_owned();
    member.name = Some("Aino".to_owned());
    let member = shop.born(&member, 5, 10);
    shop.on("2026-05-10");
    shop.buys(&member, &[coffee(1)]);
    shop.buys(&member, &[coffee(1)]);
    let letter = shop.hands_over(Ok(())).unwrap();
    assert_eq!(letter.subject, "Syntymäpäiväonnittelu – Kahvila Aamu");
    for words in [
        "Hei Aino!",
        "Hyvää syntymäpäivää!",
        "Pulla eurolla",
        "20 % kahvista",
        "Voimassa 20. kesäkuuta 2026 asti.",
    ] {
        assert!(letter.text.contains(words), "{words}: {}", letter.text);
    }
    assert!(shop.next().is_none());
    assert_eq!(shop.ends(&member), [Some(MailEnd::Sent); 3]);
}

#[test]
fn what_changed_before_it_goes_is_looked_at_again() {
    let rules = RULES;
    let check = |what: &str, change: &dyn Fn(&mut Shop, &MemberRecord)| {
        let mut shop = shop(rules);
        let member = shop.known(1);
        shop.says(&member, Purpose::Newsletter, true);
        shop.buys(&member, &[coffee(1)]);
        shop.buys(&member, &[coffee(1)]);
        change(&mut shop, &member);
        assert!(shop.next().is_none(), "{what}");
        assert_eq!(shop.ends(&member), [Some(MailEnd::Dropped)], "{what}");
    };
    check("no newsletter", &|shop, member| {
        shop.says(member, Purpose::Newsletter, false);
    });
    check("no profiling", &|shop, member| {
        shop.says(member, Purpose::Profiling, false);
    });
    check("hidden", &|shop, member| {
        let id = shop.kept(member, "coffee-friend").id;
        shop.write(|work| offers::hide(work, member, id, true));
    });
    check("used", &|shop, member| {
        let id = shop.kept(member, "coffee-friend").id;
        shop.write(|work| offers::redeem(work, id, id));
    });
    check("no address", &|shop, member| {
        let mut member = member.clone();
        member.email = None;
        shop.write(|work| Ok(work.tx.set_member(&member)?));
    });
}

#[test]
fn nobody_is_written_to_at_night() {
    let mut shop = shop(RULES);
    let member = shop.joined(1);
    shop.says(&member, Purpose::Newsletter, true);
    // Five minutes past midnight in Helsinki.
    shop.on("2026-05-10").now -= TimeDelta::minutes(11 * 60 + 55);
    shop.settle();
    assert!(shop.usable(&member).contains(&"may".to_owned()));
    assert!(shop.next().is_none());
    shop.now += TimeDelta::minutes(8 * 60 + 54);
    assert!(shop.next().is_none());
    shop.now += TimeDelta::minutes(1);
    assert!(shop.next().is_some());
}

#[test]
fn nine_is_nine_also_when_the_clocks_are_put_on_or_back() {
    // Summer time begins on 29 March 2026 and ends on 25 October, at three or four in the morning.
    for (day, midnight, morning) in [
        ("2026-03-29", "2026-03-28T22:05:00Z", "2026-03-29T06:00:00Z"),
        ("2026-10-25", "2026-10-24T21:05:00Z", "2026-10-25T07:00:00Z"),
    ] {
        let mut shop = shop(
            &RULES
                .replace("2026-05-10", day)
                .replace("2026-06-20", "2026-12-01"),
        );
        shop.now = "2026-03-01T10:00:00Z".parse().unwrap();
        let member = shop.joined(1);
        shop.says(&member, Purpose::Newsletter, true);
        shop.now = midnight.parse().unwrap();
        shop.settle();
        shop.now =
            morning.parse::<chrono::DateTime<chrono::Utc>>().unwrap() - TimeDelta::seconds(1);
        assert!(shop.next().is_none(), "{day}");
        shop.now += TimeDelta::seconds(1);
        assert!(shop.next().is_some(), "{day}");
    }
}

#[test]
fn nothing_is_tried_again_at_night() {
    let mut shop = shop(RULES);
    let member = shop.joined(1);
    shop.says(&member, Purpose::Newsletter, true);
    // Ten to nine in the evening; the next try would be at five to nine, the one after it at night.
    shop.day("2026-05-10").now += TimeDelta::minutes(8 * 60 + 50);
    assert!(shop.hands_over(Err(MailError::Later)).is_some());
    shop.now += TimeDelta::minutes(5);
    assert!(shop.hands_over(Err(MailError::Later)).is_some());
    shop.now += TimeDelta::minutes(12 * 60 + 4);
    assert!(shop.next().is_none());
    shop.now += TimeDelta::minutes(1);
    assert!(shop.next().is_some());
}

#[test]
fn a_letter_goes_once_and_is_tried_for_days() {
    let mut shop = shop(RULES);
    let member = shop.joined(1);
    shop.says(&member, Purpose::Newsletter, true);
    shop.day("2026-05-10");
    // Not taken: not at once again, but later.
    assert!(shop.hands_over(Err(MailError::Later)).is_some());
    assert!(shop.next().is_none());
    let mut tries = 1;
    for _ in 0..200 {
        shop.now += TimeDelta::hours(1);
        tries += usize::from(shop.hands_over(Err(MailError::Later)).is_some());
    }
    assert!((8..40).contains(&tries), "{tries}");
    assert_eq!(shop.ends(&member), [Some(MailEnd::Failed)]);
}

#[test]
fn a_letter_that_was_cut_off_is_not_sent_again() {
    let mut shop = shop(RULES);
    let (member, other) = (shop.joined(1), shop.joined(2));
    for who in [&member, &other] {
        shop.says(who, Purpose::Newsletter, true);
    }
    shop.day("2026-05-10");
    let first = shop.next().unwrap().letter.to;
    // The program ends here. The other letter goes, this one does not.
    assert_ne!(shop.hands_over(Err(MailError::Refused)).unwrap().to, first);
    assert!(shop.next().is_none());
    shop.now += TimeDelta::hours(2);
    shop.settle();
    assert!(shop.next().is_none());
    let ends = [shop.ends(&member)[0], shop.ends(&other)[0]];
    assert!(ends.contains(&Some(MailEnd::Unclear)) && ends.contains(&Some(MailEnd::Failed)));
}

#[test]
fn the_link_ends_the_newsletter_and_nothing_else() {
    let mut shop = shop(RULES);
    let member = shop.known(1);
    shop.says(&member, Purpose::Newsletter, true);
    shop.day("2026-05-10");
    let link = shop.hands_over(Ok(())).unwrap().unsubscribe.unwrap();
    let token = secret::hash(link.rsplit('/').next().unwrap());
    shop.write(|work| consents::unsubscribe(work, &secret::hash("another")));
    for _ in 0..2 {
        shop.write(|work| consents::unsubscribe(work, &token));
    }
    let granted = |purpose| shop.read(|work| consents::granted(work, member.id, purpose));
    assert!(!granted(Purpose::Newsletter));
    assert!(granted(Purpose::Profiling) && granted(Purpose::PersonalisedOffers));
    let answers = shop.read(|work| Ok(work.tx.answers_of(member.id)?));
    let letters: Vec<bool> = answers
        .iter()
        .filter(|answer| answer.purpose == Purpose::Newsletter)
        .map(|answer| answer.granted)
        .collect();
    assert_eq!(letters, [true, false]);
    // It works long after, and ends what was agreed to anew.
    shop.says(&member, Purpose::Newsletter, true);
    shop.day("2027-01-10");
    shop.write(|work| consents::unsubscribe(work, &token));
    let left = shop.read(|work| consents::granted(work, member.id, Purpose::Newsletter));
    assert!(!left);
}
