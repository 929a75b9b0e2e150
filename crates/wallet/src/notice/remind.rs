//! Reminders: what ends soon, found in the wallet itself, with or without a network.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use kantis_pass::Zone;
use rusqlite::Connection;
use uuid::Uuid;

use crate::domain::{CardId, Happening, Loyalty};
use crate::error::Result;
use crate::receipt;
use crate::shop::tile::{Ending, Summary};
use crate::store::convert::{instant, loyalty};

/// Days before the end of a tier: it takes longer to earn than a shop is to visit.
const TIER: u64 = 30;
/// Before the end of a hold; not before half of it is over.
const HOLD: TimeDelta = TimeDelta::hours(24);

/// A reminder that fell due.
pub(super) struct Reminder {
    pub(super) card: CardId,
    pub(super) what: Happening,
    /// What makes it one of a kind: the card, what ends, and when.
    pub(super) key: String,
    /// When it falls due; `None`: so many days before the end as the shopper wants.
    from: Option<DateTime<Utc>>,
}

/// What ends within so many days, and was not noted yet; and when the next of the others falls
/// due. `shops` is what connected shops say. Archived cards and void passes remind of nothing.
pub(super) fn due(
    connection: &Connection,
    shops: &BTreeMap<CardId, Summary>,
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
    let mut warranties = receipt::reminders(connection)?;
    while let Some(row) = rows.next()? {
        let card = CardId(row.get::<_, Uuid>(0)?);
        let expires = row.get::<_, Option<i64>>(2)?.map(instant).transpose()?;
        let json: Option<String> = row.get(3)?;
        let mut loyalty = json.as_deref().map(loyalty).unwrap_or_default();
        let shop = shops.get(&card);
        if let Some(shop) = shop {
            loyalty
                .balances
                .extend(shop.loyalty.balances.iter().cloned());
        }
        let of_shop = shop.into_iter().flat_map(|shop| &shop.ends);
        let of_shop = of_shop.filter_map(|ending| of_shop_ending(card, ending, zone));
        let kept = warranties.remove(&card).unwrap_or_default().into_iter();
        let kept = kept.map(|warranty| Reminder {
            card,
            key: format!(
                "ends/{card}/warranty/{}/{}/{}",
                warranty.receipt, warranty.line, warranty.remind
            ),
            from: Some(zone.midnight(warranty.remind)),
            what: Happening::WarrantyEnds {
                title: warranty.title,
                date: warranty.until,
            },
        });
        let all = reminders(card, row.get(1)?, expires, &loyalty, zone);
        for reminder in all.into_iter().chain(of_shop).chain(kept) {
            let Some(date) = date(&reminder.what).filter(|date| *date >= today) else {
                continue;
            };
            if known.contains(&reminder.key) {
                continue;
            }
            let first = || date.checked_sub_days(Days::new(days.into()));
            let Some(from) = reminder
                .from
                .or_else(|| first().map(|day| zone.midnight(day)))
            else {
                continue;
            };
            if from <= now {
                found.push(reminder);
            } else {
                next = next.into_iter().chain([from]).min();
            }
        }
    }
    Ok((found, next))
}

/// A reminder of something that a connected shop says.
fn of_shop_ending(card: CardId, ending: &Ending, zone: Zone) -> Option<Reminder> {
    Some(match ending {
        Ending::Offer { id, title, until } => Reminder {
            card,
            key: format!("ends/{card}/offer/{id}/{until}"),
            from: None,
            what: Happening::OfferEndsSoon {
                title: title.clone(),
                date: *until,
            },
        },
        Ending::Claim {
            id,
            title,
            from,
            until,
        } => {
            let (made, until) = (instant(*from).ok()?, instant(*until).ok()?);
            let from = (until - HOLD).max(made + (until - made) / 2);
            let last = until.checked_sub_signed(TimeDelta::milliseconds(1))?;
            Reminder {
                card,
                key: format!("ends/{card}/claim/{id}"),
                from: Some(from),
                what: Happening::ClaimEndsSoon {
                    title: title.clone(),
                    date: zone.day(last),
                },
            }
        }
        Ending::Tier {
            id,
            name,
            missing,
            by,
        } => Reminder {
            card,
            key: format!("ends/{card}/tier/{id}/{by}"),
            from: Some(zone.midnight(by.checked_sub_days(Days::new(TIER))?)),
            what: Happening::TierAtRisk {
                name: name.clone(),
                missing: missing.clone(),
                date: *by,
            },
        },
    })
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
        from: None,
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
            from: None,
        })
    });
    end.into_iter().chain(balances).collect()
}

/// The day that a reminder is about.
pub(super) fn date(what: &Happening) -> Option<NaiveDate> {
    match what {
        Happening::EndsSoon { date }
        | Happening::BalanceEndsSoon { date, .. }
        | Happening::OfferEndsSoon { date, .. }
        | Happening::ClaimEndsSoon { date, .. }
        | Happening::TierAtRisk { date, .. }
        | Happening::WarrantyEnds { date, .. } => Some(*date),
        _ => None,
    }
}
