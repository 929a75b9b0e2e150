//! Web and mail addresses.

use linkify::{LinkFinder, LinkKind};

use super::Found;
use crate::attributed;

/// Ends of host names that make an address even without `www` or a path. Short words of everyday
/// language (`it`, `no`, `is`, `at`, `be`) are not among them: a full stop without a space after
/// it is more common.
const ENDS: &[&str] = &[
    "com", "org", "net", "info", "biz", "app", "shop", "io", "eu", "fi", "se", "dk", "ee", "lv",
    "lt", "de", "nl", "fr", "pl", "ch", "cz", "ie", "pt", "uk",
];

/// Mail addresses first: part of one may look like a host.
pub(super) fn find(text: &str) -> Vec<Found> {
    let (mut mail, mut web) = (LinkFinder::new(), LinkFinder::new());
    mail.kinds(&[LinkKind::Email]);
    web.kinds(&[LinkKind::Url]).url_must_have_scheme(false);
    let found = mail.links(text).chain(web.links(text)).filter_map(|link| {
        let words = link.as_str();
        let href = match link.kind() {
            LinkKind::Email => attributed::allowed(&format!("mailto:{words}")),
            _ if words.contains("://") => attributed::allowed(words),
            _ if is_address(words) => Some(format!("https://{words}")),
            _ => None,
        };
        Some(Found {
            range: link.start()..link.end(),
            href: href?,
        })
    });
    found.collect()
}

/// Whether words without a scheme are an address all the same.
fn is_address(words: &str) -> bool {
    let (host, path) = match words.find(['/', '?', '#']) {
        Some(at) => words.split_at(at),
        None => (words, ""),
    };
    let host = host.split(':').next().unwrap_or_default();
    let Some((name, end)) = host.rsplit_once('.') else {
        return false;
    };
    let named = name.chars().any(char::is_alphabetic);
    let ends = end.len() >= 2 && end.chars().all(|char| char.is_ascii_alphabetic());
    let www = host
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("www."));
    named && ends && (www || path.len() > 1 || ENDS.contains(&end))
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;
    use crate::data::Detector;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(found(text, None, &[Detector::Link]), expected, "{text}");
    }

    #[test]
    fn addresses() {
        check(
            "See https://kahvila.example/a?b=1&c (or http://b.example).",
            &[
                "https://kahvila.example/a?b=1&c → https://kahvila.example/a?b=1&c",
                "http://b.example → http://b.example",
            ],
        );
        check(
            "WWW.Kahvila.example, kahvila.fi, kahvila.example/edut",
            &[
                "WWW.Kahvila.example → https://WWW.Kahvila.example",
                "kahvila.fi → https://kahvila.fi",
                "kahvila.example/edut → https://kahvila.example/edut",
            ],
        );
        check(
            "Mail first.last+x@shop.example!",
            &["first.last+x@shop.example → mailto:first.last+x@shop.example"],
        );
    }

    #[test]
    fn what_is_none() {
        for text in [
            "Osta kahvi.Saat pullan.",
            "Open 9.30 to 17.00, balance 12.50",
            "ftp://kahvila.example and javascript:alert(1)",
            "e.g. this",
            "file.txt",
            "v1.2.3",
            "10.0.0.1",
            "",
        ] {
            check(text, &[]);
        }
    }
}
