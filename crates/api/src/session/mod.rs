//! Opening the wallet, and what to say when it stays shut.

mod command;
mod trouble;

use std::sync::Arc;

use kantis_wallet::key::{KeyRecord, RootKey};
use kantis_wallet::ports::SecretError;
use kantis_wallet::{Ports, Wallet};

use crate::dto::{Problem, Protection, WalletState, WalletStatus};
use crate::{ApiError, Code, HostConfig, KeyPlace};
use trouble::{open_error, record_error, secret_error};

pub(crate) use trouble::io_error;

/// The wallet, or why there is none.
pub(crate) enum Session {
    Open {
        wallet: Arc<Wallet>,
        key: RootKey,
        protection: Protection,
    },
    Shut {
        state: WalletState,
        protection: Option<Protection>,
        error: ApiError,
    },
}

impl Session {
    /// Opens the wallet with the key that the host can get without asking anybody.
    pub(crate) fn open(host: &HostConfig) -> Self {
        let record = match KeyRecord::read(&host.wallet_dir) {
            Ok(record) => record,
            Err(error) => return Self::failed(None, record_error(&error)),
        };
        let kept = record
            .as_ref()
            .and_then(KeyRecord::protection)
            .map(protection_out);
        let place = host.secrets.as_ref();
        match (&record, place) {
            // A key file that somebody named is meant, whatever else there is.
            (_, Some(place)) if place.protection == Protection::KeyFile => {
                Self::open_by_key_file(host, place, record)
            }
            (Some(_), _) if kept == Some(Protection::Passphrase) => {
                Self::locked(kept, ApiError::new(Code::WalletLocked))
            }
            (Some(record), Some(place)) => match place.store.load(&record.name()) {
                Ok(Some(key)) => Self::open_with(host, &key, place.protection),
                Ok(None) => Self::locked(kept, ApiError::new(Code::MissingKey)),
                Err(error) => Self::locked(kept, secret_error(&error)),
            },
            (Some(_), None) => Self::locked(kept, ApiError::new(Code::NoKeyring)),
            (None, _) if Wallet::exists(&host.wallet_dir) => {
                Self::locked(None, ApiError::new(Code::MissingKey))
            }
            (None, Some(place)) => Self::create(host, place),
            (None, None) => Self::new_wallet(),
        }
    }

    fn open_by_key_file(host: &HostConfig, place: &KeyPlace, record: Option<KeyRecord>) -> Self {
        let protection = Some(place.protection);
        let key = match place.store.load("") {
            Ok(Some(key)) => key,
            Ok(None) => {
                let error = ApiError::new(Code::BadKeyFile).with("why", "missing");
                return Self::failed(protection, error);
            }
            Err(error) => return Self::failed(protection, secret_error(&error)),
        };
        if record.is_none() && !Wallet::exists(&host.wallet_dir) {
            let record = KeyRecord::new(
                &key,
                Some(kantis_wallet::key::Protection::KeyFile),
                &*host.clock,
                &*host.entropy,
            );
            if let Err(error) = record.write(&host.wallet_dir) {
                return Self::failed(protection, io_error(error.kind()));
            }
        }
        Self::open_with(host, &key, place.protection)
    }

    /// Makes a wallet whose key the host's own store keeps.
    fn create(host: &HostConfig, place: &KeyPlace) -> Self {
        let key = RootKey::generate(&*host.entropy);
        let protection = protection_in(place.protection);
        let record = KeyRecord::new(&key, Some(protection), &*host.clock, &*host.entropy);
        // The key is kept before anything is locked with it.
        match place.store.save(&record.name(), &key) {
            Ok(()) => {}
            Err(SecretError::Unavailable) => return Self::new_wallet(),
            Err(error) => return Self::failed(Some(place.protection), secret_error(&error)),
        }
        if let Err(error) = record.write(&host.wallet_dir) {
            return Self::failed(Some(place.protection), io_error(error.kind()));
        }
        Self::open_with(host, &key, place.protection)
    }

    fn open_with(host: &HostConfig, key: &RootKey, protection: Protection) -> Self {
        let ports = Ports {
            clock: Arc::clone(&host.clock),
            entropy: Arc::clone(&host.entropy),
        };
        match Wallet::open(&host.wallet_dir, key, ports) {
            Ok(opened) => Self::Open {
                wallet: Arc::new(opened.wallet),
                key: key.clone(),
                protection,
                // A rebuilt cache or a raised schema is nothing a person needs to know.
            },
            Err(error) => Self::failed(Some(protection), open_error(&error)),
        }
    }

    fn new_wallet() -> Self {
        let error = ApiError::new(Code::WalletLocked);
        Self::Shut {
            state: WalletState::New,
            protection: None,
            error,
        }
    }

    fn locked(protection: Option<Protection>, error: ApiError) -> Self {
        Self::Shut {
            state: WalletState::Locked,
            protection,
            error,
        }
    }

    fn failed(protection: Option<Protection>, error: ApiError) -> Self {
        Self::Shut {
            state: WalletState::Failed,
            protection,
            error,
        }
    }

    /// The open wallet, or why it is not open.
    pub(crate) fn wallet(&self) -> Result<Arc<Wallet>, ApiError> {
        match self {
            Self::Open { wallet, .. } => Ok(Arc::clone(wallet)),
            Self::Shut { error, .. } => Err(error.clone()),
        }
    }

    fn status(&self) -> WalletStatus {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        match self {
            Self::Open { protection, .. } => WalletStatus {
                state: WalletState::Ready,
                protection: Some(*protection),
                problem: None,
                version,
            },
            Self::Shut {
                state,
                protection,
                error,
            } => {
                let problem = (error.code != Code::WalletLocked).then(|| problem_of(error));
                WalletStatus {
                    state: *state,
                    protection: *protection,
                    problem,
                    version,
                }
            }
        }
    }
}

/// An error as something to be told beside other things.
pub(crate) fn problem_of(error: &ApiError) -> Problem {
    let code = serde_json::to_value(error.code).ok();
    let code = code
        .and_then(|code| code.as_str().map(str::to_owned))
        .unwrap_or_default();
    Problem {
        code,
        params: error.params.clone(),
    }
}

fn protection_out(protection: kantis_wallet::key::Protection) -> Protection {
    match protection {
        kantis_wallet::key::Protection::Keyring => Protection::Keyring,
        kantis_wallet::key::Protection::Passphrase => Protection::Passphrase,
        kantis_wallet::key::Protection::KeyFile => Protection::KeyFile,
    }
}

fn protection_in(protection: Protection) -> kantis_wallet::key::Protection {
    match protection {
        Protection::Keyring => kantis_wallet::key::Protection::Keyring,
        Protection::Passphrase => kantis_wallet::key::Protection::Passphrase,
        Protection::KeyFile => kantis_wallet::key::Protection::KeyFile,
    }
}
