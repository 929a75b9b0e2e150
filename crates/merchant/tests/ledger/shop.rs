//! A shop with a programme, one open transaction at a time, and a clock that is set by hand.

use chrono::{DateTime, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use kantis_merchant::engine::points::{self, Boost, PointsEffect};
use kantis_merchant::engine::{EngineError, Refused, Work, tiers};
use kantis_merchant::ports::SystemEntropy;
use kantis_merchant::programme::Programme;
use kantis_merchant::records::{Channel, MemberRecord, SaleLine, SaleRecord, SoldBy};
use kantis_merchant::store::Store as _;
use kantis_merchant::store::sqlite::SqliteStore;
use kantis_protocol::{Balance, CardNumber, Effects, LedgerEntry, Tier};
use uuid::Uuid;

/// One programme and one database.
pub(crate) struct Shop {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) store: SqliteStore,
    pub(crate) programme: Programme,
    pub(crate) now: DateTime<Utc>,
    zone: Tz,
    count: u64,
}

/// Points for each euro, whole ones.
pub(crate) const ONE_A_EURO: &str = "
[[points.earn]]
points = 1
every = \"1.00\"
";

/// A programme in Helsinki: its head, then `identity` keys, then the rest.
pub(crate) fn programme(identity: &str, zone: &str, rest: &str) -> Programme {
    let text = format!(
        r##"
[programme]
id = "testi"
name = "Testi"
issuer = "Testi"
currency = "EUR"
time_zone = "{zone}"
colour = "#336699"
languages = ["en", "fi", "sv"]
{identity}
[seller]
name = "Testi Oy"
vat_id = "FI12345678"
{rest}
"##
    );
    Programme::read(&text).unwrap_or_else(|faults| panic!("{faults}\n{text}"))
}

/// `[points]` with further keys and rules.
pub(crate) fn with_points(keys: &str, rules: &str) -> String {
    format!(
        "[points]\ncode = \"pts\"\none = {{ en = \"point\", fi = \"piste\" }}\nother = {{ en = \"points\", fi = \"pistettä\" }}\n{keys}\n{rules}"
    )
}

/// A line of a purchase: product, category, thousandths, minor units of one, minor units to pay.
pub(crate) fn line(number: u32, sku: &str, quantity: i64, unit_price: i64) -> SaleLine {
    let gross = quantity * unit_price / 1000;
    SaleLine {
        line: number,
        sku: Some(sku.to_owned()),
        name: sku.to_owned(),
        category: Some(if sku == "deposit" { "deposit" } else { "food" }.to_owned()),
        quantity,
        unit_price,
        discount: 0,
        discount_reason: None,
        total: gross,
        vat_rate: 1350,
        returned: 0,
    }
}

/// What comes back of a purchase: thousandths by line.
pub(crate) fn back(purchase: &SaleRecord, quantities: &[i64], at: DateTime<Utc>) -> SaleRecord {
    let lines: Vec<SaleLine> = purchase
        .lines
        .iter()
        .zip(quantities)
        .filter(|(_, quantity)| **quantity > 0)
        .map(|(line, quantity)| SaleLine {
            quantity: -quantity,
            total: -(line.total * quantity / line.quantity),
            ..line.clone()
        })
        .collect();
    SaleRecord {
        id: Uuid::new_v4(),
        at,
        recorded: at,
        returns: Some(purchase.id),
        total: lines.iter().map(|line| line.total).sum(),
        lines,
        ..purchase.clone()
    }
}

impl Shop {
    /// A shop at noon of a day in spring.
    pub(crate) fn open(programme: Programme) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("shop.db")).unwrap();
        let zone = programme.programme.time_zone;
        let mut shop = Self {
            folder,
            store,
            programme,
            now: DateTime::UNIX_EPOCH,
            zone,
            count: 0,
        };
        shop.set("2026-03-10T12:00:00");
        shop
    }

    /// Points by these keys and rules, in Helsinki.
    pub(crate) fn with_points(identity: &str, keys: &str, rules: &str) -> Self {
        Self::open(programme(
            identity,
            "Europe/Helsinki",
            &with_points(keys, rules),
        ))
    }

    /// Sets the clock to what the shop's wall shows.
    pub(crate) fn set(&mut self, wall: &str) {
        self.now = self.wall(wall);
    }

    pub(crate) fn wall(&self, wall: &str) -> DateTime<Utc> {
        let wall: NaiveDateTime = wall.parse().unwrap();
        self.zone
            .from_local_datetime(&wall)
            .earliest()
            .unwrap()
            .with_timezone(&Utc)
    }

    pub(crate) fn member(&mut self) -> MemberRecord {
        self.count += 1;
        let member = MemberRecord {
            id: Uuid::new_v4(),
            number: CardNumber::from_chance(self.count),
            email: None,
            phone: None,
            name: None,
            birthday: None,
            language: "en".to_owned(),
            joined: self.now,
        };
        let mut tx = self.store.write().unwrap();
        tx.add_member(&member).unwrap();
        tx.commit().unwrap();
        member
    }

    /// A purchase that was not rung up yet.
    pub(crate) fn basket(&self, member: &MemberRecord, lines: Vec<SaleLine>) -> SaleRecord {
        SaleRecord {
            id: Uuid::new_v4(),
            number: 1,
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

    pub(crate) fn try_write<T>(
        &self,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, EngineError>,
    ) -> Result<T, Refused> {
        let mut tx = self.store.write().unwrap();
        let done = work(&mut Work {
            programme: &self.programme,
            tx: &mut *tx,
            now: self.now,
            entropy: &SystemEntropy,
        });
        match done {
            Ok(done) => {
                tx.commit().unwrap();
                Ok(done)
            }
            Err(EngineError::Refused(refused)) => Err(refused),
            Err(other) => panic!("{other}: {:?}", std::error::Error::source(&other)),
        }
    }

    pub(crate) fn write<T>(&self, work: impl FnOnce(&mut Work<'_>) -> Result<T, EngineError>) -> T {
        self.try_write(work).unwrap()
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

    /// Buys one thing for so many minor units: points, then the tier.
    pub(crate) fn buy(&self, member: &MemberRecord, price: i64) -> (SaleRecord, PointsEffect) {
        let sale = self.basket(member, vec![line(1, "thing", 1000, price)]);
        let effect = self.write(|work| {
            let effect = points::purchase(work, member, &sale, &Boost::default())?;
            tiers::purchase(work, member, &sale)?;
            Ok(effect)
        });
        (sale, effect)
    }

    /// Brings back all of a purchase.
    pub(crate) fn bring_back(&self, member: &MemberRecord, purchase: &SaleRecord) -> PointsEffect {
        let all: Vec<i64> = purchase
            .lines
            .iter()
            .map(|line| line.quantity - line.returned)
            .collect();
        let back = back(purchase, &all, self.now);
        self.write(|work| {
            let effect = points::returned(work, member, purchase, &back)?;
            tiers::returned(work, member.id, purchase, &back)?;
            Ok(effect)
        })
    }

    pub(crate) fn balance(&self, member: &MemberRecord) -> Balance {
        self.read(|work| points::balance(work, member)).unwrap()
    }

    pub(crate) fn ledger(&self, member: &MemberRecord) -> Vec<LedgerEntry> {
        self.read(|work| points::ledger(work, member, None, 100))
            .entries
    }

    pub(crate) fn tier(&self, member: &MemberRecord) -> Tier {
        self.read(|work| tiers::view(work, member)).unwrap()
    }

    /// Does all that is due.
    pub(crate) fn tick(&self) {
        while self.write(|work| Ok(points::tick(work, 10)? + tiers::tick(work, 10)?)) > 0 {}
    }

    /// Whether the postings played again give what is kept.
    pub(crate) fn checks(&self, member: &MemberRecord) -> bool {
        self.read(|work| points::check(work, member.id))
    }
}
