//! What members said, to which words.

/// What members said, to which words.
pub trait Consents {}
