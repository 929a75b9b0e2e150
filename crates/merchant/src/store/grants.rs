//! OAuth: clients, sign-ins, codes and tokens, as hashes.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::StoreError;
use crate::records::{
    AccessRecord, ClientRecord, CodeRecord, DeviceRecord, GrantRecord, Hash, RefreshRecord, Scopes,
    SignInRecord,
};

/// OAuth: clients, sign-ins, codes and tokens, as hashes.
pub trait Grants {
    /// A client.
    ///
    /// # Errors
    /// When the database fails.
    fn client(&self, id: &str) -> Result<Option<ClientRecord>, StoreError>;

    /// Writes a new client.
    ///
    /// # Errors
    /// When the database fails.
    fn add_client(&mut self, client: &ClientRecord) -> Result<(), StoreError>;

    /// Keeps so many clients that nobody ever signed in through; the oldest go.
    ///
    /// # Errors
    /// When the database fails.
    fn keep_unused_clients(&mut self, most: u32) -> Result<(), StoreError>;

    /// Notes that a member signed in through a client.
    ///
    /// # Errors
    /// When the database fails.
    fn client_used(&mut self, id: &str, at: DateTime<Utc>) -> Result<(), StoreError>;

    /// Somebody at the sign-in pages, by their ticket.
    ///
    /// # Errors
    /// When the database fails.
    fn sign_in(&self, ticket: &Hash) -> Result<Option<SignInRecord>, StoreError>;

    /// Writes a sign-in, new or known.
    ///
    /// # Errors
    /// When the database fails.
    fn set_sign_in(&mut self, sign_in: &SignInRecord) -> Result<(), StoreError>;

    /// Keeps so many sign-ins that have got no further than their beginning; the oldest go.
    ///
    /// # Errors
    /// When the database fails.
    fn keep_begun_sign_ins(&mut self, most: u32) -> Result<(), StoreError>;

    /// Whether a member showed in this browser that this address is theirs: the hash of both.
    ///
    /// # Errors
    /// When the database fails.
    fn knows_browser(&self, browser: &Hash) -> Result<bool, StoreError>;

    /// Notes that a member showed in this browser that this address is theirs.
    ///
    /// # Errors
    /// When the database fails.
    fn know_browser(
        &mut self,
        browser: &Hash,
        member: Uuid,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// Forgets a sign-in that is done.
    ///
    /// # Errors
    /// When the database fails.
    fn end_sign_in(&mut self, ticket: &Hash) -> Result<(), StoreError>;

    /// An authorization code, used or not.
    ///
    /// # Errors
    /// When the database fails.
    fn authorization_code(&self, code: &Hash) -> Result<Option<CodeRecord>, StoreError>;

    /// Writes an authorization code, new or known.
    ///
    /// # Errors
    /// When the database fails.
    fn set_authorization_code(&mut self, code: &CodeRecord) -> Result<(), StoreError>;

    /// A waiting device by its device code.
    ///
    /// # Errors
    /// When the database fails.
    fn device(&self, code: &Hash) -> Result<Option<DeviceRecord>, StoreError>;

    /// A waiting device by the code that its person types.
    ///
    /// # Errors
    /// When the database fails.
    fn device_by_user_code(&self, user_code: &str) -> Result<Option<DeviceRecord>, StoreError>;

    /// Writes a waiting device, new or known.
    ///
    /// # Errors
    /// When the database fails.
    fn set_device(&mut self, device: &DeviceRecord) -> Result<(), StoreError>;

    /// Forgets a device that waits no more.
    ///
    /// # Errors
    /// When the database fails.
    fn end_device(&mut self, code: &Hash) -> Result<(), StoreError>;

    /// A linked wallet.
    ///
    /// # Errors
    /// When the database fails.
    fn grant(&self, id: Uuid) -> Result<Option<GrantRecord>, StoreError>;

    /// A member's linked wallets, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn grants_of(&self, member: Uuid) -> Result<Vec<GrantRecord>, StoreError>;

    /// Writes a linked wallet, new or known.
    ///
    /// # Errors
    /// When the database fails.
    fn set_grant(&mut self, grant: &GrantRecord) -> Result<(), StoreError>;

    /// Ends a linked wallet with all its tokens and its pushes, and unlinks its device.
    ///
    /// # Errors
    /// When the database fails.
    fn end_grant(&mut self, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError>;

    /// What an access token stands for, over or not.
    ///
    /// # Errors
    /// When the database fails.
    fn access_token(&self, token: &Hash) -> Result<Option<AccessRecord>, StoreError>;

    /// Writes an access token that may do this much of what its grant may.
    ///
    /// # Errors
    /// When the database fails.
    fn add_access_token(
        &mut self,
        token: &Hash,
        grant: Uuid,
        scopes: Scopes,
        expires: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// A refresh token, used or not.
    ///
    /// # Errors
    /// When the database fails.
    fn refresh_token(&self, token: &Hash) -> Result<Option<RefreshRecord>, StoreError>;

    /// Writes a refresh token, new or known.
    ///
    /// # Errors
    /// When the database fails.
    fn set_refresh_token(&mut self, token: &RefreshRecord) -> Result<(), StoreError>;

    /// Forgets what is over: codes, sign-ins, devices and tokens; wallets that were silent for a
    /// year; browsers in which nobody signed in for a year; clients that nobody signed in through within a day, or that have had no wallet for 90
    /// days. How many rows went.
    ///
    /// # Errors
    /// When the database fails.
    fn trim_grants(&mut self, now: DateTime<Utc>) -> Result<u32, StoreError>;
}
