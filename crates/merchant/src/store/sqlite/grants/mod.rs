//! OAuth: clients, sign-ins, codes and tokens, as hashes.

mod client;
mod sign_in;
mod token;
mod trim;
mod waiting;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::SqliteTx;
use crate::records::{
    AccessRecord, ClientRecord, CodeRecord, DeviceRecord, GrantRecord, Hash, RefreshRecord, Scopes,
    SignInRecord,
};
use crate::store::{Codes as _, Grants, StoreError};

impl Grants for SqliteTx<'_> {
    fn client(&self, id: &str) -> Result<Option<ClientRecord>, StoreError> {
        client::client(self.connection()?, id)
    }

    fn add_client(&mut self, client: &ClientRecord) -> Result<(), StoreError> {
        client::add(self.connection()?, client)
    }

    fn keep_unused_clients(&mut self, most: u32) -> Result<(), StoreError> {
        client::keep_unused(self.connection()?, most)
    }

    fn client_used(&mut self, id: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        client::used(self.connection()?, id, at)
    }

    fn sign_in(&self, ticket: &Hash) -> Result<Option<SignInRecord>, StoreError> {
        sign_in::sign_in(self.connection()?, ticket)
    }

    fn set_sign_in(&mut self, sign_in: &SignInRecord) -> Result<(), StoreError> {
        sign_in::set(self.connection()?, sign_in)
    }

    fn keep_begun_sign_ins(&mut self, most: u32) -> Result<(), StoreError> {
        sign_in::keep_begun(self.connection()?, most)
    }

    fn knows_browser(&self, browser: &Hash) -> Result<bool, StoreError> {
        sign_in::knows_browser(self.connection()?, browser)
    }

    fn know_browser(
        &mut self,
        browser: &Hash,
        member: Uuid,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        sign_in::know_browser(self.connection()?, browser, member, at)
    }

    fn end_sign_in(&mut self, ticket: &Hash) -> Result<(), StoreError> {
        sign_in::end(self.connection()?, ticket)
    }

    fn authorization_code(&self, code: &Hash) -> Result<Option<CodeRecord>, StoreError> {
        waiting::code(self.connection()?, code)
    }

    fn set_authorization_code(&mut self, code: &CodeRecord) -> Result<(), StoreError> {
        waiting::set_code(self.connection()?, code)
    }

    fn device(&self, code: &Hash) -> Result<Option<DeviceRecord>, StoreError> {
        waiting::device(self.connection()?, code)
    }

    fn device_by_user_code(&self, user_code: &str) -> Result<Option<DeviceRecord>, StoreError> {
        waiting::device_by_user_code(self.connection()?, user_code)
    }

    fn set_device(&mut self, device: &DeviceRecord) -> Result<(), StoreError> {
        waiting::set_device(self.connection()?, device)
    }

    fn end_device(&mut self, code: &Hash) -> Result<(), StoreError> {
        waiting::end_device(self.connection()?, code)
    }

    fn grant(&self, id: Uuid) -> Result<Option<GrantRecord>, StoreError> {
        token::grant(self.connection()?, id)
    }

    fn grants_of(&self, member: Uuid) -> Result<Vec<GrantRecord>, StoreError> {
        token::grants_of(self.connection()?, member)
    }

    fn set_grant(&mut self, grant: &GrantRecord) -> Result<(), StoreError> {
        token::set_grant(self.connection()?, grant)
    }

    fn end_grant(&mut self, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.unlink_device(id, now)?;
        token::end_grant(self.connection()?, id)?;
        self.touched.ended.insert(id);
        Ok(())
    }

    fn access_token(&self, token: &Hash) -> Result<Option<AccessRecord>, StoreError> {
        token::access(self.connection()?, token)
    }

    fn add_access_token(
        &mut self,
        token: &Hash,
        grant: Uuid,
        scopes: Scopes,
        expires: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        token::add_access(self.connection()?, token, grant, scopes, expires)
    }

    fn refresh_token(&self, token: &Hash) -> Result<Option<RefreshRecord>, StoreError> {
        token::refresh(self.connection()?, token)
    }

    fn set_refresh_token(&mut self, token: &RefreshRecord) -> Result<(), StoreError> {
        token::set_refresh(self.connection()?, token)
    }

    fn trim_grants(&mut self, now: DateTime<Utc>) -> Result<u32, StoreError> {
        trim::trim(self.connection()?, now)
    }
}

const READ: i64 = 1;
const WRITE: i64 = 2;

fn bits(scopes: Scopes) -> i64 {
    i64::from(scopes.read) * READ + i64::from(scopes.write) * WRITE
}

const fn scopes(bits: i64) -> Scopes {
    Scopes {
        read: bits & READ != 0,
        write: bits & WRITE != 0,
    }
}

/// Thirty-two bytes of a table.
fn hash(bytes: Vec<u8>, table: &'static str) -> Result<Hash, StoreError> {
    bytes
        .try_into()
        .map_err(|_| StoreError::Unreadable { table })
}
