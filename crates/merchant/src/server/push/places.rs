//! Whom the shop sends to at the same time.
//!
//! A wallet chooses where its pushes go, so a push service that never answers must not keep the
//! others waiting. Those that answered last time have places of their own; all others, new ones
//! too, share a few, and each of them has one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

/// Messages under way to push services that answer.
const PROMPT: usize = 16;
/// As many of them to one push service.
const PROMPT_EACH: usize = 8;
/// Messages under way to all others.
const OTHERS: usize = 4;
/// Push services that are remembered.
const MOST: usize = 1024;

/// All places.
pub(super) struct Places {
    prompt: Semaphore,
    others: Semaphore,
    services: Mutex<BTreeMap<String, Service>>,
}

/// One push service, by its origin.
struct Service {
    prompt: bool,
    places: Arc<Semaphore>,
}

/// One that is taken, until it is dropped.
pub(super) struct Place<'a> {
    _own: Option<OwnedSemaphorePermit>,
    _shared: Option<SemaphorePermit<'a>>,
}

impl Service {
    fn new(prompt: bool) -> Self {
        let each = if prompt { PROMPT_EACH } else { 1 };
        Self {
            prompt,
            places: Arc::new(Semaphore::new(each)),
        }
    }
}

impl Places {
    pub(super) fn new() -> Self {
        Self {
            prompt: Semaphore::new(PROMPT),
            others: Semaphore::new(OTHERS),
            services: Mutex::default(),
        }
    }

    /// Waits for a place at a push service.
    pub(super) async fn take(&self, origin: &str) -> Place<'_> {
        let (prompt, places) = self.service(origin);
        // Its own comes first: who waits for a slow service takes no place from others meanwhile.
        let own = places.acquire_owned().await.ok();
        let shared = if prompt { &self.prompt } else { &self.others };
        Place {
            _own: own,
            _shared: shared.acquire().await.ok(),
        }
    }

    /// Notes whether a push service answered, whatever it said.
    pub(super) fn answered(&self, origin: &str, prompt: bool) {
        let mut services = self.services.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(service) = services.get_mut(origin)
            && service.prompt != prompt
        {
            *service = Service::new(prompt);
        }
    }

    fn service(&self, origin: &str) -> (bool, Arc<Semaphore>) {
        let mut services = self.services.lock().unwrap_or_else(PoisonError::into_inner);
        if services.len() >= MOST && !services.contains_key(origin) {
            // Those that nobody waits for.
            services.retain(|_, service| Arc::strong_count(&service.places) > 1);
        }
        let service = services
            .entry(origin.to_owned())
            .or_insert_with(|| Service::new(false));
        (service.prompt, Arc::clone(&service.places))
    }
}
