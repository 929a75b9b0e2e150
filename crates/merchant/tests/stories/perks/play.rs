//! Campaigns, challenges and draws.

use chrono::TimeDelta;
use kantis_protocol::draw::holder;
use kantis_protocol::{DrawRecord, ProblemType};
use serde_json::json;

use super::{cafe, pieces, with};

const POINTS: &str = r#"
[points]
code = "pts"
one = "point"
other = "points"
earn = [{ points = 1, every = "1.00" }]
"#;

#[test]
fn double_points_in_a_week_for_the_first_two_who_come() {
    // The shop opens on Tuesday, 10 March 2026.
    let shop = cafe(&format!(
        "{POINTS}{}",
        r#"
[[campaign]]
id = "bakery"
title = "Bakery week"
from = "2026-03-09"
until = "2026-03-15"
on = { categories = ["bakery"] }
points_percent = 200

[[campaign]]
id = "first"
title = "The first two"
from = "2026-03-09"
until = "2026-03-15"
points = 20
first = 2
"#
    ));
    let given = |sold: &serde_json::Value| sold["receipt"]["effects"]["points"].as_i64().unwrap();
    let basket = json!([pieces("bun", 2), pieces("coffee", 1)]);
    let [aino, eero, liisa] =
        ["aino", "eero", "liisa"].map(|name| shop.join(&format!("{name}@example.fi")));
    assert_eq!(given(&shop.buy(&aino, &basket)), 7 + 4 + 20);
    assert_eq!(given(&shop.buy(&aino, &basket)), 7 + 4);
    let of_eero = shop.buy(&eero, &basket);
    assert_eq!(given(&of_eero), 7 + 4 + 20);
    let late = shop.buy(&liisa, &basket);
    assert_eq!(given(&late), 7 + 4);
    // Somebody brings it all back: there is a place for the next one.
    let back = |sold: &serde_json::Value, key: &str| {
        let back = json!({ "receipt": sold["receipt"]["id"] });
        shop.till().post_once("/pos/v1/returns", key, &back).ok()
    };
    back(&late, "late");
    assert_eq!(given(&shop.buy(&liisa, &basket)), 7 + 4);
    back(&of_eero, "eero");
    assert_eq!(given(&shop.buy(&liisa, &basket)), 7 + 4 + 20);
    shop.pass(TimeDelta::days(6));
    assert_eq!(given(&shop.buy(&liisa, &basket)), 7);
}

#[test]
fn three_purchases_in_march_give_points() {
    let shop = cafe(&format!(
        "{POINTS}{}",
        r#"
[[challenge]]
id = "march"
title = "Three in March"
from = "2026-03-01"
until = "2026-03-31"
counts = "purchases"
steps = 3
minimum_basket = "3.00"
prize = { points = 50 }
"#
    ));
    let aino = shop.join("aino@example.fi");
    let challenge = || {
        let list = aino.wallet.get("/v1/challenges").ok();
        with(&list, "id", "march").clone()
    };
    let coffee = json!([pieces("coffee", 1)]);
    shop.buy(&aino, &coffee);
    assert_eq!(
        (challenge()["done"].clone(), challenge()["state"].clone()),
        (json!(0), json!("open"))
    );
    let joined = aino.wallet.poke("/v1/challenges/march/join").ok();
    assert_eq!(
        (&joined["state"], &joined["reward"]),
        (&json!("joined"), &json!("50\u{a0}points"))
    );
    aino.wallet.poke("/v1/challenges/march/join").ok();
    aino.wallet
        .poke("/v1/challenges/april/join")
        .problem(ProblemType::NotFound);

    shop.buy(&aino, &json!([pieces("bun", 1)]));
    assert_eq!(challenge()["done"], 0);
    let sold = shop.buy(&aino, &coffee);
    shop.buy(&aino, &coffee);
    assert_eq!(challenge()["done"], 2);
    let back = json!({ "receipt": sold["receipt"]["id"] });
    shop.till().post_once("/pos/v1/returns", "back", &back).ok();
    assert_eq!(challenge()["done"], 1);
    shop.buy(&aino, &coffee);
    shop.buy(&aino, &coffee);
    assert_eq!(
        (challenge()["done"].clone(), challenge()["state"].clone()),
        (json!(3), json!("completed"))
    );
    let account = aino.wallet.get("/v1/account").ok();
    // Four coffees that stayed, a bun, and the prize.
    assert_eq!(account["balances"][0]["available"], 4 * 3 + 2 + 50);

    let eero = shop.join("eero@example.fi");
    let known = eero.wallet.get("/v1/changes").ok()["new_state"].clone();
    shop.pass(TimeDelta::days(22));
    // That it ended is a change, though nobody did anything.
    let since = format!("/v1/changes?since={}", known.as_str().unwrap());
    let page = eero.wallet.get(&since).ok();
    let ended = |changed: &serde_json::Value| {
        changed["kind"] == "challenge" && changed["record"]["state"] == "ended"
    };
    assert!(page["changed"].as_array().unwrap().iter().any(ended));
    eero.wallet
        .poke("/v1/challenges/march/join")
        .problem(ProblemType::WrongState);
}

#[test]
fn a_draw_is_announced_drawn_once_and_can_be_drawn_again_by_anybody() {
    let shop = cafe(
        r#"
[[draw]]
id = "march"
title = { en = "March draw", fi = "Maaliskuun arvonta", sv = "Marslotteri" }
from = "2026-03-01"
until = "2026-03-31"
ticket = { purchase = { minimum = "3.00" } }
prize = [{ title = "A week of coffee", count = 2 }]
"#,
    );
    shop.settle();
    let record = || -> DrawRecord { shop.nobody().get("/v1/draws/march").read_as() };
    let promised = record();
    assert_eq!((promised.drawn, &promised.seed), (None, &None));
    shop.nobody()
        .get("/v1/draws/april")
        .problem(ProblemType::NotFound);

    let members: Vec<_> = (0..5)
        .map(|index| shop.join(&format!("m{index}@example.fi")))
        .collect();
    for member in &members {
        shop.buy(member, &json!([pieces("coffee", 1)]));
    }
    // The day after the last one: tills that were offline may still come.
    shop.pass(TimeDelta::days(22));
    assert_eq!(record(), promised);
    shop.pass(TimeDelta::days(3));
    let drawn = record();
    assert_eq!(drawn.verify(), Ok(()));
    assert_eq!(drawn.commitment, promised.commitment);
    assert_eq!((drawn.tickets.len(), drawn.winners.len()), (5, 2));
    shop.pass(TimeDelta::days(3));
    assert_eq!(record(), drawn);
    let finnish = shop
        .nobody()
        .header("accept-language", "fi")
        .get("/v1/draws/march")
        .ok();
    assert_eq!(finnish["title"], "Maaliskuun arvonta");

    // The winner finds the prize in the wallet and gets it at the till, once.
    let winner = members
        .iter()
        .find(|member| drawn.winners[0].holder == holder("march", member.id))
        .unwrap();
    let claims = winner.wallet.get("/v1/claims").ok();
    assert_eq!(claims[0]["title"], "A week of coffee");
    let request = json!({ "code": claims[0]["code"] });
    let handed = shop
        .till()
        .post_once("/pos/v1/claims/consume", "1", &request);
    assert_eq!(handed.ok()["state"], "consumed");
    shop.till()
        .post_once("/pos/v1/claims/consume", "2", &request)
        .problem(ProblemType::WrongState);
    let all: usize = members
        .iter()
        .map(|member| {
            member
                .wallet
                .get("/v1/claims")
                .ok()
                .as_array()
                .unwrap()
                .len()
        })
        .sum();
    assert_eq!(all, 2);
}
