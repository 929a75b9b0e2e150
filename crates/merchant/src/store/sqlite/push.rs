//! Web Push subscriptions.

use rusqlite::{OptionalExtension as _, Row, named_params};
use uuid::Uuid;

use super::SqliteTx;
use super::convert::{instant, millis};
use crate::records::PushRecord;
use crate::store::{PushRows, StoreError};

const TABLE: &str = "push_subscription";

impl PushRows for SqliteTx<'_> {
    fn add_push(&mut self, subscription: &PushRecord) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "INSERT OR REPLACE INTO push_subscription
                   (id, member, grant_id, endpoint, p256dh, auth, created, told)
                 VALUES (:id, :member, :grant, :endpoint, :p256dh, :auth, :created, :told)",
            )?
            .execute(named_params! {
                ":id": subscription.id,
                ":member": subscription.member,
                ":grant": subscription.grant,
                ":endpoint": subscription.endpoint,
                ":p256dh": subscription.p256dh,
                ":auth": subscription.auth,
                ":created": millis(subscription.created),
                ":told": subscription.told,
            })?;
        Ok(())
    }

    fn pushes_of(&self, member: Uuid) -> Result<Vec<PushRecord>, StoreError> {
        self.connection()?
            .prepare_cached(
                "SELECT * FROM push_subscription WHERE member = ?1 ORDER BY created, id",
            )?
            .query_map([member], |row| Ok(read(row)))?
            .map(|row| row?)
            .collect()
    }

    fn push(&self, id: Uuid) -> Result<Option<PushRecord>, StoreError> {
        self.connection()?
            .prepare_cached("SELECT * FROM push_subscription WHERE id = ?1")?
            .query_row([id], |row| Ok(read(row)))
            .optional()?
            .transpose()
    }

    fn pushed_members_after(
        &self,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<Uuid>, StoreError> {
        let after = after.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
        Ok(self
            .connection()?
            .prepare_cached(
                "SELECT DISTINCT member FROM push_subscription WHERE member > ?1
                 ORDER BY member LIMIT ?2",
            )?
            .query_map((after, limit), |row| row.get(0))?
            .collect::<Result<_, _>>()?)
    }

    fn set_told(&mut self, id: Uuid, sequence: i64) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached("UPDATE push_subscription SET told = max(told, ?2) WHERE id = ?1")?
            .execute((id, sequence))?;
        Ok(())
    }

    fn remove_push(&mut self, id: Uuid) -> Result<bool, StoreError> {
        let removed = self
            .connection()?
            .prepare_cached("DELETE FROM push_subscription WHERE id = ?1")?
            .execute([id])?;
        Ok(removed > 0)
    }
}

fn read(row: &Row<'_>) -> Result<PushRecord, StoreError> {
    Ok(PushRecord {
        id: row.get("id")?,
        member: row.get("member")?,
        grant: row.get("grant_id")?,
        endpoint: row.get("endpoint")?,
        p256dh: row.get("p256dh")?,
        auth: row.get("auth")?,
        created: instant(row.get("created")?, TABLE)?,
        told: row.get("told")?,
    })
}
