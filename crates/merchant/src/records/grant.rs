//! Linked wallets: OAuth clients, grants and what leads to them. Codes and tokens are hashes.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// SHA-256 of a code or token.
pub type Hash = [u8; 32];

/// A public client that registered itself (RFC 7591).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRecord {
    /// Public.
    pub id: String,
    /// What it calls itself.
    pub name: Option<String>,
    /// Where answers may go, as registered.
    pub redirect_uris: Vec<String>,
    /// What it may ask the token endpoint for.
    pub grant_types: Vec<String>,
    /// What it may ask a member for.
    pub scopes: Scopes,
    /// Since when.
    pub registered: DateTime<Utc>,
    /// When a member last signed in through it.
    pub used: Option<DateTime<Utc>>,
}

/// What a wallet may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scopes {
    /// `loyalty.read`
    pub read: bool,
    /// `loyalty.write`
    pub write: bool,
}

/// One linked wallet of a member: a family of tokens that end together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRecord {
    /// Stable.
    pub id: Uuid,
    /// Whose.
    pub member: Uuid,
    /// Which client.
    pub client: String,
    /// What it may do.
    pub scopes: Scopes,
    /// Since when.
    pub created: DateTime<Utc>,
    /// When it last got tokens.
    pub used: DateTime<Utc>,
}

/// What an access token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRecord {
    /// The linked wallet.
    pub grant: Uuid,
    /// Whose.
    pub member: Uuid,
    /// What it may do.
    pub scopes: Scopes,
    /// Until when.
    pub expires: DateTime<Utc>,
}

/// A refresh token.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshRecord {
    /// The token's.
    pub hash: Hash,
    /// The linked wallet.
    pub grant: Uuid,
    /// The token that this one follows.
    pub follows: Option<Hash>,
    /// Since when.
    pub created: DateTime<Utc>,
    /// When it was traded for its successor.
    pub used: Option<DateTime<Utc>>,
    /// While the successor is unused: from this and the token itself the successor is made again,
    /// for a wallet that did not get the answer.
    pub seed: Option<[u8; 32]>,
}

/// An authorization code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRecord {
    /// The code's.
    pub hash: Hash,
    /// For whom.
    pub client: String,
    /// Where it was sent.
    pub redirect_uri: String,
    /// PKCE, S256.
    pub challenge: String,
    /// Who agreed.
    pub member: Uuid,
    /// To what.
    pub scopes: Scopes,
    /// Until when.
    pub expires: DateTime<Utc>,
    /// What it was traded for.
    pub grant: Option<Uuid>,
}

/// A device that waits for its member (RFC 8628).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRecord {
    /// The device code's.
    pub hash: Hash,
    /// Eight letters, without the dash.
    pub user_code: String,
    /// Which client.
    pub client: String,
    /// What it asks for.
    pub scopes: Scopes,
    /// Until when.
    pub expires: DateTime<Utc>,
    /// Seconds between questions; grows when it asks too often.
    pub interval: u32,
    /// When it last asked.
    pub asked: Option<DateTime<Utc>>,
    /// What the member said.
    pub answer: DeviceAnswer,
}

/// What a member said to a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceAnswer {
    /// Nothing yet.
    Pending,
    /// Yes.
    Granted(Uuid),
    /// No.
    Denied,
}

/// Somebody at the sign-in pages.
#[derive(Clone, PartialEq, Eq)]
pub struct SignInRecord {
    /// Of the ticket in the page's address.
    pub hash: Hash,
    /// Of the browser's cookie: the ticket alone is worth nothing.
    pub browser: Hash,
    /// What it is for.
    pub aim: Aim,
    /// The address that they gave. Once it is proven, it is never another.
    pub email: Option<String>,
    /// The code that was sent there.
    pub code: Option<SentCode>,
    /// They have shown that the address is theirs.
    pub proven: bool,
    /// Who they are, once they are a member.
    pub member: Option<Uuid>,
    /// Until when.
    pub expires: DateTime<Utc>,
}

/// What somebody signs in for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aim {
    /// A wallet's authorization request.
    Authorize {
        /// Which client.
        client: String,
        /// Where the answer goes.
        redirect_uri: String,
        /// The client's.
        state: Option<String>,
        /// PKCE, S256.
        challenge: String,
        /// What it asks for.
        scopes: Scopes,
    },
    /// A device without a browser: the hash of its device code.
    Device(Hash),
    /// Joining, with no wallet yet.
    Join,
}

/// A one-time code that was sent by mail.
#[derive(Clone, PartialEq, Eq)]
pub struct SentCode {
    /// The code's, with the ticket's.
    pub hash: Hash,
    /// Until when.
    pub expires: DateTime<Utc>,
    /// How often it may still be tried.
    pub tries: u32,
}
