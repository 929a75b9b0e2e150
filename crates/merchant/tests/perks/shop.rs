//! A shop with a programme, a clock that is set by hand, and members.

use chrono::{DateTime, NaiveDate, TimeZone as _, Utc};
use kantis_merchant::engine::{EngineError, Work};
use kantis_merchant::ports::SystemEntropy;
use kantis_merchant::programme::Programme;
use kantis_merchant::records::{Channel, MemberRecord, SaleLine, SaleRecord, SoldBy};
use kantis_merchant::store::sqlite::SqliteStore;
use kantis_merchant::store::{Store as _, Touched};
use kantis_protocol::{CardNumber, Effects, ProblemType};
use uuid::Uuid;

const HEAD: &str = r##"
[programme]
id = "aamu"
name = "Aamu"
issuer = "Kahvila Aamu"
currency = "EUR"
time_zone = "Europe/Helsinki"
colour = "#7a4b2a"
languages = ["en", "fi", "sv"]
return_days = 14

[seller]
name = "Kahvila Aamu Oy"
vat_id = "FI12345678"

[[product]]
sku = "coffee"
name = { en = "Coffee", fi = "Kahvi", sv = "Kaffe" }
category = "drinks"
price = "3.00"
vat = 14

[[product]]
sku = "bun"
name = { en = "Bun", fi = "Pulla", sv = "Bulle" }
category = "bakery"
price = "2.00"
vat = 14
"##;

/// A shop.
pub(crate) struct Shop {
    folder: tempfile::TempDir,
    pub(crate) store: SqliteStore,
    pub(crate) programme: Programme,
    pub(crate) now: DateTime<Utc>,
    sales: i64,
}

/// Goods: the product, pieces, and what one costs in cents.
pub(crate) type Goods<'a> = (&'a str, i64, i64);

pub(crate) fn coffee(pieces: i64) -> Goods<'static> {
    ("coffee", pieces, 300)
}

pub(crate) fn bun(pieces: i64) -> Goods<'static> {
    ("bun", pieces, 200)
}

/// Noon in Helsinki.
pub(crate) fn noon(day: &str) -> DateTime<Utc> {
    let day: NaiveDate = day.parse().unwrap();
    chrono_tz::Europe::Helsinki
        .from_local_datetime(&day.and_hms_opt(12, 0, 0).unwrap())
        .unwrap()
        .with_timezone(&Utc)
}

impl Shop {
    /// A shop whose programme goes on with `rules`; it is noon on Monday, 4 May 2026.
    pub(crate) fn with(rules: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("shop.db")).unwrap();
        Self {
            folder,
            store,
            programme: Programme::read(&format!("{HEAD}\n{rules}"))
                .unwrap_or_else(|faults| panic!("{faults}")),
            now: noon("2026-05-04"),
            sales: 0,
        }
    }

    /// The same shop after its program ended and began again.
    pub(crate) fn opened_again(self) -> Self {
        let Self {
            folder,
            store,
            programme,
            now,
            sales,
        } = self;
        drop(store);
        let store = SqliteStore::open(&folder.path().join("shop.db")).unwrap();
        Self {
            folder,
            store,
            programme,
            now,
            sales,
        }
    }

    /// The database's file.
    #[allow(dead_code)]
    pub(crate) fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("shop.db")
    }

    pub(crate) fn on(&mut self, day: &str) -> &mut Self {
        self.now = noon(day);
        self
    }

    pub(crate) fn read<T>(&self, work: impl FnOnce(&Work<'_>) -> Result<T, EngineError>) -> T {
        let mut tx = self.store.read().unwrap();
        work(&Work {
            programme: &self.programme,
            tx: &mut *tx,
            now: self.now,
            entropy: &SystemEntropy,
        })
        .unwrap()
    }

    /// Works in a transaction that lasts when the work went well; also says whose records changed.
    pub(crate) fn told<T>(
        &self,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, EngineError>,
    ) -> Result<(T, Touched), EngineError> {
        let mut tx = self.store.write()?;
        let done = work(&mut Work {
            programme: &self.programme,
            tx: &mut *tx,
            now: self.now,
            entropy: &SystemEntropy,
        })?;
        let touched = tx.commit()?;
        Ok((done, touched))
    }

    pub(crate) fn attempt<T>(
        &self,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        self.told(work).map(|(done, _)| done)
    }

    pub(crate) fn write<T>(&self, work: impl FnOnce(&mut Work<'_>) -> Result<T, EngineError>) -> T {
        self.attempt(work).unwrap()
    }

    /// The problem with which it is refused.
    pub(crate) fn refused<T: std::fmt::Debug>(
        &self,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, EngineError>,
    ) -> ProblemType {
        match self.attempt(work) {
            Err(EngineError::Refused(refused)) => refused.kind,
            other => panic!("not refused: {other:?}"),
        }
    }

    pub(crate) fn member(&self, chance: u64) -> MemberRecord {
        let member = MemberRecord {
            id: Uuid::from_u128(u128::from(chance)),
            number: CardNumber::from_chance(chance),
            email: None,
            phone: None,
            name: None,
            birthday: None,
            language: "en".to_owned(),
            joined: self.now,
        };
        self.write(|work| Ok(work.tx.add_member(&member)?));
        member
    }

    /// A purchase of these goods now. It is not written yet.
    pub(crate) fn sale(&mut self, member: &MemberRecord, goods: &[Goods<'_>]) -> SaleRecord {
        self.sales += 1;
        let lines: Vec<SaleLine> = goods
            .iter()
            .zip(1..)
            .map(|((sku, pieces, price), line)| SaleLine {
                line,
                sku: Some((*sku).to_owned()),
                name: (*sku).to_owned(),
                category: self
                    .programme
                    .product(sku)
                    .and_then(|product| product.category.clone()),
                quantity: pieces * 1000,
                unit_price: *price,
                discount: 0,
                discount_reason: None,
                total: pieces * price,
                vat_rate: 1400,
                returned: 0,
            })
            .collect();
        SaleRecord {
            id: Uuid::from_u128((1 << 64) + u128::try_from(self.sales).unwrap()),
            number: self.sales,
            member: Some(member.id),
            at: self.now,
            recorded: self.now,
            channel: Channel::Till,
            place: "till".to_owned(),
            seller: SoldBy::of(&self.programme),
            reference: None,
            returns: None,
            total: lines.iter().map(|line| line.total).sum(),
            lines,
            payments: Vec::new(),
            effects: Effects::default(),
        }
    }

    /// A return of so many pieces of each line.
    pub(crate) fn back(&mut self, purchase: &SaleRecord, pieces: &[i64]) -> SaleRecord {
        self.sales += 1;
        let lines: Vec<SaleLine> = purchase
            .lines
            .iter()
            .zip(pieces)
            .filter(|(_, pieces)| **pieces > 0)
            .map(|(line, pieces)| SaleLine {
                quantity: -pieces * 1000,
                total: -line.total * pieces * 1000 / line.quantity,
                ..line.clone()
            })
            .collect();
        SaleRecord {
            id: Uuid::from_u128((1 << 64) + u128::try_from(self.sales).unwrap()),
            number: self.sales,
            returns: Some(purchase.id),
            at: self.now,
            total: lines.iter().map(|line| line.total).sum(),
            lines,
            ..purchase.clone()
        }
    }
}

/// What a return leaves written on the purchase.
pub(crate) fn after(purchase: &SaleRecord, back: &SaleRecord) -> SaleRecord {
    let mut purchase = purchase.clone();
    for line in &mut purchase.lines {
        for other in back.lines.iter().filter(|other| other.line == line.line) {
            line.returned -= other.quantity;
        }
    }
    purchase
}
