//! What a shopper says about themselves: written in the wallet, kept in the shop's books.

use kantis_merchant::records::MemberRecord;
use serde_json::{Value, json};

use crate::faults::SHOP;
use crate::scene::Scene;
use crate::shop::TestShop;
use crate::world::EMAIL;

fn in_the_books(shop: &TestShop) -> MemberRecord {
    shop.read(|work| Ok(work.tx.member_by_email(EMAIL)?.expect("a member")))
}

fn say(scene: &Scene, card: &str, name: &str, phone: Option<&str>) -> Value {
    let wish = json!({
        "do": "profile", "name": name, "phone": phone, "birthday": "--02-29", "language": "fi",
    });
    scene.ok("shopWish", json!({ "card": card, "wish": wish }))
}

#[test]
fn what_is_written_in_the_wallet_is_in_the_shops_books() {
    let mut scene = Scene::new(SHOP);
    let card = scene.connect(json!({}));
    let member = scene.view(&card)["member"].clone();
    assert_eq!(
        (&member["email"], &member["phone"], &member["language"]),
        (&json!(EMAIL), &Value::Null, &json!("en"))
    );
    let said = say(&scene, &card, "Aino", Some("+358 40 123 4567"));
    assert_eq!(said["state"], "done", "{said}");
    let kept = in_the_books(&scene.shop);
    assert_eq!(kept.name.as_deref(), Some("Aino"));
    assert_eq!(kept.phone.as_deref(), Some("+358401234567"));
    assert_eq!(kept.language, "fi");
    let birthday = kept.birthday.expect("a birthday");
    assert_eq!((birthday.day, birthday.month), (29, 2));
    let member = scene.view(&card)["member"].clone();
    assert_eq!(member["phone"], "+358401234567");
    assert_eq!(member["birthday"], "--02-29");
    assert_eq!(
        (&member["queued"], &member["wanted"]),
        (&Value::Null, &Value::Null)
    );
    // Whatever is emptied in the wallet is empty in the books.
    assert_eq!(say(&scene, &card, "Aino", None)["state"], "done");
    assert_eq!(in_the_books(&scene.shop).phone, None);
}

#[test]
fn what_the_shop_cannot_read_or_another_member_has_is_refused_until_it_is_put_right() {
    let mut scene = Scene::new(SHOP);
    let card = scene.connect(json!({}));
    let other = scene.shop.sign_in("eero@example.fi").tokens.access_token;
    let profile = json!({ "phone": "+358401111111", "language": "en" });
    let theirs = scene.shop.with_token(&other);
    assert!(theirs.put("/v1/profile", &profile).status < 300);
    for (phone, why) in [
        ("0401234567", "invalid"),
        ("+358401111111", "limit-reached"),
    ] {
        let refused = say(&scene, &card, "Aino", Some(phone));
        assert_eq!(
            (&refused["state"], &refused["why"]),
            (&json!("refused"), &json!(why))
        );
        let member = scene.view(&card)["member"].clone();
        assert_eq!(member["queued"]["state"], "refused", "{member}");
        // What was typed is there to be put right; what the shop has is what counts.
        assert_eq!(member["wanted"]["phone"], phone);
        assert_eq!(member["phone"], Value::Null);
    }
    assert_eq!(in_the_books(&scene.shop).name, None);
    assert_eq!(say(&scene, &card, "Aino", None)["state"], "done");
    let member = scene.view(&card)["member"].clone();
    assert_eq!(member["queued"], Value::Null, "{member}");
    assert_eq!(member["name"], "Aino");
}

#[test]
fn what_is_written_offline_waits_and_the_last_word_alone_is_sent() {
    let mut scene = Scene::new(SHOP);
    let card = scene.connect(json!({}));
    scene.shop.end();
    for name in ["Ai", "Aino"] {
        assert_eq!(say(&scene, &card, name, None)["state"], "queued");
    }
    let view = scene.view(&card);
    assert_eq!(view["connection"]["waiting"], 1, "{view}");
    assert_eq!(view["member"]["queued"]["state"], "waiting");
    assert_eq!(view["member"]["wanted"]["name"], "Aino");
    assert_eq!(view["member"]["name"], Value::Null);
    let queued = view["member"]["queued"]["id"].clone();
    scene.ok("shopUnwish", json!({ "id": queued }));
    assert_eq!(scene.view(&card)["member"]["wanted"], Value::Null);
}
