//! What passes between Kantis and a distributor.

use kantis_api::{PushEvent, PushReceiver as _, Secret};
use zbus::zvariant::Value;

use crate::bus::Bus;
use crate::distributor::{Distributor, Version};
use crate::{Desktop, NAME};

const ENDPOINT: &str = "https://push.example/a?b";

fn endpoint(token: &str, endpoint: &str) -> PushEvent {
    PushEvent::Endpoint {
        token: Secret::new(token),
        endpoint: endpoint.to_owned(),
    }
}

#[test]
fn a_distributor_of_either_version_hands_out_an_endpoint_and_passes_pushes_on() {
    for version in [Version::First, Version::Second] {
        let bus = Bus::start();
        let distributor = Distributor::start(&bus, "test", version);
        let desktop = Desktop::on(&bus);
        assert_eq!(desktop.next(), PushEvent::Ready);
        desktop.register("token", Some("vapid"));
        let asked = distributor.asked();
        assert_eq!(asked["service"], NAME);
        assert_eq!(asked["token"], "token");
        assert_eq!(asked["description"], "Kantis");
        // The first version has no place for the shop's key.
        let vapid = asked.get("vapid").map(String::as_str);
        assert_eq!(vapid, (version == Version::Second).then_some("vapid"));

        distributor.hand_out("token", ENDPOINT);
        assert_eq!(desktop.next(), endpoint("token", ENDPOINT));
        let token = Secret::new("token");
        distributor.push("token", b"sealed");
        let message = PushEvent::Message {
            token: token.clone(),
        };
        assert_eq!(desktop.next(), message);
        distributor.end("token");
        let gone = PushEvent::Gone {
            token: token.clone(),
        };
        assert_eq!(desktop.next(), gone);
        desktop.push.unregister(&token);
        assert_eq!(distributor.asked()["unregister"], "token");
    }
}

#[test]
fn distributors_come_and_go() {
    let bus = Bus::start();
    let desktop = Desktop::on(&bus);
    let first = Distributor::start(&bus, "b", Version::Second);
    assert_eq!(desktop.next(), PushEvent::Ready);
    // Another one changes nothing while the first is there.
    let second = Distributor::start(&bus, "a", Version::Second);
    desktop.register("token", None);
    assert_eq!(first.asked()["token"], "token");
    drop(first);
    assert_eq!(desktop.next(), PushEvent::Ready);
    desktop.register("token", None);
    assert_eq!(second.asked()["token"], "token");
    drop(second);
    assert_eq!(desktop.next(), PushEvent::Away);
    let _third = Distributor::start(&bus, "c", Version::First);
    assert_eq!(desktop.next(), PushEvent::Ready);
}

#[test]
fn only_the_distributor_that_is_wanted_is_asked() {
    let bus = Bus::start();
    let _other = Distributor::start(&bus, "a", Version::Second);
    let desktop = Desktop::wanting(&bus, Some("org.unifiedpush.Distributor.b"));
    let wanted = Distributor::start(&bus, "b", Version::Second);
    assert_eq!(desktop.next(), PushEvent::Ready);
    desktop.register("token", None);
    assert_eq!(wanted.asked()["token"], "token");
}

#[test]
fn what_breaks_the_rules_is_passed_over() {
    let bus = Bus::start();
    let distributor = Distributor::start(&bus, "test", Version::Second);
    let desktop = Desktop::on(&bus);
    assert_eq!(desktop.next(), PushEvent::Ready);
    let long_token = "x".repeat(101);
    let long_endpoint = format!("https://push.example/{}", "x".repeat(1000));
    for wrong in [
        "not_an_url",
        "http://push.example/",
        "file:///etc/passwd",
        &long_endpoint,
    ] {
        distributor.hand_out("token", wrong);
    }
    distributor.hand_out(&long_token, ENDPOINT);
    distributor.hand_out("", ENDPOINT);
    distributor.call("NewEndpoint", &[("endpoint", ENDPOINT)]);
    distributor.call("Unregistered", &[]);
    distributor.call_with("Message", &[("token", Value::from(7_u32))]);
    // The next thing that is heard is the first that was right.
    distributor.hand_out("token", ENDPOINT);
    assert_eq!(desktop.next(), endpoint("token", ENDPOINT));
}
