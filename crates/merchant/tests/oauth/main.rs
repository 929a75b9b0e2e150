//! Signing in, through HTTP: OAuth as its RFCs say, and the pages as a person meets them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "../shop/mod.rs"]
mod shop;

mod authlib;
mod authorize;
mod device;
mod invites;
mod limits;
mod members;
mod people;
mod register;
mod tills;
mod tokens;

use kantis_protocol::ProblemType;
use shop::{Answer, TestShop};

/// A shop that asks for a consent and has terms.
const PROGRAMME: &str = r##"
[programme]
id = "aamu"
name = { en = "Morning Club", fi = "Aamukerho" }
issuer = "Kahvila Aamu"
currency = "EUR"
time_zone = "Europe/Helsinki"
colour = "#336699"
languages = ["en", "fi", "sv"]
terms = { en = "Be kind.", fi = "Ole kiltti." }

[seller]
name = "Kahvila Aamu Oy"
vat_id = "FI12345671"
"##;

fn open() -> TestShop {
    TestShop::open(PROGRAMME)
}

/// It is an error in OAuth's words.
#[track_caller]
fn said(answer: &Answer, error: &str) {
    let status = if error == "invalid_client" { 401 } else { 400 };
    assert_eq!(answer.status, status, "{}: {}", answer.asked, answer.text());
    assert_eq!(answer.json()["error"], error, "{}", answer.asked);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

/// The account is told to this token.
#[track_caller]
fn lets_in(shop: &TestShop, token: &str) {
    shop.with_token(token).get("/v1/account").ok();
}

/// The account is not told to this token.
#[track_caller]
fn shuts_out(shop: &TestShop, token: &str) {
    let answer = shop.with_token(token).get("/v1/account");
    answer.problem(ProblemType::Unauthorized);
}
