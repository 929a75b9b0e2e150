//! Purchases of a till that was offline.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kantis_protocol::ProblemType;
use kantis_protocol::pos::{Batch, BatchOutcome, BatchResult, BatchRow, Sale};
use tokio::task::spawn_blocking;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::place;
use super::sales::PURCHASES;
use crate::engine::sale::{self, Buyer, Place};
use crate::engine::{EngineError, Refused, codes};
use crate::records::Channel;
use crate::server::Shop;
use crate::server::auth::AtTill;
use crate::server::body::Body;
use crate::server::failure::Failure;
use crate::server::idempotent::{Keyed, fingerprint, is_key, once_now};

/// Rows of one batch.
const ROWS: usize = 500;

pub(super) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new().routes(routes!(batch))
}

/// Takes what a till rang up while it was offline
///
/// Each row is a purchase of its own, with its own key, judged at the time of its scan, and can only
/// earn. Rows may come in any order and again. A row's key is a purchase's: a purchase that got no
/// answer may be sent again in a batch.
#[utoipa::path(
    post, path = "/pos/v1/batches", tag = "till",
    security(("till" = [])),
    request_body = Batch,
    responses(
        (status = 200, description = "What became of each row; the problem of a row is as if it had come alone", body = BatchResult),
        (status = 422, description = "`invalid`: not 1 to 500 rows"),
    ),
)]
async fn batch(
    State(shop): State<Arc<Shop>>,
    AtTill(till): AtTill,
    Body(batch): Body<Batch>,
) -> Result<Json<BatchResult>, Failure> {
    if batch.rows.is_empty() || batch.rows.len() > ROWS {
        return Err(Failure::new(ProblemType::Invalid)
            .because("a batch has 1 to 500 rows")
            .at("rows"));
    }
    let place = Place {
        channel: Channel::Batch,
        ..place(&till)
    };
    let rows = spawn_blocking(move || {
        batch
            .rows
            .into_iter()
            .map(|row| {
                let key = row.key.clone();
                match take(&shop, &place, row) {
                    Ok(receipt) => BatchOutcome {
                        key,
                        receipt: Some(receipt),
                        problem: None,
                    },
                    Err(failure) => BatchOutcome {
                        key,
                        receipt: None,
                        problem: Some(*failure.problem),
                    },
                }
            })
            .collect()
    })
    .await?;
    Ok(Json(BatchResult { rows }))
}

/// Takes one row, in a transaction of its own.
fn take(shop: &Arc<Shop>, place: &Place, row: BatchRow) -> Result<Uuid, Failure> {
    if !is_key(&row.key) {
        return Err(Failure::new(ProblemType::Invalid)
            .because("a key is 1 to 255 visible characters")
            .at("key"));
    }
    let BatchRow {
        key,
        scanned,
        purchase,
    } = row;
    let request = fingerprint(&purchase)?;
    let keyed = Keyed {
        asker: place.till,
        route: PURCHASES,
        key,
    };
    let kept = once_now(shop, keyed, request, StatusCode::CREATED, |work| {
        codes::judge_time(work, scanned)?;
        let buyer = match &purchase.basket.member {
            None => None,
            Some(by) => {
                let (member, strength) = codes::recognise_then(work, place.till, by, scanned)?;
                Some(Buyer { member, strength })
            }
        };
        let sold =
            sale::batched(work, place, buyer.as_ref(), &purchase, scanned).map_err(in_purchase)?;
        sale::answer(work, &sold)
    })?;
    let sale: Sale =
        serde_json::from_slice(&kept.body).map_err(|_| Failure::new(ProblemType::Internal))?;
    Ok(sale.receipt.id)
}

/// Says where in the row it is.
fn in_purchase(error: EngineError) -> EngineError {
    match error {
        EngineError::Refused(refused) => Refused {
            at: refused.at.map(|at| format!("purchase/{at}")),
            ..refused
        }
        .into(),
        other @ EngineError::Store(_) => other,
    }
}
