//! From an address to a shop.

use std::sync::{Arc, OnceLock};

use kantis_tests::http::{HttpServer, Reply, Request};
use kantis_wallet::ports::{Merchant as _, MerchantTrouble as Trouble, Refusal};
use serde_json::{Value, json};

use crate::shop::TestShop;
use crate::{call, service, trouble};

#[test]
fn a_shop_is_found_by_whatever_of_its_addresses_somebody_has() {
    let shop = TestShop::example("kahvila");
    for tail in ["", "/", "/programme", "/till?x=1#key=abc"] {
        let found = service().discover(&format!(" {}{tail} ", shop.url), &call());
        let found = found.unwrap();
        assert_eq!(found.issuer(), shop.url);
        assert_eq!(found.discovery.name, "Aamun kanta-asiakkaat");
        assert_eq!(found.invite, None);
    }
}

#[test]
fn what_is_no_address_of_a_shop_is_refused_with_the_reason() {
    let refused = |address: &str| trouble(service().discover(address, &call()));
    for address in [
        "",
        "   ",
        "http://",
        "kahvila example",
        "mailto:a@b.example",
        "ftp://a.example",
    ] {
        assert_eq!(
            refused(address),
            Trouble::Refused(Refusal::NotAnAddress),
            "{address}"
        );
    }
    assert_eq!(
        refused("http://kahvila.example"),
        Trouble::Refused(Refusal::NotHttps)
    );
    assert_eq!(
        refused("https://10.0.0.1"),
        Trouble::Refused(Refusal::Private)
    );
    assert_eq!(
        refused("localhost:8787"),
        Trouble::Refused(Refusal::Private)
    );
    assert_eq!(refused("http://127.0.0.1:1"), Trouble::Unreachable);
}

#[test]
fn an_invite_is_the_shops_own_and_not_over() {
    let shop = TestShop::example("kahvila");
    shop.clock.set(chrono::Utc::now());
    let invite: Value = shop.till().post("/pos/v1/invites", &json!({})).read_as();
    let link = invite["url"].as_str().unwrap();
    let found = service().discover(link, &call()).unwrap();
    assert_eq!(found.invite.unwrap().link, link);

    let other = TestShop::example("kauppa");
    let elsewhere = link.replace(&shop.url, &other.url);
    assert_eq!(
        trouble(service().discover(&elsewhere, &call())),
        Trouble::WrongInvite
    );
    for broken in [
        link.replace("invite=", "invite=a"),
        format!("{}A", &link[..link.len() - 2]),
    ] {
        assert_eq!(
            trouble(service().discover(&broken, &call())),
            Trouble::WrongInvite
        );
    }
    shop.clock.set("2020-01-01T00:00:00Z".parse().unwrap());
    let over: Value = shop.till().post("/pos/v1/invites", &json!({})).read_as();
    let over = over["url"].as_str().unwrap();
    assert_eq!(
        trouble(service().discover(over, &call())),
        Trouble::WrongInvite
    );
}

/// A server that says what a real shop says, changed.
fn pretender(change: impl Fn(&str, &mut Value) + Send + Sync + 'static) -> HttpServer {
    let shop = TestShop::example("kahvila");
    let read = |path: &str| shop.nobody().get(path).read_as::<Value>();
    let documents = [
        (
            "/.well-known/loyalty",
            read("/.well-known/loyalty").to_string(),
        ),
        (
            "/.well-known/oauth-authorization-server",
            read("/.well-known/oauth-authorization-server").to_string(),
        ),
    ];
    let real = shop.url.clone();
    let own = Arc::new(OnceLock::<String>::new());
    let known = Arc::clone(&own);
    let server = HttpServer::start(move |request: &Request| {
        let Some((path, text)) = documents.iter().find(|(path, _)| *path == request.target) else {
            return Reply::status(404);
        };
        let mut document: Value =
            serde_json::from_str(&text.replace(&real, known.get().unwrap())).unwrap();
        change(path, &mut document);
        Reply::ok(document.to_string()).with("content-type", "application/json")
    });
    own.set(server.url()).unwrap();
    server
}

#[test]
fn what_a_shop_says_of_itself_has_to_hold_together() {
    let check = |wanted: Option<Trouble>, change: fn(&str, &mut Value)| {
        let server = pretender(change);
        let found = service().discover(&server.url(), &call());
        assert_eq!(found.err().map(|failure| failure.kind), wanted);
    };
    check(None, |_, _| {});
    check(Some(Trouble::WrongIssuer), |path, document| {
        if path.ends_with("loyalty") {
            document["issuer"] = json!("https://other.example");
        }
    });
    check(Some(Trouble::WrongIssuer), |path, document| {
        if path.ends_with("server") {
            document["issuer"] = json!("https://other.example");
        }
    });
    check(Some(Trouble::WrongIssuer), |path, document| {
        if path.ends_with("server") {
            document["token_endpoint"] = json!("https://thief.example/token");
        }
    });
    check(Some(Trouble::WrongIssuer), |path, document| {
        if path.ends_with("loyalty") {
            document["endpoints"]["changes"] = json!("https://thief.example/v1/changes");
        }
    });
    check(Some(Trouble::OtherVersion), |path, document| {
        if path.ends_with("loyalty") {
            document["versions"] = json!([2, 3]);
        }
    });
    check(Some(Trouble::OtherVersion), |path, document| {
        if path.ends_with("server") {
            document["code_challenge_methods_supported"] = json!(["plain"]);
        }
    });
    check(Some(Trouble::NoShop), |path, document| {
        if path.ends_with("loyalty") {
            *document = json!({ "welcome": true });
        }
    });
}

#[test]
fn a_server_that_is_no_shop_is_told_from_one_that_is_in_trouble() {
    let check = |reply: Reply, wanted: Trouble| {
        let server = HttpServer::start(move |_| reply.clone());
        assert_eq!(trouble(service().discover(&server.url(), &call())), wanted);
    };
    check(Reply::status(404), Trouble::NoShop);
    check(
        Reply::ok("<html>Welcome").with("content-type", "text/html"),
        Trouble::NoShop,
    );
    check(
        Reply::ok("{}").with("content-type", "text/html"),
        Trouble::NoShop,
    );
    check(
        Reply::ok("{\"versions\":[1]").with("content-type", "application/json"),
        Trouble::NoShop,
    );
    check(
        Reply::status(503).with("retry-after", "60"),
        Trouble::Busy { status: 503 },
    );
    check(Reply::status(429), Trouble::Busy { status: 429 });
}

#[test]
fn a_shop_may_send_its_own_address_on_to_where_the_programme_is() {
    let shop = TestShop::example("kahvila");
    let target = format!("{}/.well-known/loyalty", shop.url);
    let front = HttpServer::start(move |_| Reply::redirect(&target));
    let found = service().discover(&front.url(), &call()).unwrap();
    assert_eq!(found.issuer(), shop.url);
}
