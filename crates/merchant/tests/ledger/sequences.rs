//! Whatever happens in whatever order: the books balance.

use std::sync::{LazyLock, Mutex, PoisonError};

use chrono::TimeDelta;
use kantis_merchant::engine::points::{self, Boost, Extra};
use kantis_merchant::engine::{EngineError, Work};
use kantis_merchant::ports::SystemEntropy;
use kantis_merchant::records::{Account, MemberRecord, SaleRecord, SoldBy};
use kantis_merchant::store::Store as _;
use kantis_protocol::ProblemType;
use proptest::prelude::*;
use uuid::Uuid;

use crate::shop::{Shop, back, line};

/// Something that happens.
#[derive(Debug, Clone)]
enum Happening {
    /// Thousandths and minor units by line; whether there is a campaign.
    Buy(Vec<(i64, i64)>, bool),
    /// Of which purchase, and how much of each line in thousandths of it.
    BringBack(usize, Vec<i64>),
    Award(i64),
    Adjust(i64),
    Reserve(i64),
    Consume(usize),
    Release(usize),
    RefundClaim(usize),
    Pass(i64),
    Tick,
}

fn happening() -> impl Strategy<Value = Happening> {
    let lines = prop::collection::vec((1_i64..5000, 0_i64..3000), 1..4);
    prop_oneof![
        4 => (lines, any::<bool>()).prop_map(|(lines, boost)| Happening::Buy(lines, boost)),
        3 => (any::<usize>(), prop::collection::vec(0_i64..=1000, 4))
            .prop_map(|(which, parts)| Happening::BringBack(which, parts)),
        1 => (1_i64..60).prop_map(Happening::Award),
        1 => (-60_i64..60).prop_map(Happening::Adjust),
        3 => (0_i64..120).prop_map(Happening::Reserve),
        2 => any::<usize>().prop_map(Happening::Consume),
        2 => any::<usize>().prop_map(Happening::Release),
        1 => any::<usize>().prop_map(Happening::RefundClaim),
        3 => (1_i64..900).prop_map(Happening::Pass),
        1 => Just(Happening::Tick),
    ]
}

const RULES: &str = "
[[points.earn]]
points = 7
every = \"3.00\"

[[points.earn]]
name = \"Pieces\"
points = 3
every = \"item\"

[[points.earn]]
name = \"Big\"
points = 20
every = \"purchase\"
minimum_basket = \"30.00\"
";

fn shop(identity: &str, keys: &str) -> Shop {
    Shop::with_points(identity, keys, RULES)
}

/// Programmes that differ in everything that points go by.
static SHOPS: LazyLock<Vec<Mutex<Shop>>> = LazyLock::new(|| {
    [
        shop("", "debt = 0"),
        shop(
            "return_days = 14",
            "debt = 25\nexpiry = { months = 1 }\nround = \"nearest\"",
        ),
        shop(
            "return_days = 3",
            "expiry = { months = 2, from_last_purchase = true }\nround = \"up\"",
        ),
        shop(
            "return_days = 30",
            "debt = 1000000\nexpiry = { on = \"03-31\", years = 0 }",
        ),
    ]
    .into_iter()
    .map(Mutex::new)
    .collect()
});

/// A member's story.
struct Story {
    member: MemberRecord,
    sales: Vec<SaleRecord>,
    claims: Vec<Uuid>,
    awarded: i64,
    debt: i64,
}

impl Story {
    fn happens(&mut self, work: &mut Work<'_>, what: &Happening) -> Result<(), EngineError> {
        let id = self.member.id;
        let claim = |which: usize| self.claims.get(which % self.claims.len().max(1)).copied();
        match what {
            Happening::Buy(lines, boosted) => {
                let lines: Vec<_> = (1..)
                    .zip(lines)
                    .map(|(number, (quantity, price))| line(number, "thing", *quantity, *price))
                    .collect();
                let mut boost = Boost::default();
                if *boosted {
                    let extra = |percent| Extra {
                        reason: "campaign:x".to_owned(),
                        percent,
                    };
                    boost.lines = vec![vec![extra(100)], vec![extra(33), extra(1)]];
                    boost.flat = vec![("campaign:y".to_owned(), 11)];
                }
                let sale = SaleRecord {
                    id: work.id(),
                    number: 1,
                    member: Some(id),
                    at: work.now,
                    recorded: work.now,
                    channel: kantis_merchant::records::Channel::Till,
                    place: "till".to_owned(),
                    seller: SoldBy::of(work.programme),
                    reference: None,
                    returns: None,
                    total: lines.iter().map(|line| line.total).sum(),
                    lines,
                    payments: Vec::new(),
                    effects: kantis_protocol::Effects::default(),
                };
                points::purchase(work, &self.member, &sale, &boost)?;
                self.sales.push(sale);
            }
            Happening::BringBack(which, parts) => {
                let count = self.sales.len().max(1);
                if let Some(sale) = self.sales.get_mut(which % count) {
                    let quantities: Vec<i64> = sale
                        .lines
                        .iter()
                        .zip(parts)
                        .map(|(line, part)| (line.quantity - line.returned) * part / 1000)
                        .collect();
                    let back = back(sale, &quantities, work.now);
                    let effect = points::returned(work, &self.member, sale, &back)?;
                    assert!(effect.given <= 0 && effect.pending >= effect.given);
                    for (line, quantity) in sale.lines.iter_mut().zip(&quantities) {
                        line.returned += quantity;
                    }
                }
            }
            Happening::Award(amount) => {
                points::award(work, id, *amount, "challenge:x")?;
                self.awarded += amount;
            }
            Happening::Adjust(amount) => {
                points::adjust(work, id, *amount, "adjust")?;
            }
            Happening::Reserve(amount) => {
                let claim = work.id();
                points::reserve(work, id, *amount, claim)?;
                self.claims.push(claim);
            }
            Happening::Consume(which) => {
                if let Some(claim) = claim(*which) {
                    points::consume(work, id, claim, None)?;
                }
            }
            Happening::Release(which) => {
                if let Some(claim) = claim(*which) {
                    points::release(work, id, claim)?;
                }
            }
            Happening::RefundClaim(which) => {
                if let Some(claim) = claim(*which) {
                    let receipt = work.id();
                    points::refund_claim(work, id, claim, receipt)?;
                }
            }
            Happening::Pass(hours) => work.now += TimeDelta::hours(*hours),
            Happening::Tick => while points::tick(work, 3)? > 0 {},
        }
        Ok(())
    }

    /// What is true at any time.
    fn holds(&self, work: &mut Work<'_>) {
        let id = self.member.id;
        assert!(
            points::check(work, id).unwrap(),
            "played again it is the same"
        );
        let seen = points::balance(work, &self.member).unwrap().unwrap();
        assert!(seen.available >= -self.debt, "{seen:?}");
        assert!(seen.pending >= 0 && seen.locked >= 0 && seen.lifetime >= 0);
        for expiring in [&seen.next_expiry, &seen.next_release]
            .into_iter()
            .flatten()
        {
            assert!(expiring.amount > 0 && expiring.on >= work.today());
        }
        let Some(account) = work.tx.point_account(id).unwrap() else {
            return;
        };
        // All that was issued is with the member, spent, run out, or set right.
        let had = account.pending + account.available + account.locked;
        let gone = account.redeemed + account.expired + account.adjusted;
        assert_eq!(-account.issued, had + gone);
        let entries = work.tx.entries(id, None, u32::MAX).unwrap();
        let read: i64 = entries.iter().map(|entry| entry.amount).sum();
        assert_eq!(read, account.pending + account.available);
        for entry in &entries {
            let sum: i64 = entry.postings.iter().map(|posting| posting.amount).sum();
            assert_eq!(sum, 0);
            for posting in &entry.postings {
                let shops = matches!(
                    posting.account,
                    Account::Redeemed | Account::Expired | Account::Adjusted
                );
                assert!(posting.amount != 0 && (posting.lot.is_none() || !shops));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_books_balance_whatever_happens(
        which in 0_usize..4,
        story in prop::collection::vec(happening(), 1..40),
    ) {
        let mut shop = SHOPS[which].lock().unwrap_or_else(PoisonError::into_inner);
        let member = shop.member();
        let points = shop.programme.points.as_ref().unwrap();
        let mut told = Story { member, sales: Vec::new(), claims: Vec::new(), awarded: 0, debt: points.debt };
        let mut tx = shop.store.write().unwrap();
        let mut work = Work {
            programme: &shop.programme,
            tx: &mut *tx,
            now: shop.now,
            entropy: &SystemEntropy,
        };
        for what in &story {
            let before = points::balance(&work, &told.member).unwrap().unwrap();
            match told.happens(&mut work, what) {
                Ok(()) => {}
                // Nothing is refused but what is not there, and nothing happened then.
                Err(EngineError::Refused(refused)) => {
                    let after = points::balance(&work, &told.member).unwrap().unwrap();
                    prop_assert_eq!(&after, &before);
                    match what {
                        Happening::Reserve(amount) => {
                            prop_assert_eq!(refused.kind, ProblemType::InsufficientBalance);
                            prop_assert!(before.available < *amount);
                        }
                        Happening::Adjust(0) => prop_assert_eq!(refused.kind, ProblemType::Invalid),
                        Happening::Adjust(amount) => prop_assert!(before.available < -amount),
                        other => prop_assert!(false, "{:?} refused {:?}", other, refused),
                    }
                }
                Err(EngineError::Store(error)) => prop_assert!(false, "{:?}: {:?}", what, error),
            }
            told.holds(&mut work);
            // What a reader sees before a tick is what is there after it.
            let seen = points::balance(&work, &told.member).unwrap();
            if matches!(what, Happening::Pass(_)) {
                while points::tick(&mut work, 3).unwrap() > 0 {}
                prop_assert_eq!(seen, points::balance(&work, &told.member).unwrap());
                told.holds(&mut work);
            }
        }
        // Once all goods are back, only what no purchase gave was ever given.
        for which in 0..told.sales.len() {
            let all = Happening::BringBack(which, vec![1000; 4]);
            told.happens(&mut work, &all).unwrap();
        }
        told.holds(&mut work);
        let balance = points::balance(&work, &told.member).unwrap().unwrap();
        prop_assert_eq!(balance.lifetime, told.awarded);
        prop_assert_eq!(points::given_since(&work, told.member.id, chrono::NaiveDate::MIN).unwrap(), told.awarded);
    }
}
