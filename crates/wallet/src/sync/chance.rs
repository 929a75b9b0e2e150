//! Random numbers for what is to happen at no foreseeable time.

use std::sync::{Arc, Mutex, PoisonError};

use crate::ports::Entropy;

/// Numbers that are drawn together.
const MANY: usize = 128;

/// Draws many numbers at a time: a round takes one for each answer, and asking the system for each
/// costs as much as keeping it.
pub(super) struct Chances {
    entropy: Arc<dyn Entropy>,
    drawn: Mutex<Vec<u64>>,
}

impl Chances {
    pub(super) fn new(entropy: Arc<dyn Entropy>) -> Self {
        Self {
            entropy,
            drawn: Mutex::default(),
        }
    }

    /// A random number.
    pub(super) fn draw(&self) -> u64 {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(number) = drawn.pop() {
                return number;
            }
            let mut bytes = [0; MANY * size_of::<u64>()];
            self.entropy.fill(&mut bytes);
            let (numbers, _) = bytes.as_chunks();
            drawn.extend(numbers.iter().copied().map(u64::from_le_bytes));
        }
    }
}
