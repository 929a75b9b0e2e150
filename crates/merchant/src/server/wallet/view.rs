//! What one member sees, with an `ETag`: nothing is read and sent that the wallet has already.

use std::sync::Arc;

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use uuid::Uuid;

use crate::engine::{EngineError, Work, changes, members, tick};
use crate::records::MemberRecord;
use crate::server::Shop;
use crate::server::failure::Failure;
use crate::server::language::Languages;

/// What a request says about the answer that it wants.
pub(super) struct Wanted {
    languages: Languages,
    /// `If-None-Match`.
    known: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Wanted {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self {
            known: parts
                .headers
                .get(header::IF_NONE_MATCH)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned),
            languages: Languages::from_request_parts(parts, state).await?,
        })
    }
}

impl Wanted {
    /// The member, speaking the language that is asked for.
    ///
    /// # Errors
    /// `not-found` for a member who was deleted.
    pub(super) fn member(
        &self,
        work: &Work<'_>,
        member: Uuid,
    ) -> Result<MemberRecord, EngineError> {
        Ok(self.speaking(work, &members::known(work, member)?))
    }

    fn speaking(&self, work: &Work<'_>, member: &MemberRecord) -> MemberRecord {
        let mut member = member.clone();
        let spoken = &work.programme.programme.languages;
        if let Some(language) = self.languages.choose(spoken) {
            language.clone_into(&mut member.language);
        }
        member
    }

    /// The language of an answer to somebody who is not known: the shop's own, unless asked
    /// otherwise.
    pub(super) fn language(&self, spoken: &[String]) -> String {
        self.languages
            .choose(spoken)
            .or_else(|| spoken.first().map(String::as_str))
            .unwrap_or("en")
            .to_owned()
    }

    /// Whether the wallet has what this tag stands for (RFC 9110 §13.1.2, weak comparison).
    pub(super) fn has(&self, tag: &str) -> bool {
        self.known.as_deref().is_some_and(|known| {
            known
                .split(',')
                .map(str::trim)
                .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
        })
    }
}

/// What else than the member's records an answer depends on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Depends {
    /// Nothing: the tag is the state.
    OnState,
    /// The day in the shop: windows open and close.
    OnDay,
}

/// Shows a member what `view` makes of their records, or says that nothing changed.
pub(super) async fn show<T: Serialize + Send + 'static>(
    shop: &Arc<Shop>,
    member: Uuid,
    wanted: Wanted,
    depends: Depends,
    view: impl FnOnce(&Work<'_>, &MemberRecord) -> Result<T, EngineError> + Send + 'static,
) -> Result<Response, Failure> {
    let (tag, body) = shop
        .read(move |work| {
            let own = members::known(work, member)?;
            let record = wanted.speaking(work, &own);
            let mut tag = changes::state(work, member)?;
            if depends == Depends::OnDay {
                tag = format!("{tag}.{}", work.today());
            }
            if let Some(passed) = tick::passed(work, member)? {
                // Time alone changed it, and nobody has noted it yet.
                tag = format!("{tag}.{}.{}", passed.timestamp_millis(), work.today());
            }
            if record.language != own.language {
                tag = format!("{tag}.{}", record.language);
            }
            let tag = format!("\"{tag}\"");
            if wanted.has(&tag) {
                return Ok((tag, None));
            }
            let body = view(work, &record)?;
            Ok((tag, Some(body)))
        })
        .await?;
    let headers = private(&tag);
    Ok(match body {
        Some(body) => (headers, Json(body)).into_response(),
        None => (StatusCode::NOT_MODIFIED, headers).into_response(),
    })
}

/// Headers of what one member may keep and has to ask about each time.
pub(super) fn private(tag: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CACHE_CONTROL, "private, no-cache");
    set(header::VARY, "Accept-Language, Authorization");
    set(header::ETAG, tag);
    headers
}
