//! Pictures of offers and rewards: fetched from the shop itself, kept, and shown without it.

use std::fs;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::Utc;
use kantis_tests::home::Home;
use kantis_wallet::sync::RefreshOutcome;
use kantis_wallet::{ConnectionId, Wallet, WalletError};

use crate::faults::SHOP;
use crate::shop::TestShop;
use crate::world::{EMAIL, connect, engine, refresh};

/// One pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// A wallet that has read everything of a shop whose cup looks like this.
fn wallet_at_a_shop_with(picture: &[u8]) -> (Home, Arc<Wallet>, ConnectionId, String) {
    let beside = tempfile::tempdir().unwrap();
    fs::write(beside.path().join("cup.png"), picture).unwrap();
    let programme = SHOP.replace("cost = 100", "cost = 100\nimage = \"cup.png\"");
    let folder = beside.path().to_owned();
    let shop = TestShop::open_with(&programme, |settings| settings.beside = Some(folder));
    // The `Date` of an answer is the machine's.
    shop.clock.set(Utc::now());
    let home = Home::new();
    let wallet = home.open();
    let (connection, card) = connect(&wallet, &shop.url, &shop.sign_in(EMAIL));
    assert_eq!(refresh(&home, &engine(&wallet)), RefreshOutcome::Updated);
    let records = wallet.shop_records(card).unwrap().unwrap();
    let address = records.rewards[0].image.clone().expect("an address");
    assert!(address.starts_with(&format!("{}/pictures/", shop.url)));
    (home, wallet, connection, address)
}

#[test]
fn a_picture_of_a_reward_is_kept_until_its_shop_goes() {
    let png = STANDARD.decode(PNG).unwrap();
    let (_home, wallet, connection, address) = wallet_at_a_shop_with(&png);
    let id = wallet.shop_pictures(connection).unwrap()[&address];
    // The shop is gone by now.
    let picture = wallet.shop_picture(id).unwrap();
    assert_eq!(picture.mime, "image/png");
    assert!(picture.bytes.starts_with(b"\x89PNG"));
    wallet.disconnect(connection, true).unwrap();
    assert!(matches!(
        wallet.shop_picture(id),
        Err(WalletError::NotFound)
    ));
}

#[test]
fn what_only_says_that_it_is_a_picture_is_not_kept() {
    let (_home, wallet, connection, _) = wallet_at_a_shop_with(b"<script>alert(1)</script>");
    assert!(wallet.shop_pictures(connection).unwrap().is_empty());
}
