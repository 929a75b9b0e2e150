//! What a shop's server is told when it starts.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::ports::{Clock, Entropy, Mail};

/// Where it listens, what it is called from outside, and what the owner decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The origin as wallets see it, without a slash at the end: `https://loyalty.example.fi`. It is
    /// the OAuth issuer.
    pub public_url: String,
    /// Where the database and the keys are.
    pub data: PathBuf,
    /// Addresses of private networks may get pushes: tests and demonstrations only.
    pub push_to_loopback: bool,
    /// The till page shows mail that was not sent: demonstrations only.
    pub demo: bool,
    /// How often an open event stream that has nothing to say says so. Proxies end a silent one.
    pub heartbeat: Duration,
}

impl Settings {
    /// A shop at this origin with its data there; everything else as for a shop that is real.
    #[must_use]
    pub fn new(public_url: impl Into<String>, data: impl Into<PathBuf>) -> Self {
        Self {
            public_url: public_url.into(),
            data: data.into(),
            push_to_loopback: false,
            demo: false,
            heartbeat: Duration::from_secs(20),
        }
    }
}

/// The world.
#[derive(Clone)]
pub struct Ports {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// Mail.
    pub mail: Arc<dyn Mail>,
}
