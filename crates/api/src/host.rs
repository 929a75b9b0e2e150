//! What a host hands over at the start, and the machine's own clock and randomness.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Local, Utc};
use kantis_connect::{PassService, Policy, ShopService};
use kantis_pass::TrustAnchors;
use kantis_wallet::ports::{
    Clock, Entropy, Merchant, Notifier, PassSource, PushReceiver, SecretStore, Zone,
};

use crate::connect::ComesBack;
use crate::dto::Protection;

/// What a host hands over at the start.
pub struct HostConfig {
    /// The wallet's folder; made when missing.
    pub wallet_dir: PathBuf,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes keys.
    pub entropy: Arc<dyn Entropy>,
    /// Where the root key is kept, best first; empty where only a passphrase can keep it.
    pub secrets: Option<KeyPlace>,
    /// Asks the web services of pass issuers; `None` where passes never refresh.
    pub passes: Option<Arc<dyn PassSource>>,
    /// Asks shops; `None` where none can be connected.
    pub merchant: Option<Arc<dyn Merchant>>,
    /// How a browser on this host comes back from signing in at a shop.
    pub comes_back: ComesBack,
    /// Shows notices outside of the window; `None` where the host shows none.
    pub notifier: Option<Arc<dyn Notifier>>,
    /// Receives pushes of shops; `None` where the host receives none.
    pub pushes: Option<Arc<dyn PushReceiver>>,
    /// Certificates that a genuine pass leads to.
    pub anchors: TrustAnchors,
    /// The host stays (a window, a server), so passes are kept fresh on a thread of their own. A
    /// terminal command asks only when it is told to.
    pub stays: bool,
}

/// A store of secrets and what it is called on the screen.
pub struct KeyPlace {
    /// What it is called.
    pub protection: Protection,
    /// The store.
    pub store: Arc<dyn SecretStore>,
}

impl HostConfig {
    /// The machine's own clock, randomness and network; the key from the file that
    /// `KANTIS_KEY_FILE` names, else from the keyring. For a host that stays and shows no notices.
    pub fn system(wallet_dir: PathBuf) -> Self {
        Self {
            wallet_dir,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            secrets: key_place(),
            passes: Some(Arc::new(PassService::new(policy()))),
            merchant: Some(Arc::new(ShopService::new(policy()))),
            comes_back: if cfg!(any(target_os = "android", target_os = "ios")) {
                ComesBack::Link
            } else {
                ComesBack::Loopback
            },
            notifier: None,
            pushes: None,
            anchors: anchors(),
            stays: true,
        }
    }
}

/// The addresses that are asked: https on the public internet.
///
/// A debug build can be let ask this machine by `KANTIS_ALLOW_LOOPBACK=1`, where tests start
/// servers. A release cannot: a pass that somebody sends must never reach into the machine that
/// shows it, whatever the environment says.
fn policy() -> Policy {
    #[cfg(debug_assertions)]
    if std::env::var_os("KANTIS_ALLOW_LOOPBACK").is_some_and(|allow| allow == "1") {
        return Policy::loopback_for_tests();
    }
    Policy::default()
}

/// The certificates that genuine passes lead to: Apple's.
///
/// A debug build can be told others by `KANTIS_TEST_ANCHORS`, a PEM file, so that tests may issue
/// passes of their own. A release cannot: whoever can set the environment of a program must not
/// decide what counts as genuine.
pub(crate) fn anchors() -> TrustAnchors {
    #[cfg(debug_assertions)]
    if let Some(file) = std::env::var_os("KANTIS_TEST_ANCHORS")
        && let Ok(pem) = std::fs::read_to_string(file)
        && let Ok(anchors) = TrustAnchors::from_pem(&[&pem])
    {
        return anchors;
    }
    TrustAnchors::apple()
}

fn key_place() -> Option<KeyPlace> {
    if let Some(file) = crate::secret::KeyFile::from_environment() {
        return Some(KeyPlace {
            protection: Protection::KeyFile,
            store: Arc::new(file),
        });
    }
    #[cfg(feature = "keyring")]
    if let Some(keyring) = crate::secret::Keyring::open() {
        return Some(KeyPlace {
            protection: Protection::Keyring,
            store: Arc::new(keyring),
        });
    }
    None
}

/// The clock on the wall.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn zone(&self) -> Zone {
        Zone::of(&Local)
    }
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness no key may be made: stopping is the only safe answer.
        if getrandom::fill(bytes).is_err() {
            std::process::abort();
        }
    }
}
