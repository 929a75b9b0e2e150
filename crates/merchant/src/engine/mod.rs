//! What happens: a purchase, a return, a claim, a day that passes.
//!
//! Each subject has a file or a folder and is called by [`sale`] and [`tick`] in a fixed order, all
//! in one transaction. Functions take [`Work`]: the programme, the time, chance, and the open
//! transaction. They know no HTTP; a refusal is a [`Refused`] whose type the protocol names.

pub mod campaigns;
pub mod catalogue;
pub mod challenges;
pub mod changes;
pub mod claims;
pub mod codes;
pub mod consents;
pub mod draws;
pub mod letters;
pub mod members;
pub mod offers;
mod perks;
pub mod points;
pub mod rights;
pub mod sale;
pub mod stamps;
pub mod tick;
pub mod tiers;
mod work;

pub use work::{EngineError, Refused, Work};
