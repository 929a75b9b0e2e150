//! How often one may ask: by token and by address.

/// Counters of who asked how often.
pub(crate) struct Limits {}

impl Limits {
    pub(crate) fn new() -> Self {
        Self {}
    }
}
