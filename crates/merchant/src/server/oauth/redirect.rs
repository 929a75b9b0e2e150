//! Where an answer may go: what may be registered, what matches it, and the answer's address.

use url::{Host, Url};

/// Bytes of an address.
const LONGEST: usize = 512;

/// Whether an address may be registered: https; http on loopback (RFC 8252 §7.3); a scheme in
/// reverse-domain form (§7.1). Nothing else: no fragment, nobody's name or password.
pub(super) fn may_register(uri: &str) -> bool {
    let Some(url) = read(uri) else {
        return false;
    };
    match url.scheme() {
        "https" => url.host().is_some(),
        "http" => loopback(&url),
        scheme => {
            scheme.contains('.')
                && scheme.split('.').all(|part| !part.is_empty())
                && url.host().is_none()
        }
    }
}

/// Whether an address is one that was registered: letter by letter, but for the port on loopback,
/// which a program learns only when it listens.
pub(super) fn matches(registered: &str, asked: &str) -> bool {
    if registered == asked {
        return true;
    }
    let portless = |uri: &str| {
        let mut url = read(uri).filter(loopback)?;
        url.set_port(None).ok()?;
        Some(url)
    };
    match (portless(registered), portless(asked)) {
        (Some(registered), Some(asked)) => registered == asked,
        _ => false,
    }
}

/// Whose web server an address leads to; none where it leads to a program on the person's machine.
pub(super) fn web_host(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok().filter(|url| url.scheme() == "https")?;
    url.host_str().map(str::to_owned)
}

/// The address with parameters; it stays as the client wrote it.
pub(super) fn with(uri: &str, parameters: &[(&str, Option<&str>)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(
            parameters
                .iter()
                .filter_map(|(name, value)| Some((name, (*value)?))),
        )
        .finish();
    let between = if uri.contains('?') { '&' } else { '?' };
    format!("{uri}{between}{query}")
}

fn read(uri: &str) -> Option<Url> {
    let plain = uri
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if uri.len() > LONGEST || !plain {
        return None;
    }
    let url = Url::parse(uri).ok()?;
    let clean = url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    clean.then_some(url)
}

/// Addresses, not names: `localhost` may be somebody else (RFC 8252 §8.3).
fn loopback(url: &Url) -> bool {
    url.scheme() == "http"
        && match url.host() {
            Some(Host::Ipv4(address)) => address == std::net::Ipv4Addr::LOCALHOST,
            Some(Host::Ipv6(address)) => address == std::net::Ipv6Addr::LOCALHOST,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_three_kinds_of_addresses_may_be_registered() {
        for uri in [
            "https://wallet.example/back",
            "http://127.0.0.1/back",
            "http://127.0.0.1:9000/back",
            "http://[::1]/back",
            "app.kantis.wallet:/oauth",
            "com.example.app:/back?x=1",
        ] {
            assert!(may_register(uri), "{uri}");
        }
        for uri in [
            "",
            "http://wallet.example/back",
            "http://localhost/back",
            "http://127.0.0.2/back",
            "http://127.0.0.1.evil.example/back",
            "http://a@127.0.0.1/back",
            "https://a:b@wallet.example/",
            "https://wallet.example/#here",
            "javascript:alert(1)",
            "data:text/html,x",
            "kantis:/oauth",
            "app.kantis.wallet://host/oauth",
            "/back",
            "https://wallet.example/ back",
            "https:\\\\wallet.example",
        ] {
            assert!(!may_register(uri), "{uri}");
        }
        assert!(!may_register(&format!(
            "https://a.example/{}",
            "a".repeat(600)
        )));
    }

    #[test]
    fn an_address_matches_letter_by_letter_but_for_the_port_on_loopback() {
        let check = |registered, asked, expected| {
            assert_eq!(matches(registered, asked), expected, "{registered} {asked}");
        };
        check("http://127.0.0.1/back", "http://127.0.0.1:51234/back", true);
        check("http://[::1]:1/back", "http://[::1]:51234/back", true);
        check(
            "http://127.0.0.1/back",
            "http://127.0.0.1:51234/other",
            false,
        );
        check(
            "http://127.0.0.1/back",
            "http://127.0.0.1:51234/back?x=1",
            false,
        );
        check("http://127.0.0.1/back", "http://[::1]:51234/back", false);
        check(
            "http://127.0.0.1/back",
            "http://localhost:51234/back",
            false,
        );
        check(
            "https://a.example/back",
            "https://a.example:444/back",
            false,
        );
        check("https://a.example/back", "https://a.example/back/", false);
        check("app.kantis.wallet:/oauth", "app.kantis.wallet:/oauth", true);
        check(
            "app.kantis.wallet:/oauth",
            "app.kantis.wallet:/oauth2",
            false,
        );
    }

    #[test]
    fn an_answer_keeps_the_address_as_it_was_written() {
        let parameters = [
            ("code", Some("a b")),
            ("state", None),
            ("iss", Some("https://s")),
        ];
        assert_eq!(
            with("app.kantis.wallet:/oauth", &parameters),
            "app.kantis.wallet:/oauth?code=a+b&iss=https%3A%2F%2Fs"
        );
        assert_eq!(
            with("https://a.example/x?y=1", &[("error", Some("e"))]),
            "https://a.example/x?y=1&error=e"
        );
    }
}
