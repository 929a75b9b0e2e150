//! Mail that waits to be sent, and the links that end it.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Params, Row, named_params};
use uuid::Uuid;

use super::SqliteTx;
use super::convert::{instant, millis};
use crate::records::{Hash, MailEnd, MailRecord};
use crate::store::{MailQueue, StoreError};

const TABLE: &str = "mail";

impl SqliteTx<'_> {
    fn find_mail(&self, sql: &str, by: impl Params) -> Result<Vec<MailRecord>, StoreError> {
        self.connection()?
            .prepare_cached(sql)?
            .query_map(by, |row| Ok(read(row)))?
            .map(|row| row?)
            .collect()
    }

    fn put_mail(&self, sql: &str, mail: &MailRecord) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(sql)?
            .execute(named_params! {
                ":id": mail.id,
                ":member": mail.member,
                ":offer": mail.offer,
                ":created": millis(mail.created),
                ":due": millis(mail.due),
                ":tries": mail.tries,
                ":taken": mail.taken.map(millis),
                ":outcome": mail.end.map(|(end, _)| word(end)),
                ":ended": mail.end.map(|(_, at)| millis(at)),
            })?;
        Ok(())
    }
}

impl MailQueue for SqliteTx<'_> {
    fn add_mail(&mut self, mail: &MailRecord) -> Result<(), StoreError> {
        self.put_mail(
            "INSERT INTO mail (id, member, offer, created, due, tries, taken, outcome, ended)
             VALUES (:id, :member, :offer, :created, :due, :tries, :taken, :outcome, :ended)",
            mail,
        )
    }

    fn set_mail(&mut self, mail: &MailRecord) -> Result<(), StoreError> {
        self.put_mail(
            "UPDATE mail SET member = :member, offer = :offer, created = :created, due = :due,
               tries = :tries, taken = :taken, outcome = :outcome, ended = :ended
             WHERE id = :id",
            mail,
        )
    }

    fn next_addressee(&self, now: DateTime<Utc>) -> Result<Option<Uuid>, StoreError> {
        Ok(self
            .connection()?
            .prepare_cached(
                "SELECT member FROM mail WHERE ended IS NULL AND taken IS NULL AND due <= ?1
                 ORDER BY due LIMIT 1",
            )?
            .query_row([millis(now)], |row| row.get(0))
            .optional()?)
    }

    fn mail_due(&self, member: Uuid, now: DateTime<Utc>) -> Result<Vec<MailRecord>, StoreError> {
        self.find_mail(
            "SELECT * FROM mail
             WHERE member = ?1 AND ended IS NULL AND taken IS NULL AND due <= ?2
             ORDER BY created, id",
            (member, millis(now)),
        )
    }

    fn mail(&self, id: Uuid) -> Result<Option<MailRecord>, StoreError> {
        Ok(self
            .find_mail("SELECT * FROM mail WHERE id = ?1", [id])?
            .pop())
    }

    fn mail_unclear(
        &self,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<MailRecord>, StoreError> {
        self.find_mail(
            "SELECT * FROM mail WHERE ended IS NULL AND taken IS NOT NULL AND taken <= ?1
             ORDER BY taken LIMIT ?2",
            (millis(before), limit),
        )
    }

    fn mail_to(&self, member: Uuid) -> Result<Vec<MailRecord>, StoreError> {
        self.find_mail(
            "SELECT * FROM mail WHERE member = ?1 ORDER BY created, id",
            [member],
        )
    }

    fn add_unsubscriber(
        &mut self,
        token: &Hash,
        member: Uuid,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached("INSERT INTO unsubscriber (token, member, at) VALUES (?1, ?2, ?3)")?
            .execute((token, member, millis(at)))?;
        Ok(())
    }

    fn unsubscriber(&self, token: &Hash) -> Result<Option<Uuid>, StoreError> {
        Ok(self
            .connection()?
            .prepare_cached("SELECT member FROM unsubscriber WHERE token = ?1")?
            .query_row([token], |row| row.get(0))
            .optional()?)
    }

    fn trim_mail(&mut self, before: DateTime<Utc>, limit: u32) -> Result<u32, StoreError> {
        let mut gone = 0;
        for sql in [
            "DELETE FROM mail WHERE id IN (SELECT id FROM mail
               WHERE ended IS NOT NULL AND ended < ?1 ORDER BY ended LIMIT ?2)",
            "DELETE FROM unsubscriber WHERE token IN (SELECT token FROM unsubscriber
               WHERE at < ?1 ORDER BY at LIMIT ?2)",
        ] {
            gone += self
                .connection()?
                .prepare_cached(sql)?
                .execute((millis(before), limit))?;
        }
        Ok(u32::try_from(gone).unwrap_or(u32::MAX))
    }
}

fn read(row: &Row<'_>) -> Result<MailRecord, StoreError> {
    let at = |column: &str| {
        row.get::<_, Option<i64>>(column)?
            .map(|millis| instant(millis, TABLE))
            .transpose()
    };
    let outcome: Option<String> = row.get("outcome")?;
    let end = match (outcome, at("ended")?) {
        (Some(outcome), Some(ended)) => Some((
            ENDS.iter()
                .find(|(_, word)| *word == outcome)
                .map(|(end, _)| *end)
                .ok_or(StoreError::Unreadable { table: TABLE })?,
            ended,
        )),
        _ => None,
    };
    Ok(MailRecord {
        id: row.get("id")?,
        member: row.get("member")?,
        offer: row.get("offer")?,
        created: instant(row.get("created")?, TABLE)?,
        due: instant(row.get("due")?, TABLE)?,
        tries: row.get("tries")?,
        taken: at("taken")?,
        end,
    })
}

const ENDS: &[(MailEnd, &str)] = &[
    (MailEnd::Sent, "sent"),
    (MailEnd::Failed, "failed"),
    (MailEnd::Dropped, "dropped"),
    (MailEnd::Unclear, "unclear"),
];

const fn word(end: MailEnd) -> &'static str {
    match end {
        MailEnd::Sent => "sent",
        MailEnd::Failed => "failed",
        MailEnd::Dropped => "dropped",
        MailEnd::Unclear => "unclear",
    }
}
