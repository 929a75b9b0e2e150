//! What is done with an offer.

use kantis_merchant::engine::offers;
use kantis_protocol::{OfferState, ProblemType};
use uuid::Uuid;

use crate::shop::{coffee, nobody, noon, shop};

const RULES: &str = r#"
[[offer]]
id = "once"
title = "Once"
worth = { percent = 10 }
when = { everyone = { until = 2026-05-20 } }
activation = true

[[offer]]
id = "often"
title = "Often"
worth = { percent = 10 }
when = { everyone = {} }
reusable = true

[[offer]]
id = "code"
title = "In the web shop"
worth = { amount = "5.00" }
when = { joined = {} }
why = "-"
code = true
days = 3
"#;

#[test]
fn an_offer_is_used_once() {
    let mut shop = shop(RULES);
    let member = shop.joined(1);
    let id = shop.kept(&member, "once").id;
    let receipt = Uuid::from_u128(1);
    assert_eq!(
        shop.refused(|work| offers::redeem(work, id, receipt)),
        ProblemType::WrongState,
        "it is not activated"
    );
    let activated = shop.write(|work| offers::activate(work, &member, id));
    assert_eq!(activated.state, OfferState::Activated);
    let before = shop.sequence(&member);
    shop.write(|work| offers::activate(work, &member, id));
    assert_eq!(shop.sequence(&member), before, "twice is as once");
    assert!(shop.usable(&member).contains(&"once".to_owned()));
    shop.write(|work| offers::redeem(work, id, receipt));
    assert_eq!(shop.state(&member, "once"), OfferState::Redeemed);
    for problem in [
        shop.refused(|work| offers::redeem(work, id, Uuid::from_u128(2))),
        shop.refused(|work| offers::activate(work, &member, id)),
    ] {
        assert_eq!(problem, ProblemType::WrongState);
    }
    assert_eq!(shop.usable(&member), ["often", "code"]);

    // The whole purchase comes back: it may be used again, while it is good.
    shop.write(|work| offers::returned(work, member.id, receipt));
    assert_eq!(shop.state(&member, "once"), OfferState::Activated);
    shop.write(|work| offers::redeem(work, id, receipt));
    shop.day("2026-05-21");
    shop.write(|work| offers::returned(work, member.id, receipt));
    assert_eq!(shop.state(&member, "once"), OfferState::Expired);
    assert_eq!(
        shop.refused(|work| offers::activate(work, &member, id)),
        ProblemType::Gone
    );
}

#[test]
fn a_reusable_one_is_used_again_and_again() {
    let shop = shop(RULES);
    let member = shop.joined(1);
    let id = shop.kept(&member, "often").id;
    for receipt in 1..4 {
        let used = shop.write(|work| offers::redeem(work, id, Uuid::from_u128(receipt)));
        assert_eq!(used.receipt, Some(Uuid::from_u128(receipt)));
    }
    assert_eq!(shop.state(&member, "often"), OfferState::Available);
}

#[test]
fn an_offer_is_one_members() {
    let shop = shop(RULES);
    let (member, other) = (shop.joined(1), shop.joined(2));
    let id = shop.kept(&member, "once").id;
    for offer in [id, nobody()] {
        for problem in [
            shop.refused(|work| offers::activate(work, &other, offer)),
            shop.refused(|work| offers::hide(work, &other, offer, true)),
        ] {
            assert_eq!(problem, ProblemType::NotFound);
        }
        assert_eq!(shop.read(|work| offers::view(work, &other, offer)), None);
    }
}

#[test]
fn hiding_gives_nothing_away() {
    let shop = shop(RULES);
    let member = shop.joined(1);
    let id = shop.kept(&member, "often").id;
    let hidden = shop.write(|work| offers::hide(work, &member, id, true));
    assert!(hidden.hidden);
    assert!(shop.usable(&member).contains(&"often".to_owned()));
    let shown = shop.write(|work| offers::hide(work, &member, id, false));
    assert!(!shown.hidden);
}

#[test]
fn codes_are_found_however_they_are_typed() {
    let mut shop = shop(RULES);
    let members: Vec<_> = (1..=20).map(|chance| shop.joined(chance)).collect();
    let codes: std::collections::BTreeSet<String> = members
        .iter()
        .map(|member| shop.seen(member, "code").code.unwrap())
        .collect();
    assert_eq!(codes.len(), 20);
    let offer = shop.kept(&members[0], "code");
    let code = offer.code.clone().unwrap();
    let typed = format!(" {}-{} ", code[..4].to_lowercase(), &code[4..]);
    for text in [code.as_str(), &typed] {
        let found = shop.read(|work| offers::by_code(work, text)).unwrap();
        assert_eq!(found.id, offer.id);
    }
    for text in [
        "",
        "ABC",
        "' OR 1=1 --",
        &code[1..],
        &"A".repeat(10_000),
        "ÄÄÄÄÄÄÄÄÄÄÄÄ",
    ] {
        assert_eq!(
            shop.read(|work| offers::by_code(work, text)),
            None,
            "{text}"
        );
    }
    assert_eq!(shop.seen(&members[0], "often").code, None);
    shop.now = noon("2026-05-08");
    assert!(!shop.usable(&members[0]).contains(&"code".to_owned()));
    shop.buys(&members[0], &[coffee(1)]);
}
