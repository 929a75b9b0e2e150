//! Pushes on a Linux desktop: UnifiedPush over D-Bus, for whoever has a distributor running.
//!
//! Kantis is found on the session bus while it runs. A distributor starts nothing: what happened
//! while Kantis did not run is asked for at its start anyway.
//!
//! The specification is <https://unifiedpush.org/developers/spec/dbus>, version 0.3; a distributor
//! that only knows the one before is spoken to in its words.

mod connector;
mod distributor;
mod endpoint;

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::StreamExt as _;
use kantis_api::{HeardPush, PushEvent, PushReceiver, PushRegistration, Secret};
use tauri::async_runtime::{self, Receiver, Sender, channel};

use connector::{Connector1, Connector2};
use distributor::Distributor;

/// Where distributors find a program.
const CONNECTOR: &str = "/org/unifiedpush/Connector";

/// Orders that may wait for a slow distributor. The wallet repeats later what finds no place.
const ORDERS: usize = 1024;

/// How this desktop is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// The address of the session bus; `None` is the one that the environment names.
    pub bus: Option<String>,
    /// The name under which Kantis is found there.
    pub name: String,
    /// The only distributor that is wanted; `None` is the first that runs.
    pub distributor: Option<String>,
    /// Endpoints on this machine are good as well: for tests.
    pub loopback: bool,
}

impl Desk {
    /// This person's desktop, as its environment describes it.
    #[must_use]
    pub fn of_this_session(name: String) -> Self {
        let distributor = std::env::var("UNIFIEDPUSH_DISTRIBUTOR").ok();
        // A release asks nothing of this machine, whatever the environment says.
        let loopback = cfg!(debug_assertions)
            && std::env::var_os("KANTIS_ALLOW_LOOPBACK").is_some_and(|allow| allow == "1");
        Self {
            bus: None,
            name,
            distributor: distributor.filter(|name| !name.is_empty()),
            loopback,
        }
    }
}

/// Receives pushes from the distributor that runs on this desktop. Does nothing before somebody
/// listens, and nothing at all where there is no session bus.
pub struct UnifiedPush {
    heard: Heard,
    orders: Sender<Order>,
    /// What is needed to begin; taken by whoever listens first.
    beginning: Mutex<Option<(Desk, Receiver<Order>)>>,
}

/// What the task is to do.
enum Order {
    /// Say how things stand.
    Tell,
    Register(PushRegistration),
    Unregister(Secret),
}

/// Who hears what comes.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Option<HeardPush>>>);

impl Heard {
    fn tell(&self, event: PushEvent) {
        let heard = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some(heard) = heard {
            heard(event);
        }
    }
}

impl UnifiedPush {
    /// A receiver on this desktop.
    #[must_use]
    pub fn new(desk: Desk) -> Self {
        let (orders, received) = channel(ORDERS);
        Self {
            heard: Heard::default(),
            orders,
            beginning: Mutex::new(Some((desk, received))),
        }
    }

    fn order(&self, order: Order) {
        // A distributor that takes so long gets the rest when the wallet asks again.
        let _ = self.orders.try_send(order);
    }
}

impl PushReceiver for UnifiedPush {
    fn listen(&self, heard: HeardPush) {
        *self.heard.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(heard);
        let mut beginning = self
            .beginning
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match beginning.take() {
            Some((desk, orders)) => {
                let heard = self.heard.clone();
                async_runtime::spawn(async move {
                    // Without a bus, or where another Kantis has the name, nobody is woken.
                    if let Err(error) = follow(desk, &heard, orders).await {
                        tracing::debug!(%error, "no pushes are received");
                        heard.tell(PushEvent::Away);
                    }
                });
            }
            None => self.order(Order::Tell),
        }
    }

    fn register(&self, registration: &PushRegistration) {
        self.order(Order::Register(registration.clone()));
    }

    fn unregister(&self, token: &Secret) {
        self.order(Order::Unregister(token.clone()));
    }
}

/// Is there for distributors, and follows them as they come and go, for as long as the program
/// runs.
async fn follow(desk: Desk, heard: &Heard, mut orders: Receiver<Order>) -> zbus::Result<()> {
    let bus = match &desk.bus {
        Some(address) => zbus::connection::Builder::address(address.as_str())?,
        None => zbus::connection::Builder::session()?,
    };
    let loopback = desk.loopback;
    let bus = bus
        .serve_at(CONNECTOR, Connector1::new(heard.clone(), loopback))?
        .serve_at(CONNECTOR, Connector2::new(heard.clone(), loopback))?
        .name(desk.name.clone())?
        .allow_name_replacements(false)
        .replace_existing_names(false)
        .method_timeout(distributor::PATIENCE)
        .build()
        .await?;
    let mut changes = distributor::changes(&bus).await?;
    let mut current = None;
    let mut look = true;
    loop {
        if std::mem::take(&mut look) {
            let wanted = desk.distributor.as_deref();
            let found = Distributor::find(&bus, wanted, current.as_ref()).await?;
            if found != current {
                heard.tell(match &found {
                    Some(_) => PushEvent::Ready,
                    None => PushEvent::Away,
                });
                current = found;
            }
        }
        tokio::select! {
            change = changes.next() => match change {
                Some(_) => look = true,
                None => {
                    // The bus is gone, and the session with it.
                    heard.tell(PushEvent::Away);
                    return Ok(());
                }
            },
            order = orders.recv() => match (order, &mut current) {
                (None, _) => return Ok(()),
                (Some(Order::Tell), Some(_)) => heard.tell(PushEvent::Ready),
                (Some(Order::Register(registration)), Some(distributor)) => {
                    distributor.register(&bus, &desk.name, &registration).await;
                }
                (Some(Order::Unregister(token)), Some(distributor)) => {
                    distributor.unregister(&bus, &token).await;
                }
                (Some(_), None) => {}
            },
        }
    }
}
