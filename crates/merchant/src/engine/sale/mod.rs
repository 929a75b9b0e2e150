//! Purchases and returns: the order in which everything happens, in one transaction.

mod basket;
mod benefits;
mod discount;
mod history;
mod notes;
mod payments;
mod pricing;
mod purchase;
mod receipt;
mod returns;
mod text;

use uuid::Uuid;

pub use history::receipts;
pub use purchase::{batched, price, purchase};
pub use receipt::{answer, receipt};
pub use returns::{return_order, returned};
pub use text::receipt_text;

use super::{EngineError, Refused};
use crate::records::{Channel, MemberRecord, VisitStrength};

/// Where a purchase comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The till or web shop.
    pub till: Uuid,
    /// Its name, as on receipts.
    pub name: String,
    /// How it came.
    pub channel: Channel,
}

/// Whose purchase it is, and how sure that is.
#[derive(Clone, PartialEq, Eq)]
pub struct Buyer {
    /// Who.
    pub member: MemberRecord,
    /// By what.
    pub strength: VisitStrength,
}

/// `value × by ÷ per`, halves away from zero: money is rounded so everywhere.
fn share(value: i64, by: i64, per: i64) -> i64 {
    if per == 0 {
        return 0;
    }
    let product = i128::from(value) * i128::from(by);
    let per = i128::from(per);
    let half = if product < 0 { -per / 2 } else { per / 2 };
    i64::try_from((product + half) / per).unwrap_or(0)
}

/// Says in which part of the request the place of a refusal lies.
fn within(part: &str, error: EngineError) -> EngineError {
    match error {
        EngineError::Refused(refused) => EngineError::Refused(Refused {
            at: refused.at.map(|at| format!("{part}/{at}")),
            ..refused
        }),
        other @ EngineError::Store(_) => other,
    }
}
