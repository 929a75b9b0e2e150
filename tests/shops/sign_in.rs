//! Signing in, staying so, and leaving.

use chrono::TimeDelta;
use kantis_wallet::ports::{Merchant as _, MerchantTrouble as Trouble, SignIn};

use crate::shop::{Browser, TestShop};
use crate::{
    Chance, REDIRECT, access, agree, call, client, found, secret, service, signed_in, trouble,
};

#[test]
fn a_person_signs_in_with_their_browser_and_the_wallet_may_ask() {
    let shop = TestShop::example("kahvila");
    let (found, _, granted) = signed_in(&shop, "aino@example.fi");
    assert!(granted.may_write);
    assert_eq!(granted.expires_in, 3600);
    assert!(granted.date.is_some());
    let changes = service()
        .changes(&access(&found, &granted), None, 500, &call())
        .unwrap();
    assert!(!changes.value.changed.is_empty());
}

#[test]
fn a_code_works_once_and_only_with_what_began_the_sign_in() {
    let shop = TestShop::example("kahvila");
    let found = found(&shop);
    let client = client(&found);
    let sign_in = SignIn::begin(REDIRECT, &Chance);
    let query = agree(&shop, &found, &client, &sign_in, "aino@example.fi");
    let code = sign_in.code(found.issuer(), &query).unwrap();
    let another = SignIn::begin(REDIRECT, &Chance);
    assert_eq!(
        another.code(found.issuer(), &query),
        Err(Trouble::WrongSignIn)
    );
    assert_eq!(
        sign_in.code("https://other.example", &query),
        Err(Trouble::WrongIssuer)
    );
    let stolen = service().redeem_code(&found, &client, &another, &code, &call());
    assert_eq!(trouble(stolen), Trouble::SignInOver);
}

#[test]
fn a_no_in_the_browser_comes_back_as_a_no() {
    let shop = TestShop::example("kahvila");
    let found = found(&shop);
    let client = client(&found);
    let sign_in = SignIn::begin(REDIRECT, &Chance);
    let address = service()
        .sign_in_address(&found, &client, &sign_in)
        .unwrap();
    let mut browser = Browser::new(&shop);
    let page = browser.open(address.strip_prefix(&shop.url).unwrap());
    let page = browser.sign_in(&page, "aino@example.fi");
    let back = browser.send(&page, "/sign-in/decide", &[("answer", "deny")]);
    let out = back.out.unwrap();
    let query = out.split_once('?').unwrap().1;
    assert_eq!(sign_in.code(found.issuer(), query), Err(Trouble::Denied));
}

#[test]
fn a_refresh_whose_answer_was_lost_is_sent_again_and_old_tokens_end_it() {
    let shop = TestShop::example("kahvila");
    let (found, client, first) = signed_in(&shop, "aino@example.fi");
    let refresh = |token| service().refresh(&found, &client, token, &call());
    let second = refresh(&first.refresh).unwrap();
    let again = refresh(&first.refresh).unwrap();
    assert_eq!(second.refresh, again.refresh);
    let third = refresh(&again.refresh).unwrap();
    assert_eq!(trouble(refresh(&first.refresh)), Trouble::SignInOver);
    assert_eq!(trouble(refresh(&third.refresh)), Trouble::SignInOver);
    let asked = service().changes(&access(&found, &third), None, 10, &call());
    assert_eq!(trouble(asked), Trouble::Unauthorized);
}

#[test]
fn a_token_that_is_over_says_so() {
    let shop = TestShop::example("kahvila");
    let (found, client, granted) = signed_in(&shop, "aino@example.fi");
    shop.clock.pass(TimeDelta::seconds(3601));
    let asked = service().changes(&access(&found, &granted), None, 10, &call());
    assert_eq!(trouble(asked), Trouble::Unauthorized);
    let fresh = service()
        .refresh(&found, &client, &granted.refresh, &call())
        .unwrap();
    service()
        .changes(&access(&found, &fresh), None, 10, &call())
        .unwrap();
}

#[test]
fn what_is_revoked_is_over_and_may_be_revoked_again() {
    let shop = TestShop::example("kahvila");
    let (found, client, granted) = signed_in(&shop, "aino@example.fi");
    for _ in 0..2 {
        service()
            .revoke(&found, &client, &granted.refresh, &call())
            .unwrap();
    }
    let nothing = secret("never given out");
    service()
        .revoke(&found, &client, &nothing, &call())
        .unwrap();
    let refreshed = service().refresh(&found, &client, &granted.refresh, &call());
    assert_eq!(trouble(refreshed), Trouble::SignInOver);
    let asked = service().changes(&access(&found, &granted), None, 10, &call());
    assert_eq!(trouble(asked), Trouble::Unauthorized);
}

#[test]
fn without_a_browser_a_person_agrees_on_another_device() {
    let shop = TestShop::example("kahvila");
    let found = found(&shop);
    let client = client(&found);
    let device = service().begin_device(&found, &client, &call()).unwrap();
    let poll = || service().poll_device(&found, &client, &device, &call());
    assert_eq!(trouble(poll()), Trouble::Pending);
    assert_eq!(trouble(poll()), Trouble::SlowDown);

    let mut browser = Browser::new(&shop);
    let page = browser.open(device.address.strip_prefix(&shop.url).unwrap());
    let page = browser.send(&page, "/device", &[("user_code", &device.user_code)]);
    let page = browser.sign_in(&page, "aino@example.fi");
    browser.send(&page, "/sign-in/decide", &[("answer", "allow")]);
    shop.clock.pass(TimeDelta::seconds(30));
    let granted = poll().unwrap();
    service()
        .changes(&access(&found, &granted), None, 10, &call())
        .unwrap();
    shop.clock.pass(TimeDelta::seconds(30));
    assert_eq!(trouble(poll()), Trouble::SignInOver);
}
