//! A flag that ends work, which may be looked at and waited for.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// A flag that ends work. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    is_set: AtomicBool,
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    /// Tells who waits from who waited before.
    last: u64,
    wakers: BTreeMap<u64, Waker>,
}

impl Stop {
    /// Asks everybody who holds a clone to stop.
    pub fn set(&self) {
        self.0.is_set.store(true, Ordering::SeqCst);
        let wakers = std::mem::take(&mut self.0.lock().wakers);
        wakers.into_values().for_each(Waker::wake);
    }

    /// Whether somebody asked.
    pub fn is_set(&self) -> bool {
        self.0.is_set.load(Ordering::SeqCst)
    }

    /// Comes to an end when somebody asks. Until then it costs nothing: nobody looks.
    pub fn asked(&self) -> StopAsked<'_> {
        let mut waiting = self.0.lock();
        waiting.last += 1;
        StopAsked {
            stop: self,
            number: waiting.last,
        }
    }
}

impl Shared {
    /// A panic elsewhere leaves nothing half done behind this lock.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What [`Stop::asked`] gives.
#[derive(Debug)]
pub struct StopAsked<'s> {
    stop: &'s Stop,
    number: u64,
}

impl Future for StopAsked<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if !self.stop.is_set() {
            let mut waiting = self.stop.0.lock();
            let waker = waiting.wakers.entry(self.number);
            waker
                .and_modify(|known| known.clone_from(context.waker()))
                .or_insert_with(|| context.waker().clone());
        }
        // Looked at once more: it may have been set before the waker was there.
        if self.stop.is_set() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

impl Drop for StopAsked<'_> {
    fn drop(&mut self) {
        self.stop.0.lock().wakers.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;
    use std::task::Wake;

    use super::*;

    #[derive(Default)]
    struct Woken(AtomicU32);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    #[test]
    fn who_waits_is_woken_once_and_who_gave_up_is_not() {
        let stop = Stop::default();
        let (waits, left) = (Arc::new(Woken::default()), Arc::new(Woken::default()));
        let mut asked = stop.asked();
        {
            let mut gave_up = stop.asked();
            let waker = Waker::from(Arc::clone(&left));
            let pending = Pin::new(&mut gave_up).poll(&mut Context::from_waker(&waker));
            assert!(pending.is_pending());
        }
        let waker = Waker::from(Arc::clone(&waits));
        let mut context = Context::from_waker(&waker);
        for _ in 0..2 {
            assert!(Pin::new(&mut asked).poll(&mut context).is_pending());
        }
        stop.clone().set();
        assert_eq!(waits.0.load(Ordering::SeqCst), 1);
        assert_eq!(left.0.load(Ordering::SeqCst), 0);
        assert!(Pin::new(&mut asked).poll(&mut context).is_ready());
        assert!(stop.0.lock().wakers.is_empty());
    }

    #[test]
    fn one_that_was_set_before_is_heard_at_once() {
        let stop = Stop::default();
        stop.set();
        let mut asked = stop.asked();
        let mut context = Context::from_waker(Waker::noop());
        assert!(Pin::new(&mut asked).poll(&mut context).is_ready());
    }
}
