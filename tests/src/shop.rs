//! A shop that nobody keeps, as a wallet finds it.

use kantis_protocol::oauth::Metadata;
use kantis_protocol::{Discovery, Endpoints};
use kantis_wallet::ports::Shop;

/// What a shop of this name says of itself at its address.
pub fn found(address: &str, name: &str) -> Shop {
    let at = |path: &str| format!("{address}{path}");
    let scopes = ["loyalty.read", "loyalty.write"].map(str::to_owned);
    Shop {
        discovery: Discovery {
            versions: vec![1],
            issuer: at(""),
            name: name.to_owned(),
            colour: "#1f5a49".to_owned(),
            logo: None,
            scopes: scopes.to_vec(),
            endpoints: Endpoints {
                oauth_metadata: at("/.well-known/oauth-authorization-server"),
                programme: at("/v1/programme"),
                account: at("/v1/account"),
                changes: at("/v1/changes"),
                events: at("/v1/events"),
                about: at("/programme"),
            },
            invite_keys: Vec::new(),
            vapid: None,
        },
        oauth: Metadata {
            issuer: at(""),
            authorization_endpoint: at("/oauth/authorize"),
            token_endpoint: at("/oauth/token"),
            registration_endpoint: at("/oauth/register"),
            revocation_endpoint: at("/oauth/revoke"),
            device_authorization_endpoint: at("/oauth/device"),
            scopes_supported: Vec::new(),
            response_types_supported: vec!["code".to_owned()],
            response_modes_supported: vec!["query".to_owned()],
            grant_types_supported: Vec::new(),
            token_endpoint_auth_methods_supported: vec!["none".to_owned()],
            revocation_endpoint_auth_methods_supported: vec!["none".to_owned()],
            code_challenge_methods_supported: vec!["S256".to_owned()],
            authorization_response_iss_parameter_supported: true,
        },
        invite: None,
    }
}
