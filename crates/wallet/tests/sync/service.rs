//! Web services that answer what a test tells them to, and remember what they were asked.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use kantis_wallet::ports::{
    Call, ChangedSerials, Cursor, Fetched, PassAccess, PassSource, ServiceDevice, SourceFailure,
    SourceTrouble,
};

/// How long a test waits for what has to come, before it fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ask {
    /// Serial, token, what was sent back.
    Fetch(String, String, Option<String>),
    Register(String, String),
    Unregister(String, String),
    /// Device, tag.
    Changed(String, Option<String>),
}

/// What to answer.
#[derive(Clone)]
pub(crate) enum Answer {
    Unchanged,
    /// A file, and its `Last-Modified`.
    Pass(Vec<u8>, &'static str),
    Fail(SourceTrouble),
    /// With a rest.
    Rest(SourceTrouble, Duration),
    /// Waits until the gate with this name opens, or the call is stopped.
    Hang(&'static str, Box<Answer>),
}

/// All services there are.
#[derive(Default)]
pub(crate) struct Services {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    asks: Vec<Ask>,
    /// Scripts by serial; the last answer is given for ever.
    answers: BTreeMap<String, VecDeque<Answer>>,
    register: Option<Answer>,
    unregister: VecDeque<Answer>,
    list: Option<Result<ChangedSerials, SourceTrouble>>,
    open: BTreeSet<&'static str>,
    /// Calls under way by origin, and the most there ever were: in one origin, and of origins.
    flying: BTreeMap<String, usize>,
    most: (usize, usize),
}

impl Services {
    /// What a pass's service answers from now on.
    pub(crate) fn say(&self, serial: &str, answers: impl IntoIterator<Item = Answer>) {
        let mut state = self.state.lock().unwrap();
        state
            .answers
            .insert(serial.to_owned(), answers.into_iter().collect());
    }

    pub(crate) fn on_register(&self, answer: Answer) {
        self.state.lock().unwrap().register = Some(answer);
    }

    pub(crate) fn on_unregister(&self, answers: impl IntoIterator<Item = Answer>) {
        self.state.lock().unwrap().unregister = answers.into_iter().collect();
    }

    pub(crate) fn list(&self, list: Result<(&[&str], Option<&str>), SourceTrouble>) {
        let list = list.map(|(serials, tag)| {
            let serials = serials.iter().map(|serial| (*serial).to_owned()).collect();
            let tag = tag.map(str::to_owned);
            ChangedSerials { serials, tag }
        });
        self.state.lock().unwrap().list = Some(list);
    }

    pub(crate) fn open(&self, gate: &'static str) {
        self.state.lock().unwrap().open.insert(gate);
        self.changed.notify_all();
    }

    /// What was asked since this was last called.
    pub(crate) fn asked(&self) -> Vec<Ask> {
        std::mem::take(&mut self.state.lock().unwrap().asks)
    }

    /// Serials that were asked for since this was last called, sorted.
    pub(crate) fn fetched(&self) -> Vec<String> {
        let mut serials: Vec<String> = self
            .asked()
            .into_iter()
            .filter_map(|ask| match ask {
                Ask::Fetch(serial, ..) => Some(serial),
                _ => None,
            })
            .collect();
        serials.sort();
        serials
    }

    /// Waits until something like this was asked.
    pub(crate) fn wait_for(&self, wanted: impl Fn(&Ask) -> bool) {
        let state = self.state.lock().unwrap();
        let (_state, timeout) = self
            .changed
            .wait_timeout_while(state, PATIENCE, |state| !state.asks.iter().any(&wanted))
            .unwrap();
        assert!(!timeout.timed_out(), "nobody asked");
    }

    pub(crate) fn wait_for_fetch(&self, serial: &str) {
        self.wait_for(|ask| matches!(ask, Ask::Fetch(asked, ..) if asked == serial));
    }

    /// The most calls at a time: to one origin, and origins.
    pub(crate) fn most(&self) -> (usize, usize) {
        self.state.lock().unwrap().most
    }

    fn note(&self, ask: Ask) {
        self.state.lock().unwrap().asks.push(ask);
        self.changed.notify_all();
    }

    fn answer(&self, answer: Answer, call: &Call) -> Result<Fetched, SourceFailure> {
        match answer {
            Answer::Unchanged => Ok(Fetched::Unchanged),
            Answer::Pass(bytes, last_modified) => Ok(Fetched::Pass {
                bytes,
                cursor: Cursor {
                    last_modified: Some(last_modified.to_owned()),
                    etag: None,
                },
            }),
            Answer::Fail(kind) => Err(kind.into()),
            Answer::Rest(kind, rest) => Err(SourceFailure {
                kind,
                retry_after: Some(rest),
            }),
            Answer::Hang(gate, then) => {
                let mut state = self.state.lock().unwrap();
                while !state.open.contains(gate) {
                    if call.stop.is_set() {
                        return Err(SourceTrouble::Stopped.into());
                    }
                    // As a client does: it looks now and then whether anybody still waits.
                    let look = Duration::from_millis(20);
                    state = self.changed.wait_timeout(state, look).unwrap().0;
                }
                drop(state);
                self.answer(*then, call)
            }
        }
    }

    fn begin(&self, service: &str) -> String {
        let origin = service.split('/').take(3).collect::<Vec<_>>().join("/");
        let mut state = self.state.lock().unwrap();
        *state.flying.entry(origin.clone()).or_default() += 1;
        let calls = state.flying[&origin];
        let origins = state.flying.len();
        state.most = (state.most.0.max(calls), state.most.1.max(origins));
        origin
    }

    fn end(&self, origin: &str) {
        let mut state = self.state.lock().unwrap();
        let calls = state.flying.get_mut(origin).unwrap();
        *calls -= 1;
        if *calls == 0 {
            state.flying.remove(origin);
        }
    }
}

impl PassSource for Services {
    fn fetch(
        &self,
        pass: &PassAccess,
        cursor: &Cursor,
        call: &Call,
    ) -> Result<Fetched, SourceFailure> {
        let origin = self.begin(&pass.service);
        self.note(Ask::Fetch(
            pass.serial.clone(),
            pass.token.reveal().to_owned(),
            cursor.last_modified.clone(),
        ));
        let answer = {
            let mut state = self.state.lock().unwrap();
            let script = state.answers.get_mut(&pass.serial);
            script.map_or(Answer::Unchanged, |script| match script.len() {
                0 => Answer::Unchanged,
                1 => script[0].clone(),
                _ => script.pop_front().unwrap(),
            })
        };
        let answer = self.answer(answer, call);
        self.end(&origin);
        answer
    }

    fn register(
        &self,
        pass: &PassAccess,
        device: &ServiceDevice,
        call: &Call,
    ) -> Result<(), SourceFailure> {
        assert_eq!((device.id.len(), device.push_token.len()), (32, 64));
        self.note(Ask::Register(pass.serial.clone(), device.id.clone()));
        let answer = self.state.lock().unwrap().register.clone();
        self.answer(answer.unwrap_or(Answer::Unchanged), call)
            .map(drop)
    }

    fn unregister(
        &self,
        pass: &PassAccess,
        device: &ServiceDevice,
        call: &Call,
    ) -> Result<(), SourceFailure> {
        self.note(Ask::Unregister(
            pass.serial.clone(),
            pass.token.reveal().to_owned(),
        ));
        assert_eq!(device.id.len(), 32);
        let answer = self.state.lock().unwrap().unregister.pop_front();
        self.answer(answer.unwrap_or(Answer::Unchanged), call)
            .map(drop)
    }

    fn changed(
        &self,
        _service: &str,
        _pass_type: &str,
        device: &ServiceDevice,
        tag: Option<&str>,
        _call: &Call,
    ) -> Result<ChangedSerials, SourceFailure> {
        self.note(Ask::Changed(device.id.clone(), tag.map(str::to_owned)));
        let list = self.state.lock().unwrap().list.clone();
        let nothing = ChangedSerials {
            serials: Vec::new(),
            tag: None,
        };
        Ok(list.unwrap_or(Ok(nothing))?)
    }
}
