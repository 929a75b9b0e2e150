//! `kantis status`.

use kantis_api::dto::{Nothing, Protection, WalletState, WalletStatus};

use crate::args::Global;
use crate::failure::{Exit, Failure};
use crate::{open, out, render};

/// Says whether the wallet opens. Asks for no passphrase.
pub(crate) fn status(global: &Global) -> Result<Exit, Failure> {
    let folder = open::folder(global)?;
    let api = open::start(global)?;
    let status: WalletStatus = open::call(&api, "walletStatus", &Nothing {})?;
    if global.json {
        out::say_json(&status);
    } else {
        let state = match status.state {
            WalletState::Ready => "open",
            WalletState::New => "new: it needs a passphrase, since no keyring answers",
            WalletState::Locked if status.problem.is_none() => "locked: it needs its passphrase",
            WalletState::Locked => "locked",
            WalletState::Failed => "cannot be opened",
        };
        let key = match status.protection {
            Some(Protection::Keyring) => "in the system's keyring",
            Some(Protection::Passphrase) => "wrapped by a passphrase",
            Some(Protection::KeyFile) => "in the file that KANTIS_KEY_FILE names",
            None => "",
        };
        let shut = status.state != WalletState::Ready && status.problem.is_some();
        let why = if shut {
            open::why_shut(&status).text
        } else {
            String::new()
        };
        out::say(&render::pairs(&[
            ("Folder", folder.display().to_string()),
            ("Wallet", state.to_owned()),
            ("Why", why),
            ("Key", key.to_owned()),
            ("Kantis", status.version.clone()),
        ]));
    }
    Ok(if status.state == WalletState::Failed {
        Exit::Failed
    } else {
        Exit::Done
    })
}
