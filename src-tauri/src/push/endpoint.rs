//! Where a shop may be told to push to.

use std::net::IpAddr;

use tauri::Url;

/// The longest endpoint that the specification knows.
const LONGEST: usize = 1000;

/// Whether an endpoint is one: an https address. `loopback` lets this machine in, also without TLS.
pub(super) fn is_good(endpoint: &str, loopback: bool) -> bool {
    if endpoint.len() > LONGEST {
        return false;
    }
    let Ok(url) = Url::parse(endpoint) else {
        return false;
    };
    let Some(host) = url.host_str().filter(|host| !host.is_empty()) else {
        return false;
    };
    if !url.username().is_empty() || url.password().is_some() {
        return false;
    }
    let literal = host.trim_start_matches('[').trim_end_matches(']');
    let here = literal
        .parse::<IpAddr>()
        .is_ok_and(|address| address.is_loopback());
    match url.scheme() {
        "https" => loopback || !here,
        "http" => loopback && here,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_good;

    #[test]
    fn an_endpoint_is_an_https_address() {
        let longest = format!("https://push.example/{}", "x".repeat(979));
        for good in [
            "https://push.example/a?b=c",
            "https://1.1.1.1:8443/",
            &longest,
        ] {
            assert!(is_good(good, false), "{good}");
        }
        for bad in [
            "",
            "not_an_url",
            "http://push.example/",
            "https://",
            "https://me:secret@push.example/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "http://127.0.0.1/",
            "file:///etc/passwd",
            &format!("{longest}x"),
        ] {
            assert!(!is_good(bad, false), "{bad}");
        }
        assert!(is_good("http://127.0.0.1:9/x", true));
        assert!(!is_good("http://push.example/", true));
    }
}
