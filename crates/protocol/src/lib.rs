//! The loyalty protocol between a shopper's wallet and a shop, as types.
//!
//! `docs/loyalty-protocol.md` says what each request means; this crate says what travels. Both ends
//! use it: the wallet's `connect` and the shop's `merchant`. It knows no HTTP, no clock and no
//! chance. JSON names are in snake case, instants are RFC 3339 in UTC, dates are `YYYY-MM-DD` in the
//! programme's time zone, and amounts are integers. A reader passes over fields it does not know;
//! what was added to an enumeration later arrives as its `Unknown`.

mod account;
mod amount;
mod challenge;
mod changes;
mod code;
mod consent;
mod device;
mod discovery;
pub mod draw;
mod ledger;
pub mod oauth;
mod offer;
pub mod pos;
mod problem;
mod programme;
mod push;
mod receipt;
mod reward;
mod stamp_card;
mod tier;
mod value;

pub use account::{Account, Balance, Expiring, Member, ProfileChange};
pub use amount::{Currency, Money, Unit};
pub use challenge::{Challenge, ChallengeState};
pub use changes::{Changes, Gone, Kind, Record};
pub use code::{CardNumber, CodeError, CodeSecret, MemberCode, STEP_SECONDS, step_of};
pub use consent::{Consent, ConsentChange, Purpose};
pub use device::{DeviceLink, DeviceRequest};
pub use discovery::{Discovery, Endpoints, InviteKey, WELL_KNOWN};
pub use draw::DrawRecord;
pub use ledger::{EntryKind, EntryState, LedgerEntry, LedgerPage};
pub use offer::{Offer, OfferState};
pub use problem::{Problem, ProblemType};
pub use programme::{HowTo, Programme, TierStep};
pub use push::{PushRequest, PushSubscription};
pub use receipt::{
    Effects, Payment, Receipt, ReceiptLine, ReceiptPage, Seller, StampEffect, VatSum,
};
pub use reward::{Claim, ClaimRequest, ClaimState, Reward, RewardKind};
pub use stamp_card::StampCard;
pub use tier::{Metric, Tier, TierProgress};
pub use value::Value;
