//! Challenges.

use kantis_merchant::engine::{challenges, claims, points};
use kantis_merchant::records::{ClaimSource, MemberRecord, SaleRecord};
use kantis_protocol::{Challenge, ChallengeState, ClaimState, ProblemType};

use crate::shop::{Goods, Shop, after, bun, coffee};

const MUG: &str = r#"
[[reward]]
id = "mug"
title = { en = "A mug", fi = "Muki", sv = "En mugg" }
cost = 0
worth = { thing = "A mug" }
stock = 1
"#;

fn shop(counts: &str, steps: u32, more: &str) -> Shop {
    Shop::with(&format!(
        r#"{MUG}
[[challenge]]
id = "may"
title = {{ en = "May", fi = "Toukokuu", sv = "Maj" }}
from = "2026-05-01"
until = "2026-05-31"
counts = "{counts}"
steps = {steps}
prize = {{ reward = "mug" }}
{more}
"#
    ))
}

impl Shop {
    fn join(&self, member: &MemberRecord) -> Challenge {
        self.write(|work| challenges::join(work, member, "may"))
    }

    fn steps(&mut self, member: &MemberRecord, goods: &[Goods<'_>]) -> (SaleRecord, i64) {
        let sale = self.sale(member, goods);
        self.write(|work| challenges::purchase(work, member, &sale));
        (sale, self.challenge(member).done)
    }

    fn challenge(&self, member: &MemberRecord) -> Challenge {
        self.read(|work| challenges::view(work, member, "may"))
            .unwrap()
    }

    fn brings_back(
        &mut self,
        member: &MemberRecord,
        purchase: &SaleRecord,
        pieces: &[i64],
    ) -> (SaleRecord, i64) {
        let back = self.back(purchase, pieces);
        self.write(|work| challenges::returned(work, member, purchase, &back));
        (after(purchase, &back), self.challenge(member).done)
    }

    fn prizes(&self, member: &MemberRecord) -> usize {
        self.read(|work| claims::claims(work, member)).len()
    }
}

#[test]
fn three_purchases_in_may_give_a_mug() {
    let mut shop = shop("purchases", 3, "");
    let aino = shop.member(1);
    assert_eq!(shop.challenge(&aino).state, ChallengeState::Open);
    // What came before joining does not count.
    assert_eq!(shop.steps(&aino, &[coffee(1)]).1, 0);
    let joined = shop.join(&aino);
    assert_eq!(
        (joined.state, joined.joined, joined.reward.as_str()),
        (ChallengeState::Joined, Some(shop.now), "A mug")
    );
    // Joining again changes nothing.
    let first = shop.now;
    shop.on("2026-05-05");
    assert_eq!(shop.join(&aino).joined, Some(first));

    assert_eq!(shop.steps(&aino, &[coffee(1), bun(1)]).1, 1);
    assert_eq!(shop.steps(&aino, &[("coffee", 1, 0)]).1, 1);
    assert_eq!(shop.steps(&aino, &[coffee(1)]).1, 2);
    assert_eq!(shop.prizes(&aino), 0);
    let sale = shop.sale(&aino, &[coffee(1)]);
    let (_, touched) = shop
        .told(|work| challenges::purchase(work, &aino, &sale))
        .unwrap();
    assert!(touched.members.contains(&aino.id));
    let done = shop.challenge(&aino);
    assert_eq!((done.state, done.done), (ChallengeState::Completed, 3));

    // Exactly one prize, and the stock is not touched by it.
    assert_eq!(shop.steps(&aino, &[coffee(1)]).1, 3);
    assert_eq!(shop.prizes(&aino), 1);
    let claim = shop.read(|work| Ok(work.tx.claims_due(work.now, 9)?));
    assert!(claim.is_empty());
    let mug = shop
        .read(|work| claims::reward(work, &aino, "mug"))
        .unwrap();
    assert!(mug.in_stock);
    let (record, worth) = shop.read(|work| {
        let claim = claims::claims(work, &aino)?.remove(0);
        let record = claims::by_code(work, &claim.code)?.unwrap();
        let worth = claims::worth(work, &record);
        Ok((record, worth))
    });
    assert_eq!(record.source, ClaimSource::Reward("mug".to_owned()));
    assert!(record.granted && worth.is_some());
}

#[test]
fn each_way_of_counting_counts_and_takes_back() {
    // What 3 coffees and 2 buns count, what is left after one coffee and after everything.
    let check = |counts: &str, more: &str, all: i64, less: i64| {
        let mut shop = shop(counts, 9999, more);
        let aino = shop.member(1);
        shop.join(&aino);
        let (sale, done) = shop.steps(&aino, &[coffee(3), bun(2)]);
        assert_eq!(done, all, "{counts} {more}");
        let (sale, done) = shop.brings_back(&aino, &sale, &[1, 0]);
        assert_eq!(done, less, "{counts} {more}");
        let (_, done) = shop.brings_back(&aino, &sale, &[2, 2]);
        assert_eq!(done, 0, "{counts} {more}");
    };
    check("purchases", "", 1, 1);
    check("items", "", 5, 4);
    check("spend", "", 1300, 1000);
    check("days", "", 1, 1);
    check("items", "on = { products = [\"bun\"] }", 2, 2);
    check("spend", "on = { categories = [\"drinks\"] }", 900, 600);
    check("items", "minimum_basket = \"12.00\"", 5, 0);
}

#[test]
fn a_day_counts_once_and_stays_while_any_of_its_purchases_does() {
    let mut shop = shop("days", 3, "");
    let aino = shop.member(1);
    shop.join(&aino);
    let (first, done) = shop.steps(&aino, &[coffee(1)]);
    assert_eq!(done, 1);
    let (second, done) = shop.steps(&aino, &[coffee(1)]);
    assert_eq!(done, 1);
    assert_eq!(shop.brings_back(&aino, &first, &[1]).1, 1);
    assert_eq!(shop.brings_back(&aino, &second, &[1]).1, 0);
    // Half past midnight in Helsinki is another day, though not in UTC.
    shop.steps(&aino, &[coffee(1)]);
    shop.now = "2026-05-04T21:30:00Z".parse().unwrap();
    assert_eq!(shop.steps(&aino, &[coffee(1)]).1, 2);
}

#[test]
fn a_prize_goes_back_with_the_steps_unless_it_was_used() {
    let mut shop = shop("items", 3, "");
    let aino = shop.member(1);
    shop.join(&aino);
    let held = |shop: &Shop| {
        let claims = shop.read(|work| claims::claims(work, &aino));
        claims
            .into_iter()
            .filter(|claim| claim.state == ClaimState::Reserved)
            .collect::<Vec<_>>()
    };
    let (first, _) = shop.steps(&aino, &[coffee(3)]);
    assert_eq!(held(&shop).len(), 1);
    // What is bought after that makes up for what comes back.
    let (second, _) = shop.steps(&aino, &[coffee(1)]);
    let (first, done) = shop.brings_back(&aino, &first, &[1]);
    assert_eq!((done, held(&shop).len()), (3, 1));
    let (second, done) = shop.brings_back(&aino, &second, &[1]);
    assert_eq!((done, held(&shop).len()), (2, 0));
    assert_eq!(shop.challenge(&aino).state, ChallengeState::Joined);
    assert_eq!(second.lines[0].returned, 1000);

    // Done once more: another prize, and this one is used.
    shop.steps(&aino, &[coffee(1)]);
    let claim = held(&shop).remove(0);
    shop.write(|work| claims::consume(work, claim.id, None));
    let (_, done) = shop.brings_back(&aino, &first, &[2]);
    let challenge = shop.challenge(&aino);
    assert_eq!((done, challenge.state), (3, ChallengeState::Completed));
    shop.steps(&aino, &[coffee(9)]);
    assert!(held(&shop).is_empty(), "it is given once");
}

#[test]
fn it_is_joined_in_its_window_and_over_after_it() {
    let mut shop = shop("purchases", 2, "");
    let (aino, eero) = (shop.member(1), shop.member(2));
    shop.on("2026-04-30");
    let no = shop.refused(|work| challenges::join(work, &aino, "may"));
    assert_eq!(no, ProblemType::WrongState);
    let no = shop.refused(|work| challenges::join(work, &aino, "june"));
    assert_eq!(no, ProblemType::NotFound);

    shop.on("2026-05-31");
    shop.join(&aino);
    shop.steps(&aino, &[coffee(1)]);
    shop.on("2026-06-01");
    assert_eq!(shop.steps(&aino, &[coffee(1)]).1, 1);
    assert_eq!(shop.challenge(&aino).state, ChallengeState::Ended);
    let no = shop.refused(|work| challenges::join(work, &eero, "may"));
    assert_eq!(no, ProblemType::WrongState);
    assert_eq!(shop.join(&aino).state, ChallengeState::Ended);

    // An offline till brings a purchase of the last evening; it counts for that day.
    let mut late = shop.sale(&aino, &[coffee(1)]);
    late.at = "2026-05-31T18:00:00Z".parse().unwrap();
    shop.write(|work| challenges::purchase(work, &aino, &late));
    assert_eq!(shop.challenge(&aino).state, ChallengeState::Completed);

    let listed = |shop: &Shop| shop.read(|work| challenges::challenges(work, &aino)).len();
    shop.on("2026-07-01");
    assert_eq!(listed(&shop), 1);
    shop.on("2026-07-02");
    assert_eq!(listed(&shop), 0);
}

#[test]
fn points_are_a_prize_too() {
    let mut shop = Shop::with(
        r#"
[points]
code = "pts"
one = { en = "point", fi = "piste" }
other = { en = "points", fi = "pistettä" }
earn = [{ points = 1, every = "1.00" }]
debt = 15

[[challenge]]
id = "may"
title = "May"
from = "2026-05-01"
until = "2026-05-31"
counts = "purchases"
steps = 2
prize = { points = 50 }
"#,
    );
    let mut aino = shop.member(1);
    aino.language = "fi".to_owned();
    assert_eq!(shop.join(&aino).reward, "50\u{a0}pistettä");
    let sales: Vec<_> = (0..3).map(|_| shop.steps(&aino, &[coffee(1)]).0).collect();
    let available = |shop: &Shop| {
        let balance = shop.read(|work| points::balance(work, &aino)).unwrap();
        assert!(shop.read(|work| points::check(work, aino.id)));
        balance.available
    };
    assert_eq!(available(&shop), 50);
    let ledger = shop.read(|work| points::ledger(work, &aino, None, 10));
    assert_eq!(ledger.entries.len(), 1);
    // Some were spent: what is missing is owed, as far as debts go.
    shop.write(|work| points::adjust(work, aino.id, -20, "by hand"));
    for sale in &sales {
        shop.brings_back(&aino, sale, &[1]);
    }
    assert_eq!(available(&shop), -15);
    assert_eq!(shop.challenge(&aino).state, ChallengeState::Joined);
}
