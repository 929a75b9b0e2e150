//! Asking a shop for something.

use kantis_protocol::{ClaimState, ProblemType, Purpose, Record};
use kantis_wallet::ports::{Done, Merchant as _, MerchantTrouble as Trouble, Wish};

use crate::shop::TestShop;
use crate::{call, service, trouble, wallet};

const SHOP: &str = include_str!("shop.toml");

#[test]
fn a_reward_is_reserved_once_however_often_the_same_wish_is_sent() {
    let shop = TestShop::open(SHOP);
    let access = wallet(&shop, "aino@example.fi");
    let wish = Wish::Reserve {
        reward: "cup".to_owned(),
    };
    let ask = |key: &str| service().ask_for(&access, &wish, key, &call());
    assert_eq!(
        trouble(ask("first")),
        Trouble::Problem(ProblemType::InsufficientBalance)
    );
    let other = Wish::Reserve {
        reward: "no such".to_owned(),
    };
    let refused = service().ask_for(&access, &other, "other", &call());
    assert_eq!(trouble(refused), Trouble::Problem(ProblemType::NotFound));

    buy(&shop, &access, 12_00);
    let claim = |answered: Done| match answered {
        Done::Claim(claim) => claim,
        other => panic!("{other:?}"),
    };
    let first = claim(ask("second").unwrap().value);
    let again = claim(ask("second").unwrap().value);
    assert_eq!(first, again);
    assert_eq!(first.state, ClaimState::Reserved);
    let release = Wish::Release { claim: first.id };
    let released = claim(
        service()
            .ask_for(&access, &release, "r", &call())
            .unwrap()
            .value,
    );
    assert_eq!(released.state, ClaimState::Released);
}

#[test]
fn consents_are_answered_to_the_words_that_were_shown() {
    let shop = TestShop::example("kahvila");
    let access = wallet(&shop, "aino@example.fi");
    let page = service()
        .changes(&access, None, 500, &call())
        .unwrap()
        .value;
    let consent = page
        .changed
        .iter()
        .find_map(|record| match record {
            Record::Consent(consent) if consent.purpose == Purpose::Profiling => Some(consent),
            _ => None,
        })
        .unwrap();
    let answer = |version| {
        let wish = Wish::Consent {
            purpose: Purpose::Profiling,
            granted: true,
            version,
        };
        service().ask_for(&access, &wish, "", &call())
    };
    match answer(consent.version).unwrap().value {
        Done::Consent(consent) => assert!(consent.granted),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        trouble(answer(consent.version + 1)),
        Trouble::Problem(ProblemType::StaleWords)
    );
}

#[test]
fn a_device_is_linked_and_its_code_is_taken_at_the_till() {
    let shop = TestShop::example("kahvila");
    let access = wallet(&shop, "aino@example.fi");
    let link = service()
        .link_device(&access, Some("Puhelin"), &call())
        .unwrap()
        .value;
    let code = link.secret.code(&link.alias, shop.now());
    let visit = shop.till().post(
        "/pos/v1/visits",
        &serde_json::json!({ "member": { "by": "scan", "value": code } }),
    );
    assert_eq!(visit.status, 201, "{}", visit.text());
}

/// Buys cups for so many cents.
pub(crate) fn buy(shop: &TestShop, access: &kantis_wallet::ports::Access, cents: i64) {
    let page = service().changes(access, None, 500, &call()).unwrap().value;
    let number = page
        .changed
        .iter()
        .find_map(|record| match record {
            Record::Account(account) => Some(account.member.number.clone()),
            _ => None,
        })
        .unwrap();
    let amount = serde_json::json!({ "minor": cents, "currency": "EUR" });
    let sold = shop.till().post_once(
        "/pos/v1/purchases",
        &uuid::Uuid::new_v4().to_string(),
        &serde_json::json!({
            "basket": {
                "member": { "by": "number", "value": number },
                "lines": [{ "name": "Cup", "quantity": 1000, "unit_price": amount, "vat_rate": 2550 }],
            },
            "payments": [{ "means": "cash", "amount": amount }],
        }),
    );
    assert!(sold.status < 300, "{}", sold.text());
}
