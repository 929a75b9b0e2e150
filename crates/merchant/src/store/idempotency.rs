//! Answers to requests with a key.

/// Answers to requests with a key.
pub trait Idempotency {}
