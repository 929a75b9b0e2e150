//! The mail server as an address: `smtps://user:password@mail.example.fi`.

use kantis_merchant::mail::{Security, SmtpSettings};
use percent_encoding::percent_decode_str;
use url::Url;

use super::failure::Failure;

/// Reads `smtps://` (TLS), `smtp+starttls://` and `smtp://` (a server on this machine). What was
/// wrong is said without repeating the address: it may hold a password.
pub(super) fn settings(address: &str, from: &str) -> Result<SmtpSettings, Failure> {
    let wrong = || {
        Failure::asked(
            "The mail server is written as smtps://user:password@host, smtp+starttls://… or, on \
             this machine, smtp://localhost.",
        )
    };
    let url = Url::parse(address).map_err(|_| wrong())?;
    let security = match url.scheme() {
        "smtps" => Security::Tls,
        "smtp+starttls" => Security::StartTls,
        "smtp" => Security::Plain,
        _ => return Err(wrong()),
    };
    let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    Ok(SmtpSettings {
        host: url.host_str().ok_or_else(wrong)?.to_owned(),
        port: url.port(),
        security,
        login: (!url.username().is_empty()).then(|| {
            (
                plain(url.username()),
                plain(url.password().unwrap_or_default()),
            )
        }),
        from: from.to_owned(),
    })
}
