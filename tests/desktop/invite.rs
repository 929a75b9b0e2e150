//! Ways to a shop that begin outside the wallet's own pages: links that open the app, and pictures.

use std::path::Path;

use chrono::Utc;

use crate::app::Home;
use crate::membership::CAFE;
use crate::merchant::TestShop;
use crate::{BOOKS, files, hook, screen, tile};

#[test]
fn an_invite_opens_the_app_at_its_shop_at_a_start_and_while_it_runs() {
    let shop = TestShop::open(CAFE);
    shop.clock.set(Utc::now());
    let invite = shop.till().poke("/pos/v1/invites").ok();
    let invite = invite["url"].as_str().unwrap();
    let home = Home::new();
    let window = home.start(&[Path::new(invite)]);
    window.find(&hook("shop-head"));
    window.click(&hook("nav-cards"));

    // The page of the invite offers the app's own link.
    let encoded: String = url::form_urlencoded::byte_serialize(invite.as_bytes()).collect();
    let own = format!("app.kantis.wallet:/connect?invite={encoded}");
    home.start_again(&[Path::new(&own)]);
    window.find(&hook("shop-head"));
    // Nobody was asked, so nothing is connected.
    window.find(&hook("sign-in"));
    let none = window.call("connections", &serde_json::json!({}));
    assert_eq!(none, serde_json::json!([]));
    window.quit();
}

#[test]
fn a_code_is_read_from_a_picture_of_it() {
    let home = Home::new();
    let message = "member=4711;shop=Kirjakulma";
    let pass = home.file("kirjakulma.pkpass", &files::pass(BOOKS.title, message));
    let window = home.start(&[&pass]);
    window.click(&hook("import-apply"));
    window.click(&tile(&BOOKS));
    window.find(&hook("code-plate"));
    screen::expect_code(|| window.screenshot(), BOOKS.code);
    let picture = home.file("screen.png", &window.screenshot());

    window.click(&hook("nav-offers"));
    window.click(&hook("offers-connect"));
    window.click(&hook("shop-scan"));
    // No camera is here, and the window says so.
    window.find(&hook("camera-trouble"));
    window.type_text(&hook("scan-input"), picture.to_str().unwrap());
    window.find("[data-testid='scanned'][data-symbology='QR_CODE']");
    window.click(&hook("scanned-make"));
    window.find(&hook("card-form"));
    window.quit();
}
