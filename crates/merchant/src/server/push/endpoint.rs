//! Where a subscription may point to.

use std::net::IpAddr;

use kantis_protocol::ProblemType;
use url::{Host, Url};

use super::address::is_public;
use crate::engine::Refused;

/// The longest address of a push service.
const LONGEST: usize = 2048;

/// Takes an endpoint that may be pushed to: https, and no address of a private network. `anywhere`
/// lets loopback in, also without TLS.
///
/// # Errors
/// `invalid`, at `endpoint`.
pub(super) fn admit(text: &str, anywhere: bool) -> Result<Url, Refused> {
    let refused = |why: &str| {
        Refused::new(ProblemType::Invalid)
            .because(why)
            .at("endpoint")
    };
    if text.len() > LONGEST {
        return Err(refused("longer than 2048 bytes"));
    }
    let url = Url::parse(text).map_err(|_| refused("no address"))?;
    let spelled_out = match url.host() {
        Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        Some(Host::Domain(_)) => None,
        None => return Err(refused("no address")),
    };
    let loopback = anywhere && spelled_out.is_some_and(|address| address.is_loopback());
    if url.scheme() != "https" && !(loopback && url.scheme() == "http") {
        return Err(refused("https is wanted"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("no name and password in an address"));
    }
    let local_name = matches!(url.host(), Some(Host::Domain(name))
        if name == "localhost" || name.ends_with(".localhost") || name.ends_with(".local"));
    let private = local_name || spelled_out.is_some_and(|address| !is_public(address));
    if private && !anywhere {
        return Err(refused("an address of a private network"));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::admit;

    #[test]
    fn only_public_places_with_tls_are_pushed_to() {
        for good in [
            "https://push.example/x",
            "https://push.example:8443/x?y=z",
            "https://1.1.1.1/",
        ] {
            assert!(admit(good, false).is_ok(), "{good}");
        }
        for bad in [
            "",
            "push.example",
            "http://push.example/",
            "http://127.0.0.1/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://localhost/",
            "https://printer.local/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://169.254.169.254/latest",
            "https://me:secret@push.example/",
            "file:///etc/passwd",
            "data:,x",
        ] {
            assert!(admit(bad, false).is_err(), "{bad}");
        }
        assert!(admit("http://127.0.0.1:9/x", true).is_ok());
        assert!(admit("http://10.0.0.1/x", true).is_err());
    }
}
