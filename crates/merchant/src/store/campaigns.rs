//! Who took part in campaigns, challenges and draws.

/// Who took part in campaigns, challenges and draws.
pub trait Campaigns {}
