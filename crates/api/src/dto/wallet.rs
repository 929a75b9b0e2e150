//! The wallet itself: whether it is open, and what keeps it shut.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Problem;

/// Where the root key is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Protection {
    /// In the operating system's keyring.
    Keyring,
    /// Wrapped by a passphrase.
    Passphrase,
    /// In a key file named by `KANTIS_KEY_FILE`.
    KeyFile,
}

/// What the wallet is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WalletState {
    /// Open.
    Ready,
    /// There is none yet, and no keyring to keep a key in: choose a passphrase.
    New,
    /// A passphrase or recovery key is needed.
    Locked,
    /// It could not be opened; `problem` says why.
    Failed,
}

/// The wallet's state in one look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WalletStatus {
    /// What the wallet is doing.
    pub state: WalletState,
    /// Where the root key is, once known.
    pub protection: Option<Protection>,
    /// Why it is not open.
    pub problem: Option<Problem>,
    /// Kantis's version.
    pub version: String,
}

/// Makes a wallet kept by a passphrase.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CreateWithPassphrase {
    /// At least 8 characters.
    pub passphrase: String,
}

/// Opens a locked wallet by its passphrase.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnlockWithPassphrase {
    /// The passphrase.
    pub passphrase: String,
}

/// Opens a wallet by its recovery key and, where a keyring answers, keeps the key there again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnlockWithRecovery {
    /// 24 words, in any case, separated by spaces.
    pub words: String,
    /// A new passphrase, where no keyring answers.
    #[serde(default)]
    pub passphrase: Option<String>,
}

/// The recovery key, to be written down.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryKey {
    /// 24 words (BIP 39, English list).
    pub words: Vec<String>,
    /// The same words as a QR code.
    pub qr: super::Drawing,
}
