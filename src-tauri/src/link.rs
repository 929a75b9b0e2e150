//! Links that leave Kantis: the system opens them, never the window.

use tauri::{AppHandle, Url};
use tauri_plugin_opener::OpenerExt;

use kantis_api::ApiError;

use crate::bridge::blocking;

/// What is opened: a page, a letter, a call, a place on a map. A pass may name any address; one that
/// starts a program or reads a file is not among these.
const SCHEMES: [&str; 5] = ["http", "https", "mailto", "tel", "geo"];

/// The plugin that opens them. The page may not ask it; only [`open_external`] does.
pub(crate) fn plugin<R: tauri::Runtime>() -> impl tauri::plugin::Plugin<R> {
    tauri_plugin_opener::Builder::new()
        .open_js_links_on_click(false)
        .build()
}

/// Opens an address with the system's own program for it. Answers whether that was tried: `false`
/// for other addresses, and where nothing opens this one.
#[tauri::command]
pub(crate) async fn open_external(app: AppHandle, address: String) -> Result<bool, ApiError> {
    let Some(url) = leads_out(&address) else {
        return Ok(false);
    };
    blocking(move || Ok(app.opener().open_url(url.as_str(), None::<&str>).is_ok())).await
}

/// The address, when it is one that is opened.
fn leads_out(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    let honest = url.username().is_empty() && url.password().is_none();
    (SCHEMES.contains(&url.scheme()) && honest).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::leads_out;

    #[test]
    fn only_pages_letters_calls_and_places_leave() {
        for address in [
            "https://example.com/a",
            "mailto:a@example.com",
            "tel:+3589123",
            "geo:60.1,24.9",
        ] {
            assert!(leads_out(address).is_some(), "{address}");
        }
        for address in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "smb://host/share",
            "data:text/html,x",
            "https://bank.example@evil.example/",
            "-x",
            "",
        ] {
            assert!(leads_out(address).is_none(), "{address}");
        }
    }
}
