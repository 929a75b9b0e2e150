//! Who asks: a member's wallet by its access token, a till or a web shop by its key.
//!
//! [`identify()`] finds out once, before any route, and counts the request; the extractors only say
//! who may come in where.

mod identify;
mod let_in;
mod session;

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use kantis_protocol::ProblemType;
use uuid::Uuid;

use super::Shop;
use super::failure::Failure;
use super::limits::Who;
use crate::records::{AccessRecord, TillKind, TillRecord};

pub(crate) use identify::{cookie, identify};
pub(crate) use let_in::LetIn;
pub(crate) use session::routes;

/// A wallet that may read (`loyalty.read`).
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    /// Whose.
    pub(crate) member: Uuid,
    /// The grant: one linked wallet.
    pub(crate) grant: Uuid,
    /// When the token ends.
    pub(crate) until: DateTime<Utc>,
}

/// A wallet that may also change things (`loyalty.write`).
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    /// Whose.
    pub(crate) member: Uuid,
    /// The grant: one linked wallet.
    pub(crate) grant: Uuid,
}

/// A till: its key as a bearer token, or the till page's cookie.
#[derive(Debug, Clone)]
pub(crate) struct AtTill(pub(crate) TillRecord);

/// A web shop: its key as a bearer token.
#[derive(Debug, Clone)]
pub(crate) struct FromWebShop(pub(crate) TillRecord);

/// Where a request comes from: for counters of what nobody may guess often.
#[derive(Debug, Clone, Copy)]
pub(crate) struct From(pub(crate) Who);

/// Whoever [`identify()`] knows.
#[derive(Debug, Clone)]
pub(crate) enum Asker {
    /// A linked wallet.
    Wallet(AccessRecord),
    /// A till or a web shop.
    Till(TillRecord),
}

fn asker(parts: &Parts) -> Result<&Asker, Failure> {
    parts
        .extensions
        .get()
        .ok_or_else(|| Failure::new(ProblemType::Unauthorized))
}

fn wallet(parts: &Parts) -> Result<&AccessRecord, Failure> {
    match asker(parts)? {
        Asker::Wallet(token) => Ok(token),
        Asker::Till(_) => Err(Failure::new(ProblemType::Forbidden)),
    }
}

fn till(parts: &Parts, kind: TillKind) -> Result<TillRecord, Failure> {
    match asker(parts)? {
        Asker::Till(till) if till.kind == kind => Ok(till.clone()),
        _ => Err(Failure::new(ProblemType::Forbidden)),
    }
}

impl FromRequestParts<Arc<Shop>> for Reader {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Shop>) -> Result<Self, Failure> {
        let token = wallet(parts)?;
        if !token.scopes.read {
            return Err(Failure::new(ProblemType::Forbidden));
        }
        Ok(Self {
            member: token.member,
            grant: token.grant,
            until: token.expires,
        })
    }
}

impl FromRequestParts<Arc<Shop>> for Writer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Shop>) -> Result<Self, Failure> {
        let token = wallet(parts)?;
        if !token.scopes.write {
            return Err(Failure::new(ProblemType::Forbidden));
        }
        Ok(Self {
            member: token.member,
            grant: token.grant,
        })
    }
}

impl FromRequestParts<Arc<Shop>> for AtTill {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Shop>) -> Result<Self, Failure> {
        till(parts, TillKind::Till).map(Self)
    }
}

impl FromRequestParts<Arc<Shop>> for FromWebShop {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Shop>) -> Result<Self, Failure> {
        till(parts, TillKind::WebShop).map(Self)
    }
}

impl FromRequestParts<Arc<Shop>> for From {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Shop>) -> Result<Self, Failure> {
        Ok(parts
            .extensions
            .get()
            .copied()
            .unwrap_or(Self(Who::nowhere())))
    }
}
