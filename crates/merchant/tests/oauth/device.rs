//! Devices without a browser (RFC 8628).

use chrono::TimeDelta;
use kantis_protocol::oauth::{DeviceAuthorization, Tokens};

use crate::shop::{Answer, Browser, TestShop};
use crate::{lets_in, open, said};

fn begin(shop: &TestShop, client: &str) -> DeviceAuthorization {
    let answer = shop
        .nobody()
        .form("/oauth/device_authorization", &[("client_id", client)]);
    answer.read_as()
}

fn ask(shop: &TestShop, client: &str, device: &DeviceAuthorization) -> Answer {
    shop.nobody().form(
        "/oauth/token",
        &[
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("client_id", client),
            ("device_code", &device.device_code),
        ],
    )
}

/// The member types the code, signs in and answers.
fn answer(shop: &TestShop, device: &DeviceAuthorization, typed: &str, word: &str) {
    let mut browser = Browser::new(shop);
    let page = browser.open("/device");
    let page = browser.send(&page, "/device", &[("user_code", typed)]);
    let asked = browser.sign_in(&page, "aino@example.fi");
    assert!(
        asked.answer.text().contains(&device.user_code),
        "{}",
        asked.answer.text()
    );
    let done = browser.send(&asked, "/sign-in/decide", &[("answer", word)]);
    assert_eq!(done.answer.status, 200);
}

#[test]
fn a_device_is_linked_once_its_member_says_so() {
    let shop = open();
    let client = shop.client();
    let device = begin(&shop, &client);
    assert_eq!(device.verification_uri, format!("{}/device", shop.url));
    said(&ask(&shop, &client, &device), "authorization_pending");
    // However somebody types it.
    let typed = device.user_code.to_lowercase().replace('-', " ");
    answer(&shop, &device, &typed, "allow");
    shop.clock.pass(TimeDelta::seconds(5));
    let tokens: Tokens = ask(&shop, &client, &device).read_as();
    lets_in(&shop, &tokens.access_token);
    said(&ask(&shop, &client, &device), "invalid_grant");
}

#[test]
fn a_device_that_asks_too_often_is_slowed_down() {
    let shop = open();
    let client = shop.client();
    let device = begin(&shop, &client);
    said(&ask(&shop, &client, &device), "authorization_pending");
    said(&ask(&shop, &client, &device), "slow_down");
    // Five seconds are no longer enough.
    shop.clock.pass(TimeDelta::seconds(5));
    said(&ask(&shop, &client, &device), "slow_down");
    shop.clock.pass(TimeDelta::seconds(15));
    said(&ask(&shop, &client, &device), "authorization_pending");
}

#[test]
fn a_device_is_told_of_a_no_and_of_the_end_of_its_time() {
    let shop = open();
    let client = shop.client();
    let device = begin(&shop, &client);
    said(&ask(&shop, &shop.client(), &device), "invalid_grant");
    answer(&shop, &device, &device.user_code, "deny");
    said(&ask(&shop, &client, &device), "access_denied");

    let device = begin(&shop, &client);
    shop.clock.pass(TimeDelta::seconds(600));
    said(&ask(&shop, &client, &device), "expired_token");
    let mut browser = Browser::new(&shop);
    let page = browser.open(&format!("/device?user_code={}", device.user_code));
    assert!(page.answer.text().contains(&device.user_code));
    let page = browser.send(&page, "/device", &[("user_code", &device.user_code)]);
    assert_eq!(page.answer.status, 422);
}
