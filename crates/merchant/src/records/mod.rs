//! What a shop keeps, as plain values. Amounts are minor units of the programme's currency or
//! points in its unit; quantities are thousandths.

mod campaign;
mod claim;
mod consent;
mod entry;
mod grant;
mod linked_device;
mod lot;
mod mail;
mod member;
mod offer;
mod push;
mod sale;
mod stamp;
mod tier;
mod till;

pub use campaign::{ChallengeRecord, DrawState, PrizeGiven, StepRecord, TicketRecord};
pub use claim::{ClaimRecord, ClaimSource};
pub use consent::ConsentAnswer;
pub use entry::{Account, Entry, Posting};
pub use grant::{
    AccessRecord, Aim, ClientRecord, CodeRecord, DeviceAnswer, DeviceRecord, GrantRecord, Hash,
    RefreshRecord, Scopes, SentCode, SignInRecord,
};
pub use linked_device::{EndedDevice, LinkedDevice, Tries};
pub use lot::{Basis, Lot, PointAccount, Rounding, Term, TermEvery, TermLines};
pub use mail::{MailEnd, MailRecord};
pub use member::{Birthday, MemberRecord};
pub use offer::{Bought, HadOffer, OfferRecord};
pub use push::PushRecord;
pub use sale::{Channel, SaleLine, SalePayment, SaleRecord, SoldBy};
pub use stamp::{FillRecord, StampRecord};
pub use tier::{Held, TierStanding};
pub use till::{TillKind, TillRecord, VisitRecord, VisitStrength};
