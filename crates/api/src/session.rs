//! Opening the wallet, and what to say when it stays shut.

use std::sync::{Arc, PoisonError};

use kantis_wallet::key::{
    KeyRecord, PassphraseCost, PassphraseError, RecordError, RootKey, recovery,
};
use kantis_wallet::ports::SecretError;
use kantis_wallet::{OpenError, OpenNotice, Ports, Wallet};

use crate::dto::{
    CreateWithPassphrase, Nothing, Problem, Protection, RecoveryKey, UnlockWithPassphrase,
    UnlockWithRecovery, WalletState, WalletStatus,
};
use crate::{Api, ApiError, Code, Event, HostConfig, KeyPlace};

/// The fewest characters of a passphrase.
const SHORTEST_PASSPHRASE: usize = 8;

/// The wallet, or why there is none.
pub(crate) enum Session {
    Open {
        wallet: Arc<Wallet>,
        key: RootKey,
        protection: Protection,
        notice: Option<Problem>,
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
                notice: opened.notices.iter().find_map(notice),
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
            Self::Open {
                protection, notice, ..
            } => WalletStatus {
                state: WalletState::Ready,
                protection: Some(*protection),
                problem: notice.clone(),
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

impl Api {
    #[allow(clippy::unnecessary_wraps, reason = "the shape of a command")]
    pub(crate) fn wallet_status(&self, _: Nothing) -> Result<WalletStatus, ApiError> {
        Ok(self.lock_session().status())
    }

    #[allow(clippy::unnecessary_wraps, reason = "the shape of a command")]
    pub(crate) fn wallet_retry(&self, _: Nothing) -> Result<WalletStatus, ApiError> {
        let mut session = self.lock_session();
        if matches!(*session, Session::Shut { .. }) {
            *session = Session::open(&self.host);
            self.tell(Event::WalletChanged);
        }
        Ok(session.status())
    }

    pub(crate) fn wallet_create(
        &self,
        request: CreateWithPassphrase,
    ) -> Result<WalletStatus, ApiError> {
        check_passphrase(&request.passphrase)?;
        let mut session = self.lock_session();
        if !matches!(
            *session,
            Session::Shut {
                state: WalletState::New,
                ..
            }
        ) {
            return Err(ApiError::new(Code::BadRequest).with("detail", "there is a wallet"));
        }
        let host = &self.host;
        let key = RootKey::generate(&*host.entropy);
        let record = KeyRecord::new(&key, None, &*host.clock, &*host.entropy);
        self.keep_by_passphrase(record, &key, &request.passphrase)?;
        self.opened_as(
            &mut session,
            Session::open_with(host, &key, Protection::Passphrase),
        )
    }

    pub(crate) fn wallet_unlock(
        &self,
        request: UnlockWithPassphrase,
    ) -> Result<WalletStatus, ApiError> {
        let mut session = self.lock_session();
        if matches!(*session, Session::Open { .. }) {
            return Ok(session.status());
        }
        let record = KeyRecord::read(&self.host.wallet_dir).map_err(|e| record_error(&e))?;
        let record = record.ok_or_else(|| ApiError::new(Code::MissingKey))?;
        let key = record
            .unlock(&request.passphrase)
            .map_err(|e| passphrase_error(&e))?;
        let opened = Session::open_with(&self.host, &key, Protection::Passphrase);
        self.opened_as(&mut session, opened)
    }

    /// Opens the wallet by its words and sees to it that the next start needs them no more: the
    /// keyring keeps the key again, or a new passphrase does.
    pub(crate) fn wallet_recover(
        &self,
        request: UnlockWithRecovery,
    ) -> Result<WalletStatus, ApiError> {
        let key = recovery::parse(&request.words).map_err(|error| recovery_error(&error))?;
        let mut session = self.lock_session();
        let host = &self.host;
        let known = KeyRecord::read(&host.wallet_dir).map_err(|e| record_error(&e))?;
        if known.as_ref().is_some_and(|record| !record.matches(&key)) {
            return Err(ApiError::new(Code::WrongKey));
        }
        if known.is_none() && !Wallet::exists(&host.wallet_dir) {
            return Err(ApiError::new(Code::NotFound).with("what", "wallet"));
        }
        let opened = Session::open_with(host, &key, Protection::Passphrase);
        if let Session::Shut { error, .. } = opened {
            return Err(error);
        }
        // Only a key that opened the wallet may be kept as its key. Opening noted something in the
        // record, so it is read again.
        let noted = KeyRecord::read(&host.wallet_dir).map_err(|e| record_error(&e))?;
        let mut record = noted
            .or(known)
            .unwrap_or_else(|| KeyRecord::new(&key, None, &*host.clock, &*host.entropy));
        let place = host
            .secrets
            .as_ref()
            .filter(|place| place.protection == Protection::Keyring);
        let kept = place.is_some_and(|place| place.store.save(&record.name(), &key).is_ok());
        let protection = if kept {
            record.set_protection(kantis_wallet::key::Protection::Keyring);
            record
                .write(&host.wallet_dir)
                .map_err(|error| io_error(error.kind()))?;
            Protection::Keyring
        } else {
            let passphrase = request.passphrase.as_deref();
            let passphrase = passphrase.ok_or_else(|| ApiError::new(Code::NoKeyring))?;
            check_passphrase(passphrase)?;
            self.keep_by_passphrase(record, &key, passphrase)?;
            Protection::Passphrase
        };
        let opened = match opened {
            Session::Open {
                wallet,
                key,
                notice,
                ..
            } => Session::Open {
                wallet,
                key,
                protection,
                notice,
            },
            shut @ Session::Shut { .. } => shut,
        };
        self.opened_as(&mut session, opened)
    }

    pub(crate) fn recovery_key(&self, _: Nothing) -> Result<RecoveryKey, ApiError> {
        let words = match &*self.lock_session() {
            Session::Open { key, .. } => recovery::words(key),
            Session::Shut { error, .. } => return Err(error.clone()),
        };
        let symbol = kantis_barcode::Symbol::from_text(
            kantis_barcode::Symbology::QrCode,
            &words.join(" "),
            None,
        );
        let drawn = symbol.draw().map_err(|_| ApiError::new(Code::Internal))?;
        Ok(RecoveryKey {
            words: words.into_iter().map(str::to_owned).collect(),
            qr: crate::symbol::drawing(&drawn, false),
        })
    }

    fn keep_by_passphrase(
        &self,
        mut record: KeyRecord,
        key: &RootKey,
        passphrase: &str,
    ) -> Result<(), ApiError> {
        record
            .set_passphrase(
                key,
                passphrase,
                PassphraseCost::default(),
                &*self.host.entropy,
            )
            .map_err(|error| passphrase_error(&error))?;
        record
            .write(&self.host.wallet_dir)
            .map_err(|error| io_error(error.kind()))
    }

    fn opened_as(&self, session: &mut Session, opened: Session) -> Result<WalletStatus, ApiError> {
        let status = opened.status();
        if let Session::Shut { error, .. } = &opened {
            let error = error.clone();
            *session = opened;
            return Err(error);
        }
        *session = opened;
        self.tell(Event::WalletChanged);
        Ok(status)
    }

    fn lock_session(&self) -> std::sync::MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn check_passphrase(passphrase: &str) -> Result<(), ApiError> {
    if passphrase.chars().count() < SHORTEST_PASSPHRASE {
        return Err(ApiError::new(Code::WeakPassphrase).with("min", SHORTEST_PASSPHRASE));
    }
    Ok(())
}

fn problem_of(error: &ApiError) -> Problem {
    let code = serde_json::to_value(error.code).ok();
    let code = code
        .and_then(|code| code.as_str().map(str::to_owned))
        .unwrap_or_default();
    Problem {
        code,
        params: error.params.clone(),
    }
}

fn notice(notice: &OpenNotice) -> Option<Problem> {
    match notice {
        // A rebuilt cache is nothing a person needs to know.
        OpenNotice::CacheRebuilt | OpenNotice::Upgraded { .. } => None,
    }
}

fn open_error(error: &OpenError) -> ApiError {
    match error {
        OpenError::WrongKey => ApiError::new(Code::WrongKey),
        OpenError::Corrupt { set_aside } => {
            let name = set_aside.file_name().unwrap_or_default().to_string_lossy();
            ApiError::new(Code::WalletCorrupt).with("path", name)
        }
        OpenError::Newer { .. } => ApiError::new(Code::WalletNewer),
        OpenError::ReadOnly => ApiError::new(Code::ReadOnly),
        OpenError::DiskFull => ApiError::new(Code::DiskFull),
        OpenError::Busy => ApiError::new(Code::Busy),
        OpenError::Io { kind } => io_error(*kind),
        OpenError::Internal(_) => ApiError::new(Code::Internal),
    }
}

fn record_error(error: &RecordError) -> ApiError {
    match error {
        RecordError::Newer { .. } => ApiError::new(Code::WalletNewer),
        RecordError::Malformed => ApiError::new(Code::WalletCorrupt).with("path", "key.json"),
        RecordError::Io { kind } => io_error(*kind),
    }
}

pub(crate) fn io_error(kind: std::io::ErrorKind) -> ApiError {
    match kind {
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            ApiError::new(Code::ReadOnly)
        }
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            ApiError::new(Code::DiskFull)
        }
        kind => ApiError::new(Code::Internal).with("detail", kind),
    }
}

fn secret_error(error: &SecretError) -> ApiError {
    match error {
        SecretError::Unavailable => ApiError::new(Code::NoKeyring),
        SecretError::Malformed { why } => ApiError::new(Code::BadKeyFile).with("why", why),
        SecretError::ReadOnly => ApiError::new(Code::ReadOnly),
    }
}

fn passphrase_error(error: &PassphraseError) -> ApiError {
    match error {
        PassphraseError::Wrong => ApiError::new(Code::WrongKey),
        PassphraseError::None => ApiError::new(Code::MissingKey),
        PassphraseError::Malformed => ApiError::new(Code::WalletCorrupt).with("path", "key.json"),
    }
}

fn recovery_error(error: &recovery::RecoveryError) -> ApiError {
    use recovery::RecoveryError as Wrong;
    let bad = ApiError::new(Code::BadRecoveryWords);
    match error {
        Wrong::WordCount { found } => bad.with("why", "count").with("found", found),
        Wrong::UnknownWord { position } => bad.with("why", "word").with("position", position),
        Wrong::Checksum => bad.with("why", "together"),
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
