//! Files opened with the app: from a file manager, a terminal or a second start.
//!
//! They are read here, because only the system may hand over a path; the core gets a name and bytes
//! and shows the import preview.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::thread;

use kantis_api::{ApiError, Code, MAX_UPLOAD};
use tauri::{AppHandle, Manager, Url};

use crate::core::Core;

/// Takes the files that this process was started with.
pub(crate) fn from_command_line(app: &AppHandle) {
    let arguments = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    take(
        app,
        files(arguments, &std::env::current_dir().unwrap_or_default()),
    );
}

/// Takes the files that a second start, in folder `cwd`, was given.
#[cfg(desktop)]
pub(crate) fn from_second_start(app: &AppHandle, arguments: Vec<String>, cwd: &str) {
    take(app, files(arguments.into_iter(), Path::new(cwd)));
}

/// Takes the files that the system asks the running app to open, and the links with which a browser
/// comes back from signing in at a shop.
#[cfg(any(target_os = "macos", target_os = "ios", target_os = "android"))]
pub(crate) fn from_urls(app: &AppHandle, urls: &[Url]) {
    let links: Vec<String> = urls
        .iter()
        .filter(|url| url.scheme() == "app.kantis.wallet")
        .map(ToString::to_string)
        .collect();
    if !links.is_empty() {
        let core = app.state::<Core>().inner().clone();
        thread::spawn(move || {
            for link in links {
                core.api().signed_in(&link);
            }
        });
    }
    take(
        app,
        urls.iter()
            .filter_map(|url| url.to_file_path().ok())
            .collect(),
    );
}

/// The files among the arguments of a start; the program's own name and options are left out.
fn files(arguments: impl Iterator<Item = String>, cwd: &Path) -> Vec<PathBuf> {
    arguments
        .skip(1)
        .filter(|argument| !argument.is_empty() && !argument.starts_with('-'))
        .filter_map(|argument| match Url::parse(&argument) {
            Ok(url) if url.scheme() == "file" => url.to_file_path().ok(),
            _ => Some(cwd.join(argument)),
        })
        .collect()
}

/// Reads the files and hands them to the core, away from the window's thread.
fn take(app: &AppHandle, paths: Vec<PathBuf>) {
    if paths.is_empty() {
        return;
    }
    let core = app.state::<Core>().inner().clone();
    thread::spawn(move || {
        for path in paths {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let limit = MAX_UPLOAD as u64;
            core.api().opened_file(&name, read(&path, limit));
        }
    });
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

    fn opened(arguments: &[&str]) -> Vec<PathBuf> {
        files(
            arguments.iter().map(ToString::to_string),
            Path::new("/home/me"),
        )
    }

    #[test]
    fn a_start_names_files_in_every_way_a_desktop_does() {
        assert_eq!(opened(&["kantis-app"]), Vec::<PathBuf>::new());
        assert_eq!(
            opened(&["kantis-app", "--hidden", "", "a b.pkpass"]),
            [PathBuf::from("/home/me/a b.pkpass")]
        );
        assert_eq!(
            opened(&["kantis-app", "/tmp/x.zip", "file:///tmp/k%C3%A4.pkpass"]),
            [PathBuf::from("/tmp/x.zip"), PathBuf::from("/tmp/kä.pkpass")]
        );
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
