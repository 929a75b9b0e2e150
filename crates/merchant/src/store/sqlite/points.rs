//! The ledger: entries, postings, lots and sums.

use super::SqliteTx;
use crate::store::PointRows;

impl PointRows for SqliteTx<'_> {}
