//! OAuth: clients, sign-ins, codes and tokens, as hashes.

use super::SqliteTx;
use crate::store::Grants;

impl Grants for SqliteTx<'_> {}
