//! `kantis activity`.

use clap::{Args, ValueEnum};
use kantis_api::dto;

/// `kantis activity`.
#[derive(Debug, Args)]
pub(crate) struct ActivityArgs {
    /// Only this card: its id, the beginning or end of its id, or its exact title
    #[arg(long, value_name = "ID")]
    pub(crate) card: Option<String>,
    /// Only this; may be given several times
    #[arg(long = "topic", value_name = "T", value_enum)]
    pub(crate) topics: Vec<Topic>,
    /// Words to find in titles, labels and values
    #[arg(long, value_name = "Q", default_value = "", hide_default_value = true)]
    pub(crate) search: String,
    /// At most so many, the newest first
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) limit: u32,
    /// Everything, of one card or of all, as a table for spreadsheets (RFC 4180)
    #[arg(long, conflicts_with_all = ["topics", "search", "limit"])]
    pub(crate) csv: bool,
}

/// What happened, sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Topic {
    /// Points, money, stamps
    Balance,
    /// Receipts
    Receipts,
    /// Offers and rewards
    Offers,
    /// What ends
    Expiry,
    /// Everything else that a shop changed
    Changes,
    /// Updates that did not work
    Trouble,
}

impl From<Topic> for dto::Topic {
    fn from(topic: Topic) -> Self {
        match topic {
            Topic::Balance => Self::Balance,
            Topic::Receipts => Self::Receipts,
            Topic::Offers => Self::Offers,
            Topic::Expiry => Self::Expiry,
            Topic::Changes => Self::Changes,
            Topic::Trouble => Self::Trouble,
        }
    }
}
