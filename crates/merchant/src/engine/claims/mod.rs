//! Rewards and claims: reserve, consume, release, and holds that lapse.
//!
//! A claim is one piece of something in a member's hands. It is reserved from the catalogue for
//! points ([`reserve`]), or granted: by a full stamp card, a challenge, a draw ([`grant`]). A
//! granted claim is no part of a reward's stock or limits. Whoever asks at the same time, the
//! store's one writer puts them in a row, so what is left is counted once.

mod catalogue;
mod code;
mod ending;
mod reserving;
mod view;

pub use catalogue::{reward, rewards};
pub use code::by_code;
pub(super) use ending::take_back;
pub use ending::{consume, release, returned, tick};
pub use reserving::{grant, reserve};
pub(super) use view::title;
pub use view::{claims, view, worth};
