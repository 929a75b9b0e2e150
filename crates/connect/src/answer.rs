//! What answers mean: statuses, headers, bodies.

use std::time::{Duration, SystemTime};

use kantis_wallet::ports::{ChangedSerials, Cursor, Fetched, SourceFailure, SourceTrouble};
use reqwest::StatusCode;
use reqwest::header::{DATE, ETAG, HeaderMap, HeaderName, LAST_MODIFIED, RETRY_AFTER};
use serde::Deserialize;

use crate::exchange::Answer;

/// A header or tag longer than this is not kept.
const WORD: usize = 1024;
/// More serial numbers than one device can have passes of one type.
const SERIALS: usize = 10_000;
/// Nobody is left alone for longer, whatever the answer says.
const LONGEST_WAIT: Duration = Duration::from_secs(30 * 24 * 3600);
/// A zip starts within so many bytes, or its end is found.
const START: usize = 1024;

/// The answer to a question for a pass.
pub(crate) fn fetched(answer: Answer) -> Result<Fetched, SourceFailure> {
    match answer.status {
        // 204 is no answer of the protocol, yet servers give it for "nothing new".
        StatusCode::NOT_MODIFIED | StatusCode::NO_CONTENT => Ok(Fetched::Unchanged),
        StatusCode::OK if looks_like_zip(&answer.body) => Ok(Fetched::Pass {
            cursor: Cursor {
                last_modified: word(&answer.headers, &LAST_MODIFIED),
                etag: word(&answer.headers, &ETAG),
            },
            bytes: answer.body,
        }),
        StatusCode::OK => Err(failure(&answer, SourceTrouble::NotAPass)),
        _ => Err(refused(&answer)),
    }
}

/// The answer to a registration.
pub(crate) fn registered(answer: &Answer) -> Result<(), SourceFailure> {
    match answer.status {
        StatusCode::OK | StatusCode::CREATED => Ok(()),
        _ => Err(refused(answer)),
    }
}

/// The answer to taking a registration back: not being registered is what was wanted.
pub(crate) fn unregistered(answer: &Answer) -> Result<(), SourceFailure> {
    match answer.status {
        StatusCode::OK | StatusCode::NO_CONTENT | StatusCode::NOT_FOUND | StatusCode::GONE => {
            Ok(())
        }
        _ => Err(refused(answer)),
    }
}

/// The answer to which passes changed.
pub(crate) fn changed(answer: &Answer) -> Result<ChangedSerials, SourceFailure> {
    match answer.status {
        StatusCode::OK => list(&answer.body).ok_or_else(|| {
            let status = answer.status.as_u16();
            failure(answer, SourceTrouble::Unexpected { status })
        }),
        // 400 is how one well-known server says that nothing is registered.
        StatusCode::NO_CONTENT | StatusCode::BAD_REQUEST => Ok(ChangedSerials {
            serials: Vec::new(),
            tag: None,
        }),
        _ => Err(refused(answer)),
    }
}

fn refused(answer: &Answer) -> SourceFailure {
    let trouble = match answer.status.as_u16() {
        401 | 403 => SourceTrouble::Rejected,
        404 | 410 => SourceTrouble::Gone,
        status @ (429 | 500..=599) => SourceTrouble::Busy { status },
        status => SourceTrouble::Unexpected { status },
    };
    failure(answer, trouble)
}

fn failure(answer: &Answer, kind: SourceTrouble) -> SourceFailure {
    SourceFailure {
        kind,
        retry_after: retry_after(&answer.headers, SystemTime::now()),
    }
}

/// `Retry-After` (RFC 9110, 10.2.3) as a span. A date is compared with the answer's own `Date`
/// where it has one, so that a wrong clock on either side does not matter.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = word(headers, &RETRY_AFTER)?;
    let text = text.trim();
    let wait = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().map_or(LONGEST_WAIT, Duration::from_secs)
    } else {
        let date = |text: &str| httpdate::parse_http_date(text).ok();
        let now = word(headers, &DATE)
            .and_then(|text| date(&text))
            .unwrap_or(now);
        date(text)?.duration_since(now).unwrap_or_default()
    };
    Some(wait.min(LONGEST_WAIT))
}

fn word(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?;
    (!text.is_empty() && text.len() <= WORD).then(|| text.to_owned())
}

/// Whether a zip could be in these bytes. Some servers send a buffer that is larger than the zip
/// in it, so that it starts anywhere: then its end record tells.
fn looks_like_zip(body: &[u8]) -> bool {
    let has = |part: &[u8], signature: &[u8]| part.windows(4).any(|four| four == signature);
    has(body.get(..START).unwrap_or(body), b"PK\x03\x04") || has(body, b"PK\x05\x06")
}

#[derive(Deserialize)]
struct List {
    #[serde(rename = "serialNumbers", default)]
    serials: Vec<Scalar>,
    #[serde(rename = "lastUpdated")]
    tag: Option<Scalar>,
}

/// A text that some servers write as a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Number(serde_json::Number),
}

impl Scalar {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
        }
    }
}

fn list(body: &[u8]) -> Option<ChangedSerials> {
    let list: List = serde_json::from_slice(body).ok()?;
    let tag = list.tag.map(Scalar::text);
    Some(ChangedSerials {
        serials: list
            .serials
            .into_iter()
            .take(SERIALS)
            .map(Scalar::text)
            .collect(),
        tag: tag.filter(|tag| !tag.is_empty() && tag.len() <= WORD),
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use reqwest::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};

    use super::{list, looks_like_zip, retry_after};

    #[test]
    fn waits_are_read_as_seconds_and_as_dates_of_three_forms() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777 - 60);
        let day = 24 * 3600;
        for (text, wanted) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("99999999999999999999999", Some(30 * day)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(60)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(60)),
            ("Sun Nov  6 08:49:37 1994", Some(60)),
            ("Sun, 06 Nov 1994 08:40:00 GMT", Some(0)),
            ("Sat, 06 Nov 2094 08:40:00 GMT", Some(30 * day)),
            ("-5", None),
            ("soon", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_str(text).unwrap());
            let wait = retry_after(&headers, now).map(|wait| wait.as_secs());
            assert_eq!(wait, wanted, "{text}");
        }
        let mut headers = HeaderMap::new();
        headers.insert(
            RETRY_AFTER,
            HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT"),
        );
        headers.insert(
            DATE,
            HeaderValue::from_static("Sun, 06 Nov 1994 08:49:32 GMT"),
        );
        assert_eq!(retry_after(&headers, now), Some(Duration::from_secs(5)));
    }

    #[test]
    fn a_zip_is_known_by_its_start_or_by_its_end_in_a_larger_buffer() {
        let far = [
            vec![7; 4304],
            b"PK\x03\x04 and PK\x05\x06".to_vec(),
            vec![0; 2000],
        ]
        .concat();
        assert!(looks_like_zip(b"PK\x03\x04"));
        assert!(looks_like_zip(&far));
        for body in [&b""[..], b"PK", b"{}", b"<!doctype html><p>PK</p>"] {
            assert!(!looks_like_zip(body), "{body:?}");
        }
    }

    #[test]
    fn lists_come_with_texts_and_with_numbers() {
        for (body, serials, tag) in [
            (
                r#"{"serialNumbers":["a","b"],"lastUpdated":"t"}"#,
                &["a", "b"][..],
                Some("t"),
            ),
            (
                r#"{"serialNumbers":[17],"lastUpdated":1790000000}"#,
                &["17"],
                Some("1790000000"),
            ),
            (r#"{"lastUpdated":null,"more":{}}"#, &[], None),
        ] {
            let list = list(body.as_bytes()).unwrap();
            assert_eq!(list.serials, serials);
            assert_eq!(list.tag.as_deref(), tag);
        }
        for body in ["", "[]x", "<html>", r#"{"serialNumbers":"a"}"#] {
            assert!(list(body.as_bytes()).is_none(), "{body}");
        }
    }
}
