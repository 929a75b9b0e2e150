//! Signing in: OAuth for wallets, one-time codes for people.
//!
//! RFC 6749 with PKCE (7636) for public clients that register themselves (7591), `iss` in the
//! answer (9207), rotating refresh tokens, revocation (7009), devices without a browser (8628),
//! metadata (8414). The rules are RFC 9700's; what people see is in [`sign_in`].

mod answer;
mod authorize;
mod device;
pub(crate) mod invite;
mod metadata;
mod outbox;
mod redirect;
mod register;
mod revoke;
mod scope;
mod sign_in;
mod token;
mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Shop;

pub(crate) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .routes(routes!(metadata::metadata))
        .routes(routes!(register::register))
        .routes(routes!(token::token))
        .routes(routes!(revoke::revoke))
        .routes(routes!(device::authorize))
        .routes(routes!(invite::invite))
        .routes(routes!(outbox::outbox))
        .merge(authorize::routes())
        .merge(device::pages())
        .merge(sign_in::routes())
}
