//! A host in a temporary folder, with a key file of its own.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

pub mod shop;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kantis_api::dto::Protection;
use kantis_api::secret::KeyFile;
use kantis_api::{Api, ApiError, Code, HostConfig, KeyPlace, SystemClock, SystemEntropy};
use serde_json::Value;

/// A folder for one wallet and its key.
pub struct Home {
    pub dir: tempfile::TempDir,
}

impl Home {
    pub fn new() -> Self {
        let home = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        home.write_key(&[7; 32], 0o600);
        home
    }

    pub fn wallet(&self) -> PathBuf {
        self.dir.path().join("wallet")
    }

    pub fn key(&self) -> PathBuf {
        self.dir.path().join("key")
    }

    pub fn write_key(&self, bytes: &[u8], mode: u32) {
        fs::write(self.key(), bytes).unwrap();
        fs::set_permissions(self.key(), fs::Permissions::from_mode(mode)).unwrap();
    }

    pub fn start(&self) -> Arc<Api> {
        start(&self.wallet(), Some(&self.key()))
    }

    pub fn start_without_keyring(&self) -> Arc<Api> {
        start(&self.wallet(), None)
    }

    /// What a terminal command hands over: nothing runs by itself.
    pub fn host(&self) -> HostConfig {
        host(&self.wallet(), Some(&self.key()))
    }
}

fn start(wallet: &Path, key: Option<&Path>) -> Arc<Api> {
    Api::start(host(wallet, key))
}

fn host(wallet: &Path, key: Option<&Path>) -> HostConfig {
    HostConfig {
        wallet_dir: wallet.to_owned(),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        secrets: key.map(|key| KeyPlace {
            protection: Protection::KeyFile,
            store: Arc::new(KeyFile::new(key.to_owned())),
        }),
        passes: None,
        merchant: None,
        comes_back: kantis_api::ComesBack::Loopback,
        notifier: None,
        pushes: None,
        anchors: kantis_pass::TrustAnchors::apple(),
        stays: false,
    }
}

/// Runs a command that must succeed.
pub fn ok(api: &Api, command: &str, payload: Value) -> Value {
    api.call(command, payload)
        .unwrap_or_else(|error| panic!("{command}: {error:?}"))
}

/// Runs a command that must fail.
pub fn fails(api: &Api, command: &str, payload: Value) -> ApiError {
    api.call(command, payload).expect_err(command)
}

/// What the wallet's state is, and the code of its problem.
pub fn state(api: &Api) -> (String, Option<String>) {
    let status = ok(api, "walletStatus", Value::Null);
    let problem = status["problem"]["code"].as_str().map(str::to_owned);
    (status["state"].as_str().unwrap().to_owned(), problem)
}

/// The code of a failed command.
pub fn code(api: &Api, command: &str, payload: Value) -> Code {
    fails(api, command, payload).code
}
