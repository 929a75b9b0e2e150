//! What members are asked for.

use kantis_protocol::Purpose;
use serde::Deserialize;

use super::Text;

/// `[[consent]]`: the words shown for one purpose. New words need a higher version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentWords {
    /// For what.
    pub purpose: Purpose,
    /// From 1.
    pub version: u32,
    /// What the member reads.
    pub words: Text,
}
