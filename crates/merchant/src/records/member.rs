//! Members.

use chrono::{DateTime, Utc};
use kantis_protocol::CardNumber;
use uuid::Uuid;

/// A member. After deletion only what bookkeeping needs is left, and that names nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct MemberRecord {
    /// Pairwise with this shop.
    pub id: Uuid,
    /// The static card number.
    pub number: CardNumber,
    /// In small letters; unique.
    pub email: Option<String>,
    /// In E.164; unique.
    pub phone: Option<String>,
    /// As the member wrote it.
    pub name: Option<String>,
    /// Day and month.
    pub birthday: Option<Birthday>,
    /// BCP 47, one of the programme's.
    pub language: String,
    /// Since when.
    pub joined: DateTime<Utc>,
}

/// A day of the year. The year of birth is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Birthday {
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
}
