//! Answers for which nobody is woken, unless there are many.

use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use super::Word;

/// Answers that are worth a commit of their own while others are still to come.
pub(super) const MANY: usize = 128;

/// What there is nothing to do about, passes and shops of which the wallet has the newest, until
/// the round hears of it. Nobody is woken for one: the round looks when there is another word, or
/// after a tick. It is woken for [`MANY`], to keep them while others are asked.
pub(in crate::sync) struct Quiet<T> {
    words: Arc<Mutex<Vec<T>>>,
    sender: Sender<Word>,
}

impl<T> Clone for Quiet<T> {
    fn clone(&self) -> Self {
        Self {
            words: Arc::clone(&self.words),
            sender: self.sender.clone(),
        }
    }
}

impl<T> Quiet<T> {
    pub(super) fn new(sender: &Sender<Word>) -> Self {
        Self {
            words: Arc::default(),
            sender: sender.clone(),
        }
    }

    pub(in crate::sync) fn tell(&self, word: T) {
        let mut words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        words.push(word);
        if words.len() == MANY {
            // Nobody listens any more when the round was broken off.
            let _ = self.sender.send(Word::Many);
        }
    }

    pub(super) fn take(&self) -> Vec<T> {
        std::mem::take(&mut *self.words.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
