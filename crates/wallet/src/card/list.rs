//! The home list.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use kantis_pass::Zone;
use rusqlite::{Connection, Row, params_from_iter};
use uuid::Uuid;

use super::name_order::NameOrder;
use crate::domain::{BlobId, CardId, CardSort, CardSummary, Group, GroupId};
use crate::error::Result;
use crate::store::convert::{colour, headline, instant, loyalty, provenance, some};
use crate::store::row::BalanceRow;
use crate::store::{Wallet, load, text};
use crate::{group, settings};

/// Which cards to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardQuery {
    /// Words to find in title, number, note, issuer and groups; empty finds all.
    pub search: String,
    /// Only cards of this group.
    pub group: Option<GroupId>,
    /// Archived cards instead of the others.
    pub archived: bool,
    /// Order.
    pub sort: CardSort,
}

/// The home list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardListing {
    /// Cards in order.
    pub cards: Vec<CardSummary>,
    /// All groups in order, with counts of unarchived cards.
    pub groups: Vec<Group>,
    /// Unarchived cards in the wallet, whatever the query.
    pub total: u32,
    /// Archived cards in the wallet.
    pub archived: u32,
}

impl Wallet {
    /// The cards that a query finds, favourites first, in the order asked for; cards that this
    /// order does not tell apart stay in manual order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn cards(&self, query: &CardQuery) -> Result<CardListing> {
        let zone = self.ports.clock.zone();
        let said = self.shop_summaries()?;
        self.read(|connection| {
            let mut found = select(connection, query)?;
            if !said.is_empty() {
                for one in &mut found {
                    if let Some(summary) = said.get(&one.card.id) {
                        summary.clone().fill(&mut one.card)?;
                    }
                }
            }
            let settings = settings::load(connection)?;
            order(&mut found, query.sort, settings.reading_locale(), zone);
            let (total, archived) = connection
                .prepare_cached("SELECT count(*) FILTER (WHERE archived = 0), count(*) FILTER (WHERE archived = 1)
                     FROM card")?
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(CardListing {
                cards: found.into_iter().map(|found| found.card).collect(),
                groups: group::all(connection)?,
                total,
                archived,
            })
        })
    }
}

/// A card of the list with what orders it.
struct Found {
    num: i64,
    card: CardSummary,
    added_at: i64,
    last_used_at: Option<i64>,
    use_count: u32,
}

fn select(connection: &Connection, query: &CardQuery) -> Result<Vec<Found>> {
    let mut sql = "SELECT num, card.id, title, issuer, number, colour, balance_amount,
                          balance_scale, balance_unit, icon, valid_until, favourite, archived,
                          added_at, last_used_at, use_count,
                          provenance, expires_at, voided, headline_label, headline,
                          CASE WHEN logo THEN original END, loyalty, as_of
                   FROM card LEFT JOIN pass ON pass.card = card.num
                   WHERE archived = ?"
        .to_owned();
    let mut arguments: Vec<rusqlite::types::Value> = vec![i64::from(query.archived).into()];
    if let Some(group) = query.group {
        sql.push_str(
            " AND EXISTS (SELECT 1 FROM membership
                          WHERE membership.card = num AND group_id = ? AND present = 1)",
        );
        arguments.push(group.0.as_bytes().to_vec().into());
    }
    if let Some(search) = text::search(&query.search) {
        sql.push_str(" AND ");
        sql.push_str(&search.condition);
        arguments.extend(search.arguments.into_iter().map(Into::into));
    }
    sql.push_str(" ORDER BY favourite DESC, rank, card.id");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(arguments))?;
    let mut memberships = memberships(connection)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let mut one = read(row)?;
        one.card.groups = memberships.remove(&one.num).unwrap_or_default();
        found.push(one);
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<Found> {
    let provenance = row
        .get::<_, Option<String>>(16)?
        .map(|name| provenance(&name))
        .transpose()?;
    let expires_at = row.get::<_, Option<i64>>(17)?.map(instant).transpose()?;
    let card = CardSummary {
        id: CardId(row.get(1)?),
        title: row.get(2)?,
        issuer: some(row.get(3)?),
        number: some(row.get(4)?),
        colour: row.get::<_, Option<u32>>(5)?.map(colour),
        balance: load::balance(row, 6)?.map(BalanceRow::into_domain),
        icon: load::blob_ref(row, 9)?.map(|blob| BlobId(blob.0)),
        valid_until: row.get(10)?,
        favourite: row.get(11)?,
        archived: row.get(12)?,
        groups: Vec::new(),
        provenance,
        expires_at,
        voided: row.get::<_, Option<bool>>(18)?.unwrap_or(false),
        headline: headline(row.get(19)?, row.get(20)?),
        pass_logo: load::blob_ref(row, 21)?.map(|blob| BlobId(blob.0)),
        loyalty: row
            .get::<_, Option<String>>(22)?
            .map(|json| loyalty(&json))
            .unwrap_or_default(),
        as_of: row.get::<_, Option<i64>>(23)?.map(instant).transpose()?,
    };
    Ok(Found {
        num: row.get(0)?,
        card,
        added_at: row.get(13)?,
        last_used_at: row.get(14)?,
        use_count: row.get(15)?,
    })
}

fn memberships(connection: &Connection) -> Result<BTreeMap<i64, Vec<GroupId>>> {
    let mut statement =
        connection.prepare_cached("SELECT card, group_id FROM membership WHERE present = 1")?;
    let mut rows = statement.query([])?;
    let mut groups = BTreeMap::<i64, Vec<GroupId>>::new();
    while let Some(row) = rows.next()? {
        groups
            .entry(row.get(0)?)
            .or_default()
            .push(GroupId(row.get::<_, Uuid>(1)?));
    }
    Ok(groups)
}

/// Sorts what comes in manual order; the sort is stable.
fn order(found: &mut [Found], sort: CardSort, locale: &str, zone: Zone) {
    match sort {
        CardSort::Manual => {}
        CardSort::Name => {
            let names = NameOrder::of(locale);
            found.sort_by_cached_key(|one| (!one.card.favourite, names.key(&one.card.title)));
        }
        CardSort::LastUsed => {
            found.sort_by_key(|one| (!one.card.favourite, Reverse(one.last_used_at)));
        }
        CardSort::MostUsed => {
            found.sort_by_key(|one| (!one.card.favourite, Reverse(one.use_count)));
        }
        CardSort::Added => {
            found.sort_by_key(|one| (!one.card.favourite, Reverse(one.added_at)));
        }
        CardSort::Expiry => found.sort_by_key(|one| {
            let end = last_day(one.card.valid_until, one.card.expires_at, zone);
            (!one.card.favourite, end.is_none(), end)
        }),
    }
}

/// The earlier of a card's last day and the reader's day in which its pass ends.
fn last_day(
    until: Option<NaiveDate>,
    expires: Option<DateTime<Utc>>,
    zone: Zone,
) -> Option<NaiveDate> {
    let expires = expires.map(|at| zone.day(at));
    [until, expires].into_iter().flatten().min()
}
