//! A client and the runtime that it lives in, for callers that block.

use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};

use kantis_wallet::ports::Call;
use reqwest::{Client, Response};
use tokio::runtime::{Builder, Runtime};

use crate::client;
use crate::exchange::{Answer, NoAnswer, Question, ask, open, wanted};
use crate::patience::Patience;
use crate::place::Places;
use crate::policy::Policy;

/// Names that are looked up at the same time. The system's resolver blocks a thread for each, and
/// one for a host that nobody answers for may take half a minute.
const LOOKUPS: usize = 16;

/// Threads for all requests. They mostly wait; while hundreds of passes are asked for in a row on a
/// good line, what there is to compute is worth a second one.
const THREADS: usize = 2;

/// The client and its threads.
pub(crate) struct Network {
    client: Client,
    policy: Policy,
    places: Arc<Places>,
    // An option only so that it can be taken apart.
    runtime: Option<Runtime>,
}

impl Network {
    /// # Errors
    /// When the system gives no thread or has no usable TLS.
    pub(crate) fn new(policy: Policy) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .max_blocking_threads(LOOKUPS)
            .thread_name("kantis-connect")
            .enable_io()
            .enable_time()
            .build()?;
        Ok(Self {
            client: client::build()?,
            policy,
            places: Arc::default(),
            runtime: Some(runtime),
        })
    }

    /// Asks and waits for the answer. May be called on any thread, also on one of another runtime.
    pub(crate) fn ask(&self, question: Question, call: &Call) -> Result<Answer, NoAnswer> {
        let (asking, Call { timeout, stop }) = (self.asking(), call.clone());
        let asked = self.wait(async move {
            let mut patience = Patience::new(timeout);
            wanted(&stop, asking.ask(question, &mut patience)).await
        });
        asked.unwrap_or(Err(NoAnswer::Stopped))
    }

    /// What work on the network's own threads asks with.
    pub(crate) fn asking(&self) -> Asking {
        Asking {
            client: self.client.clone(),
            policy: self.policy,
            places: Arc::clone(&self.places),
        }
    }

    /// Does work on the network's own threads and waits for it; `None` when it broke down. May be
    /// called on any thread, also on one of another runtime.
    pub(crate) fn wait<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        self.begin(work).recv().ok()
    }

    /// Begins work on the network's own threads. What came of it is told once, and nothing if it
    /// broke down.
    pub(crate) fn begin<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Receiver<T> {
        let (sender, receiver) = mpsc::sync_channel(1);
        if let Some(runtime) = &self.runtime {
            runtime.spawn(async move {
                // Nobody listens only if the caller is gone, and then nobody misses it.
                let _ = sender.send(work.await);
            });
        }
        receiver
    }
}

/// Asks, where the network's own threads are at work.
pub(crate) struct Asking {
    client: Client,
    policy: Policy,
    /// Addresses that were asked before.
    pub(crate) places: Arc<Places>,
}

impl Asking {
    /// Asks, for as long as there is patience.
    pub(crate) async fn ask(
        &self,
        question: Question,
        patience: &mut Patience,
    ) -> Result<Answer, NoAnswer> {
        let asked = ask(&self.client, self.policy, question);
        patience.wait(asked).await
    }

    /// Asks once, for an answer whose body comes as it comes.
    pub(crate) async fn open(&self, question: Question) -> Result<Response, NoAnswer> {
        open(&self.client, self.policy, question).await
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        // Waiting for name lookups could take long, and is forbidden on threads of a runtime.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A network that costs nothing until somebody asks.
pub(crate) struct LazyNetwork {
    policy: Policy,
    network: Mutex<Option<Arc<Network>>>,
}

impl LazyNetwork {
    pub(crate) const fn new(policy: Policy) -> Self {
        Self {
            policy,
            network: Mutex::new(None),
        }
    }

    /// The network, made the first time.
    pub(crate) fn get(&self) -> Result<Arc<Network>, NoAnswer> {
        let mut slot = self.network.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(network) = &*slot {
            return Ok(Arc::clone(network));
        }
        let network = Network::new(self.policy).map(Arc::new).map_err(|error| {
            tracing::error!(%error, "no HTTP client");
            NoAnswer::Unreachable
        })?;
        Ok(Arc::clone(slot.insert(network)))
    }
}
