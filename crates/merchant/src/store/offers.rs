//! Offers that were made.

/// Offers that were made.
pub trait Offers {}
