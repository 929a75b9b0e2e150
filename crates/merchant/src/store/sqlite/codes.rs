//! Linked devices, their secrets, and which steps were taken.

use super::SqliteTx;
use crate::store::Codes;

impl Codes for SqliteTx<'_> {}
