//! The wallet's way to shops, against the shop's side itself: both ends of every promise.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "../../crates/merchant/tests/shop/mod.rs"]
mod shop;

mod connecting;
mod discovery;
mod faults;
mod killed;
mod live;
mod pictures;
mod profile;
#[allow(dead_code)]
mod proxy;
mod push;
mod records;
mod scene;
mod sign_in;
mod states;
mod wishes;
mod world;

use std::sync::Arc;
use std::time::Duration;

use kantis_connect::{Policy, ShopService};
use kantis_wallet::ports::{
    Access, Call, Client, Entropy, Granted, Merchant as _, MerchantFailure, MerchantTrouble,
    Secret, Shop, SignIn, Stop,
};
use shop::{Browser, TestShop};

const REDIRECT: &str = "http://127.0.0.1:41234/";

fn service() -> ShopService {
    ShopService::new(Policy::loopback_for_tests())
}

fn call() -> Call {
    Call {
        timeout: Duration::from_secs(30),
        stop: Stop::default(),
    }
}

fn found(shop: &TestShop) -> Shop {
    service().discover(&shop.url, &call()).unwrap()
}

/// Registers a wallet.
fn client(shop: &Shop) -> Client {
    let redirects = ["http://127.0.0.1/".to_owned()];
    service().register(shop, &redirects, &call()).unwrap()
}

struct Chance;

impl Entropy for Chance {
    fn fill(&self, bytes: &mut [u8]) {
        for piece in bytes.chunks_mut(16) {
            let chance = uuid::Uuid::new_v4().into_bytes();
            piece.copy_from_slice(&chance[..piece.len()]);
        }
    }
}

/// What a browser comes back with when this person agrees.
fn agree(shop: &TestShop, found: &Shop, client: &Client, sign_in: &SignIn, email: &str) -> String {
    let address = service().sign_in_address(found, client, sign_in).unwrap();
    let mut browser = Browser::new(shop);
    let page = browser.open(address.strip_prefix(&shop.url).unwrap());
    let page = browser.sign_in(&page, email);
    let back = browser.send(&page, "/sign-in/decide", &[("answer", "allow")]);
    let out = back.out.expect("the way back");
    out.split_once('?').unwrap().1.to_owned()
}

/// Signs in as this person; they join when they are new.
fn signed_in(shop: &TestShop, email: &str) -> (Shop, Client, Granted) {
    let found = found(shop);
    let client = client(&found);
    let sign_in = SignIn::begin(REDIRECT, &Chance);
    let query = agree(shop, &found, &client, &sign_in, email);
    let code = sign_in.code(found.issuer(), &query).unwrap();
    let granted = service()
        .redeem_code(&found, &client, &sign_in, &code, &call())
        .unwrap();
    (found, client, granted)
}

fn access(shop: &Shop, granted: &Granted) -> Access {
    Access {
        shop: Arc::new(shop.clone()),
        token: granted.access.clone(),
        language: None,
    }
}

/// A wallet that is signed in.
fn wallet(shop: &TestShop, email: &str) -> Access {
    let (found, _, granted) = signed_in(shop, email);
    access(&found, &granted)
}

#[track_caller]
fn trouble<T: std::fmt::Debug>(result: Result<T, MerchantFailure>) -> MerchantTrouble {
    result.expect_err("trouble").kind
}

fn secret(text: &str) -> Secret {
    Secret::new(text)
}
