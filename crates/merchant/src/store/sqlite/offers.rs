//! Offers that were made.

use super::SqliteTx;
use crate::store::Offers;

impl Offers for SqliteTx<'_> {}
