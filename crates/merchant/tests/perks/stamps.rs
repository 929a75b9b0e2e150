//! Stamp cards.

use kantis_merchant::engine::stamps;
use kantis_merchant::programme::Worth;
use kantis_merchant::records::{ClaimSource, MemberRecord, SaleRecord};
use kantis_protocol::{ClaimState, StampCard, StampEffect};

use crate::shop::{Goods, Shop, after, bun, coffee};

const TEN: &str = r#"
[[stamp_card]]
id = "coffee"
title = { en = "Coffee card", fi = "Kahvikortti", sv = "Kaffekort" }
buy = 10
on = { products = ["coffee"] }
reward = { title = "A coffee for free", worth = { gift = { products = ["coffee"] } }, days = 30 }
"#;

impl Shop {
    fn buys(
        &mut self,
        member: &MemberRecord,
        goods: &[Goods<'_>],
    ) -> (SaleRecord, Vec<StampEffect>) {
        let sale = self.sale(member, goods);
        let effects = self.write(|work| stamps::purchase(work, member, &sale, 0));
        (sale, effects)
    }

    fn returns(
        &mut self,
        member: &MemberRecord,
        purchase: &SaleRecord,
        pieces: &[i64],
    ) -> (SaleRecord, Vec<StampEffect>) {
        let back = self.back(purchase, pieces);
        let effects = self.write(|work| stamps::returned(work, member, purchase, &back));
        (after(purchase, &back), effects)
    }

    fn card(&self, member: &MemberRecord, card: &str) -> StampCard {
        self.read(|work| stamps::view(work, member, card)).unwrap()
    }

    /// Stamps on the card, and how often it was filled.
    fn stands(&self, member: &MemberRecord, card: &str) -> (u32, u32) {
        let card = self.card(member, card);
        (card.collected, card.completed)
    }

    fn claim_states(&self, member: &MemberRecord) -> Vec<ClaimState> {
        self.read(|work| kantis_merchant::engine::claims::claims(work, member))
            .iter()
            .map(|claim| claim.state)
            .collect()
    }

    fn use_newest_claim(&self, member: &MemberRecord) {
        self.write(|work| {
            let newest = kantis_merchant::engine::claims::claims(work, member)?
                .into_iter()
                .find(|claim| claim.state == ClaimState::Reserved)
                .unwrap();
            kantis_merchant::engine::claims::consume(work, newest.id, None)
        });
    }
}

fn effect(card: &str, stamps: i64, completed: u32) -> StampEffect {
    StampEffect {
        card: card.to_owned(),
        stamps,
        completed,
    }
}

#[test]
fn ten_coffees_make_one_for_nothing_and_the_card_begins_anew() {
    let mut shop = Shop::with(TEN);
    let aino = shop.member(1);
    for _ in 0..9 {
        let (_, effects) = shop.buys(&aino, &[coffee(1)]);
        assert_eq!(effects, [effect("coffee", 1, 0)]);
    }
    assert_eq!(shop.stands(&aino, "coffee"), (9, 0));
    assert!(shop.claim_states(&aino).is_empty());

    let (_, effects) = shop.buys(&aino, &[coffee(1)]);
    assert_eq!(effects, [effect("coffee", 1, 1)]);
    assert_eq!(shop.stands(&aino, "coffee"), (0, 1));

    let claims = shop.read(|work| kantis_merchant::engine::claims::claims(work, &aino));
    assert_eq!(claims.len(), 1);
    assert_eq!(claims[0].title, "A coffee for free");
    assert_eq!(claims[0].cost, 0);
    assert_eq!(claims[0].reward, None);
    let (record, worth) = shop.read(|work| {
        let record = kantis_merchant::engine::claims::by_code(work, &claims[0].code)?.unwrap();
        let worth = kantis_merchant::engine::claims::worth(work, &record);
        Ok((record, worth.unwrap()))
    });
    assert_eq!(record.source, ClaimSource::StampCard("coffee".to_owned()));
    assert!(matches!(worth.0, Worth::Gift(gift) if gift.products == ["coffee"]));
    // Thirty days, the last one whole: 3 June ends at 21:00 UTC.
    assert_eq!(
        claims[0].hold_until.unwrap().to_rfc3339(),
        "2026-06-03T21:00:00+00:00"
    );
}

#[test]
fn one_purchase_may_fill_a_card_several_times() {
    let mut shop = Shop::with(TEN);
    let aino = shop.member(1);
    let (_, effects) = shop.buys(&aino, &[coffee(23), bun(40)]);
    assert_eq!(effects, [effect("coffee", 23, 2)]);
    assert_eq!(shop.stands(&aino, "coffee"), (3, 2));
    assert_eq!(shop.claim_states(&aino), [ClaimState::Reserved; 2]);
}

#[test]
fn what_was_free_gives_no_stamp() {
    let mut shop = Shop::with(TEN);
    let aino = shop.member(1);
    let (_, effects) = shop.buys(&aino, &[("coffee", 1, 0), bun(1)]);
    assert!(effects.is_empty());
    let (_, effects) = shop.buys(&aino, &[coffee(2), ("coffee", 1, 0)]);
    assert_eq!(effects, [effect("coffee", 2, 0)]);
}

#[test]
fn parts_of_a_piece_give_no_stamp() {
    let mut shop = Shop::with(TEN);
    let aino = shop.member(1);
    let mut sale = shop.sale(&aino, &[coffee(1)]);
    sale.lines[0].quantity = 2750;
    let effects = shop.write(|work| stamps::purchase(work, &aino, &sale, 0));
    assert_eq!(effects, [effect("coffee", 2, 0)]);
}

#[test]
fn a_preview_says_what_the_purchase_does_and_changes_nothing() {
    let mut shop = Shop::with(TEN);
    let aino = shop.member(1);
    shop.buys(&aino, &[coffee(8)]);
    let sale = shop.sale(&aino, &[coffee(5)]);
    let said = shop.read(|work| stamps::preview(work, &aino, &sale, 1));
    assert_eq!(shop.stands(&aino, "coffee"), (8, 0));
    let done = shop.write(|work| stamps::purchase(work, &aino, &sale, 1));
    assert_eq!(said, done);
    assert_eq!(done, [effect("coffee", 6, 1)]);
}

#[test]
fn several_cards_are_stamped_side_by_side() {
    let mut shop = Shop::with(&format!(
        "{TEN}{}",
        r#"
[[stamp_card]]
id = "visits"
title = "Visits"
buy = 3
once_a_purchase = true
minimum_basket = "5.00"
reward = { title = "A bun", worth = { gift = { products = ["bun"] } } }
"#
    ));
    let aino = shop.member(1);
    let (_, effects) = shop.buys(&aino, &[coffee(1), bun(1)]);
    assert_eq!(effects, [effect("coffee", 1, 0), effect("visits", 1, 0)]);
    let (_, effects) = shop.buys(&aino, &[coffee(1)]);
    assert_eq!(effects, [effect("coffee", 1, 0)]);
    let cards = shop.read(|work| stamps::cards(work, &aino));
    let ids: Vec<_> = cards.iter().map(|card| card.id.as_str()).collect();
    assert_eq!(ids, ["coffee", "visits"]);
    assert_eq!(cards[0].earns, "A stamp for each of these: Coffee.");
    assert_eq!(
        cards[1].earns,
        "A stamp for each purchase. On purchases of at least 5.00\u{a0}€."
    );
    assert_eq!(cards[1].last, Some(shop.now));
}

const BONUS: &str = r#"
[[stamp_card]]
id = "card"
title = "Card"
buy = 10
on = { products = ["coffee"] }
bonus = [
  { stamps = 1, weekdays = ["tue"] },
  { stamps = 2, first = true },
  { stamps = 3, with = { products = ["bun"] } },
]
reward = { title = "A coffee", worth = { gift = { products = ["coffee"] } } }
"#;

#[test]
fn bonus_stamps_come_on_their_day_with_their_goods_and_on_a_new_card() {
    let mut shop = Shop::with(BONUS);
    let aino = shop.member(1);
    // Monday: the coffee and the head start.
    assert_eq!(shop.buys(&aino, &[coffee(1)]).1, [effect("card", 3, 0)]);
    assert_eq!(shop.buys(&aino, &[coffee(1)]).1, [effect("card", 1, 0)]);
    // A bonus without the goods that give stamps is none.
    assert!(shop.buys(&aino, &[bun(1)]).1.is_empty());
    assert_eq!(
        shop.buys(&aino, &[coffee(1), bun(1)]).1,
        [effect("card", 4, 0)]
    );
    // Tuesday begins at midnight in Helsinki: 21:30 UTC on Monday is Tuesday there.
    shop.now = "2026-05-04T21:30:00Z".parse().unwrap();
    assert_eq!(shop.buys(&aino, &[coffee(1)]).1, [effect("card", 2, 1)]);
    assert_eq!(shop.stands(&aino, "card"), (0, 1));
    // The next card has a head start of its own.
    shop.on("2026-05-06");
    assert_eq!(shop.buys(&aino, &[coffee(1)]).1, [effect("card", 3, 0)]);
    // So has one that begins in the middle of a purchase.
    assert_eq!(shop.buys(&aino, &[coffee(8)]).1, [effect("card", 10, 1)]);
    assert_eq!(shop.stands(&aino, "card"), (3, 2));
}

#[test]
fn a_head_start_goes_back_with_the_purchase_that_got_it() {
    let mut shop = Shop::with(BONUS);
    let aino = shop.member(1);
    let (sale, _) = shop.buys(&aino, &[coffee(2), bun(1)]);
    assert_eq!(shop.stands(&aino, "card"), (7, 0));
    let (sale, effects) = shop.returns(&aino, &sale, &[0, 1]);
    assert_eq!(effects, [effect("card", -3, 0)]);
    let (sale, effects) = shop.returns(&aino, &sale, &[1, 0]);
    assert_eq!(effects, [effect("card", -1, 0)]);
    let (_, effects) = shop.returns(&aino, &sale, &[1, 0]);
    assert_eq!(effects, [effect("card", -3, 0)]);
    assert_eq!(shop.stands(&aino, "card"), (0, 0));
}

const WORN: &str = r#"
[[stamp_card]]
id = "card"
title = "Card"
buy = 5
expires_days = 30
reward = { title = "A coffee", worth = { gift = { products = ["coffee"] } } }
"#;

#[test]
fn stamps_wear_off_the_oldest_first() {
    let mut shop = Shop::with(WORN);
    let aino = shop.member(1);
    shop.buys(&aino, &[coffee(2)]);
    shop.on("2026-05-20").buys(&aino, &[coffee(1)]);
    let card = shop.card(&aino, "card");
    assert_eq!(
        (card.collected, card.expires),
        (3, "2026-06-03".parse().ok())
    );

    // The last day is a good one.
    shop.on("2026-06-03");
    assert_eq!(shop.write(|work| stamps::tick(work, 100)), 0);
    assert_eq!(shop.card(&aino, "card").collected, 3);

    // The day after it is over, before the tick and after it.
    shop.on("2026-06-04");
    assert_eq!(shop.card(&aino, "card").collected, 1);
    let (done, touched) = shop.told(|work| stamps::tick(work, 100)).unwrap();
    assert_eq!(done, 1);
    assert!(touched.members.contains(&aino.id));
    assert_eq!(shop.write(|work| stamps::tick(work, 100)), 0);
    let card = shop.card(&aino, "card");
    assert_eq!(
        (card.collected, card.expires),
        (1, "2026-06-19".parse().ok())
    );
}

#[test]
fn worn_stamps_fill_no_card_though_no_tick_came_by() {
    let mut shop = Shop::with(WORN);
    let aino = shop.member(1);
    shop.buys(&aino, &[coffee(4)]);
    shop.on("2026-06-10");
    assert_eq!(shop.buys(&aino, &[coffee(1)]).1, [effect("card", 1, 0)]);
    assert_eq!(shop.stands(&aino, "card"), (1, 0));
}

#[test]
fn a_tick_does_no_more_than_it_may() {
    let mut shop = Shop::with(WORN);
    for chance in 1..=5 {
        let member = shop.member(chance);
        shop.buys(&member, &[coffee(1)]);
    }
    shop.on("2026-07-01");
    assert_eq!(shop.write(|work| stamps::tick(work, 3)), 3);
    assert_eq!(shop.write(|work| stamps::tick(work, 3)), 2);
}

#[test]
fn a_return_takes_stamps_off_the_card() {
    let mut shop = Shop::with(TEN);
    let aino = shop.member(1);
    let (sale, _) = shop.buys(&aino, &[coffee(4), bun(2)]);
    let (sale, effects) = shop.returns(&aino, &sale, &[1, 2]);
    assert_eq!(effects, [effect("coffee", -1, 0)]);
    assert_eq!(shop.stands(&aino, "coffee"), (3, 0));
    let (_, effects) = shop.returns(&aino, &sale, &[3, 0]);
    assert_eq!(effects, [effect("coffee", -3, 0)]);
    assert_eq!(shop.stands(&aino, "coffee"), (0, 0));
}

#[test]
fn a_card_that_is_no_longer_full_loses_its_unused_claim() {
    let mut shop = Shop::with(TEN);
    let aino = shop.member(1);
    shop.buys(&aino, &[coffee(7)]);
    let (sale, _) = shop.buys(&aino, &[coffee(4)]);
    assert_eq!(shop.stands(&aino, "coffee"), (1, 1));
    // One stamp is on the new card: it stands in, and the full card stays full.
    let (sale, effects) = shop.returns(&aino, &sale, &[1]);
    assert_eq!(effects, [effect("coffee", -1, 0)]);
    assert_eq!(shop.stands(&aino, "coffee"), (0, 1));
    // Another one opens it.
    let (_, effects) = shop.returns(&aino, &sale, &[1]);
    assert_eq!(effects, [effect("coffee", -1, 0)]);
    assert_eq!(shop.stands(&aino, "coffee"), (9, 0));
    assert_eq!(shop.claim_states(&aino), [ClaimState::Released]);
    // The next coffee fills it again.
    assert_eq!(shop.buys(&aino, &[coffee(1)]).1, [effect("coffee", 1, 1)]);
}

#[test]
fn a_used_claim_stays_and_what_is_lacking_is_forgiven() {
    let mut shop = Shop::with(TEN);
    let aino = shop.member(1);
    let (sale, _) = shop.buys(&aino, &[coffee(10)]);
    shop.use_newest_claim(&aino);
    shop.buys(&aino, &[coffee(2)]);
    let (_, effects) = shop.returns(&aino, &sale, &[10]);
    assert_eq!(effects, [effect("coffee", -2, 0)]);
    assert_eq!(shop.stands(&aino, "coffee"), (0, 1));
    assert_eq!(shop.claim_states(&aino), [ClaimState::Consumed]);
    // Nothing is owed afterwards.
    shop.buys(&aino, &[coffee(3)]);
    assert_eq!(shop.stands(&aino, "coffee"), (3, 1));
}

#[test]
fn with_one_claim_used_the_other_one_goes() {
    let mut shop = Shop::with(TEN);
    let aino = shop.member(1);
    let (sale, _) = shop.buys(&aino, &[coffee(20)]);
    shop.use_newest_claim(&aino);
    let (_, effects) = shop.returns(&aino, &sale, &[15]);
    // Ten are covered by the unused card; the used one keeps its ten.
    assert_eq!(effects, [effect("coffee", -10, 0)]);
    assert_eq!(shop.stands(&aino, "coffee"), (0, 1));
}

#[test]
fn stamps_on_top_come_on_every_card_and_go_with_the_last_of_the_purchase() {
    let mut shop = Shop::with(TEN);
    let aino = shop.member(1);
    let sale = shop.sale(&aino, &[coffee(1), bun(1)]);
    let effects = shop.write(|work| stamps::purchase(work, &aino, &sale, 2));
    assert_eq!(effects, [effect("coffee", 3, 0)]);
    let (sale, _) = shop.returns(&aino, &sale, &[1, 0]);
    assert_eq!(shop.stands(&aino, "coffee"), (2, 0));
    shop.returns(&aino, &sale, &[0, 1]);
    assert_eq!(shop.stands(&aino, "coffee"), (0, 0));
}

#[test]
fn a_return_below_the_least_basket_takes_the_stamp_of_the_rest_too() {
    let mut shop = Shop::with(
        r#"
[[stamp_card]]
id = "card"
title = "Card"
buy = 5
once_a_purchase = true
minimum_basket = "5.00"
reward = { title = "A coffee", worth = { gift = { products = ["coffee"] } } }
"#,
    );
    let aino = shop.member(1);
    let (sale, _) = shop.buys(&aino, &[coffee(3)]);
    let (sale, effects) = shop.returns(&aino, &sale, &[1]);
    assert!(effects.is_empty());
    let (_, effects) = shop.returns(&aino, &sale, &[1]);
    assert_eq!(effects, [effect("card", -1, 0)]);
}

#[test]
fn the_card_speaks_the_members_language() {
    let mut shop = Shop::with(TEN);
    let mut aino = shop.member(1);
    aino.language = "fi".to_owned();
    let (_, touched) = {
        let sale = shop.sale(&aino, &[coffee(1)]);
        shop.told(|work| stamps::purchase(work, &aino, &sale, 0))
            .unwrap()
    };
    assert!(touched.members.contains(&aino.id));
    let card = shop.card(&aino, "coffee");
    assert_eq!(card.title, "Kahvikortti");
    assert_eq!(card.earns, "Leima jokaisesta näistä: Kahvi.");
}
