//! A wallet in a temporary folder, with a clock that can be moved, and an engine that keeps its
//! passes fresh.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use kantis_pass::TrustAnchors;
use kantis_wallet::import::{self, Choices, Options, Source};
use kantis_wallet::key::RootKey;
use kantis_wallet::ports::{Clock, Entropy, PassSource, Zone};
use kantis_wallet::sync::{SyncEngine, SyncPorts};
use kantis_wallet::{CardId, Ports, Wallet};
use tempfile::TempDir;

/// A clock that stands until it is moved. It starts at the real time, which certificates that were
/// made a moment ago need.
pub struct MovedClock(AtomicI64);

impl MovedClock {
    /// Moves it on.
    pub fn forward(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::SeqCst)).unwrap()
    }

    fn zone(&self) -> Zone {
        Zone::fixed(FixedOffset::east_opt(2 * 3600).unwrap())
    }
}

/// SplitMix64 from a seed: the same numbers in every run.
pub struct Seeded(AtomicU64);

impl Seeded {
    /// Starts at a seed.
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// The next number.
    pub fn number(&self) -> u64 {
        let step = 0x9e37_79b9_7f4a_7c15;
        let mut z = self.0.fetch_add(step, Ordering::SeqCst).wrapping_add(step);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// The next number below a limit.
    pub fn below(&self, limit: u64) -> u64 {
        self.number() % limit
    }
}

impl Entropy for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(8) {
            let number = self.number().to_le_bytes();
            part.copy_from_slice(&number[..part.len()]);
        }
    }
}

/// A folder with what opens it.
pub struct Home {
    dir: PathBuf,
    /// Its clock.
    pub clock: Arc<MovedClock>,
    entropy: Arc<Seeded>,
    _temporary: Option<TempDir>,
}

impl Home {
    /// A new one, gone when it is dropped.
    pub fn new() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let home = Self::at(temporary.path().join("wallet"), Utc::now(), 1);
        Self {
            _temporary: Some(temporary),
            ..home
        }
    }

    /// A home in this folder. Other processes use other seeds, as they make other ids.
    pub fn at(dir: PathBuf, now: DateTime<Utc>, seed: u64) -> Self {
        Self {
            dir,
            clock: Arc::new(MovedClock(AtomicI64::new(now.timestamp_millis()))),
            entropy: Arc::new(Seeded::new(seed)),
            _temporary: None,
        }
    }

    /// Where it is.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Opens the wallet, and makes it when it is not there.
    pub fn open(&self) -> Arc<Wallet> {
        let ports = Ports {
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
        };
        let key = RootKey::from_slice(&[7; 32]).unwrap();
        Arc::new(Wallet::open(&self.dir, &key, ports).unwrap().wallet)
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

/// An engine that asks through `source` and tells nobody.
pub fn engine(
    wallet: &Arc<Wallet>,
    source: Arc<dyn PassSource>,
    anchors: TrustAnchors,
) -> SyncEngine {
    let ports = SyncPorts {
        source,
        merchant: None,
        notifier: None,
        anchors,
        listener: Box::new(|_| {}),
    };
    SyncEngine::new(Arc::clone(wallet), ports)
}

/// Imports one pass, as a person does, and says which card it is.
pub fn import(wallet: &Wallet, file: &[u8], anchors: &TrustAnchors) -> CardId {
    let sources = vec![Source::new("a.pkpass", file)];
    let options = Options::default();
    let mut on = |_, _| ControlFlow::Continue(());
    let preview =
        import::preview_with_anchors(wallet, sources, &options, anchors, &mut on).unwrap();
    let report = import::apply(wallet, &preview, &Choices::default(), &mut on).unwrap();
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    report.ids[0]
}
