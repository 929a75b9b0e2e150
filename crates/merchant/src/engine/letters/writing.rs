//! The words of a letter.

use std::sync::LazyLock;

use chrono::{Datelike as _, NaiveDate};

use crate::engine::{Work, offers, perks};
use crate::ports::Letter;
use crate::programme::{OfferRule, When};
use crate::records::{MemberRecord, OfferRecord};
use crate::words::{Catalogue, catalogue};

static WORDS: LazyLock<Catalogue> = catalogue!("mail");

/// A letter about offers, with the link that ends such letters.
pub(super) fn letter(
    work: &Work<'_>,
    member: &MemberRecord,
    to: &str,
    offers: &[(OfferRecord, &OfferRule)],
    link: String,
) -> Letter {
    let language = &member.language;
    let issuer = &work.programme.programme.issuer;
    let say = |name: &str, holes: &[(&str, &str)]| WORDS.say(language, name, holes);
    let mut parts = vec![match &member.name {
        Some(name) => say("hello.name", &[("name", name)]),
        None => say("hello", &[]),
    }];
    parts.extend(greeting(offers).map(|name| say(name, &[("issuer", issuer)])));
    for (offer, rule) in offers {
        parts.push(part(work, language, offer, rule));
    }
    parts.push(say("footer", &[("issuer", issuer), ("link", &link)]));
    Letter {
        to: to.to_owned(),
        subject: subject(work, language, offers),
        text: parts.join("\n\n"),
        unsubscribe: Some(link),
    }
}

fn subject(work: &Work<'_>, language: &str, offers: &[(OfferRecord, &OfferRule)]) -> String {
    let issuer = work.programme.programme.issuer.as_str();
    let say =
        |name: &str, what: (&str, &str)| WORDS.say(language, name, &[("issuer", issuer), what]);
    let has = |wanted: fn(&When) -> bool| offers.iter().any(|(_, rule)| wanted(&rule.when));
    if has(|when| matches!(when, When::Birthday { .. })) {
        return say("subject.birthday", ("", ""));
    }
    match offers {
        [(offer, _)] => say(
            "subject.one",
            ("title", &offers::title(work, offer, language)),
        ),
        several => say("subject.several", ("count", &several.len().to_string())),
    }
}

/// The sentence of a greeting, where an offer is for such a day.
fn greeting(offers: &[(OfferRecord, &OfferRule)]) -> Option<&'static str> {
    offers.iter().find_map(|(offer, rule)| match rule.when {
        When::Birthday { .. } => {
            let today = offer
                .found
                .iter()
                .any(|(hole, filling)| hole == "days" && filling == "0");
            Some(if today {
                "greeting.birthday"
            } else {
                "greeting.birthday_near"
            })
        }
        When::Anniversary {} => Some("greeting.anniversary"),
        _ => None,
    })
}

/// What is said of one offer.
fn part(work: &Work<'_>, language: &str, offer: &OfferRecord, rule: &OfferRule) -> String {
    let say = |name: &str, holes: &[(&str, &str)]| WORDS.say(language, name, holes);
    let mut lines = vec![offers::title(work, offer, language)];
    lines.extend(rule.body.as_ref().map(|body| body.say(language).to_owned()));
    lines.extend(offers::why(work, rule, offer, language).map(|why| say("why", &[("why", &why)])));
    lines.extend(rule.minimum_basket.map(|least| {
        let amount = perks::money(work.programme, least.0, language);
        say("minimum", &[("amount", &amount)])
    }));
    lines.extend(
        offer
            .until
            .map(|until| say("until", &[("day", &day(until, language))])),
    );
    if rule.activation {
        lines.push(say("activation", &[]));
    }
    lines.extend(
        offer
            .code
            .as_ref()
            .map(|code| say("code", &[("code", code)])),
    );
    lines.join("\n")
}

/// A day as it is written in a letter.
fn day(day: NaiveDate, language: &str) -> String {
    let month = WORDS.say(language, &format!("month.{}", day.month()), &[]);
    WORDS.say(
        language,
        "day",
        &[
            ("day", &day.day().to_string()),
            ("month", &month),
            ("year", &day.year().to_string()),
        ],
    )
}
