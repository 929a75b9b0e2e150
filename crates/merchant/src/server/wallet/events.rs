//! Live while a wallet is open: server-sent events that only say *something changed*.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use kantis_protocol::ProblemType;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::streams::Open;
use crate::engine::changes;
use crate::server::Shop;
use crate::server::auth::Reader;
use crate::server::failure::Failure;
use crate::store::Touched;

/// A wallet whose stream broke waits so long before it comes back.
const COME_BACK: Duration = Duration::from_secs(3);

pub(super) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new().routes(routes!(events))
}

/// Says whenever something changed
///
/// Each event is named `changed`, its `id` is the new state, its data is empty. A wallet that hands
/// its state in as `Last-Event-ID` hears at once when it is no longer the state; without it, the
/// first event says the state. The stream ends with the token. A linked wallet has eight at most.
#[utoipa::path(
    get, path = "/v1/events", tag = "live",
    security(("member" = ["loyalty.read"])),
    params(("Last-Event-ID" = Option<String>, Header, description = "The last state that the wallet knows")),
    responses((status = 200, description = "A stream that stays open", body = String, content_type = "text/event-stream")),
)]
async fn events(
    State(shop): State<Arc<Shop>>,
    reader: Reader,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let open = shop.streams.open(reader.grant).ok_or_else(|| {
        Failure::new(ProblemType::RateLimited)
            .because("eight streams of one wallet are open")
            .after(COME_BACK.as_secs())
    })?;
    let period = shop.settings.heartbeat;
    let mut heartbeat = interval_at(Instant::now() + period, period);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let watch = Watch {
        told: headers
            .get("last-event-id")
            .and_then(|id| id.to_str().ok())
            .map(str::to_owned),
        // From before the first look, so that nothing falls between.
        hints: shop.hub.listen(),
        closing: shop.hub.closing(),
        look: true,
        fresh: true,
        heartbeat,
        reader,
        shop,
        _open: open,
    };
    let events = stream::unfold(watch, |mut watch| async move {
        let event = watch.next().await?;
        Some((Ok::<_, Infallible>(event), watch))
    });
    let head = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        // Proxies that gather an answer before they pass it on would keep everything.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((head, Body::from_stream(events)).into_response())
}

/// One open stream.
struct Watch {
    shop: Arc<Shop>,
    reader: Reader,
    hints: Receiver<Touched>,
    closing: watch::Receiver<bool>,
    heartbeat: Interval,
    /// The state that the wallet knows.
    told: Option<String>,
    /// Something may have changed.
    look: bool,
    /// Nothing was said yet.
    fresh: bool,
    _open: Open,
}

impl Watch {
    /// What to say next; none once the stream is over.
    ///
    /// Written out here: an event without a `data` line is passed over by whoever reads it, and
    /// axum's own writes none for empty data.
    async fn next(&mut self) -> Option<Bytes> {
        if std::mem::take(&mut self.fresh) {
            // Said at once, so that what lies between lets the answer through.
            return Some(Bytes::from(format!(
                "retry: {}\n:\n\n",
                COME_BACK.as_millis()
            )));
        }
        loop {
            if *self.closing.borrow() || self.shop.ports.clock.now() >= self.reader.until {
                return None;
            }
            if std::mem::take(&mut self.look) {
                let member = self.reader.member;
                let state = self
                    .shop
                    .read(move |work| changes::state(work, member))
                    .await
                    .ok()?;
                if self.told.as_ref() != Some(&state) {
                    let event = format!("id: {state}\nevent: changed\ndata:\n\n");
                    self.told = Some(state);
                    return Some(Bytes::from(event));
                }
            }
            tokio::select! {
                () = async { drop(self.closing.wait_for(|closing| *closing).await) } => return None,
                hint = self.hints.recv() => match hint {
                    Ok(touched) if self.ends(&touched) => return None,
                    Ok(touched) => {
                        self.look = touched.everyone || touched.members.contains(&self.reader.member);
                    }
                    // What was missed may have been the end of the token: the wallet comes back
                    // with its state and is asked for it.
                    Err(RecvError::Lagged(_) | RecvError::Closed) => return None,
                },
                _ = self.heartbeat.tick() => return Some(Bytes::from_static(b":\n\n")),
            }
        }
    }

    fn ends(&self, touched: &Touched) -> bool {
        touched.ended.contains(&self.reader.grant) || touched.ended.contains(&self.reader.member)
    }
}
