//! Offers and greetings by mail, for members who agreed to it.
//!
//! That a letter is to go is decided in the transaction that makes the offer. When it goes, all that
//! waits for a member is one letter, and whether they still agree and the offer is still good is
//! asked once more. A letter goes at most once: it is marked before it is handed over, and one whose
//! handing over was cut off is not sent again. One that the mail server did not take is tried again
//! for some days.

mod queue;
mod writing;

pub use queue::{Envelope, done, next};
pub(super) use queue::{queue, tick};
