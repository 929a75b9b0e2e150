//! Stamps on cards.

/// Stamps on cards.
pub trait Stamps {}
