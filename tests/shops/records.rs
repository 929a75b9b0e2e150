//! Reading a member's records.

use std::collections::BTreeMap;

use crate::shop::TestShop;
use crate::wishes::buy;
use crate::{access, call, service, signed_in, trouble, wallet};
use kantis_protocol::{Changes, Record};
use kantis_tests::http::{HttpServer, Reply};
use kantis_wallet::ports::{Access, Merchant as _, MerchantTrouble as Trouble, Refusal};

/// Everything, page by page; the state where it stands.
fn read_all(access: &Access, max: u32) -> (Vec<Record>, String) {
    let mut since = None;
    let mut records = Vec::new();
    loop {
        let page = service()
            .changes(access, since.as_deref(), max, &call())
            .unwrap()
            .value;
        records.extend(page.changed);
        if !page.has_more {
            return (records, page.new_state);
        }
        since = Some(page.new_state);
    }
}

fn kinds(records: &[Record]) -> BTreeMap<&'static str, usize> {
    let mut kinds = BTreeMap::new();
    for record in records {
        let kind = match record {
            Record::Account(_) => "account",
            Record::Programme(_) => "programme",
            Record::Reward(_) => "reward",
            Record::Consent(_) => "consent",
            Record::Receipt(_) => "receipt",
            _ => "other",
        };
        *kinds.entry(kind).or_default() += 1;
    }
    kinds
}

#[test]
fn everything_comes_page_by_page_and_then_only_what_changed() {
    let shop = TestShop::example("kauppa");
    let access = wallet(&shop, "aino@example.fi");
    let (records, state) = read_all(&access, 3);
    let (at_once, same) = read_all(&access, 500);
    assert_eq!(state, same);
    assert_eq!(kinds(&records), kinds(&at_once));
    assert_eq!(kinds(&records)["account"], 1);

    let moved = |state: &str| {
        service()
            .stands_elsewhere(&access, state, &call())
            .unwrap()
            .value
    };
    assert!(!moved(&state));
    let nothing: Changes = service()
        .changes(&access, Some(&state), 500, &call())
        .unwrap()
        .value;
    assert_eq!((nothing.changed.len(), nothing.has_more), (0, false));

    buy(&shop, &access, 12_00);
    assert!(moved(&state));
    let changes = service()
        .changes(&access, Some(&state), 500, &call())
        .unwrap()
        .value;
    let changed = kinds(&changes.changed);
    assert_eq!(
        (changed.get("account"), changed.get("receipt")),
        (Some(&1), Some(&1)),
        "{changed:?}"
    );
}

#[test]
fn a_state_that_was_never_given_means_reading_everything_anew() {
    let shop = TestShop::example("kahvila");
    let access = wallet(&shop, "aino@example.fi");
    let asked = service().changes(&access, Some("never-1"), 10, &call());
    assert_eq!(trouble(asked), Trouble::CannotCalculate);
}

#[test]
fn words_come_in_the_language_that_is_asked_for() {
    let shop = TestShop::example("kahvila");
    let mut access = wallet(&shop, "aino@example.fi");
    let mut name = |language: &str| {
        access.language = Some(language.to_owned());
        let (records, _) = read_all(&access, 500);
        records.into_iter().find_map(|record| match record {
            Record::Programme(programme) => Some(programme.name),
            _ => None,
        })
    };
    assert_eq!(name("en").as_deref(), Some("Regulars at Aamu"));
    assert_eq!(name("fi").as_deref(), Some("Aamun kanta-asiakkaat"));
}

#[test]
fn the_export_is_json_and_leaving_ends_everything() {
    let shop = TestShop::example("kahvila");
    let access = wallet(&shop, "aino@example.fi");
    let export = service().export(&access, &call()).unwrap();
    let export: serde_json::Value = serde_json::from_slice(&export).unwrap();
    assert!(export.to_string().contains("aino@example.fi"));
    service().leave(&access, &call()).unwrap();
    assert_eq!(
        trouble(service().export(&access, &call())),
        Trouble::Unauthorized
    );
}

/// The shop as it was found, but everything is asked of another server.
fn moved_to(shop: &TestShop, server: &HttpServer) -> Access {
    let (found, _, granted) = signed_in(shop, "aino@example.fi");
    let text = serde_json::to_string(&found).unwrap();
    let moved = serde_json::from_str(&text.replace(&shop.url, &server.url())).unwrap();
    access(&moved, &granted)
}

#[test]
fn answers_that_are_none_are_told_apart() {
    let shop = TestShop::example("kahvila");
    let check = |reply: Reply, wanted: Trouble| {
        let server = HttpServer::start(move |_| reply.clone());
        let access = moved_to(&shop, &server);
        assert_eq!(
            trouble(service().changes(&access, None, 10, &call())),
            wanted
        );
    };
    let json = |text: &str| Reply::ok(text.to_owned()).with("content-type", "application/json");
    check(json("{\"old_state\":\"\","), Trouble::Unreadable);
    check(json("[]"), Trouble::Unreadable);
    check(
        Reply::ok("<html>").with("content-type", "text/html"),
        Trouble::Unreadable,
    );
    check(Reply::status(204), Trouble::Unreadable);
    check(Reply::status(418), Trouble::Unexpected { status: 418 });
    check(Reply::status(502), Trouble::Busy { status: 502 });
    check(json(&"[".repeat(100_000)), Trouble::Unreadable);
    check(json(&" ".repeat(11 * 1024 * 1024)), Trouble::TooLarge);
}

#[test]
fn a_token_is_never_carried_on_by_a_redirect() {
    let shop = TestShop::example("kahvila");
    let thief = HttpServer::start(|_| Reply::status(404));
    let target = format!("{}/v1/changes", thief.url());
    let server = HttpServer::start(move |_| Reply::redirect(&target));
    let access = moved_to(&shop, &server);
    assert_eq!(
        trouble(service().changes(&access, None, 10, &call())),
        Trouble::Refused(Refusal::TooManyRedirects)
    );
    assert_eq!(thief.seen().len(), 0);
}

#[test]
fn a_picture_comes_from_the_shop_itself_and_is_one() {
    let shop = TestShop::example("kahvila");
    let found = crate::found(&shop);
    let picture = |address: &str| service().picture(&found, address, &call());
    let origin = &shop.url;
    assert_eq!(
        trouble(picture("https://elsewhere.example/cup.png")),
        Trouble::WrongIssuer
    );
    assert_eq!(
        trouble(picture("not an address")),
        Trouble::Refused(Refusal::NotAnAddress)
    );
    assert_eq!(
        trouble(picture(&format!("{origin}/pictures/none"))),
        Trouble::Unexpected { status: 404 }
    );
    // A page is no picture, whatever its address.
    assert_eq!(
        trouble(picture(&format!("{origin}/programme"))),
        Trouble::Unreadable
    );
}
