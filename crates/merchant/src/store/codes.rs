//! Linked devices, their secrets, and which steps were taken.

/// Linked devices, their secrets, and which steps were taken.
pub trait Codes {}
