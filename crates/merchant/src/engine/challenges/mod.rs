//! Challenges that members join.
//!
//! What a purchase counts is kept for each purchase, so that a return takes exactly that away again.
//! Once the steps are done the prize is given, once; what is bought after that still counts, so that
//! a return takes the prize back only where too few steps are left. A prize that was used stays.

mod counting;
mod joining;
mod prize;
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
