//! Claims, and how many of a reward are left.

use chrono::{DateTime, Utc};
use kantis_protocol::ClaimState;
use rusqlite::{OptionalExtension as _, Params, Row, named_params};
use uuid::Uuid;

use super::SqliteTx;
use super::convert::{instant, millis};
use crate::records::{ClaimRecord, ClaimSource};
use crate::store::{Claims, StoreError};

const TABLE: &str = "claim";

impl SqliteTx<'_> {
    fn find_claims(&self, sql: &str, by: impl Params) -> Result<Vec<ClaimRecord>, StoreError> {
        self.connection()?
            .prepare_cached(sql)?
            .query_map(by, |row| Ok(read(row)))?
            .map(|row| row?)
            .collect()
    }
}

impl Claims for SqliteTx<'_> {
    fn hold_passed(
        &self,
        member: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.connection()?
            .prepare_cached(
                "SELECT max(hold_until) FROM claim
                 WHERE member = ?1 AND state = 'reserved' AND hold_until <= ?2",
            )?
            .query_row((member, millis(now)), |row| row.get::<_, Option<i64>>(0))?
            .map(|at| instant(at, TABLE))
            .transpose()
    }

    fn add_claim(&mut self, claim: &ClaimRecord) -> Result<(), StoreError> {
        let (source, name, place) = match &claim.source {
            ClaimSource::Reward(name) => ("reward", name, 0),
            ClaimSource::StampCard(name) => ("stamp_card", name, 0),
            ClaimSource::Draw(name, place) => ("draw", name, *place),
        };
        self.connection()?
            .prepare_cached(
                "INSERT INTO claim (id, member, source, name, place, granted, cost, state, code,
                   created, hold_until, used, ended, receipt)
                 VALUES (:id, :member, :source, :name, :place, :granted, :cost, :state, :code,
                   :created, :hold_until, :used, :ended, :receipt)",
            )?
            .execute(named_params! {
                ":id": claim.id,
                ":member": claim.member,
                ":source": source,
                ":name": name,
                ":place": place,
                ":granted": claim.granted,
                ":cost": claim.cost,
                ":state": word(claim.state),
                ":code": claim.code,
                ":created": millis(claim.created),
                ":hold_until": claim.hold_until.map(millis),
                ":used": claim.used.map(millis),
                ":ended": claim.ended.map(millis),
                ":receipt": claim.receipt,
            })
            .map_err(taken)?;
        Ok(())
    }

    fn set_claim(&mut self, claim: &ClaimRecord) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "UPDATE claim SET state = :state, hold_until = :hold_until, used = :used,
                   ended = :ended, receipt = :receipt
                 WHERE id = :id",
            )?
            .execute(named_params! {
                ":id": claim.id,
                ":state": word(claim.state),
                ":hold_until": claim.hold_until.map(millis),
                ":used": claim.used.map(millis),
                ":ended": claim.ended.map(millis),
                ":receipt": claim.receipt,
            })?;
        Ok(())
    }

    fn claim(&self, id: Uuid) -> Result<Option<ClaimRecord>, StoreError> {
        let found = self.find_claims("SELECT * FROM claim WHERE id = ?1", [id])?;
        Ok(found.into_iter().next())
    }

    fn claim_by_code(&self, code: &str) -> Result<Option<ClaimRecord>, StoreError> {
        let found = self.find_claims("SELECT * FROM claim WHERE code = ?1", [code])?;
        Ok(found.into_iter().next())
    }

    fn claims_of(
        &self,
        member: Uuid,
        ended_since: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<ClaimRecord>, StoreError> {
        self.find_claims(
            "SELECT * FROM claim
             WHERE member = ?1 AND (state = 'reserved' OR ended >= ?2)
             ORDER BY created DESC, id DESC LIMIT ?3",
            (member, millis(ended_since), limit),
        )
    }

    fn claims_on(&self, receipt: Uuid) -> Result<Vec<ClaimRecord>, StoreError> {
        self.find_claims(
            "SELECT * FROM claim WHERE receipt = ?1 AND state = 'consumed' ORDER BY id",
            [receipt],
        )
    }

    fn claims_due(&self, at: DateTime<Utc>, limit: u32) -> Result<Vec<ClaimRecord>, StoreError> {
        self.find_claims(
            "SELECT * FROM claim
             WHERE state = 'reserved' AND hold_until IS NOT NULL AND hold_until <= ?1
             ORDER BY hold_until LIMIT ?2",
            (millis(at), limit),
        )
    }

    fn claims_counted(
        &self,
        member: Uuid,
        reward: &str,
        since: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<u32, StoreError> {
        Ok(self
            .connection()?
            .prepare_cached(
                "SELECT count(*) FROM claim
                 WHERE member = ?1 AND created >= ?3 AND source = 'reward' AND name = ?2
                   AND NOT granted AND (state = 'consumed'
                     OR state = 'reserved' AND (hold_until IS NULL OR hold_until > ?4))",
            )?
            .query_row(
                (member, reward, since.map_or(i64::MIN, millis), millis(now)),
                |row| row.get(0),
            )?)
    }

    fn reward_taken(&self, reward: &str) -> Result<i64, StoreError> {
        let taken = self
            .connection()?
            .prepare_cached("SELECT taken FROM reward_taken WHERE reward = ?1")?
            .query_row([reward], |row| row.get(0))
            .optional()?;
        Ok(taken.unwrap_or(0))
    }

    fn take_reward(&mut self, reward: &str, pieces: i64) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "INSERT INTO reward_taken (reward, taken) VALUES (?1, ?2)
                 ON CONFLICT DO UPDATE SET taken = taken + ?2",
            )?
            .execute((reward, pieces))?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> Result<ClaimRecord, StoreError> {
    let unreadable = || StoreError::Unreadable { table: TABLE };
    let source: String = row.get("source")?;
    let name = row.get("name")?;
    let state: String = row.get("state")?;
    let at = |column: &str| -> Result<Option<DateTime<Utc>>, StoreError> {
        row.get::<_, Option<i64>>(column)?
            .map(|millis| instant(millis, TABLE))
            .transpose()
    };
    Ok(ClaimRecord {
        id: row.get("id")?,
        member: row.get("member")?,
        source: match source.as_str() {
            "reward" => ClaimSource::Reward(name),
            "stamp_card" => ClaimSource::StampCard(name),
            "draw" => ClaimSource::Draw(name, row.get("place")?),
            _ => return Err(unreadable()),
        },
        granted: row.get("granted")?,
        cost: row.get("cost")?,
        state: STATES
            .iter()
            .find(|(_, word)| *word == state)
            .map(|(state, _)| *state)
            .ok_or_else(unreadable)?,
        code: row.get("code")?,
        created: instant(row.get("created")?, TABLE)?,
        hold_until: at("hold_until")?,
        used: at("used")?,
        ended: at("ended")?,
        receipt: row.get("receipt")?,
    })
}

const STATES: &[(ClaimState, &str)] = &[
    (ClaimState::Reserved, "reserved"),
    (ClaimState::Consumed, "consumed"),
    (ClaimState::Released, "released"),
    (ClaimState::Lapsed, "lapsed"),
];

fn word(state: ClaimState) -> &'static str {
    STATES
        .iter()
        .find(|(known, _)| *known == state)
        .map_or("unknown", |(_, word)| word)
}

fn taken(error: rusqlite::Error) -> StoreError {
    if let rusqlite::Error::SqliteFailure(_, Some(said)) = &error
        && said.ends_with("claim.code")
    {
        return StoreError::Taken { what: "code" };
    }
    error.into()
}
