//! JSON at the edge.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{ApiError, Code};

/// Reads a request. `null` stands for an empty object, so that a command without particulars can
/// be called without a body.
pub(crate) fn read<T: DeserializeOwned>(payload: serde_json::Value) -> Result<T, ApiError> {
    let payload = match payload {
        serde_json::Value::Null => serde_json::Value::Object(serde_json::Map::new()),
        other => other,
    };
    // serde's message may quote a value, so only its kind crosses.
    serde_json::from_value(payload).map_err(|error| {
        ApiError::new(Code::BadRequest).with("detail", format!("{:?}", error.classify()))
    })
}

/// Writes an answer.
pub(crate) fn write<T: Serialize>(answer: &T) -> Result<serde_json::Value, ApiError> {
    serde_json::to_value(answer).map_err(|_| ApiError::new(Code::Internal))
}
