//! Groups of cards.

use super::GroupId;

/// A group with its size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Which group.
    pub id: GroupId,
    /// 1–60 characters, unique without regard to case.
    pub name: String,
    /// Unarchived cards in it.
    pub count: u32,
}
