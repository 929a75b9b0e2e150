//! A line of the timeline in words.

use kantis_api::dto::{Balance, Happening};

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
        Happening::Receipt { .. } => receipt(what),
        Happening::Moved {
            reason,
            amount,
            state,
            expires,
            ..
        } => {
            let state = match state.as_str() {
                "posted" => String::new(),
                state => format!(" ({state})"),
            };
            let until = expires.as_ref().map(|day| format!(", until {day}"));
            let until = until.unwrap_or_default();
            format!("{reason}: {}{until}{state}", signed(amount))
        }
        Happening::Stamped {
            title,
            collected,
            required,
        } => format!("{title}: stamp {collected} of {required}"),
        Happening::StampCardFull { title, reward } => format!("{title} is full: {reward}"),
        Happening::TierChanged { before, name, rose } => {
            let before = before.as_ref().map(|name| format!(", before {name}"));
            let way = if *rose { "up" } else { "down" };
            format!("tier {way}: {name}{}", before.unwrap_or_default())
        }
        Happening::OfferForMe { title, why, until } => {
            let until = until.as_ref().map(|day| format!(" (until {day})"));
            let why = why.as_ref().map(|why| format!(": {why}"));
            format!(
                "offer for you: {title}{}{}",
                until.unwrap_or_default(),
                why.unwrap_or_default()
            )
        }
        Happening::RewardReady { title } => format!("reward ready: {title}"),
        Happening::RewardInReach { title, cost } => {
            format!("reward in reach: {title} for {}", balance(cost))
        }
        Happening::ClaimLapsed { title } => format!("no longer held: {title}"),
        Happening::ChallengeMet { title, reward } => format!("challenge met: {title}: {reward}"),
        Happening::OfferEndsSoon { title, date } => format!("offer ends on {date}: {title}"),
        Happening::ClaimEndsSoon { title, date } => format!("held until {date}: {title}"),
        Happening::TierAtRisk {
            name,
            missing,
            date,
        } => {
            let missing = missing
                .as_ref()
                .map(|missing| format!(", {} missing", balance(missing)));
            format!("tier {name} ends on {date}{}", missing.unwrap_or_default())
        }
        Happening::WarrantyEnds { title, date } => format!("warranty ends on {date}: {title}"),
        Happening::ConnectionTrouble { why } => match why.as_str() {
            "signInOver" => "the shop wants you to sign in again".to_owned(),
            "gone" => "the shop no longer knows this membership".to_owned(),
            _ => "the shop's address is not one that Kantis asks".to_owned(),
        },
    }
}

/// An amount with its sign.
fn signed(amount: &Balance) -> String {
    let sign = if amount.amount > 0 { "+" } else { "" };
    format!("{sign}{}", balance(amount))
}

/// A receipt in one line.
fn receipt(what: &Happening) -> String {
    let Happening::Receipt {
        number,
        place,
        total,
        is_return,
        points,
        spent,
        stamps,
        saved,
        ..
    } = what
    else {
        return String::new();
    };
    let kind = if *is_return { "return" } else { "receipt" };
    let parts = [
        Some(format!("{kind} {number} at {place}: {}", balance(total))),
        points.as_ref().map(signed),
        spent
            .as_ref()
            .map(|spent| format!("{} spent", balance(spent))),
        (*stamps != 0).then(|| format!("{stamps:+} stamps")),
        saved
            .as_ref()
            .map(|saved| format!("saved {}", balance(saved))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
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
