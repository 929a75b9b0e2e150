//! A wallet in a temporary folder, with a clock that can be moved and chance that repeats.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, Mac};
use kantis_barcode::{Symbol, Symbology};
use kantis_wallet::key::RootKey;
use kantis_wallet::ports::{Clock, Entropy, Zone};
use kantis_wallet::{
    CardContent, CardId, CardQuery, CardSort, CardSymbol, Change, Opened, Origin, Ports, SymbolId,
    Wallet,
};
use rusqlite::Connection;
use sha2::Sha256;
use tempfile::TempDir;

/// A clock that stands until it is moved.
pub(crate) struct TestClock {
    now: AtomicI64,
    zone: Mutex<Zone>,
}

impl TestClock {
    pub(crate) fn forward(&self, by: TimeDelta) {
        self.now.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }

    /// Where its reader goes.
    #[allow(dead_code, reason = "for the tests of live passes")]
    pub(crate) fn travel(&self, zone: Zone) {
        *self.zone.lock().unwrap() = zone;
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.now.load(Ordering::SeqCst)).unwrap()
    }

    fn zone(&self) -> Zone {
        *self.zone.lock().unwrap()
    }
}

/// SplitMix64 from a seed: the same bytes in every run.
pub(crate) struct TestEntropy(AtomicU64);

impl Entropy for TestEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *byte = (z ^ (z >> 31)).to_le_bytes()[0];
        }
    }
}

/// A folder with what opens it.
pub(crate) struct Home {
    dir: PathBuf,
    pub(crate) key: RootKey,
    pub(crate) clock: Arc<TestClock>,
    entropy: Arc<TestEntropy>,
    _temporary: Option<TempDir>,
}

impl Home {
    pub(crate) fn new() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let home = Self::at(temporary.path().join("wallet"), 1);
        Self {
            _temporary: Some(temporary),
            ..home
        }
    }

    /// A home in this folder; homes with other seeds make other ids, as other processes do.
    pub(crate) fn at(dir: PathBuf, seed: u64) -> Self {
        Self {
            dir,
            key: key(7),
            clock: Arc::new(TestClock {
                now: AtomicI64::new(1_790_000_000_000),
                zone: Mutex::new(Zone::of(&chrono_tz::Europe::Helsinki)),
            }),
            entropy: Arc::new(TestEntropy(AtomicU64::new(seed))),
            _temporary: None,
        }
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    pub(crate) fn ports(&self) -> Ports {
        Ports {
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
        }
    }

    pub(crate) fn try_open(&self) -> Result<Opened, kantis_wallet::OpenError> {
        Wallet::open(&self.dir, &self.key, self.ports())
    }

    pub(crate) fn open(&self) -> Wallet {
        self.try_open().map(|opened| opened.wallet).unwrap()
    }

    /// The database as SQLite sees it.
    pub(crate) fn sql(&self, name: &str) -> Connection {
        open_database(&self.file(name), &self.key, &format!("kantis {name} v1"))
    }

    /// Bytes of everything in the folder.
    pub(crate) fn all_bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(&self.dir)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        files
            .flat_map(|path| std::fs::read(path).unwrap())
            .collect()
    }
}

pub(crate) fn key(byte: u8) -> RootKey {
    RootKey::from_slice(&[byte; 32]).unwrap()
}

/// Opens an encrypted database from outside: its key is HMAC-SHA256 of its purpose under the root.
pub(crate) fn open_database(path: &Path, key: &RootKey, purpose: &str) -> Connection {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose()).unwrap();
    mac.update(purpose.as_bytes());
    let digits: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let connection = Connection::open(path).unwrap();
    connection
        .execute_batch(&format!("PRAGMA key = \"x'{digits}'\""))
        .unwrap();
    connection
}

pub(crate) fn titled(title: &str) -> CardContent {
    CardContent {
        title: title.to_owned(),
        ..CardContent::default()
    }
}

pub(crate) fn symbol(symbology: Symbology, text: &str) -> CardSymbol {
    let symbol = Symbol::from_text(symbology, text, None);
    CardSymbol {
        id: SymbolId(uuid::Uuid::nil()),
        symbol,
        verdict: None,
    }
}

/// The one card of a change.
pub(crate) fn only(change: &Change) -> CardId {
    assert_eq!(change.ids.len(), 1);
    change.ids[0]
}

pub(crate) fn add(wallet: &Wallet, title: &str) -> CardId {
    only(&wallet.add(titled(title), Origin::Manual).unwrap())
}

/// Titles of a listing.
pub(crate) fn titles(wallet: &Wallet, query: &CardQuery) -> Vec<String> {
    wallet
        .cards(query)
        .unwrap()
        .cards
        .into_iter()
        .map(|card| card.title)
        .collect()
}

pub(crate) fn sorted_by(sort: CardSort) -> CardQuery {
    CardQuery {
        sort,
        ..CardQuery::default()
    }
}

pub(crate) fn searching(search: &str) -> CardQuery {
    CardQuery {
        search: search.to_owned(),
        ..CardQuery::default()
    }
}
