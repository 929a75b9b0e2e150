//! What members said, to which words.

use super::SqliteTx;
use crate::store::Consents;

impl Consents for SqliteTx<'_> {}
