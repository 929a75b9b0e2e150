//! What the wallet, its record and the stores of keys say, as the edge says it.

use kantis_wallet::OpenError;
use kantis_wallet::key::{PassphraseError, RecordError, recovery};
use kantis_wallet::ports::SecretError;

use crate::{ApiError, Code};

pub(super) fn open_error(error: &OpenError) -> ApiError {
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

pub(super) fn record_error(error: &RecordError) -> ApiError {
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

pub(super) fn secret_error(error: &SecretError) -> ApiError {
    match error {
        SecretError::Unavailable => ApiError::new(Code::NoKeyring),
        SecretError::Malformed { why } => ApiError::new(Code::BadKeyFile).with("why", why),
        SecretError::ReadOnly => ApiError::new(Code::ReadOnly),
    }
}

pub(super) fn passphrase_error(error: &PassphraseError) -> ApiError {
    match error {
        PassphraseError::Wrong => ApiError::new(Code::WrongKey),
        PassphraseError::None => ApiError::new(Code::MissingKey),
        PassphraseError::Malformed => ApiError::new(Code::WalletCorrupt).with("path", "key.json"),
    }
}

pub(super) fn recovery_error(error: &recovery::RecoveryError) -> ApiError {
    use recovery::RecoveryError as Wrong;
    let bad = ApiError::new(Code::BadRecoveryWords);
    match error {
        Wrong::WordCount { found } => bad.with("why", "count").with("found", found),
        Wrong::UnknownWord { position } => bad.with("why", "word").with("position", position),
        Wrong::Checksum => bad.with("why", "together"),
    }
}
