//! What a pass file says about its web service.

use kantis_pass::{Limits, Pass};

use crate::ports::PassAccess;

/// The right to ask for a pass, as its file gives it; `None` when the file names no service, or
/// lacks what a question needs.
pub(super) fn access(file: &[u8]) -> Option<PassAccess> {
    access_of(&Pass::read(file, &Limits::default()).ok()?)
}

/// The right to ask for a pass that was read.
pub(super) fn access_of(pass: &Pass) -> Option<PassAccess> {
    let data = pass.data();
    Some(PassAccess {
        service: data.web_service.clone()?.trim().to_owned(),
        pass_type: data.pass_type_identifier.clone()?,
        serial: data.serial_number.clone()?,
        token: data.token.clone()?,
    })
}

/// Scheme, host and port of an address, in lower case: what is asked one after the other. What is
/// no address stands for itself; the source will refuse it.
pub(super) fn origin(service: &str) -> String {
    let lower = service.to_lowercase();
    let (scheme, rest) = lower.split_once("://").unwrap_or(("", &lower));
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let place = authority.rsplit('@').next().unwrap_or_default();
    let standard = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => "",
    };
    let place = place
        .strip_suffix(standard)
        .filter(|_| !standard.is_empty())
        .unwrap_or(place);
    let origin: String = format!("{scheme}://{place}").chars().take(300).collect();
    origin
}

/// The host in an origin, for a person.
pub(super) fn host(origin: &str) -> &str {
    let place = origin.split_once("://").map_or(origin, |(_, place)| place);
    let end = match place.rfind(']') {
        // An IPv6 address has colons of its own.
        Some(bracket) => bracket + 1,
        None => place.find(':').unwrap_or(place.len()),
    };
    place.get(..end).unwrap_or(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_and_hosts() {
        for (service, expected, name) in [
            (
                "https://Shop.example/api/",
                "https://shop.example",
                "shop.example",
            ),
            (
                "https://shop.example:443/x?y",
                "https://shop.example",
                "shop.example",
            ),
            (
                "https://shop.example:8443",
                "https://shop.example:8443",
                "shop.example",
            ),
            ("http://127.0.0.1:80/x", "http://127.0.0.1", "127.0.0.1"),
            (
                "https://a:b@shop.example/x@y",
                "https://shop.example",
                "shop.example",
            ),
            ("https://[::1]:9/x", "https://[::1]:9", "[::1]"),
            ("shop.example/api", "://shop.example", "shop.example"),
            ("", "://", ""),
        ] {
            let found = origin(service);
            assert_eq!(
                (found.as_str(), host(&found)),
                (expected, name),
                "{service}"
            );
        }
    }
}
