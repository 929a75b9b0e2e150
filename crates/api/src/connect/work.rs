//! What a sign-in's thread does: waits for the person, trades the code in, keeps the connection,
//! and reads everything for the first time.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use kantis_connect::{Brought, LandingWords, Loopback};
use kantis_wallet::ports::{
    Call, Client, DeviceSignIn, Granted, Merchant, MerchantTrouble as Trouble, Secret, Shop,
    SignIn, Stop,
};
use kantis_wallet::sync::RefreshOutcome;
use kantis_wallet::{CardId, ConnectionId, ConnectionState, NewConnection, Wallet};

use super::attempt::Attempt;
use super::trouble::{merchant_error, trouble_error};
use crate::dto::{ConnectStage, Problem};
use crate::engine::Engine;
use crate::session::problem_of;
use crate::{ApiError, Event, convert};

/// How long a person may take in their browser: a letter with a code has to arrive.
pub(super) const PATIENCE: Duration = Duration::from_secs(15 * 60);
/// How long a shop may take to trade a code.
pub(super) const ANSWER: Duration = Duration::from_secs(30);
/// How long the first read is waited for, when another thread or process does it.
const FIRST_READ: Duration = Duration::from_secs(60);
/// How often is looked whether it is done, or nobody waits any more.
const LOOK: Duration = Duration::from_millis(50);
/// What RFC 8628 §3.5 adds to the interval when a shop finds it too short.
const SLOWER: Duration = Duration::from_secs(5);

/// Everything that the thread needs. It must not hold what holds the thread.
pub(super) struct Work {
    pub(super) wallet: Arc<Wallet>,
    pub(super) merchant: Arc<dyn Merchant>,
    pub(super) engine: Option<Arc<Engine>>,
    pub(super) shop: Shop,
    pub(super) client: Client,
    pub(super) card: Option<CardId>,
}

/// How the person's answer comes back.
pub(super) enum Way {
    /// From the browser of this machine, on a port of its own.
    Loopback {
        loopback: Loopback,
        sign_in: SignIn,
        words: LandingWords,
    },
    /// From the browser of this phone, by a link that the system hands over.
    Link {
        sign_in: SignIn,
        arrived: Receiver<String>,
    },
    /// The shop says it when it is asked.
    Device(DeviceSignIn),
}

impl Work {
    /// Does all of it, and notes how it goes.
    pub(super) fn run(&self, way: Way, attempt: &Attempt) {
        match self.connected(way, attempt) {
            Ok((connection, card)) => self.read(attempt, connection, card),
            Err(error) => attempt.note(|result| {
                result.stage = ConnectStage::Failed;
                result.problem = Some(problem_of(&error));
            }),
        }
    }

    fn connected(&self, way: Way, attempt: &Attempt) -> Result<(ConnectionId, CardId), ApiError> {
        let granted = self.granted(way, &attempt.stop)?;
        let kept = self.wallet.connect(&NewConnection {
            shop: self.shop.clone(),
            client: self.client.clone(),
            granted,
            card: self.card,
        });
        let (connection, card) = kept.map_err(convert::error)?;
        attempt.note(|result| {
            result.stage = ConnectStage::Reading;
            result.connection = Some(connection.to_string());
            result.card = Some(card.to_string());
        });
        attempt.send(Event::CardsChanged {
            ids: vec![card.to_string()],
        });
        attempt.send(Event::ConnectionsChanged);
        Ok((connection, card))
    }

    fn granted(&self, way: Way, stop: &Stop) -> Result<Granted, ApiError> {
        let judge = |sign_in: &SignIn, query: &str| match sign_in.code(self.shop.issuer(), query) {
            Ok(code) => Brought::End(Ok(code), true),
            Err(Trouble::WrongSignIn) => Brought::Other,
            Err(trouble) => Brought::End(Err(trouble), false),
        };
        match way {
            Way::Loopback {
                loopback,
                sign_in,
                words,
            } => {
                let call = Call {
                    timeout: PATIENCE,
                    stop: stop.clone(),
                };
                let came = loopback.wait(&words, &call, &mut |query| judge(&sign_in, query));
                self.redeem(&sign_in, came.and_then(|code| code), stop)
            }
            Way::Link { sign_in, arrived } => {
                let came = linked(&arrived, stop, |query| judge(&sign_in, query));
                self.redeem(&sign_in, came.and_then(|code| code), stop)
            }
            Way::Device(device) => self.poll(&device, stop),
        }
    }

    fn redeem(
        &self,
        sign_in: &SignIn,
        came: Result<Secret, Trouble>,
        stop: &Stop,
    ) -> Result<Granted, ApiError> {
        let code = came.map_err(|trouble| match trouble {
            // The person took too long, not the shop.
            Trouble::TimedOut => trouble_error(&Trouble::SignInOver).with("why", "tooLong"),
            trouble => trouble_error(&trouble),
        })?;
        let call = answer_in_time(stop);
        let redeemed = self
            .merchant
            .redeem_code(&self.shop, &self.client, sign_in, &code, &call);
        redeemed.map_err(|failure| merchant_error(&failure))
    }

    fn poll(&self, device: &DeviceSignIn, stop: &Stop) -> Result<Granted, ApiError> {
        let begun = Instant::now();
        let patience = Duration::from_secs(device.expires_in);
        let mut interval = Duration::from_secs(device.interval.clamp(1, 60));
        while begun.elapsed() < patience {
            pause(interval, stop);
            if stop.is_set() {
                return Err(trouble_error(&Trouble::Stopped));
            }
            let call = answer_in_time(stop);
            let polled = self
                .merchant
                .poll_device(&self.shop, &self.client, device, &call);
            match polled.map_err(|failure| failure.kind) {
                Ok(granted) => return Ok(granted),
                Err(Trouble::SlowDown) => interval += SLOWER,
                // Not yet, or not now: the person has not decided, or the network is away.
                Err(
                    Trouble::Pending
                    | Trouble::Unreachable
                    | Trouble::Broken
                    | Trouble::TimedOut
                    | Trouble::Busy { .. },
                ) => {}
                Err(trouble) => return Err(trouble_error(&trouble)),
            }
        }
        Err(trouble_error(&Trouble::SignInOver).with("why", "tooLong"))
    }

    /// Reads everything for the first time. What does not come now comes later: the card is there.
    fn read(&self, attempt: &Attempt, connection: ConnectionId, card: CardId) {
        let problem = self
            .engine
            .as_ref()
            .and_then(|engine| self.first_read(engine, &attempt.stop, connection, card));
        attempt.note(|result| {
            result.stage = ConnectStage::Done;
            result.problem = problem;
        });
        attempt.send(Event::ConnectionsChanged);
    }

    fn first_read(
        &self,
        engine: &Engine,
        stop: &Stop,
        connection: ConnectionId,
        card: CardId,
    ) -> Option<Problem> {
        let cards = BTreeSet::from([card]);
        let report = engine.sync().refresh(&cards, &mut |_, _| {
            if stop.is_set() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        engine.sync().nudge();
        let failed = match &report {
            Err(error) => Some(problem_of(&convert::error(error))),
            Ok(report) => report.cards.iter().find_map(|line| match line.outcome {
                RefreshOutcome::Failed(trouble) => Some(problem_of(
                    &ApiError::new(crate::Code::ShopBusy)
                        .with("why", crate::refresh::trouble_name(trouble)),
                )),
                _ => None,
            }),
        };
        // Whoever runs the engine in this wallet may have been quicker, and is at it.
        let begun = Instant::now();
        while failed.is_none()
            && self.is_new(connection)
            && !stop.is_set()
            && begun.elapsed() < FIRST_READ
        {
            thread::park_timeout(LOOK);
        }
        failed
    }

    fn is_new(&self, id: ConnectionId) -> bool {
        let all = self.wallet.connections().unwrap_or_default();
        let known = all.iter().find(|connection| connection.id == id);
        known.is_some_and(|connection| connection.state == ConnectionState::New)
    }
}

pub(super) fn answer_in_time(stop: &Stop) -> Call {
    Call {
        timeout: ANSWER,
        stop: stop.clone(),
    }
}

/// Waits for the link that ends a sign-in.
fn linked<T>(
    arrived: &Receiver<String>,
    stop: &Stop,
    judge: impl Fn(&str) -> Brought<T>,
) -> Result<T, Trouble> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if stop.is_set() {
            return Err(Trouble::Stopped);
        }
        match arrived.recv_timeout(LOOK) {
            Ok(query) => {
                if let Brought::End(end, _) = judge(&query) {
                    return Ok(end);
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(Trouble::Stopped),
        }
    }
    Err(Trouble::TimedOut)
}

/// Lets time pass, until somebody stops it.
fn pause(span: Duration, stop: &Stop) {
    let begun = Instant::now();
    while begun.elapsed() < span && !stop.is_set() {
        thread::park_timeout(LOOK);
    }
}
