//! Rewards and claims.

use std::sync::Barrier;

use chrono::Duration;
use kantis_merchant::engine::{EngineError, claims};
use kantis_merchant::records::{ClaimRecord, ClaimSource, MemberRecord};
use kantis_protocol::{ClaimState, Kind, ProblemType, Reward, RewardKind, Value};
use uuid::Uuid;

use crate::shop::{Shop, noon};

const REWARDS: &str = r#"
[[reward]]
id = "mug"
title = { en = "A mug", fi = "Muki", sv = "En mugg" }
cost = 0
worth = { thing = "A mug" }
stock = 2
hold_minutes = 10

[[reward]]
id = "bun"
title = "A bun"
cost = 0
worth = { gift = { products = ["bun"] } }
per_member = 2
per_days = 7

[[reward]]
id = "fan"
title = "A fan"
cost = 0
worth = { thing = "A fan" }

[[reward]]
id = "may"
title = "Only in May"
cost = 0
worth = { percent = 10 }
from = "2026-05-10"
until = "2026-05-31"
"#;

impl Shop {
    pub(crate) fn reserve(&self, member: &MemberRecord, reward: &str) -> ClaimRecord {
        self.write(|work| claims::reserve(work, member, reward))
    }

    pub(crate) fn not_reserved(&self, member: &MemberRecord, reward: &str) -> ProblemType {
        self.refused(|work| claims::reserve(work, member, reward))
    }

    pub(crate) fn reward(&self, member: &MemberRecord, reward: &str) -> Reward {
        self.read(|work| claims::reward(work, member, reward))
            .unwrap()
    }

    fn state(&self, member: &MemberRecord, claim: Uuid) -> ClaimState {
        self.read(|work| claims::view(work, member, claim))
            .unwrap()
            .state
    }
}

#[test]
fn a_reward_is_reserved_used_and_not_used_again() {
    let shop = Shop::with(REWARDS);
    let aino = shop.member(1);
    let claim = shop.reserve(&aino, "mug");
    assert_eq!(claim.hold_until, Some(shop.now + Duration::minutes(10)));
    let receipt = Uuid::from_u128(77);
    let used = shop.write(|work| claims::consume(work, claim.id, Some(receipt)));
    assert_eq!(
        (used.state, used.used, used.receipt),
        (ClaimState::Consumed, Some(shop.now), Some(receipt))
    );
    let again = shop.refused(|work| claims::consume(work, claim.id, None));
    assert_eq!(again, ProblemType::WrongState);
    let back = shop.refused(|work| claims::release(work, aino.id, claim.id));
    assert_eq!(back, ProblemType::WrongState);
    assert_eq!(shop.state(&aino, claim.id), ClaimState::Consumed);
}

#[test]
fn the_last_one_is_told_to_everybody_and_so_is_its_return() {
    let shop = Shop::with(REWARDS);
    let aino = shop.member(1);
    let (_, touched) = shop
        .told(|work| claims::reserve(work, &aino, "mug"))
        .unwrap();
    assert!(!touched.everyone);
    assert!(touched.members.contains(&aino.id));
    let (last, touched) = shop
        .told(|work| claims::reserve(work, &aino, "mug"))
        .unwrap();
    assert!(touched.everyone);
    assert!(!shop.reward(&aino, "mug").in_stock);
    assert_eq!(shop.not_reserved(&aino, "mug"), ProblemType::OutOfStock);

    let (released, touched) = shop
        .told(|work| claims::release(work, aino.id, last.id))
        .unwrap();
    assert_eq!(released.state, ClaimState::Released);
    assert!(touched.everyone);
    assert!(shop.reward(&aino, "mug").in_stock);

    // Letting go twice is as once: no second piece comes back.
    let (_, touched) = shop
        .told(|work| claims::release(work, aino.id, last.id))
        .unwrap();
    assert!(!touched.everyone && touched.members.is_empty());
    shop.reserve(&aino, "mug");
    assert_eq!(shop.not_reserved(&aino, "mug"), ProblemType::OutOfStock);
    let changed = shop.read(|work| Ok(work.tx.changes_after(aino.id, 0, 100)?));
    assert!(
        changed
            .iter()
            .any(|row| row.kind == Kind::Reward && row.id == "mug")
    );
}

#[test]
fn a_hold_lapses_by_itself_and_is_over_before_anybody_noted_it() {
    let mut shop = Shop::with(REWARDS);
    let aino = shop.member(1);
    let claim = shop.reserve(&aino, "mug");
    shop.now += Duration::minutes(10);
    assert_eq!(shop.state(&aino, claim.id), ClaimState::Lapsed);
    let late = shop.refused(|work| claims::consume(work, claim.id, None));
    assert_eq!(late, ProblemType::Gone);

    let (done, touched) = shop.told(|work| claims::tick(work, 10)).unwrap();
    assert_eq!(done, 1);
    assert!(touched.members.contains(&aino.id));
    assert_eq!(shop.write(|work| claims::tick(work, 10)), 0);
    let late = shop.refused(|work| claims::consume(work, claim.id, None));
    assert_eq!(late, ProblemType::Gone);
    // Both pieces are there again.
    shop.reserve(&aino, "mug");
    shop.reserve(&aino, "mug");
}

#[test]
fn the_last_piece_is_free_the_moment_its_hold_is_over() {
    let mut shop = Shop::with(REWARDS);
    let (aino, eero) = (shop.member(1), shop.member(2));
    shop.reserve(&aino, "mug");
    let held = shop.reserve(&aino, "mug");
    shop.now += Duration::minutes(9);
    assert_eq!(shop.not_reserved(&eero, "mug"), ProblemType::OutOfStock);
    shop.now += Duration::minutes(1);
    shop.reserve(&eero, "mug");
    assert_eq!(shop.state(&aino, held.id), ClaimState::Lapsed);
    // The one that lapsed is let go without harm, and its piece does not come back twice.
    shop.write(|work| claims::release(work, aino.id, held.id));
    shop.reserve(&eero, "mug");
    assert_eq!(shop.not_reserved(&eero, "mug"), ProblemType::OutOfStock);
}

#[test]
fn a_member_takes_no_more_than_one_may() {
    let mut shop = Shop::with(REWARDS);
    let (aino, eero) = (shop.member(1), shop.member(2));
    assert_eq!(shop.reward(&aino, "bun").left_for_me, Some(2));
    shop.reserve(&aino, "bun");
    let second = shop.reserve(&aino, "bun");
    assert_eq!(shop.reward(&aino, "bun").left_for_me, Some(0));
    assert_eq!(shop.not_reserved(&aino, "bun"), ProblemType::LimitReached);
    assert_eq!(shop.reward(&eero, "bun").left_for_me, Some(2));
    // What was let go does not count.
    shop.write(|work| claims::release(work, aino.id, second.id));
    let second = shop.reserve(&aino, "bun");
    shop.write(|work| claims::consume(work, second.id, None));

    // Seven days, Monday to Sunday; on the next Monday the first ones are out of the window.
    shop.on("2026-05-10");
    assert_eq!(shop.reward(&aino, "bun").left_for_me, Some(1));
    shop.on("2026-05-11");
    assert_eq!(shop.reward(&aino, "bun").left_for_me, Some(2));
}

#[test]
fn a_window_opens_and_closes_on_the_programmes_days() {
    let mut shop = Shop::with(REWARDS);
    let aino = shop.member(1);
    assert_eq!(shop.not_reserved(&aino, "may"), ProblemType::WrongState);
    // Midnight in Helsinki, in summer.
    shop.now = "2026-05-09T20:59:59Z".parse().unwrap();
    assert_eq!(shop.not_reserved(&aino, "may"), ProblemType::WrongState);
    shop.now = "2026-05-09T21:00:00Z".parse().unwrap();
    shop.reserve(&aino, "may");
    shop.now = "2026-05-31T20:59:59Z".parse().unwrap();
    shop.reserve(&aino, "may");
    shop.now = "2026-05-31T21:00:00Z".parse().unwrap();
    assert_eq!(shop.not_reserved(&aino, "may"), ProblemType::WrongState);
    assert_eq!(shop.not_reserved(&aino, "nothing"), ProblemType::NotFound);
    let catalogue = shop.read(|work| claims::rewards(work, &aino));
    let ids: Vec<_> = catalogue.iter().map(|reward| reward.id.as_str()).collect();
    assert_eq!(ids, ["mug", "bun", "fan"]);
}

#[test]
fn fifty_want_the_last_one_and_exactly_one_gets_it() {
    let shop = Shop::with(&REWARDS.replace("stock = 2", "stock = 1"));
    let members: Vec<_> = (1..=50).map(|chance| shop.member(chance)).collect();
    let start = Barrier::new(members.len());
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let asking: Vec<_> = members
            .iter()
            .map(|member| {
                let (shop, start) = (&shop, &start);
                scope.spawn(move || {
                    start.wait();
                    shop.attempt(|work| claims::reserve(work, member, "mug"))
                })
            })
            .collect();
        asking
            .into_iter()
            .map(|asked| asked.join().unwrap())
            .collect()
    });
    let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let sent_away = outcomes
        .iter()
        .filter(|outcome| {
            matches!(outcome, Err(EngineError::Refused(no)) if no.kind == ProblemType::OutOfStock)
        })
        .count();
    assert_eq!((won, sent_away), (1, 49));
}

#[test]
fn fifty_tills_use_one_claim_and_exactly_one_does() {
    let shop = Shop::with(REWARDS);
    let aino = shop.member(1);
    let claim = shop.reserve(&aino, "mug");
    let start = Barrier::new(50);
    let used = std::thread::scope(|scope| {
        let tills: Vec<_> = (0..50)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    shop.attempt(|work| claims::consume(work, claim.id, None))
                        .is_ok()
                })
            })
            .collect();
        tills
            .into_iter()
            .map(|till| till.join().unwrap())
            .filter(|used| *used)
            .count()
    });
    assert_eq!(used, 1);
}

#[test]
fn codes_are_ten_signs_that_look_like_no_other_and_none_comes_twice() {
    let shop = Shop::with(REWARDS);
    let aino = shop.member(1);
    let codes: std::collections::BTreeSet<_> =
        (0..200).map(|_| shop.reserve(&aino, "fan").code).collect();
    assert_eq!(codes.len(), 200);
    for code in &codes {
        assert_eq!(code.len(), 10);
        assert!(
            code.bytes()
                .all(|sign| sign.is_ascii_uppercase() || sign.is_ascii_digit())
        );
        assert!(!code.contains(['0', 'O', '1', 'I']));
    }
}

#[test]
fn a_code_is_found_as_people_type_it() {
    let shop = Shop::with(REWARDS);
    let aino = shop.member(1);
    let claim = shop.reserve(&aino, "mug");
    let found = |code: &str| {
        shop.read(|work| claims::by_code(work, code))
            .map(|found| found.id)
    };
    let (first, second) = claim.code.split_at(5);
    assert_eq!(found(&claim.code), Some(claim.id));
    assert_eq!(
        found(&format!("{first}-{second}").to_lowercase()),
        Some(claim.id)
    );
    assert_eq!(found(&format!(" {first} {second} ")), Some(claim.id));
    assert_eq!(found(first), None);
    assert_eq!(found(&format!("{}X", claim.code)), None);
    assert_eq!(found(""), None);
    assert_eq!(found("ÅÄÖ\u{0}'; --"), None);
}

#[test]
fn nobody_sees_or_frees_what_is_anothers() {
    let shop = Shop::with(REWARDS);
    let (aino, eero) = (shop.member(1), shop.member(2));
    let claim = shop.reserve(&aino, "mug");
    let no = shop.refused(|work| claims::release(work, eero.id, claim.id));
    assert_eq!(no, ProblemType::NotFound);
    assert!(
        shop.read(|work| claims::view(work, &eero, claim.id))
            .is_none()
    );
    assert!(shop.read(|work| claims::claims(work, &eero)).is_empty());
    let no = shop.refused(|work| claims::release(work, aino.id, Uuid::from_u128(9)));
    assert_eq!(no, ProblemType::NotFound);
}

#[test]
fn what_was_given_is_no_part_of_stock_and_limits_and_is_kept() {
    let mut shop = Shop::with(REWARDS);
    let aino = shop.member(1);
    let until = noon("2026-06-01");
    let source = ClaimSource::Reward("bun".to_owned());
    let given = shop.write(|work| claims::grant(work, aino.id, source.clone(), Some(until)));
    assert_eq!(shop.reward(&aino, "bun").left_for_me, Some(2));
    let no = shop.refused(|work| claims::release(work, aino.id, given.id));
    assert_eq!(no, ProblemType::WrongState);
    let forever = shop.write(|work| claims::grant(work, aino.id, source, None));

    shop.on("2026-06-01");
    assert_eq!(shop.write(|work| claims::tick(work, 10)), 1);
    assert_eq!(shop.state(&aino, given.id), ClaimState::Lapsed);
    shop.on("2028-06-01");
    assert_eq!(shop.write(|work| claims::tick(work, 10)), 0);
    assert_eq!(shop.state(&aino, forever.id), ClaimState::Reserved);
    // What ended more than a year ago is no longer shown.
    let shown = shop.read(|work| claims::claims(work, &aino));
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].id, forever.id);
}

#[test]
fn a_purchase_that_came_back_gives_its_claims_back() {
    let shop = Shop::with(REWARDS);
    let aino = shop.member(1);
    let (receipt, back) = (Uuid::from_u128(70), Uuid::from_u128(71));
    let taken = shop.reserve(&aino, "mug");
    let given = shop
        .write(|work| claims::grant(work, aino.id, ClaimSource::Reward("bun".to_owned()), None));
    for claim in [taken.id, given.id] {
        shop.write(|work| claims::consume(work, claim, Some(receipt)));
    }
    shop.write(|work| claims::returned(work, aino.id, receipt, back));
    assert_eq!(shop.state(&aino, taken.id), ClaimState::Released);
    assert_eq!(shop.state(&aino, given.id), ClaimState::Reserved);
    shop.write(|work| claims::returned(work, aino.id, receipt, back));
    // One mug is back, not two.
    shop.reserve(&aino, "mug");
    shop.reserve(&aino, "mug");
    assert_eq!(shop.not_reserved(&aino, "mug"), ProblemType::OutOfStock);
    shop.write(|work| claims::consume(work, given.id, None));
}

#[test]
fn the_catalogue_says_what_each_is_and_what_is_asked() {
    let shop = Shop::with(REWARDS);
    let mut aino = shop.member(1);
    aino.language = "sv-FI".to_owned();
    let mug = shop.reward(&aino, "mug");
    assert_eq!(mug.title, "En mugg");
    assert_eq!(mug.kind, RewardKind::Product);
    assert_eq!(mug.left_for_me, None);
    let bun = shop.reward(&aino, "bun");
    assert_eq!(
        bun.value,
        Value::Gift {
            what: "Bulle".to_owned()
        }
    );
    assert_eq!(
        bun.conditions.as_deref(),
        Some("Högst 2 per medlem på 7 dagar.")
    );
    let may = shop.reward(&aino, "may");
    assert_eq!(may.kind, RewardKind::Discount);
    assert_eq!(may.value, Value::Percent { basis_points: 1000 });
}

#[test]
fn what_left_the_programme_is_still_shown_by_a_name() {
    let mut shop = Shop::with(REWARDS);
    let aino = shop.member(1);
    let claim = shop.reserve(&aino, "mug");
    shop.programme.rewards.clear();
    let shown = shop
        .read(|work| claims::view(work, &aino, claim.id))
        .unwrap();
    assert_eq!(shown.title, "A reward of an earlier time");
    let worth = shop.read(|work| Ok(claims::worth(work, &claim)));
    assert!(worth.is_none());
    shop.write(|work| claims::release(work, aino.id, claim.id));
}
