//! A line of the timeline in words.

use kantis_api::dto::Happening;

use super::balance;
use crate::words;

/// What happened, in the issuer's words where there are any.
pub(crate) fn happening(what: &Happening) -> String {
    match what {
        Happening::Field {
            message: Some(message),
            ..
        } => message.clone(),
        Happening::Field {
            field,
            label,
            before,
            after,
            ..
        } => {
            let label = label.as_ref().unwrap_or(field);
            match (before, after) {
                (Some(before), Some(after)) => format!("{label}: {before} → {after}"),
                (None, Some(after)) => format!("{label}: {after} (new)"),
                (Some(before), None) => format!("{label}: {before} (gone)"),
                (None, None) => label.clone(),
            }
        }
        Happening::Code => "the code changed".to_owned(),
        Happening::Voided { on: true } => "voided by the issuer".to_owned(),
        Happening::Voided { on: false } => "valid again".to_owned(),
        Happening::Validity {
            after: Some(day), ..
        } => format!("valid until {day}"),
        Happening::Validity { after: None, .. } => "no longer ends".to_owned(),
        Happening::OfferCame {
            title,
            message,
            until,
        } => {
            let until = until.as_ref().map(|day| format!(" (until {day})"));
            let title = message.as_ref().unwrap_or(title);
            format!("offer: {title}{}", until.unwrap_or_default())
        }
        Happening::OfferWent { title } => format!("offer gone: {title}"),
        Happening::EndsSoon { date } => format!("ends on {date}"),
        Happening::BalanceEndsSoon {
            amount: Some(amount),
            date,
        } => format!("{} end on {date}", balance(amount)),
        Happening::BalanceEndsSoon { amount: None, date } => {
            format!("part of the balance ends on {date}")
        }
        Happening::UpdateRefused { why } => {
            format!("an update was refused: {}", words::refusal(why))
        }
        Happening::UpdatesEnded { why } => format!("updates ended: {}", words::trouble(why)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_issuers_words_come_first() {
        let field = |message: Option<&str>, before: Option<&str>| Happening::Field {
            field: "points".to_owned(),
            label: Some("Points".to_owned()),
            before: before.map(str::to_owned),
            after: Some("150".to_owned()),
            message: message.map(str::to_owned),
            balance_before: None,
            balance_after: None,
        };
        let check = |what: &Happening, words: &str| assert_eq!(happening(what), words);
        check(&field(Some("You have 150"), Some("120")), "You have 150");
        check(&field(None, Some("120")), "Points: 120 → 150");
        check(&field(None, None), "Points: 150 (new)");
        let why = "signer".to_owned();
        check(
            &Happening::UpdateRefused { why },
            "an update was refused: another key signed it",
        );
    }
}
