//! Which addresses are asked at all.

use std::net::IpAddr;

use kantis_wallet::ports::Refusal;
use reqwest::Url;

use crate::address::is_public;

/// Endings of names that mean something in a local network only (RFC 6761, 6762, 8375; `internal`
/// is ICANN's word for private use, the rest is what routers hand out).
const LOCAL_NAMES: [&str; 7] = [
    "localhost",
    "local",
    "internal",
    "home.arpa",
    "localdomain",
    "lan",
    "home",
];

/// Which addresses are asked. The default is the product's: https, to public addresses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Policy {
    loopback: bool,
}

impl Policy {
    /// Also `127.0.0.1` and `::1`, there with http too: for servers that tests start.
    pub fn loopback_for_tests() -> Self {
        Self { loopback: true }
    }

    /// Whether this address may be asked.
    pub(crate) fn admit(self, url: &Url) -> Result<(), Refusal> {
        let host = url.host_str().ok_or(Refusal::NotAnAddress)?;
        // A name and password in an address would become an `Authorization` of its own.
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::NotAnAddress);
        }
        let literal = host.trim_start_matches('[').trim_end_matches(']');
        let loopback = match literal.parse::<IpAddr>() {
            Ok(address) if is_public(address) => false,
            Ok(address) if self.loopback && address.is_loopback() => true,
            Ok(_) => return Err(Refusal::Private),
            Err(_) if is_local_name(host) => return Err(Refusal::Private),
            Err(_) => false,
        };
        match url.scheme() {
            "https" => Ok(()),
            "http" if loopback => Ok(()),
            _ => Err(Refusal::NotHttps),
        }
    }
}

fn is_local_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    LOCAL_NAMES.iter().any(|ending| {
        host.strip_suffix(ending)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use kantis_wallet::ports::Refusal::{self, NotAnAddress, NotHttps, Private};
    use reqwest::Url;

    use super::Policy;

    fn check(policy: Policy, url: &str, wanted: Result<(), Refusal>) {
        assert_eq!(policy.admit(&Url::parse(url).unwrap()), wanted, "{url}");
    }

    #[test]
    fn the_product_asks_https_on_the_public_internet() {
        for (url, wanted) in [
            ("https://shop.example/", Ok(())),
            ("https://shop.example:8443/x", Ok(())),
            ("https://1.1.1.1/", Ok(())),
            ("https://[2600::1]/", Ok(())),
            ("https://mylocal/", Ok(())),
            ("http://shop.example/", Err(NotHttps)),
            ("ftp://shop.example/", Err(NotHttps)),
            ("data:text/plain,x", Err(NotAnAddress)),
            ("https://me:secret@shop.example/", Err(NotAnAddress)),
            ("https://127.0.0.1/", Err(Private)),
            ("http://127.0.0.1/", Err(Private)),
            ("https://[::1]/", Err(Private)),
            ("https://[::ffff:10.0.0.1]/", Err(Private)),
            // Other ways to write 127.0.0.1 and 10.0.0.1.
            ("https://2130706433/", Err(Private)),
            ("https://0x7f.1/", Err(Private)),
            ("https://012.0.0.1/", Err(Private)),
            ("https://localhost/", Err(Private)),
            ("https://LocalHost./", Err(Private)),
            ("https://a.localhost/", Err(Private)),
            ("https://printer.local/", Err(Private)),
            ("https://metadata.google.internal/", Err(Private)),
            ("https://router.lan/", Err(Private)),
        ] {
            check(Policy::default(), url, wanted);
        }
    }

    #[test]
    fn tests_may_also_ask_the_loopback_and_nothing_more() {
        for (url, wanted) in [
            ("http://127.0.0.1:1/", Ok(())),
            ("https://127.0.0.1:1/", Ok(())),
            ("http://[::1]/", Ok(())),
            ("http://localhost/", Err(Private)),
            ("http://10.0.0.1/", Err(Private)),
            ("https://[fe80::1]/", Err(Private)),
            ("http://shop.example/", Err(NotHttps)),
        ] {
            check(Policy::loopback_for_tests(), url, wanted);
        }
    }
}
