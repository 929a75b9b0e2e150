//! The ledger: entries, postings, lots and sums.

/// The ledger: entries, postings, lots and sums.
pub trait PointRows {}
