//! Groups of cards.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A group with its size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupTile {
    /// UUIDv7.
    pub id: String,
    /// 1–60 characters, unique without regard to case.
    pub name: String,
    /// Unarchived cards in it.
    pub count: u32,
}

/// A new group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupInput {
    /// Its name.
    pub name: String,
}

/// A new name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupRename {
    /// Which group.
    pub id: String,
    /// Its new name.
    pub name: String,
}

/// The order of groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupOrder {
    /// All group ids in the wished order.
    pub ids: Vec<String>,
}

/// Puts cards into a group or takes them out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupMembers {
    /// Which group.
    pub id: String,
    /// Which cards.
    pub cards: Vec<String>,
    /// In or out.
    pub on: bool,
}
