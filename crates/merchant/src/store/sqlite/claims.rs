//! Claims, and how many of a reward are left.

use super::SqliteTx;
use crate::store::Claims;

impl Claims for SqliteTx<'_> {}
