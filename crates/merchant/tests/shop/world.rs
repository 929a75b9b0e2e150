//! The world of a shop in a test: its clock and its mail.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use kantis_merchant::ports::{Clock, Letter, Mail, MailError};

/// A clock that stands still until a test moves it.
pub struct MovableClock(Mutex<DateTime<Utc>>);

impl MovableClock {
    /// One that shows this.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self(Mutex::new(now))
    }

    /// Moves it on.
    pub fn pass(&self, time: TimeDelta) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += time;
    }

    /// Sets it.
    pub fn set(&self, now: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }
}

impl Clock for MovableClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Mail that was sent.
#[derive(Default)]
pub struct Letters {
    sent: Mutex<Vec<Letter>>,
    trouble: Mutex<Option<MailError>>,
    held: Mutex<Vec<(String, Sender<Sender<()>>)>>,
}

/// A letter that the mail server takes its time over.
pub struct Held(Receiver<Sender<()>>);

impl Held {
    /// Waits until the letter came; it goes on when what is given is dropped.
    pub fn came(&self) -> Sender<()> {
        self.0.recv().unwrap()
    }
}

impl Letters {
    /// All that were sent to an address, oldest first.
    pub fn to(&self, address: &str) -> Vec<Letter> {
        self.all()
            .into_iter()
            .filter(|letter| letter.to == address)
            .collect()
    }

    /// All that were sent.
    pub fn all(&self) -> Vec<Letter> {
        self.sent
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// From now on nothing can be sent, or it can again.
    pub fn break_down(&self, trouble: Option<MailError>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }
}

impl Letters {
    /// The next letter to this address is held up.
    pub fn hold(&self, address: &str) -> Held {
        let (came, comes) = channel();
        self.held.lock().unwrap().push((address.to_owned(), came));
        Held(comes)
    }

    fn held_up(&self, address: &str) -> Option<Sender<Sender<()>>> {
        let mut held = self.held.lock().unwrap();
        let at = held.iter().position(|(to, _)| to == address)?;
        Some(held.remove(at).1)
    }
}

impl Mail for Letters {
    fn forget(&self, address: &str) {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.retain(|letter| letter.to != address);
    }

    fn send(&self, letter: &Letter) -> Result<(), MailError> {
        if let Some(held) = self.held_up(&letter.to) {
            let (let_go, until) = channel();
            held.send(let_go).unwrap();
            // It ends when the test lets go.
            let _ = until.recv();
        }
        if let Some(trouble) = &*self.trouble.lock().unwrap_or_else(PoisonError::into_inner) {
            return Err(trouble.clone());
        }
        self.sent
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(letter.clone());
        Ok(())
    }
}
