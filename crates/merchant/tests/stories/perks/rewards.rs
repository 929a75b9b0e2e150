//! Rewards that points buy.

use chrono::TimeDelta;
use kantis_protocol::ProblemType;
use serde_json::json;

use super::{cafe, pieces, ring_up, visit, with};
use crate::shop::Member;

const RULES: &str = r#"
[points]
code = "pts"
one = "point"
other = "points"
earn = [{ points = 10, every = "1.00" }]

[[reward]]
id = "mug"
title = "A mug"
cost = 100
worth = { thing = "A mug" }
stock = 1
hold_minutes = 20

[[reward]]
id = "bun"
title = "A bun"
cost = 50
worth = { gift = { products = ["bun"] } }
per_member = 1
"#;

fn available(member: &Member) -> i64 {
    let account = member.wallet.get("/v1/account").ok();
    account["balances"][0]["available"].as_i64().unwrap()
}

fn reserve(member: &Member, reward: &str, key: &str) -> crate::shop::Answer {
    let request = json!({ "reward": reward });
    member.wallet.post_once("/v1/claims", key, &request)
}

#[test]
fn fifty_wallets_want_the_last_mug_and_exactly_one_gets_it() {
    let shop = cafe(RULES);
    let members: Vec<_> = (0..50)
        .map(|index| shop.join(&format!("m{index}@example.fi")))
        .collect();
    for member in &members {
        shop.buy(member, &json!([pieces("coffee", 5)]));
    }
    let start = std::sync::Barrier::new(members.len());
    let answers: Vec<_> = std::thread::scope(|scope| {
        let asking: Vec<_> = members
            .iter()
            .map(|member| {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    reserve(member, "mug", "one-mug-please")
                })
            })
            .collect();
        asking
            .into_iter()
            .map(|asked| asked.join().unwrap())
            .collect()
    });
    let mut won = 0;
    for (member, answer) in members.iter().zip(&answers) {
        if answer.status == 201 {
            won += 1;
            assert_eq!(available(member), 50);
        } else {
            answer.problem(ProblemType::OutOfStock);
            assert_eq!(available(member), 150);
        }
        let rewards = member.wallet.get("/v1/rewards").ok();
        assert_eq!(with(&rewards, "id", "mug")["in_stock"], false);
    }
    assert_eq!(won, 1);
}

#[test]
fn a_hold_lapses_and_mug_and_points_are_back() {
    let shop = cafe(RULES);
    let (aino, eero) = (shop.join("aino@example.fi"), shop.join("eero@example.fi"));
    for member in [&aino, &eero] {
        shop.buy(member, &json!([pieces("coffee", 5)]));
    }
    let claim = reserve(&aino, "mug", "1").ok();
    assert_eq!(reserve(&aino, "mug", "1").ok(), claim);
    assert_eq!(available(&aino), 50);
    reserve(&eero, "mug", "1").problem(ProblemType::OutOfStock);

    // Before anybody has noted that the hold is over, a wallet that asks with its tag hears of it.
    let asks = |path: &str| {
        let answer = aino.wallet.get(path);
        answer.header("etag").unwrap().to_owned()
    };
    let known = ["/v1/claims", "/v1/account"].map(|path| (path, asks(path)));
    shop.clock.pass(TimeDelta::minutes(20));
    for (path, tag) in &known {
        let wallet = aino.wallet.header("if-none-match", tag);
        assert_eq!(wallet.get(path).status, 200, "{path}");
        let tag = asks(path);
        let wallet = aino.wallet.header("if-none-match", &tag);
        assert_eq!(wallet.get(path).status, 304, "{path}");
    }
    assert_eq!(aino.wallet.get("/v1/claims").ok()[0]["state"], "lapsed");
    shop.settle();
    assert_eq!(available(&aino), 150);
    let path = format!("/v1/claims/{}", claim["id"].as_str().unwrap());
    assert_eq!(aino.wallet.get(&path).ok()["state"], "lapsed");
    shop.till()
        .post_once(
            "/pos/v1/claims/consume",
            "late",
            &json!({ "code": claim["code"] }),
        )
        .problem(ProblemType::Gone);
    reserve(&eero, "mug", "2").ok();
    eero.wallet.get(&path).problem(ProblemType::NotFound);
    eero.wallet
        .poke(&format!("{path}/release"))
        .problem(ProblemType::NotFound);
}

#[test]
fn a_reward_is_taken_used_in_a_basket_and_handed_back() {
    let shop = cafe(RULES);
    let aino = shop.join("aino@example.fi");
    reserve(&aino, "bun", "poor").problem(ProblemType::InsufficientBalance);
    reserve(&aino, "cake", "none").problem(ProblemType::NotFound);
    shop.buy(&aino, &json!([pieces("coffee", 5)]));
    let claim = reserve(&aino, "bun", "first").ok();
    reserve(&aino, "bun", "second").problem(ProblemType::LimitReached);

    // Let go and taken again.
    let path = format!("/v1/claims/{}/release", claim["id"].as_str().unwrap());
    assert_eq!(aino.wallet.poke(&path).ok()["state"], "released");
    assert_eq!(aino.wallet.poke(&path).ok()["state"], "released");
    assert_eq!(available(&aino), 150);
    let claim = reserve(&aino, "bun", "third").ok();
    let code = claim["code"].as_str().unwrap();

    let here = visit(&shop, &aino);
    let lines = json!([pieces("bun", 1), pieces("coffee", 1)]);
    let sold = ring_up(&shop, &here, &lines, &[code], "with-a-bun").ok();
    assert_eq!(sold["receipt"]["total"]["minor"], 300);
    assert_eq!(sold["receipt"]["effects"]["points_spent"], 50);
    assert_eq!(available(&aino), 130);
    let used = format!("/v1/claims/{}/release", claim["id"].as_str().unwrap());
    aino.wallet.poke(&used).problem(ProblemType::WrongState);

    let back = json!({ "receipt": sold["receipt"]["id"] });
    shop.till().post_once("/pos/v1/returns", "back", &back).ok();
    assert_eq!(available(&aino), 150);
    let rewards = aino.wallet.get("/v1/rewards").ok();
    assert_eq!(with(&rewards, "id", "bun")["left_for_me"], 1);
}
