//! In which tier a member is, and what was bought by day.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension as _, Row, named_params};
use uuid::Uuid;

use super::SqliteTx;
use super::convert::{date, instant, millis};
use crate::records::{Held, TierStanding};
use crate::store::{StoreError, TierRows};

const TABLE: &str = "tier_standing";
const DAYS: &str = "tier_day";

impl TierRows for SqliteTx<'_> {
    fn tier_standing(&self, member: Uuid) -> Result<Option<TierStanding>, StoreError> {
        self.connection()?
            .prepare_cached("SELECT * FROM tier_standing WHERE member = ?1")?
            .query_row([member], |row| Ok(read(row)))
            .optional()?
            .transpose()
    }

    fn set_tier_standing(&mut self, standing: &TierStanding) -> Result<(), StoreError> {
        let text = |held: &Held| held.until.map(|day| day.to_string());
        let previous = standing.previous.as_ref();
        self.connection()?
            .prepare_cached(
                "INSERT INTO tier_standing (member, tier, since, until, previous, previous_since,
                   previous_until)
                 VALUES (:member, :tier, :since, :until, :previous, :previous_since,
                   :previous_until)
                 ON CONFLICT (member) DO UPDATE SET tier = excluded.tier, since = excluded.since,
                   until = excluded.until, previous = excluded.previous,
                   previous_since = excluded.previous_since,
                   previous_until = excluded.previous_until",
            )?
            .execute(named_params! {
                ":member": standing.member,
                ":tier": standing.held.tier,
                ":since": millis(standing.held.since),
                ":until": text(&standing.held),
                ":previous": previous.map(|held| held.tier.as_str()),
                ":previous_since": previous.map(|held| millis(held.since)),
                ":previous_until": previous.and_then(text),
            })?;
        Ok(())
    }

    fn tiers_over(&self, today: NaiveDate, limit: u32) -> Result<Vec<Uuid>, StoreError> {
        let members = self
            .connection()?
            .prepare_cached(
                "SELECT member FROM tier_standing WHERE until < ?1 ORDER BY until LIMIT ?2",
            )?
            .query_map((today.to_string(), limit), |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        Ok(members)
    }

    fn add_bought(
        &mut self,
        member: Uuid,
        day: NaiveDate,
        spend: i64,
        purchases: i64,
    ) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "INSERT INTO tier_day (member, day, spend, purchases) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (member, day) DO UPDATE SET spend = spend + excluded.spend,
                   purchases = purchases + excluded.purchases",
            )?
            .execute((member, day.to_string(), spend, purchases))?;
        Ok(())
    }

    fn bought_by_day(
        &self,
        member: Uuid,
        since: NaiveDate,
    ) -> Result<Vec<(NaiveDate, i64, i64)>, StoreError> {
        self.connection()?
            .prepare_cached(
                "SELECT day, spend, purchases FROM tier_day
                 WHERE member = ?1 AND day >= ?2 ORDER BY day",
            )?
            .query_map((member, since.to_string()), |row| {
                Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))
            })?
            .map(|row| {
                let (day, spend, purchases) = row?;
                Ok((date(&day, DAYS)?, spend, purchases))
            })
            .collect()
    }
}

fn read(row: &Row<'_>) -> Result<TierStanding, StoreError> {
    let held = |tier: String, since: i64, until: Option<String>| -> Result<Held, StoreError> {
        Ok(Held {
            tier,
            since: instant(since, TABLE)?,
            until: until.map(|day| date(&day, TABLE)).transpose()?,
        })
    };
    let previous: Option<String> = row.get("previous")?;
    Ok(TierStanding {
        member: row.get("member")?,
        held: held(row.get("tier")?, row.get("since")?, row.get("until")?)?,
        previous: previous
            .map(|tier| held(tier, row.get("previous_since")?, row.get("previous_until")?))
            .transpose()?,
    })
}
