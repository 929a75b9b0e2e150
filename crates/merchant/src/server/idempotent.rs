//! Requests that may be sent again: `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header).
//!
//! 400 when the key is missing, 422 when it came with another body, 409 while the first is being
//! worked on; else the first answer again. The answer is kept in the transaction of what it
//! answers, so a kill leaves both or neither. A refusal is not kept: nothing happened, and the same
//! key may be tried again.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kantis_protocol::ProblemType;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::Shop;
use super::failure::Failure;
use crate::engine::{EngineError, Refused, Work};
use crate::store::KeptAnswer;

/// Characters of a key.
const KEY: usize = 255;

/// One request with a key: who asked for what, by which key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Keyed {
    pub(crate) asker: Uuid,
    /// Keeps keys of different requests apart.
    pub(crate) route: &'static str,
    pub(crate) key: String,
}

/// Requests that are being worked on.
#[derive(Default)]
pub(crate) struct InFlight(Mutex<BTreeSet<Keyed>>);

/// One of them; it ends when this is dropped.
struct Flight {
    shop: Arc<Shop>,
    keyed: Keyed,
}

impl Flight {
    fn begin(shop: &Arc<Shop>, keyed: Keyed) -> Option<Self> {
        let mut open = shop
            .in_flight
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        open.insert(keyed.clone()).then(|| Self {
            shop: Arc::clone(shop),
            keyed,
        })
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.shop
            .in_flight
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.keyed);
    }
}

/// Does `work` once for this key of this asker on this route: the route keeps keys of different
/// requests apart. `request` is the body as it came, or what stands for it.
///
/// # Errors
/// What the work refuses, and what is wrong with the key.
pub(crate) async fn once<T: Serialize + Send + 'static>(
    shop: &Arc<Shop>,
    (asker, route): (Uuid, &'static str),
    headers: &HeaderMap,
    request: impl Serialize,
    created: bool,
    work: impl FnOnce(&mut Work<'_>) -> Result<T, EngineError> + Send + 'static,
) -> Result<Response, Failure> {
    let keyed = Keyed {
        asker,
        route,
        key: key_of(headers)?,
    };
    let request = fingerprint(&request)?;
    let status = if created {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let shop = Arc::clone(shop);
    let kept = spawn_blocking(move || once_now(&shop, keyed, request, status, work)).await??;
    answer(kept)
}

/// As [`once`], on a thread that may block.
///
/// # Errors
/// `in-flight`, `idempotency-key-reused`, and what the work refuses.
pub(crate) fn once_now<T: Serialize>(
    shop: &Arc<Shop>,
    keyed: Keyed,
    request: [u8; 32],
    status: StatusCode,
    work: impl FnOnce(&mut Work<'_>) -> Result<T, EngineError>,
) -> Result<KeptAnswer, EngineError> {
    // Held until the transaction is over: whoever comes later finds the answer.
    let flight = Flight::begin(shop, keyed)
        .ok_or_else(|| Refused::new(ProblemType::InFlight).with("retry_after", 1))?;
    let Keyed { asker, route, key } = &flight.keyed;
    shop.write_now(|tx| {
        if let Some(kept) = tx.tx.answer(*asker, route, key)? {
            if kept.request == request {
                return Ok(kept);
            }
            return Err(Refused::new(ProblemType::IdempotencyKeyReused).into());
        }
        let kept_at = tx.now;
        let done = work(tx)?;
        let kept = KeptAnswer {
            request,
            status: status.as_u16(),
            body: serde_json::to_vec(&done).map_err(|error| {
                EngineError::Store(crate::store::StoreError::Database(Box::new(error)))
            })?,
        };
        tx.tx.keep_answer(*asker, route, key, &kept, kept_at)?;
        Ok(kept)
    })
}

/// The SHA-256 of a request. Bodies that say the same in another order of fields are the same.
///
/// # Errors
/// Never for what came as JSON.
pub(crate) fn fingerprint(request: &impl Serialize) -> Result<[u8; 32], Failure> {
    let bytes = serde_json::to_vec(request).map_err(|_| Failure::new(ProblemType::Malformed))?;
    Ok(Sha256::digest(bytes).into())
}

/// Whether this may be a key: 1 to 255 visible ASCII characters.
pub(crate) fn is_key(key: &str) -> bool {
    (1..=KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The key of a request: bare, or as the string of a structured field (RFC 9651), in quotes.
fn key_of(headers: &HeaderMap) -> Result<String, Failure> {
    let sent = headers
        .get("idempotency-key")
        .ok_or_else(|| Failure::new(ProblemType::IdempotencyKeyMissing))?;
    let bare = sent.to_str().ok().map(str::trim).map(|key| {
        key.strip_prefix('"')
            .and_then(|key| key.strip_suffix('"'))
            .unwrap_or(key)
    });
    match bare {
        Some("") => Err(Failure::new(ProblemType::IdempotencyKeyMissing)),
        Some(key) if is_key(key) => Ok(key.to_owned()),
        _ => Err(Failure::new(ProblemType::Malformed)
            .because("a key is 1 to 255 visible characters")
            .at("Idempotency-Key")),
    }
}

fn answer(kept: KeptAnswer) -> Result<Response, Failure> {
    let status =
        StatusCode::from_u16(kept.status).map_err(|_| Failure::new(ProblemType::Internal))?;
    let mut response = (status, kept.body).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
