//! Who took part in campaigns, challenges and draws.

use super::SqliteTx;
use crate::store::Campaigns;

impl Campaigns for SqliteTx<'_> {}
