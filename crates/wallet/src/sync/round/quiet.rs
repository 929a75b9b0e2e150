//! Answers for which nobody is woken.

use std::sync::{Arc, Mutex, PoisonError};

/// What there is nothing to do about, passes and shops of which the wallet has the newest, until
/// the round hears of it. Nobody is woken for one: the round looks when there is another word, or
/// after a tick.
pub(in crate::sync) struct Quiet<T>(Arc<Mutex<Vec<T>>>);

impl<T> Default for Quiet<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T> Clone for Quiet<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Quiet<T> {
    pub(in crate::sync) fn tell(&self, word: T) {
        let mut words = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        words.push(word);
    }

    pub(super) fn take(&self) -> Vec<T> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
