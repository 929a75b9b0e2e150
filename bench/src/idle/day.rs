//! Bytes between a wallet and one shop on a day on which nothing happens.
//!
//! The wallet's clock and the shop's go forward together, a minute at a time, through a day: the
//! engine's own schedule says when it asks, and the shop says when a token is over. What is counted
//! passes between them as it would on any other day, down to the byte; TLS comes on top of it.
//!
//! Heartbeats are the one thing that comes by the wall's clock. They are counted for themselves,
//! and a day has as many as the shop's settings say.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use kantis_connect::{PassService, Policy, ShopService};
use kantis_merchant::server::Settings;
use kantis_pass::TrustAnchors;
use kantis_tests::home::Home;
use kantis_wallet::Wallet;
use kantis_wallet::ports::Stop;
use kantis_wallet::sync::{SyncEngine, SyncPorts, Wake};

use super::counter::{BEAT, Counter, Tally};
use super::{CAFE, connect};
use crate::figures::{Figure, Figures};
use crate::merchant::TestShop;

const DAY: TimeDelta = TimeDelta::days(1);
const STEP: TimeDelta = TimeDelta::minutes(1);
/// How long a wallet that polls may take for what is due at one time.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two heartbeats here, where a day takes a minute: the shop looks at its clock with each.
const BEATS_HERE: Duration = Duration::from_millis(20);
/// Nothing passed for this long: the wallet has nothing more to ask at this time.
const QUIET: Duration = Duration::from_millis(15);

/// The figures of both days, and what one bare question costs.
pub(crate) fn bytes() -> Figures {
    let polled = Watched::open().polled();
    let listened = Watched::open().listened();
    let (bare, answer) = Watched::open().bare();

    let period = Settings::new("", "").heartbeat;
    let beats = u64::try_from(DAY.num_seconds()).unwrap() / period.as_secs();
    let beating = beats * BEAT.len() as u64;
    let seconds = period.as_secs();
    let mut figures = lines("nobody looks: the shop is polled", &polled, polled.bytes());
    figures.extend(lines(
        "the wallet is open all day: the shop is listened to",
        &listened,
        listened.bytes() + beating,
    ));
    let each = BEAT.len();
    figures.push(figure(
        format!("  {beats} × heartbeat of {each} bytes, one in {seconds} s"),
        beating,
    ));
    figures.push(figure(
        format!("one bare conditional request, answered {answer}"),
        bare.bytes(),
    ));
    Figures {
        name: "one connection in a day on which nothing happens",
        unit: "bytes of TCP",
        digits: 0,
        figures,
    }
}

fn lines(name: &str, tally: &Tally, bytes: u64) -> Vec<Figure> {
    let mut lines = vec![
        figure(format!("{name}; {} requests", tally.count()), bytes),
        figure("  sent", tally.sent),
        figure("  received, without heartbeats", tally.received),
    ];
    lines.extend(
        tally.requests.iter().map(|(request, passed)| {
            figure(format!("  {} × {request}", passed.count), passed.bytes)
        }),
    );
    lines
}

#[expect(clippy::cast_precision_loss, reason = "a day's bytes are few")]
fn figure(name: impl Into<String>, bytes: u64) -> Figure {
    Figure::new(name, bytes as f64)
}

/// A wallet that has read everything of a shop, and what passes between them.
struct Watched {
    counter: Counter,
    shop: TestShop,
    home: Home,
    engine: Arc<SyncEngine>,
}

impl Watched {
    fn open() -> Self {
        let counter = Counter::start();
        let url = counter.url();
        let shop = TestShop::open_with(CAFE, |settings| {
            settings.public_url.clone_from(&url);
            settings.heartbeat = BEATS_HERE;
        });
        counter.leads_to(shop.url.strip_prefix("http://").unwrap().parse().unwrap());
        // The `Date` of an answer is the machine's.
        shop.clock.set(Utc::now());
        let home = Home::new();
        let wallet = home.open();
        connect(&wallet, &shop, &url);
        let engine = Arc::new(engine(&wallet));
        engine.background_sync(PATIENCE).unwrap();
        counter.take();
        Self {
            counter,
            shop,
            home,
            engine,
        }
    }

    /// Moves both clocks on.
    fn pass(&self) {
        self.shop.clock.pass(STEP);
        self.home.clock.forward(STEP);
    }

    /// A day behind an icon in the tray.
    fn polled(self) -> Tally {
        self.engine.wake(Wake::Background);
        for _ in 0..DAY.num_minutes() / STEP.num_minutes() {
            self.pass();
            self.engine.background_sync(PATIENCE).unwrap();
        }
        let tally = self.counter.take();
        assert_eq!(tally.beats, 0, "nobody listens");
        tally
    }

    /// A day with somebody looking.
    fn listened(self) -> Tally {
        let stop = Stop::default();
        let running = {
            let (engine, stop) = (Arc::clone(&self.engine), stop.clone());
            thread::spawn(move || engine.run(&stop))
        };
        self.engine.wake(Wake::Foreground);
        while self.counter.so_far().beats == 0 {
            thread::sleep(QUIET);
        }
        // That they listen at all was part of opening the wallet.
        self.counter.take();
        let began = self.counter.so_far().beats;
        for _ in 0..DAY.num_minutes() / STEP.num_minutes() {
            self.pass();
            self.engine.nudge();
            self.settle();
        }
        let tally = self.counter.take();
        assert!(tally.beats > began, "they listen all day");
        stop.set();
        self.engine.nudge();
        running.join().unwrap();
        tally
    }

    /// Waits until nothing but heartbeats passes.
    fn settle(&self) {
        let mut before = None;
        loop {
            let now = self.counter.so_far().bytes();
            if before == Some(now) {
                return;
            }
            before = Some(now);
            thread::sleep(QUIET);
        }
    }

    /// Asks whether there is anything new with as few headers as do; what passed, and the answer's
    /// status.
    fn bare(self) -> (Tally, String) {
        let token = self.shop.sign_in("eero@example.fi").tokens.access_token;
        let account = self.shop.with_token(&token).get("/v1/account");
        let tag = account.header("etag").unwrap();
        self.counter.take();
        let mut stream = TcpStream::connect(self.counter.address()).unwrap();
        let head = format!(
            "GET /v1/account HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\
             If-None-Match: {tag}\r\nConnection: close\r\n\r\n",
            self.counter.address()
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().to_owned();
        (self.counter.take(), status)
    }
}

fn engine(wallet: &Arc<Wallet>) -> SyncEngine {
    let ports = SyncPorts {
        source: Arc::new(PassService::new(Policy::loopback_for_tests())),
        merchant: Some(Arc::new(ShopService::new(Policy::loopback_for_tests()))),
        notifier: None,
        anchors: TrustAnchors::default(),
        listener: Box::new(|_| {}),
    };
    SyncEngine::new(Arc::clone(wallet), ports)
}
