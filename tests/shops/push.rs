//! Being woken by a shop.

use std::sync::mpsc;
use std::time::Duration;

use kantis_protocol::{ProblemType, PushRequest};
use kantis_tests::http::{HttpServer, Reply};
use kantis_wallet::ports::{Merchant as _, MerchantTrouble as Trouble};

use crate::shop::{TestShop, example};
use crate::wishes::buy;
use crate::{call, service, trouble, wallet};

/// A receiver's keys: the example of RFC 8291.
fn request(endpoint: &str) -> PushRequest {
    PushRequest {
        endpoint: endpoint.to_owned(),
        p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
            .to_owned(),
        auth: "BTBZMqHH6r4Tts7J_aSIgg".to_owned(),
    }
}

#[test]
fn a_subscription_is_pushed_to_until_it_is_ended() {
    let shop = TestShop::example("kahvila");
    let access = wallet(&shop, "aino@example.fi");
    let (said, pushed) = mpsc::channel();
    let push_service = HttpServer::start(move |request| {
        said.send(request.target.clone()).unwrap();
        Reply::status(201)
    });
    let endpoint = |name: &str| format!("{}{name}", push_service.url());
    let subscribe = |name: &str| {
        let answered = service().subscribe_push(&access, &request(&endpoint(name)), &call());
        answered.unwrap().value
    };
    let first = subscribe("/first");
    assert_eq!(Some(first.vapid), access.shop.discovery.vapid);
    assert_eq!(subscribe("/first").id, first.id, "the same one again");
    buy(&shop, &access, 12_00);
    let next = || pushed.recv_timeout(Duration::from_secs(30)).unwrap();
    assert_eq!(next(), "/first");

    for _ in 0..2 {
        let ended = service().unsubscribe_push(&access, first.id, &call());
        ended.unwrap();
    }
    subscribe("/second");
    buy(&shop, &access, 12_00);
    assert_eq!(next(), "/second");
    assert!(pushed.try_recv().is_err());
}

#[test]
fn an_endpoint_that_is_no_place_to_push_to_is_refused() {
    let shop = TestShop::open_with(&example("kahvila"), |settings| {
        settings.push_to_loopback = false;
    });
    let access = wallet(&shop, "aino@example.fi");
    for endpoint in ["http://push.example/x", "https://localhost/x", ""] {
        let refused = service().subscribe_push(&access, &request(endpoint), &call());
        assert_eq!(
            trouble(refused),
            Trouble::Problem(ProblemType::Invalid),
            "{endpoint}"
        );
    }
}
