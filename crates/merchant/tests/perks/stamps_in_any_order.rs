//! Stamp cards under purchases, returns and used claims in any order.

use kantis_merchant::engine::{claims, stamps};
use kantis_merchant::records::{MemberRecord, SaleRecord};
use kantis_protocol::ClaimState;
use proptest::prelude::*;

use crate::shop::{Shop, after, coffee};

const BUY: i64 = 4;
const CARD: &str = r#"
[[stamp_card]]
id = "card"
title = "Card"
buy = 4
expires_days = 30
reward = { title = "A coffee", worth = { gift = { products = ["coffee"] } }, days = 20 }
"#;

/// Something that happens.
#[derive(Debug, Clone)]
enum Step {
    /// So many coffees.
    Buy(i64),
    /// So many of a purchase that was made before.
    Return(prop::sample::Index, i64),
    /// The newest claim is used.
    Use,
    /// Days go by.
    Days(i64),
}

fn step(days: bool, uses: bool) -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1..=9_i64).prop_map(Step::Buy),
        4 => (any::<prop::sample::Index>(), 1..=9_i64).prop_map(|(of, pieces)| Step::Return(of, pieces)),
        u32::from(uses) => Just(Step::Use),
        u32::from(days) => (1..=25_i64).prop_map(Step::Days),
    ]
}

fn play(shop: &mut Shop, member: &MemberRecord, sales: &mut Vec<SaleRecord>, step: &Step) {
    match step {
        Step::Buy(pieces) => {
            let sale = shop.sale(member, &[coffee(*pieces)]);
            shop.write(|work| stamps::purchase(work, member, &sale, 0));
            sales.push(sale);
        }
        Step::Return(of, pieces) => {
            let open: Vec<_> = sales.iter_mut().filter(|sale| kept(sale) > 0).collect();
            if open.is_empty() {
                return;
            }
            let count = open.len();
            let sale = open.into_iter().nth(of.index(count)).unwrap();
            let back = shop.back(sale, &[kept(sale).min(*pieces)]);
            shop.write(|work| stamps::returned(work, member, sale, &back));
            *sale = after(sale, &back);
        }
        Step::Use => shop.write(|work| {
            let newest = claims::claims(work, member)?
                .into_iter()
                .find(|claim| claim.state == ClaimState::Reserved);
            if let Some(claim) = newest {
                claims::consume(work, claim.id, None)?;
            }
            Ok(())
        }),
        Step::Days(days) => shop.now += chrono::Duration::days(*days),
    }
}

/// Pieces of a purchase that did not come back.
fn kept(sale: &SaleRecord) -> i64 {
    (sale.lines[0].quantity - sale.lines[0].returned) / 1000
}

/// Stamps on the card, and how often it was filled; everything adds up.
fn stands(shop: &Shop, member: &MemberRecord, sales: &[SaleRecord]) -> (i64, i64) {
    let card = shop
        .read(|work| stamps::view(work, member, "card"))
        .unwrap();
    assert!(i64::from(card.collected) < BUY, "a full card was not taken");
    for sale in sales {
        let of = shop
            .read(|work| Ok(work.tx.stamps_of(sale.id, "card")?))
            .unwrap();
        assert_eq!(of.given, of.left + of.used + of.worn + of.taken);
        assert_eq!(i64::from(of.given - of.taken), kept(sale));
    }
    let claims = shop.read(|work| claims::claims(work, member));
    let standing = claims
        .iter()
        .filter(|claim| claim.state != ClaimState::Released)
        .count();
    assert_eq!(card.completed, u32::try_from(standing).unwrap());
    (card.collected.into(), card.completed.into())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_stamp_is_on_the_card_or_in_a_full_one(
        steps in prop::collection::vec(step(false, false), 1..14)
    ) {
        let mut shop = Shop::with(CARD);
        let aino = shop.member(1);
        let mut sales = Vec::new();
        for step in &steps {
            play(&mut shop, &aino, &mut sales, step);
            let (collected, completed) = stands(&shop, &aino, &sales);
            let coffees: i64 = sales.iter().map(kept).sum();
            prop_assert_eq!(collected + BUY * completed, coffees);
        }
    }

    #[test]
    fn whatever_is_used_and_wears_off_it_adds_up(
        steps in prop::collection::vec(step(true, true), 1..18)
    ) {
        let mut shop = Shop::with(CARD);
        let aino = shop.member(1);
        let mut sales = Vec::new();
        for step in &steps {
            play(&mut shop, &aino, &mut sales, step);
            stands(&shop, &aino, &sales);
            shop.write(|work| stamps::tick(work, 100));
            shop.write(|work| claims::tick(work, 100));
            stands(&shop, &aino, &sales);
        }
    }
}
