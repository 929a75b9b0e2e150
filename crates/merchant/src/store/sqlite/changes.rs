//! What changed, for wallets that ask since a state.

use chrono::{DateTime, Utc};
use kantis_protocol::Kind;
use rusqlite::named_params;
use uuid::Uuid;

use super::SqliteTx;
use super::convert::millis;
use crate::store::{ChangeRow, Changes, State, StoreError};

/// Stands for every member.
const EVERYONE: &[u8] = &[];

impl SqliteTx<'_> {
    fn note(
        &mut self,
        member: Option<Uuid>,
        kind: Kind,
        id: &str,
        removed: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        let whose = member.as_ref().map_or(EVERYONE, |id| id.as_bytes());
        let connection = self.connection()?;
        let sequence: i64 = connection
            .prepare_cached("UPDATE change_clock SET sequence = sequence + 1 RETURNING sequence")?
            .query_row([], |row| row.get(0))?;
        connection
            .prepare_cached(
                "INSERT INTO change (member, kind, id, sequence, removed, at)
                 VALUES (:member, :kind, :id, :sequence, :removed, :at)
                 ON CONFLICT DO UPDATE SET sequence = :sequence, removed = :removed, at = :at",
            )?
            .execute(named_params! {
                ":member": whose,
                ":kind": word(kind),
                ":id": id,
                ":sequence": sequence,
                ":removed": removed.is_some(),
                ":at": removed.map_or(0, millis),
            })?;
        match member {
            Some(member) => {
                self.touched.members.insert(member);
            }
            None => self.touched.everyone = true,
        }
        Ok(())
    }
}

impl Changes for SqliteTx<'_> {
    fn touch(&mut self, member: Option<Uuid>, kind: Kind, id: &str) -> Result<(), StoreError> {
        self.note(member, kind, id, None)
    }

    fn gone(
        &mut self,
        member: Option<Uuid>,
        kind: Kind,
        id: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.note(member, kind, id, Some(at))
    }

    fn state(&self, member: Uuid) -> Result<State, StoreError> {
        let state = self
            .connection()?
            .prepare_cached(
                "SELECT epoch,
                   max(coalesce((SELECT max(sequence) FROM change WHERE member = ?1), 0),
                       coalesce((SELECT max(sequence) FROM change WHERE member = x''), 0))
                 FROM change_clock",
            )?
            .query_row([member], |row| {
                Ok(State {
                    epoch: row.get::<_, i64>(0)?.unsigned_abs(),
                    sequence: row.get(1)?,
                })
            })?;
        Ok(state)
    }

    fn changes_after(
        &self,
        member: Uuid,
        sequence: i64,
        limit: u32,
    ) -> Result<Vec<ChangeRow>, StoreError> {
        self.connection()?
            .prepare_cached(
                "SELECT sequence, kind, id, removed FROM (
                   SELECT * FROM (SELECT sequence, kind, id, removed FROM change
                     WHERE member = :member AND sequence > :after ORDER BY sequence LIMIT :limit)
                   UNION ALL
                   SELECT * FROM (SELECT sequence, kind, id, removed FROM change
                     WHERE member = x'' AND sequence > :after ORDER BY sequence LIMIT :limit))
                 ORDER BY sequence LIMIT :limit",
            )?
            .query_map(
                named_params! { ":member": member, ":after": sequence, ":limit": limit },
                |row| {
                    Ok((
                        row.get(0)?,
                        row.get::<_, String>(1)?,
                        row.get(2)?,
                        row.get(3)?,
                    ))
                },
            )?
            .map(|row| {
                let (sequence, kind, id, removed) = row?;
                Ok(ChangeRow {
                    sequence,
                    kind: self::kind(&kind, "change")?,
                    id,
                    removed,
                })
            })
            .collect()
    }

    fn horizon(&self) -> Result<i64, StoreError> {
        Ok(self
            .connection()?
            .prepare_cached("SELECT horizon FROM change_clock")?
            .query_row([], |row| row.get(0))?)
    }

    fn forget_changes(&mut self, member: Uuid) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached("DELETE FROM change WHERE member = ?1")?
            .execute([member])?;
        self.touched.members.insert(member);
        Ok(())
    }

    fn trim_changes(&mut self, before: DateTime<Utc>) -> Result<(), StoreError> {
        let connection = self.connection()?;
        let before = millis(before);
        connection
            .prepare_cached(
                // Nothing is written where nothing moves: this is asked often.
                "UPDATE change_clock SET horizon = oldest.sequence
                 FROM (SELECT max(sequence) AS sequence FROM change
                       WHERE removed AND at < ?1) AS oldest
                 WHERE horizon < oldest.sequence",
            )?
            .execute([before])?;
        connection
            .prepare_cached(
                // A newest row stays: a state never goes back.
                "DELETE FROM change WHERE removed AND at < ?1 AND sequence <
                   (SELECT max(sequence) FROM change newest WHERE newest.member = change.member)",
            )?
            .execute([before])?;
        Ok(())
    }

    fn announced(&self) -> Result<Vec<(Kind, String, [u8; 32])>, StoreError> {
        self.connection()?
            .prepare_cached("SELECT kind, id, hash FROM announced ORDER BY kind, id")?
            .query_map([], |row| {
                Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))
            })?
            .map(|row| {
                let (word, id, hash) = row?;
                Ok((kind(&word, "announced")?, id, hash))
            })
            .collect()
    }

    fn set_announced(&mut self, kind: Kind, id: &str, hash: &[u8; 32]) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "INSERT INTO announced (kind, id, hash) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET hash = excluded.hash",
            )?
            .execute((word(kind), id, hash))?;
        Ok(())
    }

    fn unset_announced(&mut self, kind: Kind, id: &str) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached("DELETE FROM announced WHERE kind = ?1 AND id = ?2")?
            .execute((word(kind), id))?;
        Ok(())
    }
}

const KINDS: &[(Kind, &str)] = &[
    (Kind::Account, "account"),
    (Kind::Programme, "programme"),
    (Kind::LedgerEntry, "ledger_entry"),
    (Kind::Reward, "reward"),
    (Kind::Claim, "claim"),
    (Kind::Offer, "offer"),
    (Kind::StampCard, "stamp_card"),
    (Kind::Challenge, "challenge"),
    (Kind::Receipt, "receipt"),
    (Kind::Consent, "consent"),
];

fn kind(word: &str, table: &'static str) -> Result<Kind, StoreError> {
    KINDS
        .iter()
        .find(|(_, known)| *known == word)
        .map(|(kind, _)| *kind)
        .ok_or(StoreError::Unreadable { table })
}

fn word(kind: Kind) -> &'static str {
    KINDS
        .iter()
        .find(|(known, _)| *known == kind)
        .map_or("unknown", |(_, word)| word)
}
