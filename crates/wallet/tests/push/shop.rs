//! A shop where nothing ever changes, and which counts what it is asked.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use kantis_protocol::{Changes, DeviceLink, ProblemType, PushRequest, PushSubscription};
use kantis_wallet::ports::{
    Access, Answered, Call, ChangedSerials, Client, Cursor, DeviceSignIn, Done, Fetched, Granted,
    Heard, Merchant, MerchantFailure, MerchantTrouble as Trouble, PassAccess, PassSource, Secret,
    ServiceDevice, Shop as Found, SignIn, SourceFailure, SourceTrouble, Wish,
};
use uuid::Uuid;

use crate::made_up;

/// The key that it signs with, and another one.
pub(crate) const KEY: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
pub(crate) const OTHER_KEY: &str =
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";

#[derive(Default)]
pub(crate) struct Shop(Mutex<Inside>);

#[derive(Default)]
struct Inside {
    questions: usize,
    endpoints: BTreeMap<Uuid, String>,
    subscribed: usize,
    refuses: bool,
    rest: Option<Duration>,
    key: Option<&'static str>,
}

impl Shop {
    /// How many questions came since the last time.
    pub(crate) fn take_questions(&self) -> usize {
        std::mem::take(&mut self.0.lock().unwrap().questions)
    }

    /// Where it pushes.
    pub(crate) fn endpoints(&self) -> Vec<String> {
        self.0.lock().unwrap().endpoints.values().cloned().collect()
    }

    /// How often it was told of an endpoint.
    pub(crate) fn subscribed(&self) -> usize {
        self.0.lock().unwrap().subscribed
    }

    /// It no longer knows where to push.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap().endpoints.clear();
    }

    /// It takes no endpoint.
    pub(crate) fn refuse(&self) {
        self.0.lock().unwrap().refuses = true;
    }

    /// It wants to be left alone for so long.
    pub(crate) fn rest(&self, rest: Option<Duration>) {
        self.0.lock().unwrap().rest = rest;
    }

    /// From now on it signs with this key.
    pub(crate) fn sign_with(&self, key: &'static str) {
        self.0.lock().unwrap().key = Some(key);
    }

    fn asked<T>(
        &self,
        answer: impl FnOnce(&mut Inside) -> T,
    ) -> Result<Answered<T>, MerchantFailure> {
        let mut inside = self.0.lock().unwrap();
        inside.questions += 1;
        if inside.rest.is_some() {
            return Err(MerchantFailure {
                kind: Trouble::Busy { status: 429 },
                retry_after: inside.rest,
                date: None,
            });
        }
        Ok(Answered {
            value: answer(&mut inside),
            date: None,
        })
    }
}

/// The shop as a wallet finds it.
pub(crate) fn found() -> Found {
    let mut found = made_up::found("https://shop.example", "Kulma");
    found.discovery.vapid = Some(KEY.to_owned());
    found
}

/// What nobody asks for in these tests.
fn none<T>() -> Result<T, MerchantFailure> {
    Err(Trouble::Unreachable.into())
}

impl Merchant for Shop {
    fn changes(
        &self,
        _: &Access,
        since: Option<&str>,
        _: u32,
        _: &Call,
    ) -> Result<Answered<Changes>, MerchantFailure> {
        self.asked(|_| Changes {
            old_state: since.unwrap_or_default().to_owned(),
            new_state: "s1".to_owned(),
            has_more: false,
            changed: Vec::new(),
            removed: Vec::new(),
        })
    }

    fn stands_elsewhere(
        &self,
        _: &Access,
        _: &str,
        _: &Call,
    ) -> Result<Answered<bool>, MerchantFailure> {
        self.asked(|_| false)
    }

    fn subscribe_push(
        &self,
        _: &Access,
        request: &PushRequest,
        _: &Call,
    ) -> Result<Answered<PushSubscription>, MerchantFailure> {
        let refuses = self.asked(|inside| {
            inside.subscribed += 1;
            inside.refuses
        })?;
        if refuses.value {
            return Err(Trouble::Problem(ProblemType::Invalid).into());
        }
        let mut inside = self.0.lock().unwrap();
        let known = inside.endpoints.iter();
        let known = known.filter(|(_, endpoint)| **endpoint == request.endpoint);
        let id = known.map(|(id, _)| *id).next().unwrap_or_else(Uuid::new_v4);
        inside.endpoints.insert(id, request.endpoint.clone());
        Ok(Answered {
            value: PushSubscription {
                id,
                created: chrono::DateTime::UNIX_EPOCH,
                vapid: inside.key.unwrap_or(KEY).to_owned(),
            },
            date: None,
        })
    }

    fn unsubscribe_push(
        &self,
        _: &Access,
        subscription: Uuid,
        _: &Call,
    ) -> Result<Answered<()>, MerchantFailure> {
        self.asked(|inside| drop(inside.endpoints.remove(&subscription)))
    }

    fn revoke(&self, _: &Found, _: &Client, _: &Secret, _: &Call) -> Result<(), MerchantFailure> {
        self.0.lock().unwrap().endpoints.clear();
        Ok(())
    }

    fn discover(&self, _: &str, _: &Call) -> Result<Found, MerchantFailure> {
        none()
    }

    fn register(&self, _: &Found, _: &[String], _: &Call) -> Result<Client, MerchantFailure> {
        none()
    }

    fn sign_in_address(
        &self,
        _: &Found,
        _: &Client,
        _: &SignIn,
    ) -> Result<String, MerchantFailure> {
        none()
    }

    fn redeem_code(
        &self,
        _: &Found,
        _: &Client,
        _: &SignIn,
        _: &Secret,
        _: &Call,
    ) -> Result<Granted, MerchantFailure> {
        none()
    }

    fn begin_device(
        &self,
        _: &Found,
        _: &Client,
        _: &Call,
    ) -> Result<DeviceSignIn, MerchantFailure> {
        none()
    }

    fn poll_device(
        &self,
        _: &Found,
        _: &Client,
        _: &DeviceSignIn,
        _: &Call,
    ) -> Result<Granted, MerchantFailure> {
        none()
    }

    fn refresh(
        &self,
        _: &Found,
        _: &Client,
        _: &Secret,
        _: &Call,
    ) -> Result<Granted, MerchantFailure> {
        none()
    }

    fn listen(&self, _: &Access, _: &str, _: Heard, _: &Call) -> Result<(), MerchantFailure> {
        none()
    }

    fn ask_for(
        &self,
        _: &Access,
        _: &Wish,
        _: &str,
        _: &Call,
    ) -> Result<Answered<Done>, MerchantFailure> {
        none()
    }

    fn link_device(
        &self,
        _: &Access,
        _: Option<&str>,
        _: &Call,
    ) -> Result<Answered<DeviceLink>, MerchantFailure> {
        none()
    }

    fn export(&self, _: &Access, _: &Call) -> Result<Vec<u8>, MerchantFailure> {
        none()
    }

    fn leave(&self, _: &Access, _: &Call) -> Result<(), MerchantFailure> {
        none()
    }
}

/// No pass is asked for here.
pub(crate) struct NoPasses;

impl PassSource for NoPasses {
    fn fetch(&self, _: &PassAccess, _: &Cursor, _: &Call) -> Result<Fetched, SourceFailure> {
        Err(SourceTrouble::Unreachable.into())
    }

    fn register(&self, _: &PassAccess, _: &ServiceDevice, _: &Call) -> Result<(), SourceFailure> {
        Err(SourceTrouble::Unreachable.into())
    }

    fn unregister(&self, _: &PassAccess, _: &ServiceDevice, _: &Call) -> Result<(), SourceFailure> {
        Err(SourceTrouble::Unreachable.into())
    }

    fn changed(
        &self,
        _: &str,
        _: &str,
        _: &ServiceDevice,
        _: Option<&str>,
        _: &Call,
    ) -> Result<ChangedSerials, SourceFailure> {
        Err(SourceTrouble::Unreachable.into())
    }
}
