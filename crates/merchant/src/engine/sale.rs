//! Purchases and returns: the order in which everything happens, in one transaction.

use kantis_protocol as wire;
use uuid::Uuid;

use super::{EngineError, Work};
use crate::records::{Channel, MemberRecord, SaleRecord, VisitStrength};

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

/// What a basket costs and gives, with its offers, claims and codes. Changes nothing.
///
/// # Errors
/// `invalid` with the line, `unknown-member`, `static-code-spends`.
pub fn price(
    work: &Work<'_>,
    place: &Place,
    buyer: Option<&Buyer>,
    basket: &wire::pos::Basket,
) -> Result<wire::pos::Priced, EngineError> {
    todo!("SALES")
}

/// Takes a purchase: prices, uses offers and claims, gives points, stamps, steps and tickets, judges the tier, writes the receipt.
///
/// # Errors
/// As [`price`], and `invalid` when the payments are not the total.
pub fn purchase(
    work: &mut Work<'_>,
    place: &Place,
    buyer: Option<&Buyer>,
    purchase: &wire::pos::Purchase,
) -> Result<SaleRecord, EngineError> {
    todo!("SALES")
}

/// Takes a return, whole or in part: a receipt with negative lines; points, stamps and steps go back in step.
///
/// # Errors
/// `not-found`, `invalid` for more than was bought.
pub fn returned(
    work: &mut Work<'_>,
    place: &Place,
    request: &wire::pos::Return,
) -> Result<SaleRecord, EngineError> {
    todo!("SALES")
}

/// The receipt and what the member has now.
///
/// # Errors
/// When the database fails.
pub fn answer(work: &Work<'_>, sale: &SaleRecord) -> Result<wire::pos::Sale, EngineError> {
    todo!("SALES")
}

/// A sale as an electronic receipt, with VAT by rate.
#[must_use]
pub fn receipt(work: &Work<'_>, sale: &SaleRecord) -> wire::Receipt {
    todo!("SALES")
}

/// A receipt as text that a person can keep: at most 42 characters a line.
#[must_use]
pub fn receipt_text(work: &Work<'_>, sale: &SaleRecord, language: &str) -> String {
    todo!("SALES")
}

/// A member's receipts, newest first.
///
/// # Errors
/// `malformed` for a `before` that was never given out.
pub fn receipts(
    work: &Work<'_>,
    member: &MemberRecord,
    before: Option<&str>,
    limit: u32,
) -> Result<wire::ReceiptPage, EngineError> {
    todo!("SALES")
}
