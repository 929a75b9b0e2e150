//! What a shop's server is told when it starts.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::ports::{Clock, Entropy, Mail};

/// Where it listens, what it is called from outside, and what the owner decided.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    /// The origin as wallets see it, without a slash at the end: `https://loyalty.example.fi`. It is
    /// the OAuth issuer.
    pub public_url: String,
    /// Where the database and the keys are.
    pub data: PathBuf,
    /// The folder of the programme's file: its logo lies there.
    pub beside: Option<PathBuf>,
    /// Addresses of private networks may get pushes: tests and demonstrations only.
    pub push_to_loopback: bool,
    /// The till page shows mail that was not sent: demonstrations only.
    pub demo: bool,
    /// How often an open event stream that has nothing to say says so. Proxies end a silent one.
    pub heartbeat: Duration,
    /// A proxy of the owner's stands in front and says who asks in `X-Forwarded-For`; without one,
    /// anybody could write anything there.
    pub behind_proxy: bool,
    /// How often one may ask.
    pub quotas: Quotas,
    /// Who shows this bearer token may read `/metrics` from elsewhere than the machine itself.
    pub metrics_token: Option<String>,
}

impl Settings {
    /// A shop at this origin with its data there; everything else as for a shop that is real.
    #[must_use]
    pub fn new(public_url: impl Into<String>, data: impl Into<PathBuf>) -> Self {
        Self {
            public_url: public_url.into(),
            data: data.into(),
            beside: None,
            push_to_loopback: false,
            demo: false,
            heartbeat: Duration::from_secs(20),
            behind_proxy: false,
            quotas: Quotas::default(),
            metrics_token: None,
        }
    }
}

/// How often one may ask. 0 is no limit; what was asked comes back evenly over the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotas {
    /// Requests of one linked wallet.
    pub wallet_a_minute: u32,
    /// Requests of one till or web shop.
    pub till_a_minute: u32,
    /// Requests without a known token, by address.
    pub address_a_minute: u32,
    /// One-time codes sent to one e-mail address.
    pub codes_an_hour_by_email: u32,
    /// One-time codes asked for from one address.
    pub codes_an_hour_by_address: u32,
    /// Sign-ins begun from one address.
    pub sign_ins_in_ten_minutes: u32,
    /// People at the sign-in pages to whom no code was sent yet, and clients that nobody ever
    /// signed in through: of more than so many the oldest are forgotten.
    pub unfinished: u32,
    /// Clients registered from one address.
    pub registrations_an_hour: u32,
    /// Codes and keys that somebody could guess, right or wrong, from one address.
    pub guesses_an_hour: u32,
}

impl Quotas {
    /// No limit at all: measurements and tests only.
    pub const NONE: Self = Self {
        wallet_a_minute: 0,
        till_a_minute: 0,
        address_a_minute: 0,
        codes_an_hour_by_email: 0,
        codes_an_hour_by_address: 0,
        sign_ins_in_ten_minutes: 0,
        unfinished: 0,
        registrations_an_hour: 0,
        guesses_an_hour: 0,
    };
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            wallet_a_minute: 600,
            till_a_minute: 6_000,
            address_a_minute: 1_200,
            codes_an_hour_by_email: 10,
            codes_an_hour_by_address: 60,
            sign_ins_in_ten_minutes: 60,
            unfinished: 20_000,
            registrations_an_hour: 60,
            guesses_an_hour: 60,
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
