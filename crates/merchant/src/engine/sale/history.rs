//! A member's receipts, newest first.

use chrono::{DateTime, Utc};
use kantis_protocol::{ProblemType, ReceiptPage};
use uuid::Uuid;

use super::super::{EngineError, Refused, Work};
use super::receipt::receipt;
use crate::records::{MemberRecord, SaleRecord};

/// Receipts of one page.
const PAGE: u32 = 100;

/// A member's receipts, newest first: order history from tills and web shops alike.
///
/// # Errors
/// `malformed` for a `before` that was never given out.
pub fn receipts(
    work: &Work<'_>,
    member: &MemberRecord,
    before: Option<&str>,
    limit: u32,
) -> Result<ReceiptPage, EngineError> {
    let before = before
        .map(|mark| {
            read(mark).ok_or_else(|| {
                Refused::new(ProblemType::Malformed)
                    .because("never given out")
                    .at("before")
            })
        })
        .transpose()?;
    let limit = limit.clamp(1, PAGE);
    let mut sales = work.tx.sales_of(member.id, before, limit + 1)?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = sales.len() > wanted;
    sales.truncate(wanted);
    Ok(ReceiptPage {
        before: sales.last().filter(|_| more).map(mark),
        receipts: sales.iter().map(receipt).collect(),
    })
}

/// Where a page ends: the sale's instant and id.
fn mark(sale: &SaleRecord) -> String {
    format!("{}-{}", sale.at.timestamp_millis(), sale.id.simple())
}

fn read(mark: &str) -> Option<(DateTime<Utc>, Uuid)> {
    let (millis, id) = mark.split_once('-')?;
    Some((
        DateTime::from_timestamp_millis(millis.parse().ok()?)?,
        Uuid::try_parse(id).ok()?,
    ))
}
