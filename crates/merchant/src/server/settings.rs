//! What a shop's server is told when it starts.

use std::path::PathBuf;
use std::sync::Arc;

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
