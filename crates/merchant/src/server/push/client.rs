//! The one function that makes the client of pushes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Client;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use rustls::ClientConfig;
use rustls::crypto::ring;

use super::address::is_public;

/// A push service that takes no message by then is asked again later. They answer in a moment; one
/// that does not keeps others waiting.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub(super) enum ClientError {
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
    #[error("HTTP: {0}")]
    Http(#[from] reqwest::Error),
}

/// A client that goes where a subscription says and nowhere else: no redirects, no proxy that would
/// look names up behind the guard's back, nothing remembered. Unless `anywhere`, names lead to public
/// addresses only; those that are spelled out were looked at before.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the function that everybody else has to call"
)]
pub(super) fn build(anywhere: bool) -> Result<Client, ClientError> {
    let provider = Arc::new(ring::default_provider());
    let tls = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?
        .dangerous()
        // The system's judgement: a shop's own push service may have a certificate of its own.
        .with_custom_certificate_verifier(Arc::new(rustls_platform_verifier::Verifier::new(
            provider,
        )?))
        .with_no_client_auth();
    let mut client = Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .user_agent(concat!("kantis-merchant/", env!("CARGO_PKG_VERSION")))
        .timeout(PATIENCE);
    if !anywhere {
        client = client.dns_resolver(PublicOnly);
    }
    Ok(client.build()?)
}

/// Every address of a name is a private one.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to no public address")]
struct NotPublic;

/// The system's resolver without private addresses. A connection is made to exactly what this
/// answers, so a name cannot lead elsewhere a moment after it was looked at.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let public: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0))
                .await?
                .filter(|address| is_public(address.ip()))
                .collect();
            if public.is_empty() {
                return Err(NotPublic.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_leads_home_is_not_asked() {
        let found = PublicOnly.resolve("localhost".parse().unwrap()).await;
        assert!(found.is_err_and(|error| error.is::<NotPublic>()));
    }
}
