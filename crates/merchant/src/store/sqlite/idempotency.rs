//! Answers to requests with a key.

use super::SqliteTx;
use crate::store::Idempotency;

impl Idempotency for SqliteTx<'_> {}
