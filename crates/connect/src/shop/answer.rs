//! What a shop's answers mean: statuses, problems, headers.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use kantis_protocol::oauth::OauthError;
use kantis_protocol::{Problem, ProblemType};
use kantis_wallet::ports::{Answered, MerchantFailure, MerchantTrouble};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap};
use serde::de::DeserializeOwned;

use crate::answer::retry_after;
use crate::exchange::Answer;

/// The body of an answer that went well, in the shape that was asked for.
pub(super) fn value<T: DeserializeOwned>(answer: &Answer) -> Result<Answered<T>, MerchantFailure> {
    if !answer.status.is_success() {
        return Err(problem(answer));
    }
    Ok(Answered {
        value: read(answer).ok_or_else(|| failure(answer, MerchantTrouble::Unreadable))?,
        date: date(&answer.headers),
    })
}

/// JSON of this shape, said to be JSON. A page that a hotel's network put in between is not.
pub(super) fn read<T: DeserializeOwned>(answer: &Answer) -> Option<T> {
    let kind = answer.headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let kind = kind.split(';').next()?.trim().to_ascii_lowercase();
    if kind != "application/json" && !(kind.starts_with("application/") && kind.ends_with("+json"))
    {
        return None;
    }
    serde_json::from_slice(&answer.body).ok()
}

/// What an answer that did not go well says (RFC 9457).
pub(super) fn problem(answer: &Answer) -> MerchantFailure {
    let kind = match answer.status {
        StatusCode::UNAUTHORIZED => MerchantTrouble::Unauthorized,
        status if is_busy(status) => MerchantTrouble::Busy {
            status: status.as_u16(),
        },
        _ => match read::<Problem>(answer).and_then(|problem| ProblemType::of(&problem.kind)) {
            Some(ProblemType::CannotCalculateChanges) => MerchantTrouble::CannotCalculate,
            Some(kind) => MerchantTrouble::Problem(kind),
            None => unexpected(answer.status),
        },
    };
    failure(answer, kind)
}

/// What an OAuth endpoint says (RFC 6749 §5.2, RFC 8628 §3.5).
pub(super) fn oauth_error(answer: &Answer) -> MerchantFailure {
    let said = read::<OauthError>(answer).map(|said| said.error);
    let kind = match said.as_deref() {
        _ if is_busy(answer.status) => MerchantTrouble::Busy {
            status: answer.status.as_u16(),
        },
        Some("authorization_pending") => MerchantTrouble::Pending,
        Some("slow_down") => MerchantTrouble::SlowDown,
        Some("access_denied") => MerchantTrouble::Denied,
        // Another client than the one that the shop knows: only a new sign-in helps.
        Some("invalid_grant" | "expired_token" | "invalid_client" | "unauthorized_client") => {
            MerchantTrouble::SignInOver
        }
        _ => unexpected(answer.status),
    };
    failure(answer, kind)
}

fn is_busy(status: StatusCode) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error()
}

/// A success, a redirect or a status that says nothing to this protocol.
pub(super) fn unexpected(status: StatusCode) -> MerchantTrouble {
    MerchantTrouble::Unexpected {
        status: status.as_u16(),
    }
}

/// A failure with what the answer says beside it.
pub(super) fn failure(answer: &Answer, kind: MerchantTrouble) -> MerchantFailure {
    MerchantFailure {
        kind,
        retry_after: retry_after(&answer.headers, SystemTime::now()),
        date: date(&answer.headers),
    }
}

/// The shop's clock (RFC 9110 §6.6.1).
pub(super) fn date(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    let text = headers.get(DATE)?.to_str().ok()?;
    httpdate::parse_http_date(text).ok().map(DateTime::from)
}
