//! Commands about the wallet itself: its state, making it, opening it, its recovery key.

use std::sync::PoisonError;

use kantis_wallet::Wallet;
use kantis_wallet::key::{KeyRecord, PassphraseCost, RootKey, recovery};

use super::Session;
use super::trouble::{io_error, passphrase_error, record_error, recovery_error};
use crate::dto::{
    CreateWithPassphrase, Nothing, Protection, RecoveryKey, UnlockWithPassphrase,
    UnlockWithRecovery, WalletState, WalletStatus,
};
use crate::{Api, ApiError, Code, Event};

/// The fewest characters of a passphrase.
const SHORTEST_PASSPHRASE: usize = 8;

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
            self.keep_fresh(&session);
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
            Session::Open { wallet, key, .. } => Session::Open {
                wallet,
                key,
                protection,
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
        self.keep_fresh(session);
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
