//! A receiver of pushes that says what it is told to.

use std::sync::Mutex;

use kantis_wallet::ports::{HeardPush, PushEvent, PushReceiver, PushRegistration, Secret};

#[derive(Default)]
pub(crate) struct Receiver {
    heard: Mutex<Option<HeardPush>>,
    registered: Mutex<Vec<PushRegistration>>,
    ended: Mutex<Vec<Secret>>,
}

impl Receiver {
    /// Says something to the wallet.
    pub(crate) fn say(&self, event: PushEvent) {
        let heard = self.heard.lock().unwrap().clone().unwrap();
        heard(event);
    }

    /// Everything that was asked for.
    pub(crate) fn registered(&self) -> Vec<PushRegistration> {
        self.registered.lock().unwrap().clone()
    }

    /// The token that was asked for last.
    pub(crate) fn token(&self) -> Secret {
        self.registered().last().unwrap().token.clone()
    }

    /// Everything that was ended.
    pub(crate) fn ended(&self) -> Vec<Secret> {
        self.ended.lock().unwrap().clone()
    }
}

impl PushReceiver for Receiver {
    fn listen(&self, heard: HeardPush) {
        *self.heard.lock().unwrap() = Some(heard);
    }

    fn register(&self, registration: &PushRegistration) {
        self.registered.lock().unwrap().push(registration.clone());
    }

    fn unregister(&self, token: &Secret) {
        self.ended.lock().unwrap().push(token.clone());
    }
}
