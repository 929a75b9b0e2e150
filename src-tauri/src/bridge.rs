//! The two ways from the page into the core: a command with JSON, a file with its bytes.

use kantis_api::dto::UploadInfo;
use kantis_api::{ApiError, Code};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use tauri::State;
use tauri::ipc::{InvokeBody, Request};

use crate::core::Core;

/// The header that names an uploaded file, percent-encoded as by JavaScript's `encodeURIComponent`.
const FILE_NAME: &str = "x-kantis-name";

/// Runs one command of the API.
///
/// # Errors
/// Whatever the command answers; the page owns the words.
#[tauri::command]
pub(crate) async fn rpc(
    core: State<'_, Core>,
    cmd: String,
    payload: Value,
) -> Result<Value, ApiError> {
    let core = core.inner().clone();
    blocking(move || core.api().call(&cmd, payload)).await
}

/// Takes a file that the page was given (picked, dropped, pasted): raw bytes, no path.
///
/// # Errors
/// When the file is larger than the core takes, or when the body is not bytes.
#[tauri::command]
pub(crate) async fn upload(
    core: State<'_, Core>,
    request: Request<'_>,
) -> Result<UploadInfo, ApiError> {
    let core = core.inner().clone();
    let name = request
        .headers()
        .get(FILE_NAME)
        .map(|name| {
            percent_decode_str(&String::from_utf8_lossy(name.as_bytes()))
                .decode_utf8_lossy()
                .into_owned()
        })
        .unwrap_or_default();
    let bytes = body(request.body())?;
    blocking(move || core.api().put_upload(&name, bytes)).await
}

/// The bytes of a request. Android's web view cannot hand over a raw body, so there they come as a
/// JSON array of numbers.
fn body(body: &InvokeBody) -> Result<Vec<u8>, ApiError> {
    match body {
        InvokeBody::Raw(bytes) => Ok(bytes.clone()),
        InvokeBody::Json(value) => serde_json::from_value(value.clone())
            .map_err(|_| ApiError::new(Code::BadRequest).with("detail", "body")),
    }
}

/// Runs `work` where it may block: the core reads disks and draws codes.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    tauri::async_runtime::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(ApiError::new(Code::Internal)))
}
