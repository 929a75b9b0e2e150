//! Server-sent events: hints that something changed.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, stream};

use super::Host;

/// A comment is sent when nothing happens, so that a dead connection is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Every event from now on, until the listener leaves or the program ends.
pub(crate) async fn events(
    State(host): State<Arc<Host>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let listening = (host.api.events(), host.ending.clone());
    let events = stream::unfold(listening, |(mut events, mut ending)| async move {
        let event = tokio::select! {
            event = events.next() => event?,
            _ = ending.wait_for(|ending| *ending) => return None,
        };
        // An event is a small enumeration; it always becomes JSON.
        let event = Event::default().json_data(&event).ok()?;
        Some((Ok(event), (events, ending)))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT))
}
