//! What a till asks: `/pos/v1`.

mod batches;
mod claims;
mod receipts;
mod sales;
mod scan;
mod visits;

use std::sync::Arc;

use kantis_protocol::pos::MemberRef;
use utoipa_axum::router::OpenApiRouter;

use super::Shop;
use super::failure::Failure;
use crate::engine::sale::{Buyer, Place};
use crate::engine::{EngineError, Work, codes};
use crate::records::{Channel, TillKind, TillRecord};

pub(crate) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .merge(visits::routes())
        .merge(sales::routes())
        .merge(receipts::routes())
        .merge(batches::routes())
        .merge(claims::routes())
        .merge(scan::routes())
}

/// Where purchases of this till or web shop are made.
pub(super) fn place(till: &TillRecord) -> Place {
    Place {
        till: till.id,
        name: till.name.clone(),
        channel: match till.kind {
            TillKind::Till => Channel::Till,
            TillKind::WebShop => Channel::Web,
        },
    }
}

/// Who buys; none for a purchase without a member.
pub(super) fn buyer(
    work: &mut Work<'_>,
    place: &Place,
    by: Option<&MemberRef>,
) -> Result<Option<Buyer>, EngineError> {
    let Some(by) = by else {
        return Ok(None);
    };
    let (member, strength) = codes::recognise(work, place.till, by)?;
    Ok(Some(Buyer { member, strength }))
}

/// Whose basket is priced. Uses no rotating code up: a visit stands for it.
pub(super) async fn look_up(
    shop: &Arc<Shop>,
    place: &Place,
    by: Option<&MemberRef>,
) -> Result<Option<Buyer>, Failure> {
    let Some(by) = by.cloned() else {
        return Ok(None);
    };
    let till = place.till;
    let (member, strength) = if matches!(by, MemberRef::Visit(_)) {
        shop.read(move |work| codes::look_up(work, till, &by))
            .await?
    } else {
        // A wrong number is counted.
        shop.write(move |work| codes::look_up(work, till, &by))
            .await?
    };
    Ok(Some(Buyer { member, strength }))
}
