//! Challenges that members join.
//!
//! What a purchase counts is kept for each purchase, so that a return takes exactly that away again.
//! Once the steps are done the prize is given, and nothing is counted any more.

mod counting;
mod joining;
mod view;

pub use counting::{purchase, returned};
pub use joining::join;
pub(super) use view::stands;
pub use view::{challenges, view};

use super::Work;
use crate::programme::Challenge;

/// The challenge of this name.
fn rule<'a>(work: &Work<'a>, challenge: &str) -> Option<&'a Challenge> {
    work.programme
        .challenges
        .iter()
        .find(|rule| rule.id == challenge)
}
