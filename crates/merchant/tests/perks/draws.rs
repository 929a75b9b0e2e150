//! Prize draws.

use std::collections::BTreeSet;

use kantis_merchant::engine::{challenges, claims, draws};
use kantis_merchant::records::{ClaimSource, MemberRecord, SaleRecord};
use kantis_protocol::DrawRecord;
use kantis_protocol::draw::{DrawFault, holder};

use crate::shop::{Goods, Shop, after, coffee};

const MAY: &str = r#"
[[draw]]
id = "may"
title = { en = "May draw", fi = "Toukokuun arvonta", sv = "Majlotteri" }
from = "2026-05-01"
until = "2026-05-31"
ticket = { spent = "5.00" }
tickets_per_member = 6
prize = [
  { title = "A bicycle", count = 1 },
  { title = { en = "A mug", fi = "Muki", sv = "En mugg" }, count = 2 },
]
"#;

impl Shop {
    fn plays(&mut self, member: &MemberRecord, goods: &[Goods<'_>]) -> (SaleRecord, u32) {
        let sale = self.sale(member, goods);
        self.write(|work| draws::purchase(work, member, &sale));
        (sale, self.tickets(member))
    }

    fn tickets(&self, member: &MemberRecord) -> u32 {
        self.read(|work| draws::mine(work, member, "may")).0
    }

    fn record(&self) -> Option<DrawRecord> {
        self.read(|work| draws::record(work, "may", "fi"))
    }

    fn draws(&self) -> u32 {
        self.write(draws::tick)
    }
}

#[test]
fn the_commitment_stands_before_the_first_ticket() {
    let mut shop = Shop::with(MAY);
    shop.on("2026-04-30");
    assert_eq!(shop.draws(), 0);
    assert_eq!(shop.record(), None);
    shop.on("2026-05-01");
    assert_eq!(shop.draws(), 1);
    assert_eq!(shop.draws(), 0);
    let open = shop.record().unwrap();
    assert_eq!(open.title, "Toukokuun arvonta");
    assert_eq!(open.opened, shop.now);
    assert_eq!(open.commitment.len(), 64);
    assert_eq!((open.seed.clone(), open.drawn), (None, None));
    assert!(open.tickets.is_empty() && open.winners.is_empty());
    assert_eq!(open.verify(), Err(DrawFault::Open));

    let aino = shop.member(1);
    shop.plays(&aino, &[coffee(4)]);
    assert_eq!(shop.record(), Some(open));
}

#[test]
fn money_spent_gives_tickets_up_to_the_most_one_may_have() {
    let mut shop = Shop::with(MAY);
    let aino = shop.member(1);
    assert_eq!(shop.plays(&aino, &[coffee(1)]).1, 0);
    assert_eq!(shop.plays(&aino, &[coffee(4)]).1, 2);
    assert_eq!(shop.plays(&aino, &[coffee(5)]).1, 5);
    assert_eq!(shop.plays(&aino, &[coffee(40)]).1, 6);
    assert_eq!(shop.plays(&aino, &[coffee(40)]).1, 6);
    shop.on("2026-06-01");
    let eero = shop.member(2);
    assert_eq!(shop.plays(&eero, &[coffee(40)]).1, 0);
}

#[test]
fn a_purchase_gives_one_ticket_where_the_rule_says_so() {
    let mut shop = Shop::with(&MAY.replace(
        r#"{ spent = "5.00" }"#,
        r#"{ purchase = { minimum = "10.00" } }"#,
    ));
    let aino = shop.member(1);
    assert_eq!(shop.plays(&aino, &[coffee(3)]).1, 0);
    let (sale, tickets) = shop.plays(&aino, &[coffee(40)]);
    assert_eq!(tickets, 1);
    let back = shop.back(&sale, &[37]);
    shop.write(|work| draws::returned(work, &aino, &sale, &back));
    assert_eq!(shop.tickets(&aino), 0);
}

#[test]
fn a_return_takes_tickets_back_while_the_draw_is_open() {
    let mut shop = Shop::with(MAY);
    let aino = shop.member(1);
    let (sale, tickets) = shop.plays(&aino, &[coffee(10)]);
    assert_eq!(tickets, 6);
    let back = shop.back(&sale, &[5]);
    shop.write(|work| draws::returned(work, &aino, &sale, &back));
    assert_eq!(shop.tickets(&aino), 3);
    let sale = after(&sale, &back);
    shop.on("2026-06-04");
    assert_eq!(shop.draws(), 1);
    let drawn = shop.record().unwrap();
    assert_eq!((drawn.tickets[0].first, drawn.tickets[0].count), (1, 3));

    // Once it is drawn, nothing of it changes.
    let back = shop.back(&sale, &[5]);
    shop.write(|work| draws::returned(work, &aino, &sale, &back));
    assert_eq!(shop.record(), Some(drawn));
}

#[test]
fn it_is_drawn_once_after_its_last_day_and_anybody_can_draw_again() {
    let mut shop = Shop::with(MAY);
    shop.draws();
    let promised = shop.record().unwrap().commitment;
    let members: Vec<_> = (1..=8).map(|chance| shop.member(chance)).collect();
    for (member, pieces) in members.iter().zip([2, 4, 6, 20, 2, 2, 1, 8]) {
        shop.plays(member, &[coffee(pieces)]);
    }
    shop.on("2026-05-31");
    assert_eq!(shop.draws(), 0);
    // A till that was offline brings a purchase of the last evening, three days late.
    shop.now = "2026-06-03T20:59:59Z".parse().unwrap();
    assert_eq!(shop.draws(), 0);
    let mut late = shop.sale(&members[6], &[coffee(2)]);
    late.at = "2026-05-31T20:59:59Z".parse().unwrap();
    shop.write(|work| draws::purchase(work, &members[6], &late));
    assert_eq!(shop.tickets(&members[6]), 1);
    shop.now = "2026-06-03T21:00:00Z".parse().unwrap();
    let (done, touched) = shop.told(draws::tick).unwrap();
    assert_eq!(done, 1);

    let record = shop.record().unwrap();
    assert_eq!(record.verify(), Ok(()));
    assert_eq!(record.commitment, promised);
    assert_eq!(record.drawn, Some(shop.now));
    let prizes: Vec<_> = record.winners.iter().map(|winner| winner.prize).collect();
    assert_eq!(prizes, [0, 1, 1]);
    // Those who took part are on the list by number, without their names or ids.
    let holders: Vec<_> = record.tickets.iter().map(|of| of.holder.clone()).collect();
    let mut expected: Vec<_> = members
        .iter()
        .map(|member| holder("may", member.id))
        .collect();
    // Whose purchase came last has the last number.
    let last = expected.remove(6);
    expected.push(last);
    assert_eq!(holders, expected);
    let text = serde_json::to_string(&record).unwrap();
    for member in &members {
        assert!(!text.contains(&member.id.to_string()));
    }

    // Each winner has a claim on the prize, and nobody else has one.
    let winners: BTreeSet<_> = record.winners.iter().map(|of| of.holder.clone()).collect();
    assert_eq!(winners.len(), 3);
    for member in &members {
        let claims = shop.read(|work| claims::claims(work, member));
        let won = record
            .winners
            .iter()
            .find(|winner| winner.holder == holder("may", member.id));
        assert_eq!(claims.len(), usize::from(won.is_some()));
        assert_eq!(touched.members.contains(&member.id), won.is_some());
        if let Some(won) = won {
            let code = &claims[0].code;
            let claim = shop.read(|work| claims::by_code(work, code)).unwrap();
            assert_eq!(claim.source, ClaimSource::Draw("may".to_owned(), won.prize));
            assert_eq!(claim.hold_until, None);
            let title = if won.prize == 0 { "A bicycle" } else { "A mug" };
            assert_eq!(claims[0].title, title);
        }
    }

    // Never again, also not after the program began anew, and late purchases change nothing.
    let mut shop = shop.opened_again();
    assert_eq!(shop.draws(), 0);
    shop.on("2026-06-05");
    assert_eq!(shop.draws(), 0);
    let mut late = shop.sale(&members[0], &[coffee(20)]);
    late.at = "2026-05-31T18:00:00Z".parse().unwrap();
    shop.write(|work| draws::purchase(work, &members[0], &late));
    assert_eq!(shop.record(), Some(record));
}

#[test]
fn a_draw_that_did_not_last_did_not_happen() {
    let mut shop = Shop::with(MAY);
    let aino = shop.member(1);
    shop.plays(&aino, &[coffee(4)]);
    shop.on("2026-06-04");
    // The program dies before the transaction ends.
    let refused = shop.attempt(|work| {
        draws::tick(work)?;
        Err::<(), _>(kantis_merchant::engine::EngineError::Store(
            kantis_merchant::store::StoreError::Newer,
        ))
    });
    assert!(refused.is_err());
    assert!(shop.read(|work| claims::claims(work, &aino)).is_empty());
    let commitment = shop.record().unwrap().commitment;
    let shop = shop.opened_again();
    assert_eq!(shop.draws(), 1);
    let record = shop.record().unwrap();
    assert_eq!((record.verify(), record.commitment), (Ok(()), commitment));
    assert_eq!(shop.read(|work| claims::claims(work, &aino)).len(), 1);
}

#[test]
fn nobody_came_is_a_draw_too_and_one_from_before_the_shop_is_none() {
    let mut shop = Shop::with(MAY);
    shop.draws();
    shop.on("2026-06-04");
    assert_eq!(shop.draws(), 1);
    let record = shop.record().unwrap();
    assert_eq!(record.verify(), Ok(()));
    assert!(record.winners.is_empty());

    let mut shop = Shop::with(MAY);
    shop.on("2026-06-01");
    assert_eq!(shop.draws(), 0);
    assert_eq!(shop.record(), None);
}

#[test]
fn who_left_before_the_draw_takes_no_part() {
    let mut shop = Shop::with(MAY);
    let (aino, eero) = (shop.member(1), shop.member(2));
    shop.plays(&aino, &[coffee(4)]);
    shop.plays(&eero, &[coffee(4)]);
    shop.write(|work| Ok(work.tx.delete_member(aino.id)?));
    shop.on("2026-06-04");
    shop.draws();
    let record = shop.record().unwrap();
    assert_eq!(record.verify(), Ok(()));
    assert_eq!(record.tickets.len(), 1);
    assert_eq!(record.tickets[0].first, 3);
    assert_eq!(record.winners[0].holder, holder("may", eero.id));
}

#[test]
fn a_challenge_gives_tickets() {
    let rules = format!(
        "{}{}",
        MAY.replace(r#"{ spent = "5.00" }"#, "{ challenges = {} }"),
        r#"
[[challenge]]
id = "two"
title = "Two purchases"
from = "2026-05-01"
until = "2026-06-30"
counts = "purchases"
steps = 2
prize = { tickets = { draw = "may", count = 4 } }
"#
    );
    let mut shop = Shop::with(&rules);
    let (aino, eero) = (shop.member(1), shop.member(2));
    for member in [&aino, &eero] {
        let joined = shop.write(|work| challenges::join(work, member, "two"));
        assert_eq!(joined.reward, "4 tickets for the draw: May draw");
    }
    let mut bought = Vec::new();
    for _ in 0..2 {
        let (sale, _) = shop.plays(&aino, &[coffee(40)]);
        shop.write(|work| challenges::purchase(work, &aino, &sale));
        bought.push(sale);
    }
    assert_eq!(shop.tickets(&aino), 4);

    // One of the two goes back, and the tickets with it, until the draw is drawn.
    let back = shop.back(&bought[1], &[40]);
    shop.write(|work| challenges::returned(work, &aino, &bought[1], &back));
    assert_eq!(shop.tickets(&aino), 0);
    let (sale, _) = shop.plays(&aino, &[coffee(1)]);
    shop.write(|work| challenges::purchase(work, &aino, &sale));
    assert_eq!(shop.tickets(&aino), 4);

    // After the draw's last day there are none any more, and the challenge is done all the same.
    shop.on("2026-06-01");
    for _ in 0..2 {
        let (sale, _) = shop.plays(&eero, &[coffee(1)]);
        shop.write(|work| challenges::purchase(work, &eero, &sale));
    }
    assert_eq!(shop.tickets(&eero), 0);
}
