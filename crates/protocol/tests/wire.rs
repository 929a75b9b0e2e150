//! What travels: JSON that both ends of any version can read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use kantis_protocol::pos::{Basket, MemberRef, Purchase};
use kantis_protocol::{
    Changes, ClaimState, Currency, Discovery, Kind, LedgerEntry, Money, Problem, ProblemType,
    ProfileChange, Purpose, Record, Value,
};
use serde::de::DeserializeOwned;
use serde_json::json;

fn read<T: DeserializeOwned>(json: serde_json::Value) -> T {
    serde_json::from_value(json).unwrap()
}

#[test]
fn what_came_after_this_version_is_unknown_and_no_fault() {
    assert_eq!(read::<ClaimState>(json!("lent")), ClaimState::Unknown);
    assert_eq!(read::<Kind>(json!("survey")), Kind::Unknown);
    assert_eq!(read::<Purpose>(json!("research")), Purpose::Unknown);
    assert_eq!(
        read::<Value>(json!({ "kind": "free_parking", "hours": 2 })),
        Value::Unknown
    );
    let entry: LedgerEntry = read(json!({
        "id": "018f3c5e-0000-7000-8000-000000000000", "kind": "gifted", "unit": "pts",
        "amount": 5, "state": "frozen", "occurred": "2026-01-01T00:00:00Z", "effective": null,
        "expires": "2026-12-31", "receipt": null, "reason": "A gift", "colour": "red",
    }));
    assert_eq!(entry.amount, 5);
}

#[test]
fn a_page_with_records_of_another_version_can_be_read() {
    let page: Changes = read(json!({
        "old_state": "a", "new_state": "b", "has_more": false,
        "changed": [
            { "kind": "survey", "record": { "id": "s1", "questions": [1, 2] } },
            { "kind": "consent", "record": {
                "purpose": "newsletter", "granted": true, "words": "News?", "version": 1,
                "decided_words": null, "decided_version": 1, "decided": "2026-01-01T00:00:00Z",
            } },
        ],
        "removed": [{ "kind": "survey", "id": "s0" }],
        "hint": "later",
    }));
    assert_eq!(page.changed[0], Record::Unknown);
    assert!(matches!(&page.changed[1], Record::Consent(consent) if consent.granted));
    assert_eq!(page.removed[0].kind, Kind::Unknown);
}

#[test]
fn money_has_three_capital_letters_and_whole_units() {
    assert_eq!(
        read::<Money>(json!({ "minor": 1250, "currency": "EUR" })),
        Money {
            minor: 1250,
            currency: Currency::EUR
        }
    );
    for wrong in [
        json!({ "minor": 12.5, "currency": "EUR" }),
        json!({ "minor": "1250", "currency": "EUR" }),
        json!({ "minor": 1250, "currency": "eur" }),
        json!({ "minor": 1250, "currency": "EURO" }),
        json!({ "minor": 1250, "currency": "€" }),
        json!({ "minor": 1250 }),
    ] {
        assert!(
            serde_json::from_value::<Money>(wrong.clone()).is_err(),
            "{wrong}"
        );
    }
}

#[test]
fn what_a_shop_is_asked_to_do_has_no_fields_that_nobody_knows() {
    // A misspelt field of a request that does something must not be passed over.
    assert!(serde_json::from_value::<Basket>(json!({ "lines": [], "offer": [] })).is_err());
    assert!(
        serde_json::from_value::<ProfileChange>(json!({ "language": "fi", "nmae": "A" })).is_err()
    );
    let purchase: Purchase = read(json!({
        "basket": { "member": { "by": "scan", "value": "1" }, "lines": [] }, "payments": [],
    }));
    assert_eq!(
        purchase.basket.member,
        Some(MemberRef::Scan("1".to_owned()))
    );
}

#[test]
fn problems_are_distinct_and_say_their_status() {
    let mut slugs: Vec<_> = ProblemType::ALL.iter().map(|kind| kind.slug()).collect();
    slugs.sort_unstable();
    let all = slugs.len();
    slugs.dedup();
    assert_eq!(slugs.len(), all);
    for kind in ProblemType::ALL {
        assert!((400..600).contains(&kind.status()), "{kind:?}");
        let problem = kind.problem();
        let json = serde_json::to_value(&problem).unwrap();
        assert_eq!(json["type"], format!("urn:kantis:problem:{}", kind.slug()));
        assert_eq!(json["status"], kind.status());
        assert_eq!(read::<Problem>(json), problem);
        assert_eq!(ProblemType::of(&problem.kind), Some(*kind));
    }
    assert_eq!(ProblemType::of("about:blank"), None);
}

#[test]
fn purposes_have_the_names_that_travel() {
    for purpose in Purpose::ALL {
        assert_eq!(serde_json::to_value(purpose).unwrap(), purpose.name());
        assert_eq!(Purpose::named(purpose.name()), Some(*purpose));
    }
    assert_eq!(Purpose::named("unknown"), None);
}

#[test]
fn discovery_may_say_more_than_this_version_knows() {
    let discovery: Discovery = read(json!({
        "versions": [1, 2], "issuer": "https://shop.example", "name": "Shop", "colour": "#336699",
        "logo": null, "scopes": ["loyalty.read", "loyalty.write", "loyalty.gift"],
        "endpoints": {
            "oauth_metadata": "https://shop.example/.well-known/oauth-authorization-server",
            "programme": "https://shop.example/v1/programme",
            "account": "https://shop.example/v1/account",
            "changes": "https://shop.example/v1/changes",
            "events": "https://shop.example/v1/events",
            "about": "https://shop.example/programme",
            "surveys": "https://shop.example/v2/surveys",
        },
        "invite_keys": [], "vapid": null,
    }));
    assert_eq!(discovery.versions, [1, 2]);
}
