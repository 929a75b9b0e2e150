//! In which language to answer: what the request asks for, else the member's own.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use std::convert::Infallible;

/// Ranges of an `Accept-Language` that are looked at; nobody speaks more.
const MOST: usize = 16;

/// What a request's `Accept-Language` asks for (RFC 9110 §12.5.4), the dearest first.
pub(crate) struct Languages(Vec<String>);

impl<S: Send + Sync> FromRequestParts<S> for Languages {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        std::future::ready(()).await;
        Ok(Self::asked(&parts.headers))
    }
}

impl Languages {
    /// What these headers ask for.
    pub(crate) fn asked(headers: &HeaderMap) -> Self {
        let header = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        Self(ranges(header))
    }

    /// The first of the programme's languages that is asked for, else the programme's own.
    pub(crate) fn best<'a>(&self, spoken: &'a [String]) -> &'a str {
        self.choose(spoken)
            .or_else(|| spoken.first().map(String::as_str))
            .unwrap_or("en")
    }

    /// The first of the programme's languages that is asked for.
    pub(crate) fn choose<'a>(&self, spoken: &'a [String]) -> Option<&'a str> {
        self.0
            .iter()
            .find_map(|wanted| {
                spoken
                    .iter()
                    .find(|language| primary(language) == primary(wanted))
            })
            .map(String::as_str)
    }
}

fn primary(language: &str) -> String {
    language
        .split(['-', '_'])
        .next()
        .unwrap_or(language)
        .to_ascii_lowercase()
}

fn ranges(header: &str) -> Vec<String> {
    let mut ranges: Vec<(u32, &str)> = header
        .split(',')
        .take(MOST)
        .filter_map(|part| {
            let mut pieces = part.split(';').map(str::trim);
            let range = pieces.next().filter(|range| !range.is_empty())?;
            let weight = pieces
                .find_map(|piece| piece.strip_prefix("q="))
                .map_or(Some(1000), thousandths)?;
            (weight > 0).then_some((weight, range))
        })
        .collect();
    // Stable: what came first stays first among equals.
    ranges.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    ranges
        .into_iter()
        .map(|(_, range)| range.to_owned())
        .collect()
}

/// `0.8` is 800; at most three digits (RFC 9110 §12.4.2).
fn thousandths(weight: &str) -> Option<u32> {
    let (whole, part) = weight.split_once('.').unwrap_or((weight, ""));
    if part.len() > 3 {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let part: u32 = format!("{part:0<3}").parse().ok()?;
    Some((whole.min(1) * 1000 + part).min(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str, expected: Option<&str>) {
        let spoken = ["fi".to_owned(), "sv".to_owned(), "en".to_owned()];
        assert_eq!(
            Languages(ranges(header)).choose(&spoken),
            expected,
            "{header}"
        );
    }

    #[test]
    fn the_dearest_language_that_is_spoken_is_chosen() {
        check("", None);
        check("de", None);
        check("sv", Some("sv"));
        check("SV-FI, en", Some("sv"));
        check("de, en;q=0.5, sv;q=0.7", Some("sv"));
        check("en;q=0, fi;q=0.001", Some("fi"));
        check("en;q=x, sv;q=0.1", Some("sv"));
        check("*", None);
        check(";;,,;q=1", None);
    }
}
