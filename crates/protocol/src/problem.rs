//! Problems (RFC 9457) with types that stay.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The body of every answer that is no success, save those of OAuth endpoints (RFC 6749 §5.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `urn:kantis:problem:` and the type's name.
    #[serde(rename = "type")]
    pub kind: String,
    /// The type in English, the same each time.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time. No personal data.
    pub detail: Option<String>,
    /// Which part of the request: `lines/2/quantity`.
    pub at: Option<String>,
    /// Figures that a client may want: `needed`, `available`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub figures: BTreeMap<String, i64>,
}

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident = $slug:literal, $status:literal, $title:literal;)*) => {
        /// Every type of problem, its status and its title.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ProblemType {
            $($(#[$doc])* $name,)*
        }

        impl ProblemType {
            /// All of them, in the order of the document.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The last part of the type's URN.
            #[must_use]
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug,)* }
            }

            /// The HTTP status it comes with.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// In English.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

problems! {
    /// The body or a parameter is not what the document says.
    Malformed = "malformed", 400, "The request cannot be read";
    /// The header is missing.
    IdempotencyKeyMissing = "idempotency-key-missing", 400, "An Idempotency-Key is needed";
    /// The state was never given out, or is too old.
    CannotCalculateChanges = "cannot-calculate-changes", 400, "Changes since that state are not known";
    /// No token, or one that is over.
    Unauthorized = "unauthorized", 401, "A valid token is needed";
    /// The token may not do this.
    Forbidden = "forbidden", 403, "This token may not do that";
    /// The static card number may not spend here.
    StaticCodeSpends = "static-code-spends", 403, "The card number alone may not spend";
    /// There is no such thing, or it is somebody else's.
    NotFound = "not-found", 404, "There is no such thing";
    /// No member has this code, number, phone or address.
    UnknownMember = "unknown-member", 404, "No member is known by that";
    /// Another method is wanted.
    MethodNotAllowed = "method-not-allowed", 405, "That method is not offered here";
    /// The body did not arrive in time.
    TooSlow = "too-slow", 408, "The request came too slowly";
    /// The same key is being worked on.
    InFlight = "in-flight", 409, "The same request is being worked on";
    /// Fewer points than it costs.
    InsufficientBalance = "insufficient-balance", 409, "There are too few points";
    /// None left.
    OutOfStock = "out-of-stock", 409, "None is left";
    /// This member has had all that one may.
    LimitReached = "limit-reached", 409, "The limit is reached";
    /// The thing is in a state in which that cannot be done.
    WrongState = "wrong-state", 409, "It cannot be done in this state";
    /// The words of a consent have changed since.
    StaleWords = "stale-words", 409, "The words have changed";
    /// It was, and is no more.
    Gone = "gone", 410, "It is no more";
    /// The code was used, or its time is over.
    CodeExpired = "code-expired", 410, "The code is over";
    /// More than is taken.
    TooLarge = "too-large", 413, "The body is too large";
    /// Another media type is wanted.
    UnsupportedMediaType = "unsupported-media-type", 415, "Another media type is wanted";
    /// It can be read, but it breaks a rule.
    Invalid = "invalid", 422, "The request breaks a rule";
    /// The key came with another body before.
    IdempotencyKeyReused = "idempotency-key-reused", 422, "The Idempotency-Key was used for something else";
    /// Too often; `Retry-After` says when.
    RateLimited = "rate-limited", 429, "Too many requests";
    /// Too many wrong codes; `Retry-After` says when.
    Locked = "locked", 429, "Too many wrong tries";
    /// A fault of the shop's.
    Internal = "internal", 500, "Something broke at the shop";
    /// The shop is ending or overloaded.
    Unavailable = "unavailable", 503, "The shop does not answer now";
}

impl ProblemType {
    /// The whole type.
    #[must_use]
    pub fn urn(self) -> String {
        format!("urn:kantis:problem:{}", self.slug())
    }

    /// The type of this URN; none for one of another version.
    #[must_use]
    pub fn of(urn: &str) -> Option<Self> {
        let slug = urn.strip_prefix("urn:kantis:problem:")?;
        Self::ALL.iter().copied().find(|kind| kind.slug() == slug)
    }

    /// A problem of this type.
    #[must_use]
    pub fn problem(self) -> Problem {
        Problem {
            kind: self.urn(),
            title: self.title().to_owned(),
            status: self.status(),
            detail: None,
            at: None,
            figures: BTreeMap::new(),
        }
    }
}
