//! In which tier a member is.

use super::SqliteTx;
use crate::store::TierRows;

impl TierRows for SqliteTx<'_> {}
