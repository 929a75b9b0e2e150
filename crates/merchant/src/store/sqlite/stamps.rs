//! Stamps on cards.

use super::SqliteTx;
use crate::store::Stamps;

impl Stamps for SqliteTx<'_> {}
