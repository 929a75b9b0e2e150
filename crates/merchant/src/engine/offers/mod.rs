//! Offers: made by rules, activated, used.
//!
//! Rules that look at what is known of a member, a birthday and an anniversary too, are for those
//! who agreed to profiling and to personalised offers; the others are for everybody. Each member has a day on which something may become due by the passing of time alone,
//! so that a tick looks at nobody in vain. A purchase only says that the member is to be looked at
//! ([`soon`]): a till waits for no rule, and the tick, a few seconds later, makes what is due.

mod agreed;
mod code;
mod due;
mod ending;
mod history;
mod making;
mod programme;
mod using;
mod view;

use std::sync::LazyLock;

use crate::programme::{OfferRule, Programme};
use crate::words::{Catalogue, catalogue};

pub use code::by_code;
pub use ending::{tick, withdraw_personal};
pub use making::{make, soon};
pub use programme::{announce, reread};
pub use using::{activate, hide, redeem, returned, usable, usable_here};
pub use view::{ever, offers, view};

pub(super) use agreed::{Agreed, is_personal};
pub(super) use view::{title, why};

static WORDS: LazyLock<Catalogue> = catalogue!("offers");

/// The rule of this name.
pub(super) fn rule<'a>(programme: &'a Programme, name: &str) -> Option<&'a OfferRule> {
    programme.offers.iter().find(|rule| rule.id == name)
}
