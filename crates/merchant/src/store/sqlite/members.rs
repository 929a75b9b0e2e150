//! Members, by everything they are found by.

use kantis_protocol::CardNumber;
use rusqlite::{OptionalExtension as _, Row, ToSql, named_params};
use uuid::Uuid;

use super::SqliteTx;
use super::convert::{instant, millis};
use crate::records::{Birthday, MemberRecord};
use crate::store::{Members, StoreError};

const TABLE: &str = "member";

impl SqliteTx<'_> {
    fn find_member(&self, sql: &str, by: &dyn ToSql) -> Result<Option<MemberRecord>, StoreError> {
        self.connection()?
            .prepare_cached(sql)?
            .query_row([by], |row| Ok(read(row)))
            .optional()?
            .transpose()
    }

    fn put_member(&self, sql: &str, member: &MemberRecord) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(sql)?
            .execute(named_params! {
                ":id": member.id,
                ":number": member.number.as_str(),
                ":email": member.email,
                ":phone": member.phone,
                ":name": member.name,
                ":birthday": member.birthday.map(|day| format!("{:02}-{:02}", day.month, day.day)),
                ":language": member.language,
                ":joined": millis(member.joined),
            })
            .map_err(taken)?;
        Ok(())
    }
}

impl Members for SqliteTx<'_> {
    fn member(&self, id: Uuid) -> Result<Option<MemberRecord>, StoreError> {
        self.find_member("SELECT * FROM member WHERE id = ?1", &id)
    }

    fn member_by_number(&self, number: &str) -> Result<Option<MemberRecord>, StoreError> {
        self.find_member("SELECT * FROM member WHERE number = ?1", &number)
    }

    fn member_by_email(&self, email: &str) -> Result<Option<MemberRecord>, StoreError> {
        self.find_member("SELECT * FROM member WHERE email = ?1", &email)
    }

    fn member_by_phone(&self, phone: &str) -> Result<Option<MemberRecord>, StoreError> {
        self.find_member("SELECT * FROM member WHERE phone = ?1", &phone)
    }

    fn members_after(&self, after: Option<Uuid>, limit: u32) -> Result<Vec<Uuid>, StoreError> {
        let ids = self
            .connection()?
            .prepare_cached(
                "SELECT id FROM member WHERE id > coalesce(?1, x'') ORDER BY id LIMIT ?2",
            )?
            .query_map((after, limit), |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        Ok(ids)
    }

    fn add_member(&mut self, member: &MemberRecord) -> Result<(), StoreError> {
        self.put_member(
            "INSERT INTO member (id, number, email, phone, name, birthday, language, joined)
             VALUES (:id, :number, :email, :phone, :name, :birthday, :language, :joined)",
            member,
        )
    }

    fn set_member(&mut self, member: &MemberRecord) -> Result<(), StoreError> {
        self.put_member(
            "UPDATE member SET number = :number, email = :email, phone = :phone, name = :name,
               birthday = :birthday, language = :language, joined = :joined
             WHERE id = :id",
            member,
        )
    }

    fn delete_member(&mut self, id: Uuid) -> Result<(), StoreError> {
        let connection = self.connection()?;
        connection
            .prepare_cached("UPDATE sale SET member = NULL WHERE member = ?1")?
            .execute([id])?;
        connection
            .prepare_cached("DELETE FROM member WHERE id = ?1")?
            .execute([id])?;
        self.touched.ended.insert(id);
        Ok(())
    }
}

fn read(row: &Row<'_>) -> Result<MemberRecord, StoreError> {
    let unreadable = || StoreError::Unreadable { table: TABLE };
    let number: String = row.get("number")?;
    let birthday: Option<String> = row.get("birthday")?;
    Ok(MemberRecord {
        id: row.get("id")?,
        number: CardNumber::parse(&number).map_err(|_| unreadable())?,
        email: row.get("email")?,
        phone: row.get("phone")?,
        name: row.get("name")?,
        birthday: birthday
            .map(|day| month_and_day(&day).ok_or_else(unreadable))
            .transpose()?,
        language: row.get("language")?,
        joined: instant(row.get("joined")?, TABLE)?,
    })
}

fn month_and_day(text: &str) -> Option<Birthday> {
    let (month, day) = text.split_once('-')?;
    Some(Birthday {
        month: month.parse().ok()?,
        day: day.parse().ok()?,
    })
}

/// Says which unique column was meant; SQLite names it as `member.email`.
fn taken(error: rusqlite::Error) -> StoreError {
    if let rusqlite::Error::SqliteFailure(failure, Some(said)) = &error
        && failure.code == rusqlite::ErrorCode::ConstraintViolation
    {
        for what in ["email", "phone", "number"] {
            if said.ends_with(&format!("member.{what}")) {
                return StoreError::Taken { what };
            }
        }
    }
    error.into()
}
