//! Web Push subscriptions.

use super::SqliteTx;
use crate::store::PushRows;

impl PushRows for SqliteTx<'_> {}
