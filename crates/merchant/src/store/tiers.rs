//! In which tier a member is.

/// In which tier a member is.
pub trait TierRows {}
