//! Reminders: what ends soon, found in the wallet itself, with or without a network.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use kantis_pass::Zone;
use rusqlite::Connection;
use uuid::Uuid;

use crate::domain::{CardId, Happening, Loyalty};
use crate::error::Result;
use crate::store::convert::{instant, loyalty};

/// A reminder that fell due.
pub(super) struct Reminder {
    pub(super) card: CardId,
    pub(super) what: Happening,
    /// What makes it one of a kind: the card, what ends, and when.
    pub(super) key: String,
}

/// What ends within so many days, and was not noted yet; and when the next of the others falls
/// due. Archived cards and void passes remind of nothing.
pub(super) fn due(
    connection: &Connection,
    days: u8,
    now: DateTime<Utc>,
    zone: Zone,
) -> Result<(Vec<Reminder>, Option<DateTime<Utc>>)> {
    let today = zone.day(now);
    let known: BTreeSet<String> = connection
        .prepare_cached("SELECT key FROM notice WHERE key LIKE 'ends/%'")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut statement = connection.prepare_cached(
        "SELECT card.id, valid_until, expires_at, loyalty
         FROM card LEFT JOIN pass ON pass.card = card.num
         WHERE archived = 0 AND ifnull(voided, 0) = 0",
    )?;
    let mut rows = statement.query([])?;
    let (mut found, mut next) = (Vec::new(), None);
    while let Some(row) = rows.next()? {
        let card = CardId(row.get::<_, Uuid>(0)?);
        let expires = row.get::<_, Option<i64>>(2)?.map(instant).transpose()?;
        let json: Option<String> = row.get(3)?;
        let loyalty = json.as_deref().map(loyalty).unwrap_or_default();
        for reminder in reminders(card, row.get(1)?, expires, &loyalty, zone) {
            let Some(date) = date(&reminder.what).filter(|date| *date >= today) else {
                continue;
            };
            let Some(first) = date.checked_sub_days(Days::new(days.into())) else {
                continue;
            };
            if known.contains(&reminder.key) {
                continue;
            }
            if first <= today {
                found.push(reminder);
            } else {
                next = next.into_iter().chain([zone.midnight(first)]).min();
            }
        }
    }
    Ok((found, next))
}

/// Everything that ends on a card.
fn reminders(
    card: CardId,
    valid_until: Option<NaiveDate>,
    expires: Option<DateTime<Utc>>,
    loyalty: &Loyalty,
    zone: Zone,
) -> Vec<Reminder> {
    // A pass ends with an instant; the one that is midnight belongs to the day before.
    let expires = expires
        .and_then(|at| at.checked_sub_signed(TimeDelta::milliseconds(1)))
        .map(|at| zone.day(at));
    let whole = loyalty.offers.iter().filter(|offer| offer.field.is_empty());
    let coupon = whole.filter_map(|offer| offer.value.until).min();
    let end = [valid_until, expires, coupon].into_iter().flatten().min();
    let end = end.map(|date| Reminder {
        card,
        what: Happening::EndsSoon { date },
        key: format!("ends/{card}/card/{date}"),
    });
    let balances = loyalty.balances.iter().filter_map(|found| {
        let next = found.value.next_expiry.as_ref()?;
        Some(Reminder {
            card,
            what: Happening::BalanceEndsSoon {
                amount: next.amount.clone(),
                date: next.date,
            },
            key: format!("ends/{card}/balance/{}/{}", found.field, next.date),
        })
    });
    end.into_iter().chain(balances).collect()
}

/// The day that a reminder is about.
pub(super) fn date(what: &Happening) -> Option<NaiveDate> {
    match what {
        Happening::EndsSoon { date } | Happening::BalanceEndsSoon { date, .. } => Some(*date),
        _ => None,
    }
}
