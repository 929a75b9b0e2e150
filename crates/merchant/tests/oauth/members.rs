//! Members: what they write about themselves, and what a first read finds.

use kantis_merchant::engine::members::{self, Joining};
use kantis_protocol::ProblemType;
use serde_json::{Value, json};

use crate::open;
use crate::shop::TestShop;

#[test]
fn a_member_changes_what_they_wrote() {
    let shop = open();
    let linked = shop.sign_in("aino@example.fi");
    let wallet = shop.with_token(&linked.tokens.access_token);
    let before = wallet.get("/v1/account").ok();
    let asked = json!({
        "name": " Aino Virtanen ", "phone": "+358 40 123 4567", "birthday": "--02-29", "language": "fi",
    });
    wallet.put("/v1/profile", &asked).ok();
    let account = wallet.get("/v1/account").ok();
    let member = &account["member"];
    assert_eq!(member["name"], "Aino Virtanen");
    assert_eq!(member["phone"], "+358401234567");
    assert_eq!(member["birthday"], "--02-29");
    assert_eq!(member["language"], "fi");
    assert_eq!(member["number"], before["member"]["number"]);
    assert_ne!(account["state"], before["state"]);
    // What is null is emptied.
    wallet.put("/v1/profile", &json!({ "language": "fi" })).ok();
    assert_eq!(
        wallet.get("/v1/account").ok()["member"]["phone"],
        Value::Null
    );
}

#[test]
fn what_cannot_be_is_refused_with_its_place() {
    let shop = open();
    let linked = shop.sign_in("aino@example.fi");
    let wallet = shop.with_token(&linked.tokens.access_token);
    let check = |place: &str, value: &str| {
        let mut asked = json!({ "language": "en" });
        asked[place] = json!(value);
        let problem = wallet
            .put("/v1/profile", &asked)
            .problem(ProblemType::Invalid);
        assert_eq!(problem["at"], place);
        assert!(
            value.is_empty() || !problem.to_string().contains(value),
            "{problem}"
        );
    };
    check("name", &"a".repeat(81));
    check("name", "two\nlines");
    check("phone", "0401234567");
    check("birthday", "--02-30");
    check("birthday", "1990-01-01");
    check("language", "xx-QQ");
}

#[test]
fn an_address_and_a_phone_are_one_members() {
    let shop = open();
    shop.sign_in("onni@example.fi");
    let first = shop.sign_in("aino@example.fi");
    let second = shop.sign_in("eino@example.fi");
    let asked = json!({ "phone": "+358401234567", "language": "en" });
    shop.with_token(&first.tokens.access_token)
        .put("/v1/profile", &asked)
        .ok();
    let refused = shop
        .with_token(&second.tokens.access_token)
        .put("/v1/profile", &asked);
    assert_eq!(refused.problem(ProblemType::LimitReached)["at"], "phone");
    let again = shop.shop.write_now(|work| {
        let joining = Joining {
            email: Some("Onni@Example.fi".to_owned()),
            phone: None,
            name: None,
            language: "sv".to_owned(),
        };
        members::join(work, joining)
    });
    assert!(again.is_err());
}

#[test]
fn a_first_read_finds_everything_of_the_programme() {
    let shop = TestShop::example("kauppa");
    let linked = shop.sign_in("aino@example.fi");
    let wallet = shop.with_token(&linked.tokens.access_token);
    let mut kinds = std::collections::BTreeSet::new();
    let mut since = String::new();
    loop {
        let changes = wallet.get(&format!("/v1/changes?max=50{since}")).ok();
        for record in changes["changed"].as_array().unwrap() {
            kinds.insert(record["kind"].as_str().unwrap().to_owned());
        }
        since = format!("&since={}", changes["new_state"].as_str().unwrap());
        if changes["has_more"] == false {
            break;
        }
    }
    for kind in [
        "account",
        "programme",
        "reward",
        "stamp_card",
        "challenge",
        "consent",
    ] {
        assert!(kinds.contains(kind), "{kind} is not among {kinds:?}");
    }
}
