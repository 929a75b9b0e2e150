//! Mail that waits to be sent.

use super::SqliteTx;
use crate::store::MailQueue;

impl MailQueue for SqliteTx<'_> {}
