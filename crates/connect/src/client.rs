//! The one function that makes HTTP clients.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Client;
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

use crate::resolver::GuardedResolver;

/// Who asks, honestly.
const USER_AGENT: &str = concat!(
    "Kantis/",
    env!("CARGO_PKG_VERSION"),
    " (+https://kantis.app)"
);
/// A host that does not take a connection by then is not there.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Connections are kept as long as one round of refreshing passes takes, and not much longer.
const IDLE: Duration = Duration::from_secs(15);

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClientError {
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
    #[error("HTTP: {0}")]
    Http(#[from] reqwest::Error),
}

/// A client that follows nothing, remembers nothing, and connects to public addresses only, save those
/// that are spelled out: [`crate::policy`] looks at these.
///
/// - No redirects: [`crate::exchange`] follows them, with a look at each.
/// - No proxy, not even the system's: it would look names up itself, behind the guard's back.
/// - No compression: a pass is a zip, and what is unpacked here could outgrow its limit.
/// - No cookies, no referrer: one request has nothing to do with another.
///
/// Spelled out although the features are off: another crate of the program may switch them on.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the function that everybody else has to call"
)]
pub(crate) fn build() -> Result<Client, ClientError> {
    let client = Client::builder()
        .tls_backend_preconfigured(tls()?)
        .dns_resolver(GuardedResolver)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        .referer(false)
        .user_agent(USER_AGENT)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE)
        .build()?;
    Ok(client)
}

/// Certificates as the system judges them; on Android, and where a system has none, by the roots
/// that Mozilla ships.
///
/// Android's own judge needs to be set up through Java and panics otherwise, hence never there.
/// The provider is named here, so that no other crate's choice for the process matters.
fn tls() -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?;
    #[cfg(not(target_os = "android"))]
    match rustls_platform_verifier::Verifier::new(provider) {
        Ok(verifier) => {
            return Ok(config
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier))
                .with_no_client_auth());
        }
        Err(error) => tracing::warn!(%error, "the system has no certificates; using our own"),
    }
    let roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
