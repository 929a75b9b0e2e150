//! Files and links opened with the app: from a file manager, a browser, a terminal or a second start.
//!
//! Files are read here, because only the system may hand over a path; the core gets a name and bytes
//! and shows the import preview. A link leads to a shop's page in the wallet, or is a browser that
//! comes back from signing in.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::thread;

use kantis_api::{ApiError, Code, MAX_UPLOAD};
use tauri::{AppHandle, Manager, Url};

use crate::core::Core;

/// The app's own scheme, in reverse-domain form (RFC 8252 §7.1).
const SCHEME: &str = "app.kantis.wallet";

/// Something that was opened with the app.
#[derive(Debug, PartialEq, Eq)]
enum Opened {
    File(PathBuf),
    /// The address of a shop, or an invite's link.
    Address(String),
    /// `app.kantis.wallet:/oauth?…`
    SignedIn(String),
}

/// Takes what this process was started with.
pub(crate) fn from_command_line(app: &AppHandle) {
    let arguments = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    let cwd = std::env::current_dir().unwrap_or_default();
    take(app, in_arguments(arguments, &cwd));
}

/// Takes what a second start, in folder `cwd`, was given.
#[cfg(desktop)]
pub(crate) fn from_second_start(app: &AppHandle, arguments: Vec<String>, cwd: &str) {
    take(app, in_arguments(arguments.into_iter(), Path::new(cwd)));
}

/// Takes what the system asks the running app to open.
#[cfg(any(target_os = "macos", target_os = "ios", target_os = "android"))]
pub(crate) fn from_urls(app: &AppHandle, urls: &[Url]) {
    take(app, urls.iter().filter_map(in_url).collect());
}

/// What the arguments of a start name; the program's own name and options are left out.
fn in_arguments(arguments: impl Iterator<Item = String>, cwd: &Path) -> Vec<Opened> {
    arguments
        .skip(1)
        .filter(|argument| !argument.is_empty() && !argument.starts_with('-'))
        .filter_map(|argument| match Url::parse(&argument) {
            Ok(url) if ["file", "http", "https", SCHEME].contains(&url.scheme()) => in_url(&url),
            _ => Some(Opened::File(cwd.join(argument))),
        })
        .collect()
}

/// What a link leads to, if it is one that is opened.
fn in_url(url: &Url) -> Option<Opened> {
    match (url.scheme(), url.path()) {
        ("file", _) => url.to_file_path().ok().map(Opened::File),
        ("http" | "https", _) => Some(Opened::Address(url.to_string())),
        // Whoever writes such a link may name any address: only pages are looked at.
        (SCHEME, "/connect") => {
            let (_, invite) = url.query_pairs().find(|(name, _)| name == "invite")?;
            let address = Url::parse(&invite).ok()?;
            let is_page = matches!(address.scheme(), "http" | "https");
            is_page.then(|| Opened::Address(address.to_string()))
        }
        (SCHEME, _) => Some(Opened::SignedIn(url.to_string())),
        _ => None,
    }
}

/// Hands what was opened to the core, away from the window's thread.
fn take(app: &AppHandle, opened: Vec<Opened>) {
    if opened.is_empty() {
        return;
    }
    let core = app.state::<Core>().inner().clone();
    thread::spawn(move || {
        for one in opened {
            match one {
                Opened::File(path) => take_file(&core, &path),
                Opened::Address(address) => core.api().opened_address(&address),
                Opened::SignedIn(link) => {
                    core.api().signed_in(&link);
                }
            }
        }
    });
}

fn take_file(core: &Core, path: &Path) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let limit = MAX_UPLOAD as u64;
    core.api().opened_file(&name, read(path, limit));
}

/// The bytes of a file of at most `largest` bytes.
fn read(path: &Path, largest: u64) -> Result<Vec<u8>, ApiError> {
    let unreadable =
        |error: io::Error| ApiError::new(Code::UnreadableFile).with("reason", error.kind());
    let too_large = || ApiError::new(Code::FileTooLarge).with("max", largest);
    // A pipe or a device would be read without end.
    let kind = fs::metadata(path).map_err(unreadable)?;
    if !kind.is_file() {
        return Err(ApiError::new(Code::UnknownFile));
    }
    if kind.len() > largest {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    // The file may have grown since it was measured.
    File::open(path)
        .map_err(unreadable)?
        .take(largest + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > largest {
        return Err(too_large());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(arguments: &[&str]) -> Vec<Opened> {
        in_arguments(
            arguments.iter().map(ToString::to_string),
            Path::new("/home/me"),
        )
    }

    fn file(path: &str) -> Opened {
        Opened::File(PathBuf::from(path))
    }

    #[test]
    fn a_start_names_files_in_every_way_a_desktop_does() {
        assert_eq!(opened(&["kantis-app"]), []);
        assert_eq!(
            opened(&["kantis-app", "--hidden", "", "a b.pkpass"]),
            [file("/home/me/a b.pkpass")]
        );
        assert_eq!(
            opened(&["kantis-app", "/tmp/x.zip", "file:///tmp/k%C3%A4.pkpass"]),
            [file("/tmp/x.zip"), file("/tmp/kä.pkpass")]
        );
    }

    #[test]
    fn a_start_with_a_link_leads_to_a_shop() {
        let invite = "https://shop.example/join?invite=a.b.c";
        let own =
            "app.kantis.wallet:/connect?invite=https%3A%2F%2Fshop.example%2Fjoin%3Finvite%3Da.b.c";
        for link in [invite, own] {
            let address = Opened::Address(invite.to_owned());
            assert_eq!(opened(&["kantis-app", link]), [address], "{link}");
        }
        let back = "app.kantis.wallet:/oauth?code=x";
        let signed_in = Opened::SignedIn(back.to_owned());
        assert_eq!(opened(&["kantis-app", back]), [signed_in]);
        for link in [
            "app.kantis.wallet:/connect",
            "app.kantis.wallet:/connect?invite=",
            "app.kantis.wallet:/connect?invite=shop.example",
            "app.kantis.wallet:/connect?invite=file%3A%2F%2F%2Fetc%2Fpasswd",
            "app.kantis.wallet:/connect?invite=app.kantis.wallet%3A%2Foauth",
        ] {
            assert_eq!(opened(&["kantis-app", link]), [], "{link}");
        }
    }

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.pkpass");
        fs::write(&path, b"12345").unwrap();
        assert_eq!(read(&path, 5).unwrap(), b"12345");
        let refusal = read(&path, 4).unwrap_err();
        assert_eq!(refusal, ApiError::new(Code::FileTooLarge).with("max", 4));
    }

    #[test]
    fn a_folder_and_a_missing_file_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read(dir.path(), 5).unwrap_err().code, Code::UnknownFile);
        assert_eq!(
            read(&dir.path().join("none"), 5).unwrap_err().code,
            Code::UnreadableFile
        );
    }
}
