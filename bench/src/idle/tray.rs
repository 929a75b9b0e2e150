//! Processor time of Kantis behind its icon in the tray: its own process and WebKit's, as the
//! system counts it, over some minutes, taken to an hour.
//!
//! Needs a display and a session bus of its own, and `KANTIS_APP`, the program: scripts/bench.sh.

use std::fs;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::{Child, Command};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use chrono::Utc;
use kantis_connect::{PassService, Policy, ShopService};
use kantis_pass::TrustAnchors;
use kantis_tests::home::{self, Home};
use kantis_tests::issuer;
use kantis_wallet::sync::{SyncEngine, SyncPorts};

use super::{CAFE, connect};
use crate::display::Display;
use crate::figures::{Figure, Figures};
use crate::merchant::TestShop;
use crate::mock::Mock;

const SHOPS: usize = 2;
const PASSES: u32 = 5;
/// What a start leaves to do is done by then.
const SETTLE: Duration = Duration::from_secs(20);
/// Watched with its window open, and then without: `KANTIS_BENCH_IDLE`, in seconds.
const WATCHED: Duration = Duration::from_secs(120);
/// Seconds of an hour that Kantis may take behind its icon.
const AIM: f64 = 10.0;

/// The figures of a window that is open, of the icon alone, and of the session's bus beside it.
pub(crate) fn processor() -> Figures {
    let watched = std::env::var("KANTIS_BENCH_IDLE")
        .ok()
        .and_then(|seconds| seconds.parse().ok())
        .map_or(WATCHED, Duration::from_secs);
    let folder = tempfile::tempdir().unwrap();
    let shops: Vec<TestShop> = (0..SHOPS).map(|_| TestShop::open(CAFE)).collect();
    fill(&folder.path().join("wallet"), &shops);
    let tray = Mock::tray();
    let display = Display::open();
    let app = App::start(folder.path());
    tray.calls("RegisterStatusNotifierItem", 1);
    display.wait_for_window();
    let bus = bus();

    thread::sleep(SETTLE);
    let open = app.seconds_an_hour(watched, bus);
    display.close_window();
    display.wait_for_no_window();
    thread::sleep(SETTLE);
    let hidden = app.seconds_an_hour(watched, bus);
    Figures {
        name: "nobody touches Kantis, two shops and five passes in it",
        unit: "CPU s an hour",
        digits: 2,
        figures: vec![
            Figure {
                aim: Some(AIM),
                ..Figure::new("behind its icon in the tray", hidden.kantis + hidden.webkit)
            },
            Figure::new("  of that, WebKit's processes", hidden.webkit),
            Figure::new("  dbus-daemon of the session, in the same time", hidden.bus),
            Figure::new(
                "with its window open on the list",
                open.kantis + open.webkit,
            ),
            Figure::new("  of that, WebKit's processes", open.webkit),
        ],
    }
}

/// A wallet with cards of shops, read already, and passes.
fn fill(wallet: &Path, shops: &[TestShop]) {
    let home = Home::at(wallet.to_owned(), Utc::now(), 1);
    let wallet = home.open();
    for shop in shops {
        shop.clock.set(Utc::now());
        connect(&wallet, shop, &shop.url);
    }
    for number in 0..PASSES {
        let mut pass = issuer::store_card("https://passes.example", &format!("{number}"), 100);
        for key in ["webServiceURL", "authenticationToken"] {
            pass.as_object_mut().unwrap().remove(key);
        }
        home::import(&wallet, &issuer::unsigned(&pass), &TrustAnchors::default());
    }
    let ports = SyncPorts {
        source: Arc::new(PassService::new(Policy::loopback_for_tests())),
        merchant: Some(Arc::new(ShopService::new(Policy::loopback_for_tests()))),
        notifier: None,
        anchors: TrustAnchors::default(),
        listener: Box::new(|_| {}),
    };
    let engine = SyncEngine::new(Arc::clone(&wallet), ports);
    let report = engine.background_sync(Duration::from_secs(30)).unwrap();
    assert_eq!(report.cards.len(), shops.len(), "{report:?}");
}

/// The session's bus: `dbus-run-session` starts it beside this program.
fn bus() -> Option<u32> {
    let beside = std::os::unix::process::parent_id();
    Stat::all().find_map(|stat| {
        let named = stat.name == "dbus-daemon" && stat.parent == beside;
        named.then_some(stat.id)
    })
}

/// The program that is watched; ended when dropped.
struct App(Child);

/// Processor time, in ticks or in seconds of an hour.
#[derive(Clone, Copy)]
struct Taken<T> {
    /// Its own process.
    kantis: T,
    /// All that it has started.
    webkit: T,
    bus: T,
}

impl App {
    fn start(home: &Path) -> Self {
        let program = std::env::var_os("KANTIS_APP").expect("KANTIS_APP: scripts/bench.sh");
        // What `kantis_tests::home` opens its wallets with.
        write_key(&home.join("key"));
        let config = home.join("config/app.kantis.wallet");
        fs::create_dir_all(&config).unwrap();
        fs::write(config.join("host.json"), r#"{"tray":true}"#).unwrap();
        let app = Command::new(program)
            .env("HOME", home)
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_DATA_HOME", home.join("data"))
            .env("KANTIS_WALLET", home.join("wallet"))
            .env("KANTIS_KEY_FILE", home.join("key"))
            .env("KANTIS_ALLOW_LOOPBACK", "1")
            .env("LANGUAGE", "en")
            .env("LANG", "C.UTF-8")
            .spawn()
            .unwrap();
        Self(app)
    }

    /// Watches Kantis, and the bus beside it.
    fn seconds_an_hour(&self, time: Duration, bus: Option<u32>) -> Taken<f64> {
        let (began, before) = (Instant::now(), self.ticks(bus));
        thread::sleep(time);
        let (ended, after) = (Instant::now(), self.ticks(bus));
        let hours = (ended - began).as_secs_f64() / 3600.0;
        #[expect(clippy::cast_precision_loss, reason = "a few ticks")]
        let an_hour =
            |before: u64, after: u64| after.saturating_sub(before) as f64 / TICKS_A_SECOND / hours;
        Taken {
            kantis: an_hour(before.kantis, after.kantis),
            webkit: an_hour(before.webkit, after.webkit),
            bus: an_hour(before.bus, after.bus),
        }
    }

    /// What was taken so far.
    fn ticks(&self, bus: Option<u32>) -> Taken<u64> {
        let all: Vec<Stat> = Stat::all().collect();
        let of = |id| all.iter().find(|stat| stat.id == id);
        let own = of(self.0.id());
        let mut webkit = own.map_or(0, |own| own.ticks_of_ended);
        let mut family = vec![self.0.id()];
        while let Some(id) = family.pop() {
            for child in all.iter().filter(|stat| stat.parent == id) {
                webkit += child.ticks + child.ticks_of_ended;
                family.push(child.id);
            }
        }
        Taken {
            kantis: own.map_or(0, |own| own.ticks),
            webkit,
            bus: bus.and_then(of).map_or(0, |bus| bus.ticks),
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// In which Linux tells processor time to programs, on every machine there is.
const TICKS_A_SECOND: f64 = 100.0;

/// A process as `/proc/PID/stat` tells of it: see proc_pid_stat(5).
struct Stat {
    id: u32,
    name: String,
    parent: u32,
    /// In user mode and in the kernel.
    ticks: u64,
    /// The same of children that have ended.
    ticks_of_ended: u64,
}

impl Stat {
    fn all() -> impl Iterator<Item = Self> {
        let folders = fs::read_dir("/proc").unwrap().flatten();
        folders.filter_map(|folder| Self::of(folder.file_name().to_str()?.parse().ok()?))
    }

    /// `None`: it has ended.
    fn of(id: u32) -> Option<Self> {
        let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // The name is in brackets, and may hold anything.
        let (name, rest) = text.split_once('(')?.1.rsplit_once(')')?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        // The manual counts from 1; the first after the name is the third.
        let field = |number: usize| fields.get(number - 3)?.parse::<u64>().ok();
        Some(Self {
            id,
            name: name.to_owned(),
            parent: u32::try_from(field(4)?).ok()?,
            ticks: field(14)? + field(15)?,
            ticks_of_ended: field(16)? + field(17)?,
        })
    }
}

/// 32 bytes that only its owner may read.
fn write_key(path: &Path) {
    use std::io::Write as _;
    let mut options = fs::OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .unwrap();
    file.write_all(&[7; 32]).unwrap();
}
