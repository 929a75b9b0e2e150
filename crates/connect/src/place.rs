//! Addresses of a pass's web service.
//!
//! They are made by joining texts, as issuers and Apple's wallet do: bases end in `/index.php` and
//! even in `?`, which joining of URLs would cut off.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use kantis_wallet::ports::Refusal;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;

/// Everything but RFC 3986's unreserved characters.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// So many addresses are remembered at most.
const MOST: usize = 4096;

/// Addresses that were taken apart, by their text: a round asks the same hundreds each time, and
/// taking one apart is a tenth of asking it.
#[derive(Default)]
pub(crate) struct Places(Mutex<HashMap<String, Url>>);

impl Places {
    /// What `parse` makes of this text, or made of it before.
    pub(crate) fn of<E>(
        &self,
        text: &str,
        parse: impl FnOnce(&str) -> Result<Url, E>,
    ) -> Result<Url, E> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(url) = lock().get(text) {
            return Ok(url.clone());
        }
        let url = parse(text)?;
        let mut known = lock();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(text.to_owned(), url.clone());
        Ok(url)
    }

    /// As [`join`] does.
    pub(crate) fn join(&self, base: &str, segments: &[&str]) -> Result<Url, Refusal> {
        let base = trimmed(base);
        self.of(&joined(base, segments, None), |text| whole(base, text))
    }
}

/// `base/v1/a/b/c`, each segment percent-encoded.
///
/// # Errors
/// When the base is no web address, or the result would not say what was meant: a segment `..`
/// climbs, and what follows a `#` is never sent.
pub(crate) fn join(
    base: &str,
    segments: &[&str],
    query: Option<(&str, &str)>,
) -> Result<Url, Refusal> {
    let base = trimmed(base);
    whole(base, &joined(base, segments, query))
}

fn trimmed(base: &str) -> &str {
    base.trim().trim_end_matches('/')
}

fn joined(base: &str, segments: &[&str], query: Option<(&str, &str)>) -> String {
    let mut text = String::with_capacity(base.len() + 128);
    text.push_str(base);
    text.push_str("/v1");
    for segment in segments {
        text.push('/');
        text.extend(utf8_percent_encode(segment, SEGMENT));
    }
    if let Some((name, value)) = query {
        text.push('?');
        text.push_str(name);
        text.push('=');
        text.extend(utf8_percent_encode(value, SEGMENT));
    }
    text
}

/// The address, if it says what was joined to the base.
fn whole(base: &str, text: &str) -> Result<Url, Refusal> {
    let url = Url::parse(text).map_err(|_| Refusal::NotAnAddress)?;
    let tail = text.get(base.len()..).unwrap_or_default();
    // A base without a host would borrow one from what follows: then less is left for the path.
    let left = url.path().len() + url.query().map_or(0, |query| 1 + query.len());
    let is_whole = left >= tail.len() && url.as_str().ends_with(tail);
    if !url.has_host() || url.fragment().is_some() || !is_whole {
        return Err(Refusal::NotAnAddress);
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use kantis_wallet::ports::Refusal;

    use super::{Places, join};

    /// The same the first time and when it is remembered.
    fn joined(base: &str, serial: &str) -> Result<String, Refusal> {
        let segments = ["passes", "pass.a.b", serial];
        let places = Places::default();
        let first = join(base, &segments, None);
        assert_eq!(places.join(base, &segments), first);
        assert_eq!(places.join(base, &segments), first);
        first.map(String::from)
    }

    #[test]
    fn the_base_is_kept_as_it_is_and_segments_are_encoded() {
        for (base, serial, wanted) in [
            (
                "https://a.example",
                "1",
                "https://a.example/v1/passes/pass.a.b/1",
            ),
            (
                "https://a.example//",
                "1",
                "https://a.example/v1/passes/pass.a.b/1",
            ),
            (
                " https://a.example/x/ ",
                "1",
                "https://a.example/x/v1/passes/pass.a.b/1",
            ),
            (
                "https://a.example/i.php",
                "1",
                "https://a.example/i.php/v1/passes/pass.a.b/1",
            ),
            (
                "https://a.example/p.aspx?",
                "a b",
                "https://a.example/p.aspx?/v1/passes/pass.a.b/a%20b",
            ),
            (
                "https://a.example",
                "SN 1/ü",
                "https://a.example/v1/passes/pass.a.b/SN%201%2F%C3%BC",
            ),
            (
                "https://a.example",
                "a?b#c&d+e%20",
                "https://a.example/v1/passes/pass.a.b/a%3Fb%23c%26d%2Be%2520",
            ),
            (
                "https://a.example",
                "-._~",
                "https://a.example/v1/passes/pass.a.b/-._~",
            ),
        ] {
            assert_eq!(joined(base, serial).as_deref(), Ok(wanted));
        }
        let list = join(
            "https://a.example",
            &["devices"],
            Some(("passesUpdatedSince", "1+2/é")),
        );
        assert_eq!(
            list.map(String::from).as_deref(),
            Ok("https://a.example/v1/devices?passesUpdatedSince=1%2B2%2F%C3%A9")
        );
    }

    #[test]
    fn what_would_say_something_else_is_refused() {
        for (base, serial) in [
            ("", "1"),
            ("shop.example", "1"),
            ("https://", "1"),
            ("https:", "1"),
            ("https://a.example/#", "1"),
            ("https://a.example", ".."),
            ("https://a.example", "."),
        ] {
            assert_eq!(
                joined(base, serial),
                Err(Refusal::NotAnAddress),
                "{base} {serial}"
            );
        }
    }
}
