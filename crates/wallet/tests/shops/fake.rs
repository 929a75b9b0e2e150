//! Shops that answer what a test tells them to, and remember what they were asked.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::ControlFlow;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use kantis_protocol::{Changes, CodeSecret, DeviceLink, PushRequest, PushSubscription};
use kantis_wallet::ports::{
    Access, Answered, Call, Client, Clock as _, DeviceSignIn, Done, Granted, Heard, Merchant,
    MerchantFailure, MerchantTrouble, Secret, Shop, SignIn, Wish,
};

use crate::desk::{Desk, Fault};
use crate::made_up::found;
use crate::support::TestClock;

/// How long a test waits for what has to come, before it fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// As a client does: it looks now and then whether anybody still waits.
const LOOK: Duration = Duration::from_millis(10);

/// What a shop is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Op {
    Refresh,
    Look,
    Changes,
    Wish,
    Link,
    Revoke,
    Listen,
    Leave,
}

/// All shops there are.
pub(crate) struct Shops {
    state: Mutex<State>,
    changed: Condvar,
    clock: Arc<TestClock>,
}

#[derive(Default)]
struct State {
    desks: BTreeMap<String, Desk>,
    asked: Vec<(String, Op, String)>,
    scripts: BTreeMap<(String, Op), VecDeque<Fault>>,
    open: BTreeSet<&'static str>,
}

impl Shops {
    pub(crate) fn new(clock: Arc<TestClock>) -> Self {
        Self {
            state: Mutex::default(),
            changed: Condvar::new(),
            clock,
        }
    }

    /// Looks at or changes a shop.
    pub(crate) fn at<T>(&self, issuer: &str, work: impl FnOnce(&mut Desk) -> T) -> T {
        let mut state = self.state.lock().unwrap();
        let desk = state
            .desks
            .entry(issuer.to_owned())
            .or_insert_with(Desk::new);
        let done = work(desk);
        self.changed.notify_all();
        done
    }

    /// What a shop does the next times that it is asked this.
    pub(crate) fn script(&self, issuer: &str, op: Op, faults: impl IntoIterator<Item = Fault>) {
        let mut state = self.state.lock().unwrap();
        let script = faults.into_iter().collect();
        state.scripts.insert((issuer.to_owned(), op), script);
    }

    pub(crate) fn open(&self, gate: &'static str) {
        self.state.lock().unwrap().open.insert(gate);
        self.changed.notify_all();
    }

    /// What was asked since this was last called: shop, what, and with what.
    pub(crate) fn asked(&self) -> Vec<(String, Op, String)> {
        std::mem::take(&mut self.state.lock().unwrap().asked)
    }

    /// The same without where and with what.
    pub(crate) fn ops(&self) -> Vec<Op> {
        self.asked().into_iter().map(|(_, op, _)| op).collect()
    }

    /// Waits until a shop is asked this.
    pub(crate) fn wait_for(&self, issuer: &str, op: Op) {
        self.until(|state| {
            let mut asked = state.asked.iter();
            asked.any(|(at, what, _)| at == issuer && *what == op)
        });
    }

    pub(crate) fn wait_for_listeners(&self, issuer: &str, count: usize) {
        self.until(|state| {
            let desk = state.desks.get(issuer);
            desk.map_or(0, |desk| desk.listening) == count
        });
    }

    fn until(&self, what: impl Fn(&State) -> bool) {
        let state = self.state.lock().unwrap();
        let (_state, timeout) = self
            .changed
            .wait_timeout_while(state, PATIENCE, |state| !what(state))
            .unwrap();
        assert!(!timeout.timed_out(), "it never came");
    }

    fn on<T>(
        &self,
        shop: &Shop,
        (op, with): (Op, &str),
        call: &Call,
        act: impl FnOnce(&mut Desk, DateTime<Utc>) -> Result<T, MerchantFailure>,
    ) -> Result<Answered<T>, MerchantFailure> {
        let issuer = shop.issuer();
        let fault = {
            let mut state = self.state.lock().unwrap();
            state.asked.push((issuer.to_owned(), op, with.to_owned()));
            self.changed.notify_all();
            let script = state.scripts.get_mut(&(issuer.to_owned(), op));
            script.and_then(VecDeque::pop_front).unwrap_or(Fault::Go)
        };
        let date = |desk: &Desk| Some(self.clock.now() + desk.ahead);
        let act = || {
            self.at(issuer, |desk| {
                let date = date(desk);
                act(desk, self.clock.now())
                    .map(|value| Answered { value, date })
                    .map_err(|failure| MerchantFailure { date, ..failure })
            })
        };
        match fault {
            Fault::Go => act(),
            Fault::Fail(kind) => Err(kind.into()),
            Fault::Rest(kind, rest) => Err(MerchantFailure {
                retry_after: Some(rest),
                ..kind.into()
            }),
            Fault::Lose(kind) => act().and(Err(kind.into())),
            Fault::Hang(gate) => {
                let mut state = self.state.lock().unwrap();
                while !state.open.contains(gate) {
                    if call.stop.is_set() {
                        return Err(MerchantTrouble::Stopped.into());
                    }
                    state = self.changed.wait_timeout(state, LOOK).unwrap().0;
                }
                drop(state);
                act()
            }
        }
    }
}

impl Merchant for Shops {
    fn discover(&self, address: &str, _: &Call) -> Result<Shop, MerchantFailure> {
        Ok(found(address, "Kahvila"))
    }

    fn register(&self, _: &Shop, _: &[String], _: &Call) -> Result<Client, MerchantFailure> {
        panic!("the engine registers nobody")
    }

    fn sign_in_address(&self, _: &Shop, _: &Client, _: &SignIn) -> Result<String, MerchantFailure> {
        panic!("the engine signs nobody in")
    }

    fn redeem_code(
        &self,
        _: &Shop,
        _: &Client,
        _: &SignIn,
        _: &Secret,
        _: &Call,
    ) -> Result<Granted, MerchantFailure> {
        panic!("the engine signs nobody in")
    }

    fn begin_device(
        &self,
        _: &Shop,
        _: &Client,
        _: &Call,
    ) -> Result<DeviceSignIn, MerchantFailure> {
        panic!("the engine signs nobody in")
    }

    fn poll_device(
        &self,
        _: &Shop,
        _: &Client,
        _: &DeviceSignIn,
        _: &Call,
    ) -> Result<Granted, MerchantFailure> {
        panic!("the engine signs nobody in")
    }

    fn refresh(
        &self,
        shop: &Shop,
        _: &Client,
        refresh: &Secret,
        call: &Call,
    ) -> Result<Granted, MerchantFailure> {
        let with = (Op::Refresh, refresh.reveal());
        self.on(shop, with, call, |desk, now| desk.refresh(refresh, now))
            .map(|answered| answered.value)
    }

    fn revoke(
        &self,
        shop: &Shop,
        _: &Client,
        refresh: &Secret,
        call: &Call,
    ) -> Result<(), MerchantFailure> {
        self.on(shop, (Op::Revoke, refresh.reveal()), call, |desk, _| {
            desk.revoked = true;
            desk.over = true;
            Ok(())
        })
        .map(drop)
    }

    fn changes(
        &self,
        access: &Access,
        since: Option<&str>,
        max: u32,
        call: &Call,
    ) -> Result<Answered<Changes>, MerchantFailure> {
        let with = (Op::Changes, since.unwrap_or_default());
        self.on(&access.shop, with, call, |desk, _| {
            desk.lets_in(&access.token)?;
            desk.changes(since, max)
        })
    }

    fn stands_elsewhere(
        &self,
        access: &Access,
        state: &str,
        call: &Call,
    ) -> Result<Answered<bool>, MerchantFailure> {
        self.on(&access.shop, (Op::Look, state), call, |desk, _| {
            desk.lets_in(&access.token)?;
            Ok(desk.state() != state)
        })
    }

    fn listen(
        &self,
        access: &Access,
        state: &str,
        mut changed: Heard,
        call: &Call,
    ) -> Result<(), MerchantFailure> {
        let issuer = access.shop.issuer().to_owned();
        self.on(&access.shop, (Op::Listen, state), call, |desk, _| {
            desk.lets_in(&access.token)?;
            if desk.deaf {
                return Err(MerchantTrouble::Broken.into());
            }
            desk.listening += 1;
            Ok(())
        })?;
        let mut last = state.to_owned();
        let mut state = self.state.lock().unwrap();
        let ended = loop {
            let desk = &state.desks[&issuer];
            if call.stop.is_set() {
                break Ok(());
            }
            if desk.deaf {
                break Err(MerchantTrouble::Broken.into());
            }
            if desk.lets_in(&access.token).is_err() {
                break Err(MerchantTrouble::Broken.into());
            }
            let now = desk.state();
            if now != last {
                last.clone_from(&now);
                drop(state);
                if changed(&now) == ControlFlow::Break(()) {
                    state = self.state.lock().unwrap();
                    break Ok(());
                }
                state = self.state.lock().unwrap();
                continue;
            }
            state = self.changed.wait_timeout(state, LOOK).unwrap().0;
        };
        state.desks.get_mut(&issuer).unwrap().listening -= 1;
        self.changed.notify_all();
        ended
    }

    fn ask_for(
        &self,
        access: &Access,
        wish: &Wish,
        key: &str,
        call: &Call,
    ) -> Result<Answered<Done>, MerchantFailure> {
        self.on(&access.shop, (Op::Wish, key), call, |desk, _| {
            desk.lets_in(&access.token)?;
            desk.ask_for(wish, key)
        })
    }

    fn link_device(
        &self,
        access: &Access,
        _: Option<&str>,
        call: &Call,
    ) -> Result<Answered<DeviceLink>, MerchantFailure> {
        self.on(&access.shop, (Op::Link, ""), call, |desk, now| {
            desk.lets_in(&access.token)?;
            desk.linked += 1;
            Ok(DeviceLink {
                alias: "12345678901".to_owned(),
                secret: CodeSecret::new([7; 32]),
                step_seconds: 30,
                now: now + desk.ahead,
            })
        })
    }

    fn subscribe_push(
        &self,
        _: &Access,
        _: &PushRequest,
        _: &Call,
    ) -> Result<Answered<PushSubscription>, MerchantFailure> {
        panic!("nobody receives pushes here")
    }

    fn unsubscribe_push(
        &self,
        _: &Access,
        _: uuid::Uuid,
        _: &Call,
    ) -> Result<Answered<()>, MerchantFailure> {
        panic!("nobody receives pushes here")
    }

    fn export(&self, access: &Access, call: &Call) -> Result<Vec<u8>, MerchantFailure> {
        self.on(&access.shop, (Op::Look, "export"), call, |desk, _| {
            desk.lets_in(&access.token)?;
            Ok(b"{\"all\":1}".to_vec())
        })
        .map(|answered| answered.value)
    }

    fn leave(&self, access: &Access, call: &Call) -> Result<(), MerchantFailure> {
        self.on(&access.shop, (Op::Leave, ""), call, |desk, _| {
            desk.lets_in(&access.token)?;
            desk.over = true;
            Ok(())
        })
        .map(drop)
    }
}
