//! Connecting a shop through the commands that a page calls, with a person in a real browser's
//! stead, against the shop itself.

use kantis_api::{Code, ComesBack, Event};
use serde_json::{Value, json};

use crate::scene::{Answer, EMAIL, SHOP, Scene, decide, get};
use crate::shop::{Browser, TestShop};

#[test]
fn a_shop_is_found_connected_read_and_left_with_the_card_kept() {
    let mut scene = Scene::new(SHOP);
    let found = scene.find();
    assert_eq!(found["name"], "Corner");
    assert_eq!(found["host"], scene.shop.url.trim_start_matches("http://"));
    assert_eq!(found["connected"], Value::Null);
    assert_eq!(found["asksToWrite"], true);

    let began = scene.begin(json!({ "language": "fi-FI" }));
    let waiting = scene.ok("shopConnectResult", json!({ "job": began["job"] }));
    assert_eq!(waiting["stage"], "signingIn");
    let back = scene.answer(began["address"].as_str().unwrap(), Answer::Allow);
    // Somebody else's page, and a guess, come first.
    let (place, _) = back.split_once('?').unwrap();
    assert_eq!(get(&format!("{place}?code=guess&state=guess")).0, 404);
    let (status, page) = get(&back);
    assert_eq!(status, 200);
    assert!(page.contains("Olet kirjautunut"), "{page}");
    let result = scene.over(&began["job"]);
    assert_eq!(result["stage"], "done", "{result}");
    let card = result["card"].as_str().unwrap().to_owned();

    let shown = scene.card(&card);
    assert_eq!(shown["tile"]["title"], "Corner");
    assert_eq!(shown["origin"], "shop");
    assert_eq!(shown["connection"]["state"], "live");
    let view = scene.view(&card);
    assert_eq!(view["balances"][0]["available"]["amount"], 0, "{view}");
    let cup = &view["rewards"][0];
    assert_eq!(
        (&cup["canHave"], &cup["whyNot"]),
        (&json!(false), &json!("points"))
    );
    assert_eq!(cup["missing"]["amount"], 100);
    assert!(view["asOf"].is_i64());
    let code = scene.ok("memberCode", json!({ "id": card }));
    assert_eq!(code["kind"]["kind"], "rotating", "{code}");
    assert_eq!(
        (&code["symbology"], &code["readBack"]),
        (&json!("QR_CODE"), &json!("good"))
    );
    assert_eq!(code["groups"].as_array().unwrap().len(), 7);
    let scan = json!({ "member": { "by": "scan", "value": code["text"] } });
    assert_eq!(scene.shop.till().post("/pos/v1/visits", &scan).status, 201);
    let again = scene.find();
    assert_eq!(again["connected"]["card"], json!(card));

    let number = view["member"]["number"].clone();
    let connection = view["connection"]["id"].clone();
    let done = scene.ok(
        "shopDisconnect",
        json!({ "connection": connection, "keep": true }),
    );
    assert!(done["undo"].is_string(), "{done}");
    let plain = scene.card(&card);
    assert_eq!(plain["connection"], Value::Null);
    assert_eq!(plain["tile"]["number"], number);
    assert_eq!(plain["symbols"][0]["text"], number);
    assert_eq!(scene.ok("memberCode", json!({ "id": card })), Value::Null);
    assert_eq!(
        scene.fails("shop", json!({ "id": card })).code,
        Code::NotFound
    );
    assert_eq!(scene.ok("connections", Value::Null), json!([]));
    scene.tell_the_shop();
}

#[test]
fn without_keeping_the_card_goes_and_undo_brings_a_plain_one_back() {
    let mut scene = Scene::new(SHOP);
    let card = scene.connect(json!({}));
    let connection = scene.ok("connections", Value::Null)[0]["id"].clone();
    let gone = json!({ "connection": connection, "keep": false });
    let done = scene.ok("shopDisconnect", gone.clone());
    assert_eq!(
        scene.fails("card", json!({ "id": card })).code,
        Code::NotFound
    );
    scene.tell_the_shop();
    scene.ok("undo", json!({ "step": done["undo"] }));
    let back = scene.card(&card);
    assert_eq!(back["tile"]["title"], "Corner");
    assert_eq!(back["connection"], Value::Null);
    assert_eq!(scene.fails("shopDisconnect", gone).code, Code::NotFound);
}

#[test]
fn a_card_that_is_there_is_linked_and_keeps_what_the_shopper_wrote() {
    let mut scene = Scene::new(SHOP);
    let made =
        json!({ "title": "The corner shop", "note": "Closed on Mondays", "colour": "#112233" });
    let made = scene.ok("cardCreate", made);
    let card = made["ids"][0].as_str().unwrap().to_owned();
    let suggested = scene.find();
    assert_eq!(
        suggested["suggestions"][0]["card"],
        json!(card),
        "{suggested}"
    );
    assert_eq!(scene.connect(json!({ "card": card })), card);
    let linked = scene.card(&card);
    assert_eq!(linked["tile"]["title"], "The corner shop");
    assert_eq!(linked["note"], "Closed on Mondays");
    assert_eq!(linked["colour"], "#112233");
    assert_eq!(linked["origin"], "manual");
    assert_eq!(linked["connection"]["name"], "Corner");
    // The same shop once more renews the sign-in of the same card.
    assert_eq!(scene.connect(json!({})), card);
    assert_eq!(
        scene
            .ok("connections", Value::Null)
            .as_array()
            .unwrap()
            .len(),
        1
    );
    // Another shop's card cannot be taken.
    let other = TestShop::open(SHOP);
    let lookup = scene.ok("shopFind", json!({ "address": other.url }))["lookup"].clone();
    let taken = scene.fails("shopConnect", json!({ "lookup": lookup, "card": card }));
    assert_eq!(taken.code, Code::Connected);
}

#[test]
fn a_no_and_a_sign_in_that_nobody_waits_for_connect_nothing() {
    let mut scene = Scene::new(SHOP);
    let began = scene.begin(json!({}));
    let back = scene.answer(began["address"].as_str().unwrap(), Answer::Deny);
    assert!(get(&back).1.contains("Nothing was connected"));
    let result = scene.over(&began["job"]);
    assert_eq!(
        (&result["stage"], &result["problem"]["code"]),
        (&json!("failed"), &json!("signInDenied"))
    );

    let began = scene.begin(json!({}));
    scene.ok("jobCancel", json!({ "job": began["job"] }));
    let result = scene.over(&began["job"]);
    assert_eq!(result["problem"]["code"], "cancelled");

    // Another shop that answers in this one's place (RFC 9207).
    let began = scene.begin(json!({}));
    let back = scene.answer(began["address"].as_str().unwrap(), Answer::Allow);
    let port = scene.shop.url.rsplit(':').next().unwrap().to_owned();
    get(&back.replace(&port, "1"));
    let result = scene.over(&began["job"]);
    assert_eq!(result["problem"]["code"], "shopIdentity", "{result}");
    assert_eq!(scene.ok("cards", json!({}))["total"], 0);
    assert_eq!(scene.ok("connections", Value::Null), json!([]));
}

#[test]
fn what_is_no_shop_is_told_apart() {
    let mut scene = Scene::new(SHOP);
    for (address, code, why) in [
        ("not an address", Code::AddressRefused, Some("notAnAddress")),
        ("http://10.0.0.1", Code::AddressRefused, Some("private")),
        (
            "http://shop.example",
            Code::AddressRefused,
            Some("notHttps"),
        ),
        ("http://127.0.0.1:1", Code::ShopUnreachable, None),
    ] {
        let error = scene.fails("shopFind", json!({ "address": address }));
        assert_eq!(error.code, code, "{address}");
        assert_eq!(
            error.params.get("why").map(String::as_str),
            why,
            "{address}"
        );
    }
    let invite = format!("{}/join?invite=a.b.c", scene.shop.url);
    let error = scene.fails("shopFind", json!({ "address": invite }));
    assert_eq!(error.code, Code::InviteOver);
    let unknown = scene.fails("shopConnect", json!({ "lookup": "no such" }));
    assert_eq!(unknown.code, Code::NotFound);
    // A shop that closes between agreeing and the trade of the code.
    let began = scene.begin(json!({}));
    let back = scene.answer(began["address"].as_str().unwrap(), Answer::Allow);
    scene.shop.end();
    get(&back);
    let result = scene.over(&began["job"]);
    assert_eq!(result["problem"]["code"], "shopUnreachable", "{result}");
}

#[test]
fn on_a_phone_the_browser_comes_back_by_a_link() {
    let mut scene = Scene::with(SHOP, ComesBack::Link);
    let began = scene.begin(json!({}));
    let back = scene.answer(began["address"].as_str().unwrap(), Answer::Allow);
    assert!(back.starts_with("app.kantis.wallet:/oauth?"), "{back}");
    assert!(!scene.api.signed_in("https://shop.example/oauth?code=x"));
    assert!(
        scene
            .api
            .signed_in("app.kantis.wallet:/oauth?code=x&state=other")
    );
    assert!(scene.api.signed_in(&back));
    assert_eq!(scene.over(&began["job"])["stage"], "done");
    assert!(!scene.api.signed_in(&back), "nobody waits any more");
}

#[test]
fn on_another_device_a_person_signs_in_by_a_code() {
    let mut scene = Scene::new(SHOP);
    let began = scene.begin(json!({ "way": "device" }));
    let code = began["code"]["text"].as_str().unwrap().to_owned();
    assert!(began["code"]["drawing"]["path"].is_string());
    let mut browser = Browser::new(&scene.shop);
    let path = began["address"].as_str().unwrap();
    let page = browser.open(path.strip_prefix(&scene.shop.url).unwrap());
    let page = browser.send(&page, "/device", &[("user_code", &code)]);
    let page = browser.sign_in(&page, EMAIL);
    decide(&mut browser, &page, Answer::Allow);
    assert_eq!(scene.over(&began["job"])["stage"], "done");
}

#[test]
fn wishes_reach_the_shop_and_rights_are_had() {
    let mut scene = Scene::new(SHOP);
    let card = scene.connect(json!({}));
    let wish =
        |scene: &Scene, wish: Value| scene.ok("shopWish", json!({ "card": card, "wish": wish }));
    let reserve = json!({ "do": "reserve", "reward": "cup" });
    let refused = wish(&scene, reserve.clone());
    assert_eq!(
        (&refused["state"], &refused["why"]),
        (&json!("refused"), &json!("insufficient-balance"))
    );
    let view = scene.view(&card);
    assert_eq!(view["rewards"][0]["queued"]["state"], "refused", "{view}");

    scene.buy(&card, 12_00);
    // Whoever asks for something hears what else is new.
    let consent = scene.view(&card)["consents"][0].clone();
    let agree = json!({
        "do": "consent", "purpose": consent["purpose"], "granted": true,
        "version": consent["version"],
    });
    assert_eq!(wish(&scene, agree)["state"], "done");
    let view = scene.view(&card);
    assert_eq!(view["consents"][0]["granted"], true);
    let receipt = &view["receipts"][0];
    assert_eq!(
        receipt["total"],
        json!({ "amount": 1200, "scale": 2, "unit": { "kind": "currency", "code": "EUR" } })
    );
    assert_eq!(receipt["points"]["amount"], 120);
    let whole = scene.ok("receipt", json!({ "card": card, "id": receipt["id"] }));
    assert_eq!(whole["vat"][0]["gross"]["amount"], 1200, "{whole}");
    assert_eq!(whole["payments"][0]["means"], "cash");
    let near = scene.ok("rewards", Value::Null);
    assert_eq!(
        (&near[0]["card"], &near[0]["reward"]["canHave"]),
        (&json!(card), &json!(true))
    );

    assert_eq!(wish(&scene, reserve)["state"], "done");
    let view = scene.view(&card);
    let claim = &view["claims"][0];
    assert_eq!(claim["state"], "reserved", "{view}");
    assert!(claim["code"]["drawing"]["path"].is_string());
    assert_eq!(claim["canRelease"], true);
    assert_eq!(view["balances"][0]["locked"]["amount"], 100);
    assert_eq!(
        view["rewards"][0]["queued"],
        Value::Null,
        "old news: {view}"
    );
    let release = json!({ "do": "release", "claim": claim["id"] });
    assert_eq!(wish(&scene, release)["state"], "done");
    let view = scene.view(&card);
    assert_eq!(view["claims"][0]["state"], "released");
    assert_eq!(view["claims"][0]["code"]["drawing"], Value::Null);
    assert_eq!(view["balances"][0]["locked"], Value::Null);

    let file = scene.ok("shopExport", json!({ "id": card }));
    let blob = scene.api.blob(file["blob"].as_str().unwrap()).unwrap();
    let export: Value = serde_json::from_slice(&blob.bytes).unwrap();
    assert!(export.to_string().contains(EMAIL));
    scene.shop.end();
    let offline = wish(&scene, json!({ "do": "reserve", "reward": "cup" }));
    assert_eq!(offline["state"], "offline", "{offline}");
    let hidden = scene.view(&card)["consents"][0].clone();
    let refuse = json!({
        "do": "consent", "purpose": hidden["purpose"], "granted": false,
        "version": hidden["version"],
    });
    assert_eq!(wish(&scene, refuse)["state"], "queued");
    let queued = scene.view(&card)["consents"][0]["queued"].clone();
    assert_eq!(queued["wanted"], false, "{queued}");
    scene.ok("shopUnwish", json!({ "id": queued["id"] }));
    assert_eq!(scene.view(&card)["consents"][0]["queued"], Value::Null);
}

#[test]
fn who_leaves_is_forgotten_by_the_shop() {
    let mut scene = Scene::new(SHOP);
    let card = scene.connect(json!({}));
    scene.ok("shopLeave", json!({ "id": card }));
    assert_eq!(
        scene.fails("card", json!({ "id": card })).code,
        Code::NotFound
    );
    assert_eq!(scene.ok("connections", Value::Null), json!([]));
    let member = scene.shop.read(|work| Ok(work.tx.member_by_email(EMAIL)?));
    assert!(member.is_none());
}

#[test]
fn progress_and_changes_are_told_and_no_secret_is() {
    let mut scene = Scene::new(SHOP);
    let mut events = scene.api.events();
    let began = scene.begin(json!({}));
    let back = scene.answer(began["address"].as_str().unwrap(), Answer::Allow);
    get(&back);
    let result = scene.over(&began["job"]);
    let mut told = Vec::new();
    loop {
        let event = events.next_blocking().unwrap();
        let last = matches!(&event, Event::JobChanged { .. })
            && told
                .iter()
                .filter(|event| matches!(event, Event::JobChanged { .. }))
                .count()
                == 1;
        told.push(event);
        if last {
            break;
        }
    }
    assert!(told.contains(&Event::ConnectionsChanged), "{told:?}");
    let code = back
        .split("code=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap();
    let said = format!(
        "{told:?} {result} {}",
        scene.view(result["card"].as_str().unwrap())
    );
    assert!(!said.contains(code), "{said}");
    let state = back
        .split("state=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap();
    assert!(!said.contains(state), "{said}");
}
