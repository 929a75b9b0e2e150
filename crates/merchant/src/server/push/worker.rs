//! Who is told, when, and what becomes of it.
//!
//! A change makes a member due a moment later, so that a purchase is one message. Each
//! subscription has one message under way at most; while a push service asks for patience, nothing
//! else is sent to it. Up to where a wallet was told is kept: a message that was owed when the shop
//! ended is sent when it opens again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use reqwest::Client;
use reqwest::StatusCode;
use reqwest::header::RETRY_AFTER;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};
use url::Url;
use uuid::Uuid;

use super::places::Places;
use super::{client, endpoint, seal};
use crate::records::PushRecord;
use crate::server::Shop;
use crate::server::failure::Failure;

/// What happens within that time is one message.
const GATHER: Duration = Duration::from_secs(1);
/// How long a push service keeps a message for a wallet that is away, in seconds: a day. Later the
/// wallet asks by itself.
const TTL: &str = "86400";
/// A newer message of the same topic takes the place of one that waits (RFC 8030 §5.4).
const TOPIC: &str = "changed";
/// How often one message is tried.
const TRIES: u32 = 6;
/// The first wait between two tries; each next one is four times as long.
const BACKOFF: Duration = Duration::from_secs(5);
/// As long as a push service may have us wait.
const LONGEST_WAIT: Duration = Duration::from_secs(6 * 60 * 60);
/// Members that are looked up at the same time.
const PIECE: u32 = 200;

/// What became of a message.
enum Outcome {
    /// The push service took it.
    Taken,
    /// The subscription is no more.
    Gone,
    /// It did not work out; the next change tries again.
    Dropped,
}

/// One message to one wallet.
struct Message {
    subscription: PushRecord,
    /// Up to here the wallet is told.
    sequence: i64,
}

/// Sends pushes until the shop closes.
pub(crate) async fn run(shop: Arc<Shop>) {
    let client = match client::build(shop.settings.push_to_loopback) {
        Ok(client) => client,
        Err(error) => {
            tracing::error!(%error, "no pushes are sent");
            return;
        }
    };
    let mut worker = Worker {
        client,
        places: Arc::new(Places::new()),
        due: BTreeMap::new(),
        busy: BTreeSet::new(),
        under_way: JoinSet::new(),
        shop: Arc::clone(&shop),
    };
    let mut closing = shop.hub.closing();
    let mut hints = shop.hub.listen();
    // What was owed when the shop ended.
    worker.everyone().await;
    loop {
        let next = worker.due.values().min().copied();
        tokio::select! {
            // An error means that nobody can close it any more: end.
            () = async { drop(closing.wait_for(|closing| *closing).await) } => return,
            hint = hints.recv() => match hint {
                Ok(touched) if touched.everyone => worker.everyone().await,
                Ok(touched) => worker.soon(touched.members),
                Err(RecvError::Lagged(_)) => worker.everyone().await,
                Err(RecvError::Closed) => return,
            },
            () = sleep_until(next.unwrap_or_else(Instant::now)), if next.is_some() => {
                worker.send_due().await;
            }
            Some(done) = worker.under_way.join_next() => if let Ok((message, outcome)) = done {
                worker.settle(message, outcome).await;
            },
        }
    }
}

struct Worker {
    shop: Arc<Shop>,
    client: Client,
    places: Arc<Places>,
    due: BTreeMap<Uuid, Instant>,
    /// Subscriptions with a message under way.
    busy: BTreeSet<Uuid>,
    under_way: JoinSet<(Message, Outcome)>,
}

impl Worker {
    fn soon(&mut self, members: impl IntoIterator<Item = Uuid>) {
        let then = Instant::now() + GATHER;
        for member in members {
            self.due.entry(member).or_insert(then);
        }
    }

    async fn everyone(&mut self) {
        let mut after = None;
        loop {
            let read = self
                .shop
                .read(move |work| Ok(work.tx.pushed_members_after(after, PIECE)?))
                .await;
            match read {
                Ok(members) if !members.is_empty() => {
                    after = members.last().copied();
                    self.soon(members);
                }
                Ok(_) => return,
                Err(failure) => return complain(&failure),
            }
        }
    }

    async fn send_due(&mut self) {
        let now = Instant::now();
        let members: Vec<Uuid> = self
            .due
            .iter()
            .filter(|(_, due)| **due <= now)
            .map(|(member, _)| *member)
            .collect();
        self.due.retain(|_, due| *due > now);
        let read = self
            .shop
            .read(move |work| {
                let mut messages = Vec::new();
                for member in members {
                    let subscriptions = work.tx.pushes_of(member)?;
                    if subscriptions.is_empty() {
                        continue;
                    }
                    let sequence = work.tx.state(member)?.sequence;
                    messages.extend(
                        subscriptions
                            .into_iter()
                            .filter(|subscription| subscription.told < sequence)
                            .map(|subscription| Message {
                                subscription,
                                sequence,
                            }),
                    );
                }
                Ok(messages)
            })
            .await;
        let messages = match read {
            Ok(messages) => messages,
            Err(failure) => return complain(&failure),
        };
        for message in messages {
            if self.busy.insert(message.subscription.id) {
                let shop = Arc::clone(&self.shop);
                let client = self.client.clone();
                let places = Arc::clone(&self.places);
                self.under_way.spawn(async move {
                    let outcome = deliver(&shop, &client, &places, &message.subscription).await;
                    (message, outcome)
                });
            }
        }
    }

    async fn settle(&mut self, message: Message, outcome: Outcome) {
        let id = message.subscription.id;
        let member = message.subscription.member;
        self.busy.remove(&id);
        let written = match outcome {
            Outcome::Dropped => return,
            Outcome::Gone => {
                self.shop
                    .write(move |work| Ok(work.tx.remove_push(id).map(|_| false)?))
                    .await
            }
            Outcome::Taken => {
                self.shop
                    .write(move |work| {
                        work.tx.set_told(id, message.sequence)?;
                        Ok(work.tx.state(member)?.sequence > message.sequence)
                    })
                    .await
            }
        };
        match written {
            // Something changed while the message was under way.
            Ok(true) => self.soon([member]),
            Ok(false) => {}
            Err(failure) => complain(&failure),
        }
    }
}

/// Tries until it is clear what became of it.
async fn deliver(
    shop: &Arc<Shop>,
    client: &Client,
    places: &Places,
    subscription: &PushRecord,
) -> Outcome {
    // Settings may have changed since it was taken.
    let Ok(url) = endpoint::admit(&subscription.endpoint, shop.settings.push_to_loopback) else {
        return Outcome::Gone;
    };
    let origin = url.origin().ascii_serialization();
    let id = subscription.id;
    let mut wait = BACKOFF;
    for _ in 0..TRIES {
        let asked = {
            let _place = places.take(&origin).await;
            // It may have ended while it waited, or have other keys.
            match shop.read(move |work| Ok(work.tx.push(id)?)).await {
                Ok(Some(now)) if now.endpoint == subscription.endpoint => {
                    let asked = send(shop, client, url.clone(), &origin, &now).await;
                    places.answered(&origin, !matches!(asked, Err(Trouble::Silent)));
                    asked
                }
                Ok(_) => return Outcome::Dropped,
                Err(failure) => {
                    complain(&failure);
                    return Outcome::Dropped;
                }
            }
        };
        match asked {
            Ok(outcome) => return outcome,
            Err(trouble) => {
                sleep(trouble.patience().unwrap_or(wait).min(LONGEST_WAIT)).await;
                wait = wait.saturating_mul(4);
            }
        }
    }
    Outcome::Dropped
}

/// Why it did not work out for now.
enum Trouble {
    /// There was no answer.
    Silent,
    /// The push service asks for patience, perhaps for so long.
    Busy(Option<Duration>),
}

impl Trouble {
    const fn patience(&self) -> Option<Duration> {
        match self {
            Self::Silent => None,
            Self::Busy(patience) => *patience,
        }
    }
}

/// Tries once.
async fn send(
    shop: &Shop,
    client: &Client,
    url: Url,
    origin: &str,
    subscription: &PushRecord,
) -> Result<Outcome, Trouble> {
    let authorization = shop
        .vapid
        .authorization(origin, shop.ports.clock.now())
        .ok_or(Trouble::Busy(None))?;
    let body = seal::empty(&subscription.p256dh, &subscription.auth).ok_or(Trouble::Busy(None))?;
    let answer = client
        .post(url)
        .header("ttl", TTL)
        .header("topic", TOPIC)
        .header("urgency", "normal")
        .header("content-encoding", "aes128gcm")
        .header("content-type", "application/octet-stream")
        .header("authorization", authorization)
        .body(body)
        .send()
        .await
        .map_err(|_| Trouble::Silent)?;
    let status = answer.status();
    match status {
        _ if status.is_success() => Ok(Outcome::Taken),
        StatusCode::NOT_FOUND | StatusCode::GONE => Ok(Outcome::Gone),
        StatusCode::TOO_MANY_REQUESTS => Err(Trouble::Busy(retry_after(&answer))),
        _ if status.is_server_error() => Err(Trouble::Busy(retry_after(&answer))),
        _ => {
            // Whose push service it is would say something about a member: only the status.
            tracing::warn!(status = status.as_u16(), "a push was refused");
            Ok(Outcome::Dropped)
        }
    }
}

/// In seconds; push services send no dates.
fn retry_after(answer: &reqwest::Response) -> Option<Duration> {
    let seconds = answer.headers().get(RETRY_AFTER)?.to_str().ok()?;
    seconds.trim().parse().ok().map(Duration::from_secs)
}

fn complain(failure: &Failure) {
    tracing::error!(kind = failure.problem.kind, "pushes were held up");
}
