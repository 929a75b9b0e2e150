//! Purchases and returns: what a receipt is made of.

use chrono::{DateTime, Utc};
use kantis_protocol::{Currency, Effects};
use uuid::Uuid;

use crate::programme::Programme;

/// A purchase, or a return (negative quantities and sums).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaleRecord {
    /// The receipt's id too.
    pub id: Uuid,
    /// The receipt's number: unbroken, from 1.
    pub number: i64,
    /// Whose; none for a purchase without a member, and after the member was deleted.
    pub member: Option<Uuid>,
    /// When it happened: for a batch, when the code was scanned.
    pub at: DateTime<Utc>,
    /// When the shop's server heard of it.
    pub recorded: DateTime<Utc>,
    /// How it came.
    pub channel: Channel,
    /// The till's name or the web shop's.
    pub place: String,
    /// Who sold, as of then.
    pub seller: SoldBy,
    /// The till's or the web shop's own number.
    pub reference: Option<String>,
    /// What it takes back from, for a return.
    pub returns: Option<Uuid>,
    /// At most 500.
    pub lines: Vec<SaleLine>,
    /// How it was paid.
    pub payments: Vec<SalePayment>,
    /// With VAT.
    pub total: i64,
    /// What it did.
    pub effects: Effects,
}

/// Who sold, as the receipt says, and in which currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoldBy {
    /// The company's name.
    pub name: String,
    /// Its VAT id.
    pub vat_id: String,
    /// Where it is.
    pub address: Option<String>,
    /// What all sums of the sale are in.
    pub currency: Currency,
}

impl SoldBy {
    /// Who sells by this programme.
    #[must_use]
    pub fn of(programme: &Programme) -> Self {
        let seller = &programme.seller;
        Self {
            name: seller.name.clone(),
            vat_id: seller.vat_id.clone(),
            address: seller.address.clone(),
            currency: programme.programme.currency,
        }
    }
}

/// How a purchase came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// From a till that was online.
    Till,
    /// From a till that had been offline.
    Batch,
    /// From a web shop.
    Web,
}

/// A line of a purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaleLine {
    /// From 1.
    pub line: u32,
    /// The shop's name for the product.
    pub sku: Option<String>,
    /// As printed.
    pub name: String,
    /// What rules go by.
    pub category: Option<String>,
    /// In thousandths.
    pub quantity: i64,
    /// Of one.
    pub unit_price: i64,
    /// Taken off the line; not negative, save in a return.
    pub discount: i64,
    /// For what it was taken off, as printed.
    pub discount_reason: Option<String>,
    /// To pay for the line.
    pub total: i64,
    /// Hundredths of a per cent.
    pub vat_rate: u32,
    /// Thousandths that came back already.
    pub returned: i64,
}

/// How something was paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SalePayment {
    /// `card`, `cash`, `invoice`, `gift_card`, `other`.
    pub means: String,
    /// How much.
    pub amount: i64,
    /// At most four digits.
    pub masked: Option<String>,
}

impl SaleRecord {
    /// What the member has left of a purchase once `back` came back too: the same purchase with the
    /// quantities, discounts and sums of what stays. `self` is the purchase as it was kept before
    /// this return (each line's `returned` says what came back earlier), and `back`'s lines bear the
    /// numbers of the purchase's lines. Parts of a minor unit are dropped.
    #[must_use]
    pub fn left_after(&self, back: &Self) -> Self {
        let lines: Vec<SaleLine> = self
            .lines
            .iter()
            .map(|line| {
                let comes: i64 = back
                    .lines
                    .iter()
                    .filter(|other| other.line == line.line)
                    .map(|other| other.quantity.saturating_abs())
                    .fold(0, i64::saturating_add);
                line.left_of(line.returned.saturating_add(comes))
            })
            .collect();
        Self {
            total: lines.iter().map(|line| line.total).sum(),
            lines,
            ..self.clone()
        }
    }
}

impl SaleLine {
    /// The line without so many thousandths.
    pub(crate) fn left_of(&self, gone: i64) -> Self {
        let quantity = self.quantity.saturating_sub(gone).max(0);
        let share = |sum: i64| {
            if self.quantity <= 0 {
                return 0;
            }
            let part = i128::from(sum) * i128::from(quantity) / i128::from(self.quantity);
            i64::try_from(part).unwrap_or(0)
        };
        Self {
            discount: share(self.discount),
            total: share(self.total),
            quantity,
            returned: gone.min(self.quantity),
            ..self.clone()
        }
    }

    /// Whole pieces; parts of a piece count as none.
    #[must_use]
    pub const fn pieces(&self) -> i64 {
        self.quantity / 1000
    }
}
