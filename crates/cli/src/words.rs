//! English for the codes of the edge. The window and the page have their own catalogues.

use kantis_api::{ApiError, Code};

/// A code as it is on the wire (`walletLocked`).
pub(crate) fn code_name(code: Code) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(name)) => name,
        _ => "internal".to_owned(),
    }
}

/// What happened and what to do about it.
pub(crate) fn sentence(error: &ApiError) -> String {
    let said = |name: &str| {
        error
            .params
            .get(name)
            .map(String::as_str)
            .filter(|v| !v.is_empty())
    };
    match error.code {
        Code::UnknownCommand => "There is no such command.".to_owned(),
        Code::BadRequest => with("The request is not in the right shape", said("detail")),
        Code::NotFound => match said("what") {
            Some(what) => format!("There is no such {what}."),
            None => "There is no such card.".to_owned(),
        },
        Code::Invalid => match (said("field"), said("why")) {
            (Some(field), Some(why)) => {
                format!(
                    "The value of {} cannot be kept: {}.",
                    spaced(field),
                    spaced(why)
                )
            }
            (Some(field), None) => format!("The value of {} cannot be kept.", spaced(field)),
            (None, why) => with("A value cannot be kept", why),
        },
        Code::NothingToUndo => "There is nothing to undo.".to_owned(),
        Code::Cancelled => "Cancelled. Nothing was changed.".to_owned(),
        Code::FileTooLarge => match said("max").and_then(|max| max.parse::<u64>().ok()) {
            Some(max) => format!("The file is too large: {} at most.", size(max)),
            None => "The file is too large.".to_owned(),
        },
        Code::UnknownFile => {
            "The file is neither a pass nor a card export that Kantis reads.".to_owned()
        }
        Code::UnreadableFile => match said("text") {
            Some(text) => format!("The file cannot be read: {}.", text.trim_end_matches('.')),
            None => with("The file cannot be read", said("why")),
        },
        Code::PasswordNeeded => {
            "The archive is protected: name a file with its password by --password-file.".to_owned()
        }
        Code::PasswordWrong => "The password does not open the archive.".to_owned(),
        Code::BadPicture => with("The picture cannot be used", said("why")),
        Code::CannotCarry => cannot_carry(error),
        Code::SharingProhibited => {
            "The issuer asks that this pass is not shared, so it is not exported.".to_owned()
        }
        Code::NoOriginal => {
            "This card has no original file: it was not made from a pass.".to_owned()
        }
        _ => of_a_shop(error).unwrap_or_else(|| of_the_wallet(error)),
    }
}

/// What goes wrong at a shop; `None` for what is about the wallet.
fn of_a_shop(error: &ApiError) -> Option<String> {
    let why = error.params.get("why").map(String::as_str);
    let text = match error.code {
        Code::ShopUnreachable => "The shop cannot be reached. Nothing was changed; try again.",
        Code::ShopBusy => {
            return Some(with("The shop did not answer as it should. Try again", why));
        }
        Code::NoShop => "There is no loyalty shop at this address.",
        Code::ShopVersion => "This shop speaks a newer protocol. Update Kantis.",
        Code::ShopIdentity => "What answers there says that it is another shop. Not connected.",
        Code::InviteOver => "The invite is over, or not the shop's own. Ask for a new one.",
        Code::SignInDenied => "You said no in the browser. Nothing was connected.",
        Code::SignInOver => "The sign-in took too long, or is over. Sign in once more.",
        Code::ShopRefused => return Some(with("The shop said no", why)),
        Code::Connected => "This card already belongs to another shop. Disconnect that one first.",
        Code::AddressRefused => match why {
            Some("private") => "This address leads into a private network, which is not asked.",
            Some("notHttps") => "This address is not safe: it has to begin with https.",
            _ => "This is no address of a shop.",
        },
        _ => return None,
    };
    Some(text.to_owned())
}

/// What keeps a wallet shut.
fn of_the_wallet(error: &ApiError) -> String {
    let said = |name: &str| {
        error
            .params
            .get(name)
            .map(String::as_str)
            .filter(|v| !v.is_empty())
    };
    let text = match error.code {
        Code::WalletLocked => {
            "The wallet is locked: give its passphrase, or a file with it by --passphrase-file."
        }
        Code::WrongKey => "The key does not open this wallet. Was it made with another key?",
        Code::MissingKey => {
            "There is a wallet here but its key is gone. The recovery key opens it: kantis serve."
        }
        Code::BadKeyFile => {
            return match said("why") {
                Some(why) => format!(
                    "The key file that KANTIS_KEY_FILE names cannot be used ({}). It must hold \
                     exactly 32 bytes and be readable by you alone (chmod 600).",
                    spaced(why)
                ),
                None => "The key file that KANTIS_KEY_FILE names cannot be used. It must hold \
                         exactly 32 bytes and be readable by you alone (chmod 600)."
                    .to_owned(),
            };
        }
        Code::NoKeyring => {
            "No keyring answers. Keep the wallet by a passphrase (--passphrase-file, or answer in \
             a terminal), or name a key file of 32 bytes by KANTIS_KEY_FILE."
        }
        Code::BadRecoveryWords => "These are not the words of a recovery key.",
        Code::WeakPassphrase => "The passphrase is too short: 8 characters at least.",
        Code::WalletCorrupt => {
            return with(
                "The wallet's file was damaged and has been set aside",
                said("path"),
            );
        }
        Code::WalletNewer => {
            "The wallet was written by a newer Kantis. Update Kantis to open it; nothing was changed."
        }
        Code::ReadOnly => {
            return with(
                "The wallet's folder or file cannot be written",
                said("path"),
            );
        }
        Code::DiskFull => "The disk is full. Nothing was changed; free some space and try again.",
        Code::Busy => "Another Kantis is writing to the wallet just now. Try again.",
        _ => "Something broke inside Kantis that should not. Please report it.",
    };
    text.to_owned()
}

/// Why a newer version of a pass was not taken.
pub(crate) fn refusal(why: &str) -> String {
    match why {
        "identity" => "it is another pass".to_owned(),
        "provenance" => "it is less genuine than the pass that is here".to_owned(),
        "signer" => "another key signed it".to_owned(),
        "unreadable" => "it cannot be read".to_owned(),
        other => spaced(other),
    }
}

/// Why an issuer gave no usable answer.
pub(crate) fn trouble(why: &str) -> String {
    match why {
        "unreachable" => "the shop or issuer cannot be reached".to_owned(),
        "timedOut" => "the issuer took too long".to_owned(),
        "rejected" => "the issuer does not accept this pass's token".to_owned(),
        "gone" => "the issuer no longer knows this pass".to_owned(),
        "busy" => "the issuer is in trouble".to_owned(),
        "unexpected" => "the issuer's answer makes no sense".to_owned(),
        "notAPass" => "the answer is no pass".to_owned(),
        "tooLarge" => "the answer is too large".to_owned(),
        "unsafe" => "its address is not one that Kantis asks".to_owned(),
        "stopped" => "stopped".to_owned(),
        other => spaced(other),
    }
}

fn cannot_carry(error: &ApiError) -> String {
    let get = |name: &str| error.params.get(name).map_or("", String::as_str);
    let symbology = match get("symbology") {
        "" => "This kind of code",
        name => name,
    };
    let mut text = format!("{symbology} cannot carry this payload");
    if !get("reason").is_empty() {
        text.push_str(": ");
        text.push_str(&spaced(get("reason")));
        for name in ["expected", "found", "position", "len", "max"] {
            if !get(name).is_empty() {
                text.push_str(&format!(", {name} {}", get(name)));
            }
        }
    }
    text.push('.');
    if !get("alternatives").is_empty() {
        text.push_str(&format!(" These can: {}.", get("alternatives")));
    }
    text
}

/// `camelCase` as words; names in capitals stay.
pub(crate) fn spaced(name: &str) -> String {
    if !name.chars().any(|c| c.is_ascii_lowercase()) {
        return name.to_owned();
    }
    let mut text = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() && text.ends_with(|before: char| before.is_ascii_alphanumeric()) {
            text.push(' ');
            text.push(c.to_ascii_lowercase());
        } else {
            text.push(c);
        }
    }
    text
}

/// Bytes as a person says them.
pub(crate) fn size(bytes: u64) -> String {
    const MIB: u64 = 1024 * 1024;
    match bytes {
        b if b >= MIB && b % MIB == 0 => format!("{} MiB", b / MIB),
        b => format!("{b} bytes"),
    }
}

fn with(text: &str, detail: Option<&str>) -> String {
    match detail {
        Some(detail) => format!("{text}: {}.", spaced(detail).trim_end_matches('.')),
        None => format!("{text}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_to_do() {
        let says = |error: &ApiError, words: &str| {
            let text = sentence(error);
            assert!(text.contains(words), "{text}");
        };
        says(
            &ApiError::new(Code::BadKeyFile).with("why", "openToOthers"),
            "open to others",
        );
        says(
            &ApiError::new(Code::FileTooLarge).with("max", 104_857_600),
            "100 MiB at most",
        );
        says(
            &ApiError::new(Code::Invalid).with("field", "validUntil"),
            "valid until",
        );
        says(
            &ApiError::new(Code::CannotCarry)
                .with("symbology", "EAN_13")
                .with("reason", "checkDigit")
                .with("alternatives", "CODE_128 QR_CODE"),
            "EAN_13 cannot carry this payload: check digit. These can: CODE_128 QR_CODE.",
        );
        says(
            &ApiError::new(Code::Invalid)
                .with("field", "x")
                .with("why", "notADate"),
            "not a date",
        );
        assert_eq!(code_name(Code::WalletLocked), "walletLocked");
    }
}
