//! The sentences of notices, by language. They live in `words/`: a notice is shown by the platform
//! while no screen of Kantis is open, so that its words cannot be the UI's.

use std::sync::LazyLock;

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use serde::Deserialize;

use crate::domain::{Balance, Happening, Unit};

/// Languages with words, English first: it stands in for the others.
static LANGUAGES: LazyLock<[(&str, Words); 3]> = LazyLock::new(|| {
    let read = |json| serde_json::from_str(json).unwrap_or_default();
    [
        ("en", read(include_str!("words/en.json"))),
        ("fi", read(include_str!("words/fi.json"))),
        ("sv", read(include_str!("words/sv.json"))),
    ]
});

/// The words of one language. Braces hold places for values.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Words {
    grouped: String,
    pub(super) discreet: String,
    pub(super) discreet_grouped: String,
    ends_today: String,
    ends_tomorrow: String,
    ends: String,
    amount_ends_today: String,
    amount_ends_tomorrow: String,
    amount_ends: String,
    part_ends_today: String,
    part_ends_tomorrow: String,
    part_ends: String,
    changed: String,
    something_changed: String,
    code_changed: String,
    voided: String,
    valid_again: String,
    valid_until: String,
    valid_without_end: String,
    offer_came: String,
    offer_went: String,
    update_refused: String,
    updates_ended: String,
    receipt: String,
    receipt_points: String,
    returned: String,
    moved: String,
    stamped: String,
    stamp_card_full: String,
    tier_gained: String,
    tier_lost: String,
    offer_for_me: String,
    reward_ready: String,
    reward_in_reach: String,
    claim_lapsed: String,
    challenge_met: String,
    offer_ends_today: String,
    offer_ends_tomorrow: String,
    offer_ends: String,
    claim_ends_today: String,
    claim_ends_tomorrow: String,
    claim_ends: String,
    tier_at_risk: String,
    tier_at_risk_missing: String,
    warranty_ends_today: String,
    warranty_ends_tomorrow: String,
    warranty_ends: String,
    sign_in_over: String,
    shop_gone: String,
    shop_unsafe: String,
    point: String,
    points: String,
    money: String,
    other: String,
    decimal: String,
    group: String,
    date: String,
    months: Vec<String>,
    /// Heads of the timeline's table.
    pub(crate) columns: [String; 14],
}

impl Words {
    /// The words for a BCP 47 locale.
    pub(crate) fn of(locale: &str) -> &'static Self {
        let language = locale.split(['-', '_']).next().unwrap_or_default();
        let [english, ..] = &*LANGUAGES;
        let known = LANGUAGES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(language));
        &known.unwrap_or(english).1
    }

    /// The title of many notices in one.
    pub(super) fn many(&self, count: usize) -> String {
        filled(&self.grouped, &[("count", &count.to_string())])
    }

    /// What happened, in the issuer's words where there are any.
    pub(crate) fn sentence(&self, what: &Happening, today: NaiveDate) -> String {
        match what {
            Happening::Field {
                message: Some(message),
                ..
            }
            | Happening::OfferCame {
                message: Some(message),
                ..
            } => message.clone(),
            Happening::Field { label, after, .. } => match (label, after) {
                (Some(label), Some(value)) => {
                    filled(&self.changed, &[("label", label), ("value", value)])
                }
                _ => self.something_changed.clone(),
            },
            Happening::Code => self.code_changed.clone(),
            Happening::Voided { on: true } => self.voided.clone(),
            Happening::Voided { on: false } => self.valid_again.clone(),
            Happening::Validity {
                after: Some(date), ..
            } => filled(&self.valid_until, &[("date", &self.day(*date))]),
            Happening::Validity { after: None, .. } => self.valid_without_end.clone(),
            Happening::OfferCame { title, .. } => filled(&self.offer_came, &[("title", title)]),
            Happening::OfferWent { title } => filled(&self.offer_went, &[("title", title)]),
            Happening::EndsSoon { date } => {
                let sentences = [&self.ends_today, &self.ends_tomorrow, &self.ends];
                self.ending(sentences, *date, today, "")
            }
            Happening::BalanceEndsSoon {
                amount: Some(amount),
                date,
            } => {
                let sentences = [
                    &self.amount_ends_today,
                    &self.amount_ends_tomorrow,
                    &self.amount_ends,
                ];
                self.ending(sentences, *date, today, &self.amount(amount))
            }
            Happening::BalanceEndsSoon { amount: None, date } => {
                let sentences = [
                    &self.part_ends_today,
                    &self.part_ends_tomorrow,
                    &self.part_ends,
                ];
                self.ending(sentences, *date, today, "")
            }
            Happening::UpdateRefused { .. } => self.update_refused.clone(),
            Happening::UpdatesEnded { .. } => self.updates_ended.clone(),
            other => self.of_shop(other, today),
        }
    }

    /// What happened at a connected shop.
    fn of_shop(&self, what: &Happening, today: NaiveDate) -> String {
        let titled = |sentence: &str, title: &str| filled(sentence, &[("title", title)]);
        match what {
            Happening::Receipt {
                total,
                is_return,
                points,
                ..
            } => {
                let earned = points.as_ref().filter(|points| points.amount > 0);
                let sentence = match (is_return, earned) {
                    (true, _) => &self.returned,
                    (false, Some(_)) => &self.receipt_points,
                    (false, None) => &self.receipt,
                };
                let total = Balance {
                    amount: total.amount.saturating_abs(),
                    ..total.clone()
                };
                let points = earned.map(|points| self.amount(points)).unwrap_or_default();
                filled(
                    sentence,
                    &[("total", &self.amount(&total)), ("points", &points)],
                )
            }
            Happening::Moved { reason, amount, .. } => filled(
                &self.moved,
                &[("reason", reason), ("amount", &self.amount(amount))],
            ),
            Happening::Stamped {
                collected,
                required,
                ..
            } => filled(
                &self.stamped,
                &[
                    ("collected", &collected.to_string()),
                    ("required", &required.to_string()),
                ],
            ),
            Happening::StampCardFull { reward, .. } => titled(&self.stamp_card_full, reward),
            Happening::TierChanged { name, rose, .. } => {
                let gained = if *rose {
                    &self.tier_gained
                } else {
                    &self.tier_lost
                };
                titled(gained, name)
            }
            Happening::OfferForMe { title, .. } => titled(&self.offer_for_me, title),
            Happening::RewardReady { title } => titled(&self.reward_ready, title),
            Happening::RewardInReach { title, cost } => filled(
                &self.reward_in_reach,
                &[("title", title), ("cost", &self.amount(cost))],
            ),
            Happening::ClaimLapsed { title } => titled(&self.claim_lapsed, title),
            Happening::ChallengeMet { title, .. } => titled(&self.challenge_met, title),
            Happening::OfferEndsSoon { title, date } => {
                let sentences = [
                    &self.offer_ends_today,
                    &self.offer_ends_tomorrow,
                    &self.offer_ends,
                ];
                self.ending_of(sentences, *date, today, title)
            }
            Happening::ClaimEndsSoon { title, date } => {
                let sentences = [
                    &self.claim_ends_today,
                    &self.claim_ends_tomorrow,
                    &self.claim_ends,
                ];
                self.ending_of(sentences, *date, today, title)
            }
            Happening::WarrantyEnds { title, date } => {
                let sentences = [
                    &self.warranty_ends_today,
                    &self.warranty_ends_tomorrow,
                    &self.warranty_ends,
                ];
                self.ending_of(sentences, *date, today, title)
            }
            Happening::TierAtRisk {
                name,
                missing,
                date,
            } => {
                let (sentence, missing) = match missing {
                    Some(missing) => (&self.tier_at_risk_missing, self.amount(missing)),
                    None => (&self.tier_at_risk, String::new()),
                };
                let day = self.day(*date);
                filled(
                    sentence,
                    &[("title", name), ("missing", &missing), ("date", &day)],
                )
            }
            Happening::ConnectionTrouble { why } => match why.as_str() {
                "signInOver" => self.sign_in_over.clone(),
                "gone" => self.shop_gone.clone(),
                _ => self.shop_unsafe.clone(),
            },
            _ => self.something_changed.clone(),
        }
    }

    /// The sentence for today, for tomorrow, or for another day, on something with a name.
    fn ending_of(
        &self,
        [now, tomorrow, later]: [&String; 3],
        date: NaiveDate,
        today: NaiveDate,
        title: &str,
    ) -> String {
        let sentence = match date - today {
            days if days <= TimeDelta::zero() => now,
            days if days == TimeDelta::days(1) => tomorrow,
            _ => later,
        };
        filled(sentence, &[("date", &self.day(date)), ("title", title)])
    }

    /// The sentence for today, for tomorrow, or for another day.
    fn ending(
        &self,
        [now, tomorrow, later]: [&String; 3],
        date: NaiveDate,
        today: NaiveDate,
        amount: &str,
    ) -> String {
        let sentence = match date - today {
            days if days <= TimeDelta::zero() => now,
            days if days == TimeDelta::days(1) => tomorrow,
            _ => later,
        };
        filled(sentence, &[("date", &self.day(date)), ("amount", amount)])
    }

    /// A day as readers of this language write it.
    pub(crate) fn day(&self, date: NaiveDate) -> String {
        let month = usize::try_from(date.month0()).ok();
        let month = month.and_then(|month| self.months.get(month));
        filled(
            &self.date,
            &[
                ("day", &date.day().to_string()),
                ("month", month.map_or("", String::as_str)),
                ("monthNumber", &date.month().to_string()),
                ("year", &date.year().to_string()),
            ],
        )
    }

    /// A balance as readers of this language write it.
    pub(crate) fn amount(&self, balance: &Balance) -> String {
        let number = self.number(balance);
        match &balance.unit {
            Unit::Points if balance.amount == 1 && balance.scale == 0 => {
                filled(&self.point, &[("number", &number)])
            }
            Unit::Points => filled(&self.points, &[("number", &number)]),
            Unit::Currency(code) => {
                let sign = match code.as_str() {
                    "EUR" => "€",
                    "GBP" => "£",
                    "USD" => "$",
                    "SEK" | "NOK" | "DKK" => "kr",
                    // A code is no sign: it stands behind.
                    code => return filled(&self.other, &[("number", &number), ("unit", code)]),
                };
                filled(&self.money, &[("number", &number), ("sign", sign)])
            }
            Unit::Other(unit) => filled(&self.other, &[("number", &number), ("unit", unit)]),
        }
    }

    pub(crate) fn number(&self, balance: &Balance) -> String {
        let digits = balance.amount.unsigned_abs().to_string();
        let scale = usize::from(balance.scale);
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, decimals) = digits.split_at(digits.len() - scale);
        let mut number = String::from(if balance.amount < 0 { "-" } else { "" });
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                number.push_str(&self.group);
            }
            number.push(digit);
        }
        if scale > 0 {
            number.push_str(&self.decimal);
            number.push_str(decimals);
        }
        number
    }
}

/// A sentence with its values in place. What a value says is never a place itself.
pub(crate) fn filled(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some((before, behind)) = rest.split_once('{') {
        text.push_str(before);
        let (name, after) = behind.split_once('}').unwrap_or((behind, ""));
        let value = values.iter().find(|(known, _)| *known == name);
        text.push_str(value.map_or("", |(_, value)| value));
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_language_has_every_word() {
        for json in [
            include_str!("words/en.json"),
            include_str!("words/fi.json"),
            include_str!("words/sv.json"),
        ] {
            let words: Words = serde_json::from_str(json).unwrap();
            assert!(words.months.len() == 12 || !words.date.contains("{month}"));
        }
    }

    #[test]
    fn sentences_in_three_languages() {
        let points = |amount| Balance {
            amount,
            scale: 0,
            unit: Unit::Points,
        };
        let euros = Balance {
            amount: 125_050,
            scale: 2,
            unit: Unit::Currency("EUR".into()),
        };
        let ends = |amount: &Balance| Happening::BalanceEndsSoon {
            amount: Some(amount.clone()),
            date: day("2026-11-30"),
        };
        let today = day("2026-11-21");
        for (locale, what, expected) in [
            (
                "en-GB",
                ends(&points(1250)),
                "Ends on 30 November 2026: 1,250 points.",
            ),
            ("en", ends(&points(1)), "Ends on 30 November 2026: 1 point."),
            ("en", ends(&euros), "Ends on 30 November 2026: €1,250.50."),
            (
                "fi-FI",
                ends(&points(1250)),
                "Vanhenee 30.11.2026: 1 250 pistettä.",
            ),
            ("fi", ends(&euros), "Vanhenee 30.11.2026: 1 250,50 €."),
            (
                "sv-FI",
                ends(&points(250)),
                "Går ut 30 november 2026: 250 poäng.",
            ),
            ("de", Happening::EndsSoon { date: today }, "Ends today."),
            (
                "fi",
                Happening::EndsSoon {
                    date: day("2026-11-22"),
                },
                "Päättyy huomenna.",
            ),
            (
                "en",
                Happening::OfferCame {
                    title: "{count} {date}".into(),
                    message: None,
                    until: None,
                },
                "New offer: {count} {date}",
            ),
        ] {
            assert_eq!(
                Words::of(locale).sentence(&what, today),
                expected,
                "{locale}"
            );
        }
    }
}
