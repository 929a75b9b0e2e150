//! Threads that a host runs beside its commands, ended in order.
//!
//! None may outlive its host: a process that ends takes the cryptography down under a thread that
//! still reads the wallet.

use std::thread::{self, JoinHandle};

use kantis_wallet::ports::Stop;

/// A thread that is told to stop, and waited for, when this is dropped. What it sleeps by is
/// [`thread::park_timeout`], so that it hears of it at once.
pub(crate) struct Thread {
    stop: Stop,
    handle: Option<JoinHandle<()>>,
}

impl Thread {
    /// Starts work that looks at its flag now and then. Must not hold what holds this thread. Where
    /// the system gives no thread, nothing is done.
    pub(crate) fn start(name: &str, work: impl FnOnce(&Stop) + Send + 'static) -> Self {
        Self::start_with(name, Stop::default(), work)
    }

    /// The same with a flag that others may set too.
    pub(crate) fn start_with(
        name: &str,
        stop: Stop,
        work: impl FnOnce(&Stop) + Send + 'static,
    ) -> Self {
        let told = stop.clone();
        let thread = thread::Builder::new().name(name.to_owned());
        let handle = thread.spawn(move || work(&told)).ok();
        Self { stop, handle }
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.stop.set();
        if let Some(handle) = self.handle.take() {
            handle.thread().unpark();
            // A thread that panicked has ended as well.
            let _ = handle.join();
        }
    }
}
