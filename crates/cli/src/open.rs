//! Finds the wallet, starts the API on it, and opens it by its key or a passphrase.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::sync::Arc;

use kantis_api::dto::{
    CreateWithPassphrase, Nothing, Protection, UnlockWithPassphrase, WalletState, WalletStatus,
};
use kantis_api::{Api, ApiError, Code, HostConfig};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::args::Global;
use crate::failure::Failure;
use crate::{files, out, words};

/// How often a person may mistype a passphrase.
const TRIES: u32 = 3;

/// The wallet's folder: `--wallet`, `KANTIS_WALLET`, else `kantis` in the user's data folder.
///
/// # Errors
/// When the system names no data folder.
pub(crate) fn folder(global: &Global) -> Result<PathBuf, Failure> {
    if let Some(folder) = global
        .wallet
        .clone()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        return Ok(folder);
    }
    let data = dirs::data_dir().ok_or_else(|| {
        Failure::usage("This system names no folder for data: say where the wallet is by --wallet.")
    })?;
    Ok(data.join("kantis"))
}

/// Starts the API for one command, without insisting that the wallet opens.
///
/// # Errors
/// When there is no folder for it.
pub(crate) fn start(global: &Global) -> Result<Arc<Api>, Failure> {
    Ok(Api::start(HostConfig {
        stays: false,
        ..HostConfig::system(folder(global)?)
    }))
}

/// Starts the API for as long as the program is asked to stay.
///
/// # Errors
/// When there is no folder for the wallet.
pub(crate) fn start_to_stay(global: &Global) -> Result<Arc<Api>, Failure> {
    Ok(Api::start(HostConfig::system(folder(global)?)))
}

/// Starts the API and opens the wallet, asking for a passphrase where one is needed.
///
/// # Errors
/// What keeps the wallet shut.
pub(crate) fn open(global: &Global) -> Result<Arc<Api>, Failure> {
    let api = start(global)?;
    let status: WalletStatus = call(&api, "walletStatus", &Nothing {})?;
    match status.state {
        WalletState::Ready => {}
        WalletState::New => create(&api, global)?,
        WalletState::Locked if status.protection == Some(Protection::Passphrase) => {
            unlock(&api, global)?;
        }
        WalletState::Locked | WalletState::Failed => return Err(why_shut(&status)),
    }
    tell_what_happened(&call(&api, "walletStatus", &Nothing {})?);
    Ok(api)
}

/// Calls a command of the API.
///
/// # Errors
/// The command's own.
pub(crate) fn call<Res: DeserializeOwned>(
    api: &Api,
    command: &str,
    request: &impl Serialize,
) -> Result<Res, Failure> {
    let broken = |_| Failure::from(ApiError::new(Code::Internal));
    let request = serde_json::to_value(request).map_err(broken)?;
    let answer = api.call(command, request)?;
    serde_json::from_value(answer).map_err(broken)
}

/// Why a wallet that is there does not open, with the advice that fits how its key is kept.
pub(crate) fn why_shut(status: &WalletStatus) -> Failure {
    let Some(problem) = &status.problem else {
        return ApiError::new(Code::WalletLocked).into();
    };
    let code = serde_json::from_value(serde_json::Value::String(problem.code.clone()));
    let error = ApiError {
        params: problem.params.clone(),
        ..ApiError::new(code.unwrap_or(Code::Internal))
    };
    let failure = Failure::from(error);
    match (failure.code.as_str(), status.protection) {
        ("missingKey" | "noKeyring", Some(Protection::KeyFile)) => failure.saying(
            "The key of this wallet is in a key file: name that file by KANTIS_KEY_FILE."
                .to_owned(),
        ),
        ("noKeyring", Some(Protection::Keyring)) => failure.saying(
            "The key of this wallet is in the system's keyring, which does not answer. Unlock the \
             keyring, or open the wallet with its recovery key: kantis serve."
                .to_owned(),
        ),
        _ => failure,
    }
}

/// What opening had to mend, told once.
fn tell_what_happened(status: &WalletStatus) {
    let Some(problem) = &status.problem else {
        return;
    };
    let detail: Vec<&str> = problem.params.values().map(String::as_str).collect();
    out::warn(&format!(
        "kantis: note: {} {}",
        words::spaced(&problem.code),
        out::plain(&detail.join(" "))
    ));
}

fn create(api: &Api, global: &Global) -> Result<(), Failure> {
    let passphrase = match given(global)? {
        Some(passphrase) => passphrase,
        None => {
            let passphrase = ask(
                "No keyring answers here, so a passphrase will keep this new wallet.\n\
                 Passphrase (8 characters at least): ",
            )?;
            if ask("Once more: ")? != passphrase {
                return Err(Failure::new(
                    "passphrasesDiffer",
                    "The two passphrases differ.",
                ));
            }
            passphrase
        }
    };
    let _: WalletStatus = call(api, "walletCreate", &CreateWithPassphrase { passphrase })?;
    Ok(())
}

fn unlock(api: &Api, global: &Global) -> Result<(), Failure> {
    if let Some(passphrase) = given(global)? {
        let _: WalletStatus = call(api, "walletUnlock", &UnlockWithPassphrase { passphrase })?;
        return Ok(());
    }
    let mut tries = 1;
    loop {
        let passphrase = ask("Passphrase: ")?;
        let unlocked: Result<WalletStatus, Failure> =
            call(api, "walletUnlock", &UnlockWithPassphrase { passphrase });
        match unlocked {
            Ok(_) => return Ok(()),
            Err(failure) if failure.code == "wrongKey" && tries < TRIES => {
                out::warn("That is not the passphrase.");
                tries += 1;
            }
            Err(failure) => return Err(failure),
        }
    }
}

fn given(global: &Global) -> Result<Option<String>, Failure> {
    global
        .passphrase_file
        .as_deref()
        .map(files::read_secret)
        .transpose()
}

/// Asks on the terminal, without showing what is typed.
fn ask(question: &str) -> Result<String, Failure> {
    let nobody = || {
        Failure::new(
            "passphraseNeeded",
            "The wallet needs a passphrase and there is no terminal to ask on. Name a file with \
             it by --passphrase-file, or a key file of 32 bytes by KANTIS_KEY_FILE.",
        )
    };
    if !io::stdin().is_terminal() {
        return Err(nobody());
    }
    rpassword::prompt_password(question).map_err(|_| nobody())
}
