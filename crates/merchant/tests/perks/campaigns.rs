//! Campaigns.

use std::sync::Barrier;

use kantis_merchant::engine::points::{Boost, Extra};
use kantis_merchant::engine::{campaigns, tiers};
use kantis_merchant::records::{MemberRecord, SaleRecord};

use crate::shop::{Goods, Shop, bun, coffee};

/// Campaigns are put on top of points.
const POINTS: &str = r#"
[points]
code = "pts"
one = "point"
other = "points"
earn = [{ points = 1, every = "1.00" }]
"#;

fn shop(rules: &str) -> Shop {
    Shop::with(&format!("{POINTS}{rules}"))
}

impl Shop {
    fn boost(&self, member: &MemberRecord, sale: &SaleRecord) -> Boost {
        self.read(|work| campaigns::boost(work, member, sale))
    }

    /// Buys and takes part; what was put on top of the first line, and flat.
    fn top(&mut self, member: &MemberRecord, goods: &[Goods<'_>]) -> (u32, i64) {
        let sale = self.sale(member, goods);
        let boost = self.write(|work| {
            let boost = campaigns::boost(work, member, &sale)?;
            campaigns::took_part(work, member, &sale, &boost)?;
            Ok(boost)
        });
        (
            boost.lines[0].iter().map(|extra| extra.percent).sum(),
            boost.flat.iter().map(|(_, points)| points).sum(),
        )
    }
}

#[test]
fn double_points_on_their_days_on_their_goods() {
    let mut shop = shop(
        r#"
[[campaign]]
id = "bakery-week"
title = "Bakery week"
from = "2026-05-04"
until = "2026-05-10"
on = { categories = ["bakery"] }
points_percent = 200
"#,
    );
    let aino = shop.member(1);
    let sale = shop.sale(&aino, &[coffee(1), bun(2), ("bun", 1, 0)]);
    let double = Extra {
        reason: "campaign:bakery-week".to_owned(),
        percent: 100,
    };
    let boost = shop.boost(&aino, &sale);
    assert_eq!(boost.lines, [vec![], vec![double], vec![]]);
    assert!(boost.flat.is_empty());

    // The last day is a whole one; the day is the purchase's, in Helsinki.
    for (at, percent) in [
        ("2026-05-03T20:59:59Z", 0),
        ("2026-05-03T21:00:00Z", 100),
        ("2026-05-10T20:59:59Z", 100),
        ("2026-05-10T21:00:00Z", 0),
    ] {
        shop.now = at.parse().unwrap();
        assert_eq!(shop.top(&aino, &[bun(1)]), (percent, 0), "{at}");
    }
}

#[test]
fn campaigns_add_up_and_ask_for_weekdays_and_baskets() {
    let mut shop = shop(
        r#"
[[campaign]]
id = "tuesdays"
title = "Tuesdays"
from = "2026-05-01"
until = "2026-05-31"
weekdays = ["tue"]
points_percent = 150

[[campaign]]
id = "large"
title = "Large baskets"
from = "2026-05-01"
until = "2026-05-31"
minimum_basket = "10.00"
points_percent = 200
points = 25
"#,
    );
    let aino = shop.member(1);
    assert_eq!(shop.top(&aino, &[coffee(1)]), (0, 0));
    assert_eq!(shop.top(&aino, &[coffee(4)]), (100, 25));
    shop.on("2026-05-05");
    assert_eq!(shop.top(&aino, &[coffee(1)]), (50, 0));
    assert_eq!(shop.top(&aino, &[coffee(2), bun(2)]), (150, 25));
}

#[test]
fn flat_points_come_once_a_purchase_and_only_with_their_goods() {
    let mut shop = shop(
        r#"
[[campaign]]
id = "bun"
title = "A bun gives ten"
from = "2026-05-01"
until = "2026-05-31"
on = { products = ["bun"] }
points = 10
"#,
    );
    let aino = shop.member(1);
    assert_eq!(shop.top(&aino, &[coffee(1)]), (0, 0));
    assert_eq!(shop.top(&aino, &[("bun", 1, 0)]), (0, 0));
    assert_eq!(shop.top(&aino, &[bun(3), bun(2)]), (0, 10));
}

const FIRST_TEN: &str = r#"
[[campaign]]
id = "first"
title = "The first ten"
from = "2026-05-01"
until = "2026-05-31"
points = 50
first = 10
"#;

#[test]
fn the_first_ten_get_it_once_each_however_many_come_at_once() {
    let mut shop = shop(FIRST_TEN);
    let buyers: Vec<_> = (1..=40)
        .map(|chance| {
            let member = shop.member(chance);
            let sale = shop.sale(&member, &[coffee(1)]);
            (member, sale)
        })
        .collect();
    let start = Barrier::new(buyers.len());
    let shop = &shop;
    let won = std::thread::scope(|scope| {
        let tills: Vec<_> = buyers
            .iter()
            .map(|(member, sale)| {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    shop.write(|work| {
                        let boost = campaigns::boost(work, member, sale)?;
                        campaigns::took_part(work, member, sale, &boost)?;
                        Ok(!boost.flat.is_empty())
                    })
                })
            })
            .collect();
        tills
            .into_iter()
            .map(|till| till.join().unwrap())
            .filter(|won| *won)
            .count()
    });
    assert_eq!(won, 10);
}

#[test]
fn who_had_it_has_it_no_more_and_a_place_stays_taken_when_its_member_goes() {
    let mut shop = shop(&FIRST_TEN.replace("first = 10", "first = 2"));
    let (aino, eero, liisa) = (shop.member(1), shop.member(2), shop.member(3));
    assert_eq!(shop.top(&aino, &[coffee(1)]), (0, 50));
    assert_eq!(shop.top(&aino, &[coffee(1)]), (0, 0));
    shop.write(|work| Ok(work.tx.delete_member(aino.id)?));
    assert_eq!(shop.top(&eero, &[coffee(1)]), (0, 50));
    assert_eq!(shop.top(&liisa, &[coffee(1)]), (0, 0));
}

#[test]
fn a_place_is_free_again_once_the_whole_purchase_is_back() {
    let mut shop = shop(&FIRST_TEN.replace("first = 10", "first = 2"));
    let (aino, eero, liisa) = (shop.member(1), shop.member(2), shop.member(3));
    let mut takes = |member| {
        let sale = shop.sale(member, &[coffee(1)]);
        shop.write(|work| {
            let boost = campaigns::boost(work, member, &sale)?;
            campaigns::took_part(work, member, &sale, &boost)?;
            Ok((sale.id, !boost.flat.is_empty()))
        })
    };
    let (of_aino, had) = takes(&aino);
    assert!(had);
    let (later, had) = takes(&aino);
    assert!(!had);
    assert!(takes(&eero).1);
    assert!(!takes(&liisa).1);
    for back in [later, of_aino, of_aino] {
        shop.write(|work| campaigns::returned(work, aino.id, back));
    }
    assert_eq!(shop.top(&liisa, &[coffee(1)]), (0, 50));
    assert_eq!(shop.top(&aino, &[coffee(1)]), (0, 0));
}

#[test]
fn a_campaign_may_be_for_a_tier() {
    let mut shop = shop(
        r#"
[tiers]
by = "spend"
window = "ever"
tier = [{ id = "basic", name = "Basic", from = 0 }, { id = "gold", name = "Gold", from = 2000 }]

[[campaign]]
id = "gold"
title = "Gold week"
from = "2026-05-01"
until = "2026-05-31"
tier = "gold"
points_percent = 300
"#,
    );
    let aino = shop.member(1);
    assert_eq!(shop.top(&aino, &[coffee(1)]), (0, 0));
    let large = shop.sale(&aino, &[coffee(10)]);
    shop.write(|work| {
        tiers::purchase(work, &aino, &large)?;
        Ok(work.tx.add_sale(&large)?)
    });
    assert_eq!(shop.top(&aino, &[coffee(1)]), (200, 0));
}
