//! Who took part in campaigns, challenges and draws.

use chrono::{DateTime, Utc};
use kantis_protocol::DrawRecord;
use rusqlite::{OptionalExtension as _, Params, Row, named_params};
use uuid::Uuid;

use super::SqliteTx;
use super::convert::{date, instant, millis};
use crate::records::{ChallengeRecord, DrawState, StepRecord, TicketRecord};
use crate::store::{Campaigns, StoreError};

impl SqliteTx<'_> {
    fn count(&self, sql: &str, by: impl Params) -> Result<i64, StoreError> {
        Ok(self
            .connection()?
            .prepare_cached(sql)?
            .query_row(by, |row| row.get(0))?)
    }

    fn find_tickets(&self, sql: &str, by: impl Params) -> Result<Vec<TicketRecord>, StoreError> {
        let found = self
            .connection()?
            .prepare_cached(sql)?
            .query_map(by, read_tickets)?
            .collect::<Result<_, _>>()?;
        Ok(found)
    }
}

impl Campaigns for SqliteTx<'_> {
    fn campaign_places(&self, campaign: &str) -> Result<u32, StoreError> {
        let places = self.count(
            "SELECT count(*) FROM campaign_part WHERE campaign = ?1",
            [campaign],
        )?;
        u32::try_from(places).map_err(|_| StoreError::Unreadable {
            table: "campaign_part",
        })
    }

    fn in_campaign(&self, campaign: &str, member: Uuid) -> Result<bool, StoreError> {
        let places = self.count(
            "SELECT count(*) FROM campaign_part WHERE member = ?1 AND campaign = ?2",
            (member, campaign),
        )?;
        Ok(places > 0)
    }

    fn take_place(
        &mut self,
        campaign: &str,
        member: Uuid,
        sale: Uuid,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "INSERT INTO campaign_part (campaign, place, member, sale, at)
                 SELECT ?1, coalesce(max(place), 0) + 1, ?2, ?3, ?4
                 FROM campaign_part WHERE campaign = ?1
                 ON CONFLICT (member, campaign) WHERE member IS NOT NULL DO NOTHING",
            )?
            .execute((campaign, member, sale, millis(at)))?;
        Ok(())
    }

    fn leave_places(&mut self, member: Uuid, sale: Uuid) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached("DELETE FROM campaign_part WHERE member = ?1 AND sale = ?2")?
            .execute((member, sale))?;
        Ok(())
    }

    fn challenge_of(
        &self,
        challenge: &str,
        member: Uuid,
    ) -> Result<Option<ChallengeRecord>, StoreError> {
        self.connection()?
            .prepare_cached("SELECT * FROM challenge_member WHERE member = ?1 AND challenge = ?2")?
            .query_row((member, challenge), |row| Ok(read_challenge(row)))
            .optional()?
            .transpose()
    }

    fn set_challenge(&mut self, record: &ChallengeRecord) -> Result<(), StoreError> {
        let prize = record
            .prize
            .as_ref()
            .map(serde_json::to_string)
            .transpose()
            .map_err(|error| StoreError::Database(error.into()))?;
        self.connection()?
            .prepare_cached(
                "INSERT INTO challenge_member (challenge, member, joined, completed, prize)
                 VALUES (:challenge, :member, :joined, :completed, :prize)
                 ON CONFLICT DO UPDATE SET completed = :completed, prize = :prize",
            )?
            .execute(named_params! {
                ":challenge": record.challenge,
                ":member": record.member,
                ":joined": millis(record.joined),
                ":completed": record.completed.map(millis),
                ":prize": prize,
            })?;
        Ok(())
    }

    fn step_of(
        &self,
        challenge: &str,
        member: Uuid,
        sale: Uuid,
    ) -> Result<Option<StepRecord>, StoreError> {
        self.connection()?
            .prepare_cached(
                "SELECT * FROM challenge_step
                 WHERE member = ?1 AND challenge = ?2 AND sale = ?3",
            )?
            .query_row((member, challenge, sale), |row| Ok(read_step(row)))
            .optional()?
            .transpose()
    }

    fn set_step(&mut self, step: &StepRecord) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "INSERT INTO challenge_step (challenge, member, sale, day, counted)
                 VALUES (:challenge, :member, :sale, :day, :counted)
                 ON CONFLICT DO UPDATE SET counted = :counted",
            )?
            .execute(named_params! {
                ":challenge": step.challenge,
                ":member": step.member,
                ":sale": step.sale,
                ":day": step.day.to_string(),
                ":counted": step.counted,
            })?;
        Ok(())
    }

    fn steps_counted(&self, challenge: &str, member: Uuid) -> Result<i64, StoreError> {
        self.count(
            "SELECT coalesce(sum(counted), 0) FROM challenge_step
             WHERE member = ?1 AND challenge = ?2",
            (member, challenge),
        )
    }

    fn days_counted(&self, challenge: &str, member: Uuid) -> Result<i64, StoreError> {
        self.count(
            "SELECT count(DISTINCT day) FROM challenge_step
             WHERE member = ?1 AND challenge = ?2 AND counted > 0",
            (member, challenge),
        )
    }

    fn draw(&self, draw: &str) -> Result<Option<DrawState>, StoreError> {
        self.connection()?
            .prepare_cached(
                "SELECT draw, seed, opened, record IS NOT NULL AS drawn FROM draw WHERE draw = ?1",
            )?
            .query_row([draw], |row| Ok(read_draw(row)))
            .optional()?
            .transpose()
    }

    fn draw_record(&self, draw: &str) -> Result<Option<DrawRecord>, StoreError> {
        let record: Option<Option<String>> = self
            .connection()?
            .prepare_cached("SELECT record FROM draw WHERE draw = ?1")?
            .query_row([draw], |row| row.get(0))
            .optional()?;
        record
            .flatten()
            .map(|record| {
                serde_json::from_str(&record).map_err(|_| StoreError::Unreadable { table: "draw" })
            })
            .transpose()
    }

    fn add_draw(&mut self, draw: &DrawState) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached("INSERT INTO draw (draw, seed, opened, next) VALUES (?1, ?2, ?3, 1)")?
            .execute((&draw.draw, draw.seed, millis(draw.opened)))?;
        Ok(())
    }

    fn set_drawn(&mut self, draw: &str, record: &DrawRecord) -> Result<(), StoreError> {
        let record =
            serde_json::to_string(record).map_err(|error| StoreError::Database(error.into()))?;
        self.connection()?
            .prepare_cached("UPDATE draw SET record = ?2 WHERE draw = ?1 AND record IS NULL")?
            .execute((draw, record))?;
        Ok(())
    }

    fn add_tickets(
        &mut self,
        draw: &str,
        member: Uuid,
        sale: Option<Uuid>,
        count: u32,
    ) -> Result<i64, StoreError> {
        let connection = self.connection()?;
        let first: i64 = connection
            .prepare_cached("UPDATE draw SET next = next + ?2 WHERE draw = ?1 RETURNING next - ?2")?
            .query_row((draw, count), |row| row.get(0))?;
        connection
            .prepare_cached(
                "INSERT INTO draw_ticket (draw, first, count, member, sale)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((draw, first, count, member, sale))?;
        Ok(first)
    }

    fn set_tickets(&mut self, tickets: &TicketRecord) -> Result<(), StoreError> {
        let connection = self.connection()?;
        if tickets.count == 0 {
            connection
                .prepare_cached("DELETE FROM draw_ticket WHERE draw = ?1 AND first = ?2")?
                .execute((&tickets.draw, tickets.first))?;
        } else {
            connection
                .prepare_cached("UPDATE draw_ticket SET count = ?3 WHERE draw = ?1 AND first = ?2")?
                .execute((&tickets.draw, tickets.first, tickets.count))?;
        }
        Ok(())
    }

    fn tickets(&self, draw: &str) -> Result<Vec<TicketRecord>, StoreError> {
        self.find_tickets(
            "SELECT * FROM draw_ticket WHERE draw = ?1 ORDER BY first",
            [draw],
        )
    }

    fn tickets_of_sale(&self, sale: Uuid) -> Result<Vec<TicketRecord>, StoreError> {
        self.find_tickets(
            "SELECT * FROM draw_ticket WHERE sale = ?1 ORDER BY draw, first",
            [sale],
        )
    }

    fn ticket_count(&self, draw: &str, member: Uuid) -> Result<u32, StoreError> {
        let count = self.count(
            "SELECT coalesce(sum(count), 0) FROM draw_ticket WHERE member = ?1 AND draw = ?2",
            (member, draw),
        )?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }
}

fn read_challenge(row: &Row<'_>) -> Result<ChallengeRecord, StoreError> {
    let table = "challenge_member";
    Ok(ChallengeRecord {
        challenge: row.get("challenge")?,
        member: row.get("member")?,
        joined: instant(row.get("joined")?, table)?,
        completed: row
            .get::<_, Option<i64>>("completed")?
            .map(|completed| instant(completed, table))
            .transpose()?,
        prize: row
            .get::<_, Option<String>>("prize")?
            .map(|prize| serde_json::from_str(&prize))
            .transpose()
            .map_err(|_| StoreError::Unreadable { table })?,
    })
}

fn read_step(row: &Row<'_>) -> Result<StepRecord, StoreError> {
    let day: String = row.get("day")?;
    Ok(StepRecord {
        challenge: row.get("challenge")?,
        member: row.get("member")?,
        sale: row.get("sale")?,
        day: date(&day, "challenge_step")?,
        counted: row.get("counted")?,
    })
}

fn read_draw(row: &Row<'_>) -> Result<DrawState, StoreError> {
    Ok(DrawState {
        draw: row.get("draw")?,
        seed: row.get("seed")?,
        opened: instant(row.get("opened")?, "draw")?,
        drawn: row.get("drawn")?,
    })
}

fn read_tickets(row: &Row<'_>) -> rusqlite::Result<TicketRecord> {
    Ok(TicketRecord {
        draw: row.get("draw")?,
        first: row.get("first")?,
        count: row.get("count")?,
        member: row.get("member")?,
        sale: row.get("sale")?,
    })
}
