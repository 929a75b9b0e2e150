//! The ledger: entries, postings, lots and sums.

use chrono::{DateTime, NaiveDate, Utc};
use kantis_protocol::EntryState;
use rusqlite::types::Type;
use rusqlite::{OptionalExtension as _, Params, Row, named_params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::SqliteTx;
use super::convert::{date, instant, millis};
use crate::records::{Account, Entry, Lot, PointAccount, Posting};
use crate::store::{PointRows, StoreError};

const ENTRIES: &str = "point_entry";
const LOTS: &str = "point_lot";
const ACCOUNTS: &str = "point_account";
const DAYS: &str = "point_day";

/// A lot that never runs out has this last day, so that it comes last in its index.
const NEVER: &str = "9999-12-31";

impl SqliteTx<'_> {
    fn find_entries(&self, sql: &str, by: impl Params) -> Result<Vec<Entry>, StoreError> {
        let connection = self.connection()?;
        let mut entries = connection
            .prepare_cached(sql)?
            .query_map(by, |row| Ok(read_entry(row)))?
            .map(|row| row?)
            .collect::<Result<Vec<_>, StoreError>>()?;
        let mut postings = connection.prepare_cached(
            "SELECT account, lot, amount FROM point_posting WHERE entry = ?1 ORDER BY place",
        )?;
        for entry in &mut entries {
            entry.postings = postings
                .query_map([entry.id], read_posting)?
                .collect::<Result<_, _>>()?;
        }
        Ok(entries)
    }

    fn put_postings(
        &self,
        entry: Uuid,
        first: i64,
        postings: &[Posting],
    ) -> Result<(), StoreError> {
        let mut insert = self.connection()?.prepare_cached(
            "INSERT INTO point_posting (entry, place, account, lot, amount)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for (place, posting) in (first..).zip(postings) {
            insert.execute((
                entry,
                place,
                account_word(posting.account),
                posting.lot,
                posting.amount,
            ))?;
        }
        Ok(())
    }

    fn find_lots(&self, sql: &str, by: impl Params) -> Result<Vec<Lot>, StoreError> {
        self.connection()?
            .prepare_cached(sql)?
            .query_map(by, |row| Ok(read_lot(row)))?
            .map(|row| row?)
            .collect()
    }

    /// Lots with points to spend, those that run out first first, until one after which no more are
    /// wanted.
    fn first_to_run_out(
        &self,
        member: Uuid,
        mut more: impl FnMut(&Lot) -> bool,
    ) -> Result<Vec<Lot>, StoreError> {
        let mut statement = self.connection()?.prepare_cached(
            "SELECT * FROM point_lot WHERE member = ?1 AND available > 0
             ORDER BY last_day, effective, entry",
        )?;
        let mut rows = statement.query([member])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let lot = read_lot(row)?;
            let more = more(&lot);
            found.push(lot);
            if !more {
                break;
            }
        }
        Ok(found)
    }
}

impl PointRows for SqliteTx<'_> {
    fn point_account(&self, member: Uuid) -> Result<Option<PointAccount>, StoreError> {
        self.connection()?
            .prepare_cached("SELECT * FROM point_account WHERE member = ?1")?
            .query_row([member], |row| Ok(read_account(row)))
            .optional()?
            .transpose()
    }

    fn set_point_account(&mut self, account: &PointAccount) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "INSERT INTO point_account (member, pending, available, locked, issued, redeemed,
                   expired, adjusted, owed, kept_until, due)
                 VALUES (:member, :pending, :available, :locked, :issued, :redeemed,
                   :expired, :adjusted, :owed, :kept_until, :due)
                 ON CONFLICT (member) DO UPDATE SET pending = excluded.pending,
                   available = excluded.available, locked = excluded.locked,
                   issued = excluded.issued, redeemed = excluded.redeemed,
                   expired = excluded.expired, adjusted = excluded.adjusted,
                   owed = excluded.owed, kept_until = excluded.kept_until, due = excluded.due",
            )?
            .execute(named_params! {
                ":member": account.member,
                ":pending": account.pending,
                ":available": account.available,
                ":locked": account.locked,
                ":issued": account.issued,
                ":redeemed": account.redeemed,
                ":expired": account.expired,
                ":adjusted": account.adjusted,
                ":owed": account.owed,
                ":kept_until": account.kept_until.map(|day| day.to_string()),
                ":due": account.due.map(millis),
            })?;
        Ok(())
    }

    fn points_passed(
        &self,
        member: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        // The account knows the first instant that is due; lots behind it may be due as well.
        self.connection()?
            .prepare_cached(
                "SELECT max(account.due, coalesce((SELECT max(effective) FROM point_lot
                   WHERE member = ?1 AND pending > 0 AND effective <= ?2), account.due))
                 FROM point_account AS account WHERE member = ?1 AND due <= ?2",
            )?
            .query_row((member, millis(now)), |row| row.get::<_, i64>(0))
            .optional()?
            .map(|at| instant(at, ACCOUNTS))
            .transpose()
    }

    fn points_due(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<Uuid>, StoreError> {
        let members = self
            .connection()?
            .prepare_cached(
                "SELECT member FROM point_account WHERE due <= ?1 ORDER BY due LIMIT ?2",
            )?
            .query_map((millis(now), limit), |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        Ok(members)
    }

    fn add_entry(&mut self, entry: &Entry) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "INSERT INTO point_entry (id, member, kind, state, amount, occurred, effective,
                   expires, receipt, claim, reason)
                 VALUES (:id, :member, :kind, :state, :amount, :occurred, :effective,
                   :expires, :receipt, :claim, :reason)",
            )?
            .execute(named_params! {
                ":id": entry.id,
                ":member": entry.member,
                ":kind": word(&entry.kind)?,
                ":state": word(&entry.state)?,
                ":amount": entry.amount,
                ":occurred": millis(entry.occurred),
                ":effective": entry.effective.map(millis),
                ":expires": entry.expires.map(|day| day.to_string()),
                ":receipt": entry.receipt,
                ":claim": entry.claim,
                ":reason": entry.reason,
            })?;
        self.put_postings(entry.id, 0, &entry.postings)
    }

    fn add_postings(&mut self, entry: Uuid, postings: &[Posting]) -> Result<(), StoreError> {
        let behind = self
            .connection()?
            .prepare_cached(
                "SELECT coalesce(max(place) + 1, 0) FROM point_posting WHERE entry = ?1",
            )?
            .query_row([entry], |row| row.get(0))?;
        self.put_postings(entry, behind, postings)
    }

    fn set_entry_state(&mut self, entry: Uuid, state: EntryState) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached("UPDATE point_entry SET state = ?2 WHERE id = ?1")?
            .execute((entry, word(&state)?))?;
        Ok(())
    }

    fn entry(&self, member: Uuid, id: Uuid) -> Result<Option<Entry>, StoreError> {
        let mut found = self.find_entries(
            "SELECT * FROM point_entry WHERE id = ?1 AND member = ?2",
            (id, member),
        )?;
        Ok(found.pop())
    }

    fn entries(
        &self,
        member: Uuid,
        before: Option<(DateTime<Utc>, Uuid)>,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        let Some((occurred, id)) = before else {
            return self.find_entries(
                "SELECT * FROM point_entry WHERE member = ?1
                 ORDER BY occurred DESC, id DESC LIMIT ?2",
                (member, limit),
            );
        };
        self.find_entries(
            "SELECT * FROM point_entry WHERE member = ?1 AND (occurred, id) < (?2, ?3)
             ORDER BY occurred DESC, id DESC LIMIT ?4",
            (member, millis(occurred), id, limit),
        )
    }

    fn entries_of_claim(&self, member: Uuid, claim: Uuid) -> Result<Vec<Entry>, StoreError> {
        self.find_entries(
            "SELECT * FROM point_entry WHERE claim = ?1 AND member = ?2 ORDER BY occurred, id",
            (claim, member),
        )
    }

    fn add_lot(&mut self, lot: &Lot) -> Result<(), StoreError> {
        let basis = lot.basis.as_ref().map(serde_json::to_string).transpose();
        self.connection()?
            .prepare_cached(
                "INSERT INTO point_lot (entry, member, sale, effective, last_day, pending,
                   available, locked, net, basis)
                 VALUES (:entry, :member, :sale, :effective, :last_day, :pending,
                   :available, :locked, :net, :basis)",
            )?
            .execute(named_params! {
                ":entry": lot.entry,
                ":member": lot.member,
                ":sale": lot.sale,
                ":effective": millis(lot.effective),
                ":last_day": lot.last_day.map_or_else(|| NEVER.to_owned(), |day| day.to_string()),
                ":pending": lot.pending,
                ":available": lot.available,
                ":locked": lot.locked,
                ":net": lot.net,
                ":basis": basis.map_err(|_| StoreError::Unreadable { table: LOTS })?,
            })?;
        Ok(())
    }

    fn move_lots(&mut self, postings: &[Posting]) -> Result<(), StoreError> {
        let connection = self.connection()?;
        for posting in postings {
            let Some(lot) = posting.lot else { continue };
            let sql = match posting.account {
                Account::Pending => "UPDATE point_lot SET pending = pending + ?2 WHERE entry = ?1",
                Account::Available => {
                    "UPDATE point_lot SET available = available + ?2 WHERE entry = ?1"
                }
                Account::Locked => "UPDATE point_lot SET locked = locked + ?2 WHERE entry = ?1",
                Account::Issued => "UPDATE point_lot SET net = net - ?2 WHERE entry = ?1",
                Account::Redeemed | Account::Expired | Account::Adjusted => continue,
            };
            let changed = connection
                .prepare_cached(sql)?
                .execute((lot, posting.amount))?;
            if changed != 1 {
                return Err(StoreError::Unreadable { table: LOTS });
            }
        }
        Ok(())
    }

    fn lots_to_spend(&self, member: Uuid, enough: i64) -> Result<Vec<Lot>, StoreError> {
        if enough <= 0 {
            return Ok(Vec::new());
        }
        let mut sum: i64 = 0;
        self.first_to_run_out(member, |lot| {
            sum = sum.saturating_add(lot.available);
            sum < enough
        })
    }

    fn lots_running_out(&self, member: Uuid, before: NaiveDate) -> Result<Vec<Lot>, StoreError> {
        self.first_to_run_out(member, |lot| lot.last_day.is_some_and(|day| day < before))
    }

    fn lots_pending(&self, member: Uuid) -> Result<Vec<Lot>, StoreError> {
        self.find_lots(
            "SELECT * FROM point_lot WHERE member = ?1 AND pending > 0 ORDER BY effective, entry",
            [member],
        )
    }

    fn lots_of_sale(&self, sale: Uuid) -> Result<Vec<Lot>, StoreError> {
        self.find_lots(
            "SELECT * FROM point_lot WHERE sale = ?1 ORDER BY entry",
            [sale],
        )
    }

    fn lots(&self, member: Uuid) -> Result<Vec<Lot>, StoreError> {
        self.find_lots(
            "SELECT lot.* FROM point_entry AS entry JOIN point_lot AS lot ON lot.entry = entry.id
             WHERE entry.member = ?1 ORDER BY lot.entry",
            [member],
        )
    }

    fn next_to_run_out(
        &self,
        member: Uuid,
        kept_until: Option<NaiveDate>,
    ) -> Result<Option<(NaiveDate, i64)>, StoreError> {
        let connection = self.connection()?;
        let first: Option<String> = connection
            .prepare_cached(
                "SELECT min(last_day) FROM point_lot WHERE member = ?1 AND available > 0",
            )?
            .query_row([member], |row| row.get(0))?;
        let Some(first) = first.filter(|day| day != NEVER) else {
            return Ok(None);
        };
        let first = date(&first, LOTS)?;
        let day = kept_until.map_or(first, |kept| kept.max(first));
        let amount = connection
            .prepare_cached(
                "SELECT sum(available) FROM point_lot
                 WHERE member = ?1 AND available > 0 AND last_day <= ?2",
            )?
            .query_row((member, day.to_string()), |row| row.get(0))?;
        Ok(Some((day, amount)))
    }

    fn next_available(&self, member: Uuid) -> Result<Option<(DateTime<Utc>, i64)>, StoreError> {
        let connection = self.connection()?;
        let first: Option<i64> = connection
            .prepare_cached(
                "SELECT min(effective) FROM point_lot WHERE member = ?1 AND pending > 0",
            )?
            .query_row([member], |row| row.get(0))?;
        let Some(first) = first else { return Ok(None) };
        let amount = connection
            .prepare_cached(
                "SELECT sum(pending) FROM point_lot
                 WHERE member = ?1 AND pending > 0 AND effective = ?2",
            )?
            .query_row((member, first), |row| row.get(0))?;
        Ok(Some((instant(first, LOTS)?, amount)))
    }

    fn add_given(&mut self, member: Uuid, day: NaiveDate, points: i64) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "INSERT INTO point_day (member, day, given) VALUES (?1, ?2, ?3)
                 ON CONFLICT (member, day) DO UPDATE SET given = given + excluded.given",
            )?
            .execute((member, day.to_string(), points))?;
        Ok(())
    }

    fn given_by_day(
        &self,
        member: Uuid,
        since: NaiveDate,
    ) -> Result<Vec<(NaiveDate, i64)>, StoreError> {
        self.connection()?
            .prepare_cached(
                "SELECT day, given FROM point_day WHERE member = ?1 AND day >= ?2 ORDER BY day",
            )?
            .query_map((member, since.to_string()), |row| {
                Ok((row.get::<_, String>(0)?, row.get(1)?))
            })?
            .map(|row| {
                let (day, given) = row?;
                Ok((date(&day, DAYS)?, given))
            })
            .collect()
    }
}

fn read_entry(row: &Row<'_>) -> Result<Entry, StoreError> {
    let expires: Option<String> = row.get("expires")?;
    let effective: Option<i64> = row.get("effective")?;
    Ok(Entry {
        id: row.get("id")?,
        member: row.get("member")?,
        kind: from_word(row.get("kind")?)?,
        state: from_word(row.get("state")?)?,
        amount: row.get("amount")?,
        occurred: instant(row.get("occurred")?, ENTRIES)?,
        effective: effective.map(|at| instant(at, ENTRIES)).transpose()?,
        expires: expires.map(|day| date(&day, ENTRIES)).transpose()?,
        receipt: row.get("receipt")?,
        claim: row.get("claim")?,
        reason: row.get("reason")?,
        postings: Vec::new(),
    })
}

fn read_posting(row: &Row<'_>) -> rusqlite::Result<Posting> {
    let account = match row.get_ref(0)?.as_str()? {
        "pending" => Account::Pending,
        "available" => Account::Available,
        "locked" => Account::Locked,
        "issued" => Account::Issued,
        "redeemed" => Account::Redeemed,
        "expired" => Account::Expired,
        "adjusted" => Account::Adjusted,
        _ => {
            return Err(rusqlite::Error::InvalidColumnType(
                0,
                "account".to_owned(),
                Type::Text,
            ));
        }
    };
    Ok(Posting {
        account,
        lot: row.get(1)?,
        amount: row.get(2)?,
    })
}

fn read_lot(row: &Row<'_>) -> Result<Lot, StoreError> {
    let last_day: String = row.get("last_day")?;
    let basis: Option<String> = row.get("basis")?;
    Ok(Lot {
        entry: row.get("entry")?,
        member: row.get("member")?,
        sale: row.get("sale")?,
        effective: instant(row.get("effective")?, LOTS)?,
        last_day: Some(last_day)
            .filter(|day| day != NEVER)
            .map(|day| date(&day, LOTS))
            .transpose()?,
        pending: row.get("pending")?,
        available: row.get("available")?,
        locked: row.get("locked")?,
        net: row.get("net")?,
        basis: basis
            .map(|json| serde_json::from_str(&json))
            .transpose()
            .map_err(|_| StoreError::Unreadable { table: LOTS })?,
    })
}

fn read_account(row: &Row<'_>) -> Result<PointAccount, StoreError> {
    let kept_until: Option<String> = row.get("kept_until")?;
    let due: Option<i64> = row.get("due")?;
    Ok(PointAccount {
        member: row.get("member")?,
        pending: row.get("pending")?,
        available: row.get("available")?,
        locked: row.get("locked")?,
        issued: row.get("issued")?,
        redeemed: row.get("redeemed")?,
        expired: row.get("expired")?,
        adjusted: row.get("adjusted")?,
        owed: row.get("owed")?,
        kept_until: kept_until.map(|day| date(&day, ACCOUNTS)).transpose()?,
        due: due.map(|at| instant(at, ACCOUNTS)).transpose()?,
    })
}

const fn account_word(account: Account) -> &'static str {
    match account {
        Account::Pending => "pending",
        Account::Available => "available",
        Account::Locked => "locked",
        Account::Issued => "issued",
        Account::Redeemed => "redeemed",
        Account::Expired => "expired",
        Account::Adjusted => "adjusted",
    }
}

/// One of the protocol's words, as the protocol writes it.
fn word(value: &impl Serialize) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(StoreError::Unreadable { table: ENTRIES }),
    }
}

fn from_word<T: DeserializeOwned>(word: String) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(word))
        .map_err(|_| StoreError::Unreadable { table: ENTRIES })
}
