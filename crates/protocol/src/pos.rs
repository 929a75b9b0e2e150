//! What a till (`/pos/v1`) and a web shop (`/shop/v1`) send and get.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Balance, Effects, Money, Offer, Payment, Receipt, Reward, StampCard, Value};

/// By what a member is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "by", content = "value", rename_all = "snake_case")]
pub enum MemberRef {
    /// What was scanned, whatever it is: a rotating code or a card number.
    Scan(String),
    /// The static card number, typed.
    Number(String),
    /// In E.164.
    Phone(String),
    /// An e-mail address.
    Email(String),
    /// A visit that is still open at this till.
    Visit(Uuid),
}

/// `POST /pos/v1/visits`: who stands at the till. Uses a rotating code up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct VisitRequest {
    /// By what.
    pub member: MemberRef,
}

/// A member at a till, for a quarter of an hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Visit {
    /// For baskets and the purchase.
    pub id: Uuid,
    /// Until when.
    pub until: DateTime<Utc>,
    /// Whether points may be spent: a rotating code was scanned, or the owner allows static ones.
    pub may_spend: bool,
    /// A first name or what the member wrote.
    pub name: Option<String>,
    /// All but the last four digits are dots.
    pub number: String,
    /// The tier's name.
    pub tier: Option<String>,
    /// What the member has.
    pub balances: Vec<Balance>,
    /// That this visit may use now: where it may not spend, only those that everybody has and that
    /// are not used up.
    pub offers: Vec<Offer>,
    /// That are held for the member.
    pub claims: Vec<VisitClaim>,
    /// Stamp cards as they stand.
    pub stamp_cards: Vec<StampCard>,
    /// That the balance is enough for; empty where the visit may not spend.
    pub rewards: Vec<Reward>,
}

/// What is held for the member who stands at a till.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitClaim {
    /// Stable.
    pub id: Uuid,
    /// The reward's name; none for what a stamp card or a draw gave.
    pub reward: Option<String>,
    /// In the shop's language.
    pub title: String,
    /// What it is worth.
    pub value: Value,
    /// For the basket; none where the visit may not spend: who has the code can use the claim.
    pub code: Option<String>,
    /// Until when it is held; after that it is released by itself.
    pub hold_until: Option<DateTime<Utc>>,
}

/// A product that the till page offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Product {
    /// The shop's name for it.
    pub sku: String,
    /// In the till's language.
    pub name: String,
    /// What rules go by.
    pub category: Option<String>,
    /// The category in the till's language.
    pub category_name: Option<String>,
    /// Of one, with VAT.
    pub price: Money,
    /// Hundredths of a per cent.
    pub vat_rate: u32,
}

/// A line of a basket, before discounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Known products need no name, price or rate.
    pub sku: Option<String>,
    /// As printed; at most 120 characters.
    pub name: Option<String>,
    /// What rules go by.
    pub category: Option<String>,
    /// In thousandths: 1000 is one piece. 1 to 10,000,000.
    pub quantity: i64,
    /// Of one, with VAT.
    pub unit_price: Option<Money>,
    /// Hundredths of a per cent.
    pub vat_rate: Option<u32>,
}

/// What is in the basket and what is to be used on it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Basket {
    /// Whose; none for a purchase without a member.
    pub member: Option<MemberRef>,
    /// 1 to 500.
    pub lines: Vec<Line>,
    /// Offers to use. Those that need no activation and no choice are used by themselves, as far as
    /// what the member showed may use them.
    #[serde(default)]
    pub offers: Vec<Uuid>,
    /// Codes of claims to use up.
    #[serde(default)]
    pub claims: Vec<String>,
    /// Codes of offers, as typed at a checkout.
    #[serde(default)]
    pub codes: Vec<String>,
}

/// `POST /pos/v1/baskets`: what it would cost and give. Changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Priced {
    /// With discounts.
    pub lines: Vec<crate::ReceiptLine>,
    /// To pay.
    pub total: Money,
    /// What it would do.
    pub effects: Effects,
    /// What could not be used, and why, in the till's language.
    pub notes: Vec<String>,
}

/// `POST /pos/v1/purchases`, with an `Idempotency-Key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Purchase {
    /// What and whose.
    pub basket: Basket,
    /// How it was paid; the sum must be the total.
    pub payments: Vec<Payment>,
    /// The till's or shop's number for it, for its own books.
    pub reference: Option<String>,
}

/// What a purchase or a return answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sale {
    /// The receipt, with its effects.
    pub receipt: Receipt,
    /// What the member has now; none without a member.
    pub balances: Vec<Balance>,
    /// Stamp cards as they stand now.
    pub stamp_cards: Vec<StampCard>,
}

/// `POST /pos/v1/returns`, with an `Idempotency-Key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Return {
    /// What it was bought with.
    pub receipt: Uuid,
    /// Which lines; none of them is all that is not back yet.
    #[serde(default)]
    pub lines: Vec<ReturnLine>,
}

/// Part of a line that comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReturnLine {
    /// The line of the receipt.
    pub line: u32,
    /// In thousandths; no more than was bought and is not back yet.
    pub quantity: i64,
}

/// `POST /pos/v1/batches`: what a till rang up while it was offline. It can only earn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// 1 to 500, in any order.
    pub rows: Vec<BatchRow>,
}

/// One purchase of an offline till.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BatchRow {
    /// As an `Idempotency-Key`, one for each row.
    pub key: String,
    /// When the code was scanned, by the till's clock. Not in the future, at most 72 h ago.
    pub scanned: DateTime<Utc>,
    /// What and whose. It may use no offers, claims and codes.
    pub purchase: Purchase,
}

/// What became of each row, in the order they came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchResult {
    /// One for each row.
    pub rows: Vec<BatchOutcome>,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchOutcome {
    /// The row's key.
    pub key: String,
    /// The receipt; none when it was refused.
    pub receipt: Option<Uuid>,
    /// Why it was refused.
    pub problem: Option<crate::Problem>,
}

/// `POST /pos/v1/claims`: reserves a reward for the member who stands at the till.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TillClaim {
    /// An open visit that may spend.
    pub visit: Uuid,
    /// Which reward.
    pub reward: String,
}

/// `POST /pos/v1/claims/{id}/release`: lets a claim of the member who stands at the till go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TillRelease {
    /// An open visit of the member whose claim it is; one that may spend.
    pub visit: Uuid,
}

/// `POST /pos/v1/scan`: what was read from a picture; none where there is no code in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Scanned {
    /// The code's text, for a `scan`.
    pub text: Option<String>,
}

/// `GET /shop/v1/codes/{code}`: what a code is good for, as a customer typed it at a checkout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckoutCode {
    /// Whether it may be used now.
    pub good: bool,
    /// In the shop's language.
    pub title: String,
    /// What it is worth.
    pub value: Value,
    /// The last day.
    pub until: Option<NaiveDate>,
}

/// `POST /pos/v1/claims/consume`: hands over what a claim is for, without a purchase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Consume {
    /// The claim's code.
    pub code: String,
}

/// `POST /pos/v1/invites`: a link that joins a new member at this till.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invite {
    /// `https://shop/join?invite=…`, signed.
    pub url: String,
    /// The same as a QR code, an SVG document.
    pub svg: String,
    /// Until when.
    pub until: DateTime<Utc>,
}

/// `GET /pos/v1/outbox`: letters that a demonstration kept instead of sending them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outbox {
    /// Newest first.
    pub letters: Vec<OutboxLetter>,
}

/// A letter that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutboxLetter {
    /// When.
    pub at: DateTime<Utc>,
    /// To which address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
}

/// `POST /shop/v1/orders`, with an `Idempotency-Key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The web shop's number of the order, unique there.
    pub order: String,
    /// What and whose. A web shop knows its customer by address, phone or number; these may use
    /// offers by their codes and claims by theirs, never points by themselves.
    pub basket: Basket,
    /// How it was paid; the sum must be the total.
    pub payments: Vec<Payment>,
}

/// `POST /shop/v1/orders/{order}/returns`, with an `Idempotency-Key`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OrderReturn {
    /// Which lines; none of them is all that is not back yet.
    #[serde(default)]
    pub lines: Vec<ReturnLine>,
}
