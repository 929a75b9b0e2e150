//! Listening to a shop.

use std::ops::ControlFlow;
use std::sync::mpsc;
use std::time::Duration;

use kantis_tests::http::{HttpServer, Reply};
use kantis_wallet::ports::{Call, Merchant as _, MerchantTrouble as Trouble, Stop};

use crate::shop::TestShop;
use crate::wishes::buy;
use crate::{access, call, service, signed_in, trouble, wallet};

fn state(access: &kantis_wallet::ports::Access) -> String {
    let mut since = None;
    loop {
        let page = service().changes(access, since.as_deref(), 500, &call());
        let page = page.unwrap().value;
        if !page.has_more {
            return page.new_state;
        }
        since = Some(page.new_state);
    }
}

#[test]
fn a_purchase_at_the_till_is_heard_at_once() {
    let shop = TestShop::example("kahvila");
    let access = wallet(&shop, "aino@example.fi");
    let before = state(&access);
    let (said, heard) = mpsc::channel();
    std::thread::scope(|scope| {
        let (listening, from) = (access.clone(), before.clone());
        let listener = scope.spawn(move || {
            service().listen(
                &listening,
                &from,
                Box::new(move |state| {
                    said.send(state.to_owned()).unwrap();
                    ControlFlow::Break(())
                }),
                &call(),
            )
        });
        buy(&shop, &access, 12_00);
        let after = heard.recv_timeout(Duration::from_secs(30)).unwrap();
        assert_ne!(after, before);
        listener.join().unwrap().unwrap();
    });
}

#[test]
fn what_happened_while_nobody_listened_is_said_first() {
    let shop = TestShop::example("kahvila");
    let access = wallet(&shop, "aino@example.fi");
    let before = state(&access);
    buy(&shop, &access, 12_00);
    let now = state(&access);
    let (said, heard) = mpsc::channel();
    service()
        .listen(
            &access,
            &before,
            Box::new(move |state| {
                said.send(state.to_owned()).unwrap();
                ControlFlow::Break(())
            }),
            &call(),
        )
        .unwrap();
    assert_eq!(heard.recv().unwrap(), now);
}

#[test]
fn listening_ends_when_it_is_asked_to() {
    let shop = TestShop::example("kahvila");
    let access = wallet(&shop, "aino@example.fi");
    let stop = Stop::default();
    let call = Call {
        timeout: Duration::from_secs(60),
        stop: stop.clone(),
    };
    let before = state(&access);
    std::thread::scope(|scope| {
        let listener = scope.spawn(|| {
            service().listen(
                &access,
                &before,
                Box::new(|_| ControlFlow::Continue(())),
                &call,
            )
        });
        stop.set();
        listener.join().unwrap().unwrap();
    });
}

#[test]
fn a_stream_that_is_none_and_a_token_that_is_over_are_said() {
    let shop = TestShop::example("kahvila");
    let (found, client, granted) = signed_in(&shop, "aino@example.fi");
    let listen = |access: &kantis_wallet::ports::Access| {
        trouble(service().listen(
            access,
            "x-1",
            Box::new(|_| ControlFlow::Continue(())),
            &call(),
        ))
    };
    let page = HttpServer::start(|_| Reply::ok("<html>").with("content-type", "text/html"));
    let text = serde_json::to_string(&found).unwrap();
    let moved = serde_json::from_str(&text.replace(&shop.url, &page.url())).unwrap();
    assert_eq!(
        listen(&access(&moved, &granted)),
        Trouble::Unexpected { status: 200 }
    );
    service()
        .revoke(&found, &client, &granted.refresh, &call())
        .unwrap();
    assert_eq!(listen(&access(&found, &granted)), Trouble::Unauthorized);
}
