//! Rewards that cost points, and rewards of a tier.

use chrono::Duration;
use kantis_merchant::engine::{claims, points, tiers};
use kantis_merchant::records::MemberRecord;
use kantis_protocol::ProblemType;
use uuid::Uuid;

use crate::shop::{Shop, coffee};

const COSTS: &str = r#"
[points]
code = "pts"
one = "point"
other = "points"
earn = [{ points = 1, every = "1.00" }]

[tiers]
by = "spend"
window = "ever"
tier = [{ id = "basic", name = "Basic", from = 0 }, { id = "gold", name = "Gold", from = 2000 }]

[[reward]]
id = "cake"
title = "A cake"
cost = 60
worth = { thing = "A cake" }
stock = 5

[[reward]]
id = "tour"
title = "A tour"
cost = 10
worth = { thing = "A tour" }
tier = "gold"
"#;

impl Shop {
    /// Points that may be spent, and those that are locked.
    fn points(&self, member: &MemberRecord) -> (i64, i64) {
        let balance = self.read(|work| points::balance(work, member)).unwrap();
        (balance.available, balance.locked)
    }
}

#[test]
fn points_are_locked_spent_and_given_back_with_the_claim() {
    let mut shop = Shop::with(COSTS);
    let aino = shop.member(1);
    shop.write(|work| points::award(work, aino.id, 100, "challenge:x"));
    let claim = shop.reserve(&aino, "cake");
    assert_eq!((claim.cost, shop.points(&aino)), (60, (40, 60)));
    let ledger = shop.read(|work| points::ledger(work, &aino, None, 2));
    // Both were in the same instant.
    let mut reasons = ledger.entries.iter().map(|entry| &entry.reason);
    assert!(reasons.any(|reason| reason.ends_with(" · A cake")));
    assert_eq!(
        shop.not_reserved(&aino, "cake"),
        ProblemType::InsufficientBalance
    );
    // What was refused took nothing from the stock: four are left for somebody else.
    shop.write(|work| claims::release(work, aino.id, claim.id));
    assert_eq!(shop.points(&aino), (100, 0));
    shop.write(|work| claims::release(work, aino.id, claim.id));
    assert_eq!(shop.points(&aino), (100, 0));

    // A hold that ran out gives them back before the tick, to who asks for the same points.
    shop.reserve(&aino, "cake");
    shop.now += Duration::minutes(30);
    let claim = shop.reserve(&aino, "cake");
    assert_eq!(shop.points(&aino), (40, 60));

    let (receipt, back) = (Uuid::from_u128(70), Uuid::from_u128(71));
    shop.write(|work| claims::consume(work, claim.id, Some(receipt)));
    assert_eq!(shop.points(&aino), (40, 0));
    let given = shop.write(|work| claims::returned(work, aino.id, receipt, back));
    assert_eq!((given, shop.points(&aino)), (60, (100, 0)));
    let again = shop.write(|work| claims::returned(work, aino.id, receipt, back));
    assert_eq!((again, shop.points(&aino)), (0, (100, 0)));
    assert!(shop.read(|work| points::check(work, aino.id)));
}

#[test]
fn a_reward_may_be_for_a_tier() {
    let mut shop = Shop::with(COSTS);
    let aino = shop.member(1);
    shop.write(|work| points::award(work, aino.id, 100, "challenge:x"));
    assert_eq!(shop.not_reserved(&aino, "tour"), ProblemType::WrongState);
    assert_eq!(
        shop.reward(&aino, "tour").conditions.as_deref(),
        Some("From the tier Gold on.")
    );
    let large = shop.sale(&aino, &[coffee(10)]);
    shop.write(|work| {
        tiers::purchase(work, &aino, &large)?;
        Ok(work.tx.add_sale(&large)?)
    });
    shop.reserve(&aino, "tour");
}
