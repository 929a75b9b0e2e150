//! Files of the wallet that leave it: the person says where to, the bytes never pass the page.

use std::path::{Path, PathBuf};
use std::{fs, io};

use kantis_api::{ApiError, Code};
use tauri::{State, WebviewWindow};

use crate::bridge::blocking;
use crate::core::Core;
use crate::words;

/// Saves blob `blob` where the person wants it, under `name` unless they choose another. Answers
/// whether it was saved; `false` when they changed their mind.
///
/// # Errors
/// When there is no such file any more, or it cannot be written there.
#[tauri::command]
pub(crate) async fn save_file(
    window: WebviewWindow,
    core: State<'_, Core>,
    blob: String,
    name: String,
) -> Result<bool, ApiError> {
    let core = core.inner().clone();
    let (bytes, title) = blocking(move || {
        let bytes = core.api().blob(&blob)?.bytes;
        Ok((bytes, words::of_reader(&core).map(|words| &words.save_file)))
    })
    .await?;
    let Some(place) = choose(&window, &file_name(&name), title).await? else {
        return Ok(false);
    };
    blocking(move || write(&place, &bytes)).await?;
    Ok(true)
}

/// Asks for a place, beside the window.
#[cfg(desktop)]
async fn choose(
    window: &WebviewWindow,
    name: &str,
    title: Option<&'static String>,
) -> Result<Option<PathBuf>, ApiError> {
    let (asked, answer) = std::sync::mpsc::channel();
    let mut dialog = rfd::AsyncFileDialog::new()
        .set_parent(window)
        .set_file_name(name);
    if let Some(title) = title {
        dialog = dialog.set_title(title);
    }
    // macOS makes dialogs on the window's thread only. Nobody waits on that thread.
    window
        .run_on_main_thread(move || {
            let _ = asked.send(dialog.save_file());
        })
        .map_err(|_| ApiError::new(Code::Internal))?;
    let dialog = blocking(move || answer.recv().map_err(|_| ApiError::new(Code::Internal))).await?;
    Ok(dialog.await.map(|file| file.path().to_owned()))
}

/// A phone has one folder for what an app hands out; a name that is taken gets a number.
#[cfg(mobile)]
#[allow(clippy::unused_async, reason = "on desktops it asks a person")]
async fn choose(
    window: &WebviewWindow,
    name: &str,
    _: Option<&'static String>,
) -> Result<Option<PathBuf>, ApiError> {
    use tauri::Manager as _;

    let paths = window.path();
    let folder = paths
        .download_dir()
        .or_else(|_| paths.document_dir())
        .map_err(|_| ApiError::new(Code::CannotSave))?;
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    Ok((1..100)
        .map(|count| match count {
            1 => folder.join(name),
            count => folder.join(format!("{stem} ({count}).{ending}")),
        })
        .find(|path| !path.exists()))
}

/// A name that is only a name, whatever an issuer put into it.
fn file_name(wanted: &str) -> String {
    let plain: String = wanted
        .chars()
        .map(|c| {
            if c.is_control() || r#"/\:*?"<>|"#.contains(c) {
                '-'
            } else {
                c
            }
        })
        .collect();
    let plain = plain.trim().trim_start_matches('.').trim();
    if plain.is_empty() { "kantis" } else { plain }.to_owned()
}

fn write(place: &Path, bytes: &[u8]) -> Result<(), ApiError> {
    fs::write(place, bytes).map_err(|error| {
        let code = match error.kind() {
            io::ErrorKind::StorageFull => Code::DiskFull,
            _ => Code::CannotSave,
        };
        ApiError::new(code).with("reason", error.kind())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_in_the_folder_that_was_chosen() {
        for (wanted, name) in [
            ("Kahvilä.pkpass", "Kahvilä.pkpass"),
            ("../../etc/passwd", "-..-etc-passwd"),
            (".hidden", "hidden"),
            ("a\nb:c?.pkpass", "a-b-c-.pkpass"),
            (" . ", "kantis"),
            ("", "kantis"),
        ] {
            assert_eq!(file_name(wanted), name, "{wanted:?}");
        }
    }

    #[test]
    fn a_place_that_cannot_be_written_is_told() {
        let dir = tempfile::tempdir().unwrap();
        write(&dir.path().join("a.pkpass"), b"PK").unwrap();
        assert_eq!(fs::read(dir.path().join("a.pkpass")).unwrap(), b"PK");
        let refusal = write(&dir.path().join("none/a.pkpass"), b"PK").unwrap_err();
        assert_eq!(refusal.code, Code::CannotSave);
    }
}
