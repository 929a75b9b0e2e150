//! The one error that crosses the edge.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a host, a script or the UI may branch on. A variant exists only where someone does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Code {
    /// No such command.
    UnknownCommand,
    /// The request does not have the shape it should; `detail` says where.
    BadRequest,
    /// No record with this id.
    NotFound,
    /// A field's value cannot be kept; `field` and `why` say which and why.
    Invalid,
    /// There is nothing to undo.
    NothingToUndo,
    /// A person cancelled the job.
    Cancelled,
    /// The file is larger than Kantis reads; `max` in bytes.
    FileTooLarge,
    /// The file is of no kind that Kantis reads.
    UnknownFile,
    /// The file is broken; `source`, `text` say where.
    UnreadableFile,
    /// The archive needs a password.
    PasswordNeeded,
    /// The password does not open the archive.
    PasswordWrong,
    /// A picture cannot be used; `why`.
    BadPicture,
    /// The symbology cannot carry the payload; `reason`, `alternatives`.
    CannotCarry,
    /// The issuer asks that the pass is not shared.
    SharingProhibited,
    /// The card has no original file.
    NoOriginal,
    /// The card belongs to another connected shop.
    Connected,
    /// The shop cannot be reached: no network, no such host, nobody answers.
    ShopUnreachable,
    /// The shop was reached and did not answer as it should; `why`.
    ShopBusy,
    /// No loyalty shop is at this address.
    NoShop,
    /// The shop speaks another version of the protocol.
    ShopVersion,
    /// The shop says that it is another one.
    ShopIdentity,
    /// The invite is over, or is not the shop's.
    InviteOver,
    /// The person said no in the browser.
    SignInDenied,
    /// The sign-in took too long, or is over.
    SignInOver,
    /// The shop says no; `why` is the name of the problem's type in the protocol, or a status.
    ShopRefused,
    /// The address is not one that Kantis asks; `why`: `notAnAddress`, `notHttps`, `private`,
    /// `redirect`.
    AddressRefused,
    /// The wallet is not open yet.
    WalletLocked,
    /// The key does not open this wallet.
    WrongKey,
    /// There is a wallet but no key for it.
    MissingKey,
    /// The key file is not 32 bytes, or others may read it; `why`.
    BadKeyFile,
    /// No keyring answers.
    NoKeyring,
    /// The recovery words are not right; `why`.
    BadRecoveryWords,
    /// The passphrase is too short.
    WeakPassphrase,
    /// The wallet's file is damaged; it was set aside as `path`.
    WalletCorrupt,
    /// The wallet was written by a newer Kantis.
    WalletNewer,
    /// The wallet's folder or file cannot be written.
    ReadOnly,
    /// A file cannot be saved where the person wants it; `reason`.
    CannotSave,
    /// The disk is full.
    DiskFull,
    /// Another Kantis is writing just now.
    Busy,
    /// Something broke that should not; a bug.
    Internal,
}

/// An error at the edge: a code, its particulars, and whether trying again may help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{code:?}")]
pub struct ApiError {
    /// What happened.
    pub code: Code,
    /// Particulars by name. Never a card number, a name or a secret.
    pub params: BTreeMap<String, String>,
    /// Trying the same again may work.
    pub retryable: bool,
}

impl ApiError {
    /// An error without particulars.
    pub fn new(code: Code) -> Self {
        let retryable = matches!(code, Code::Busy | Code::DiskFull);
        Self {
            code,
            params: BTreeMap::new(),
            retryable,
        }
    }

    /// Adds a particular.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}
