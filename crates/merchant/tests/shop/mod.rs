//! A shop for tests: a real server on loopback with a real database in a folder of its own, a clock
//! that a test moves, and letters that a test reads.
//!
//! ```ignore
//! let shop = TestShop::example("kahvila");
//! let till = shop.till();
//! till.post_once("/pos/v1/purchases", "key-1", &json!({})).ok();
//! shop.pass(TimeDelta::days(14));
//! ```
// Each test binary uses a part of it.
#![allow(dead_code, unreachable_pub, unused_imports)]

mod browser;
mod member;
mod visitor;
mod world;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use kantis_merchant::engine::{EngineError, Work, tick};
use kantis_merchant::ports::{Entropy, SystemEntropy};
use kantis_merchant::programme::Programme;
use kantis_merchant::records::{TillKind, TillRecord};
use kantis_merchant::server::{Ports, Quotas, Running, Settings, Shop};
use kantis_merchant::store::sqlite::SqliteStore;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub use browser::{Browser, Linked, Page, REDIRECT, VERIFIER, challenge};
pub use member::Member;
pub use visitor::{Answer, Visitor};
pub use world::{Held, Letters, MovableClock};

/// A Tuesday in spring, at noon in Helsinki.
pub const MORNING: &str = "2026-03-10T10:00:00Z";

/// Due work that is done in one transaction.
const PIECE: u32 = 200;

/// A shop that is open.
pub struct TestShop {
    /// The shop, for what has no endpoint.
    pub shop: Arc<Shop>,
    /// Its clock.
    pub clock: Arc<MovableClock>,
    /// Mail that it sent.
    pub letters: Arc<Letters>,
    /// Its origin.
    pub url: String,
    /// A till's key.
    pub till_key: String,
    /// A web shop's key.
    pub web_key: String,
    programme: String,
    agent: ureq::Agent,
    // Dropped in this order: the server ends before its folder goes.
    running: Option<Running>,
    runtime: Runtime,
    folder: Arc<TempDir>,
}

impl TestShop {
    /// Opens a shop with this programme.
    pub fn open(programme: &str) -> Self {
        Self::open_with(programme, |_| {})
    }

    /// Opens a shop with a programme of `crates/merchant/programmes`.
    pub fn example(name: &str) -> Self {
        Self::open(&example(name))
    }

    /// Opens a shop with other settings than usual.
    pub fn open_with(programme: &str, change: impl FnOnce(&mut Settings)) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let clock = Arc::new(MovableClock::at(MORNING.parse().unwrap()));
        let shop = Self::start(programme, folder, clock, Arc::default(), change);
        shop.add_till(&shop.till_key, "Kassa 1", TillKind::Till);
        shop.add_till(&shop.web_key, "Verkkokauppa", TillKind::WebShop);
        shop
    }

    /// Ends the shop and opens it again with the same data, perhaps with another programme. Its
    /// address is another one, its keys are as before.
    pub fn reopen(mut self, programme: Option<&str>) -> Self {
        self.end();
        let programme = programme.map_or_else(|| self.programme.clone(), str::to_owned);
        let mut again = Self::start(
            &programme,
            Arc::clone(&self.folder),
            Arc::clone(&self.clock),
            Arc::clone(&self.letters),
            |_| {},
        );
        again.till_key.clone_from(&self.till_key);
        again.web_key.clone_from(&self.web_key);
        again
    }

    fn start(
        programme: &str,
        folder: Arc<TempDir>,
        clock: Arc<MovableClock>,
        letters: Arc<Letters>,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let read = Programme::read(programme).unwrap_or_else(|faults| panic!("{faults}"));
        let store = SqliteStore::open(&folder.path().join("shop.db")).unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut settings = Settings::new(&url, folder.path());
        settings.push_to_loopback = true;
        // The clock stands still, so nothing that was asked would ever come back.
        settings.quotas = Quotas::NONE;
        change(&mut settings);
        let ports = Ports {
            clock: Arc::<MovableClock>::clone(&clock),
            entropy: Arc::new(SystemEntropy),
            mail: Arc::<Letters>::clone(&letters),
        };
        let shop = Shop::new(read, Box::new(store), ports, settings).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let running = {
            let _inside = runtime.enter();
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            shop.open(listener).unwrap()
        };
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            // A connection of its own for each question: one that the shop ended is not asked.
            .max_idle_connections(0)
            .timeout_global(Some(std::time::Duration::from_secs(60)))
            .build()
            .into();
        Self {
            shop,
            clock,
            letters,
            url,
            till_key: secret(),
            web_key: secret(),
            programme: programme.to_owned(),
            agent,
            running: Some(running),
            runtime,
            folder,
        }
    }

    fn add_till(&self, key: &str, name: &str, kind: TillKind) {
        let key_hash = Sha256::digest(key).into();
        self.write(|work| {
            let id = work.id();
            work.tx.add_till(&TillRecord {
                id,
                name: name.to_owned(),
                kind,
                key_hash,
                created: work.now,
            })?;
            Ok(())
        });
    }

    /// Lets another till in; its key.
    pub fn another_till(&self, name: &str) -> String {
        let key = secret();
        self.add_till(&key, name, TillKind::Till);
        key
    }

    /// Does work of the engine in one transaction, and tells listeners.
    pub fn write<T>(&self, work: impl FnOnce(&mut Work<'_>) -> Result<T, EngineError>) -> T {
        self.shop.write_now(work).unwrap()
    }

    /// Looks something up.
    pub fn read<T>(&self, work: impl FnOnce(&mut Work<'_>) -> Result<T, EngineError>) -> T {
        self.shop.read_now(work).unwrap()
    }

    /// What time it is in the shop.
    pub fn now(&self) -> DateTime<Utc> {
        kantis_merchant::ports::Clock::now(&*self.clock)
    }

    /// Lets time pass, a day at most at once, and does what falls due.
    pub fn pass(&self, time: TimeDelta) {
        let mut left = time;
        while left > TimeDelta::zero() {
            let leap = left.min(TimeDelta::days(1));
            self.clock.pass(leap);
            left -= leap;
            self.settle();
        }
    }

    /// Does everything that is due now.
    pub fn settle(&self) {
        // A tick that never says "nothing" is a defect; it is not waited for.
        for _ in 0..10_000 {
            if self.write(|work| tick::tick(work, PIECE)) == 0 {
                return;
            }
        }
        panic!("there is always something due");
    }

    /// Somebody without a key or token.
    pub fn nobody(&self) -> Visitor {
        Visitor::new(self.agent.clone(), &self.url)
    }

    /// Somebody with this key or token.
    pub fn with_token(&self, token: &str) -> Visitor {
        self.nobody()
            .header("authorization", &format!("Bearer {token}"))
    }

    /// The till.
    pub fn till(&self) -> Visitor {
        self.with_token(&self.till_key)
    }

    /// The web shop.
    pub fn web_shop(&self) -> Visitor {
        self.with_token(&self.web_key)
    }

    /// Where the shop keeps its data.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Ends the server; open requests are answered.
    pub fn end(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.end()).unwrap();
        }
    }

    /// The runtime that the server lives in.
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }
}

/// The text of an example programme.
pub fn example(name: &str) -> String {
    // From this file, which other packages' tests use too; cargo runs a test in its package's folder.
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("crates/merchant/programmes"))
        .find(|folder| folder.is_dir())
        .expect("the programmes' folder")
        .join(format!("{name}.toml"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A key that nobody can guess.
fn secret() -> String {
    let mut bytes = [0; 32];
    SystemEntropy.fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
