//! From the till to the wallet: the shop pushes to the distributor's service, the distributor
//! passes it on over the bus, and the wallet asks.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use kantis_api::PushReceiver;
use kantis_app_lib::push::UnifiedPush;
use kantis_connect::{PassService, Policy, ShopService};
use kantis_pass::TrustAnchors;
use kantis_tests::home::Home;
use kantis_tests::http::{HttpServer, Reply};
use kantis_wallet::ports::{Call, Client, Clock as _, Granted, Merchant as _, Secret, Stop};
use kantis_wallet::sync::{SyncEngine, SyncPorts};
use kantis_wallet::{CardId, NewConnection, Wallet};
use serde_json::json;

use crate::bus::Bus;
use crate::distributor::{Distributor, Version};
use crate::shop::TestShop;
use crate::{PATIENCE, desk};

fn until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "waited in vain: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Signs in at the shop, and keeps that.
fn connect(wallet: &Wallet, shop: &TestShop) -> CardId {
    let call = Call {
        timeout: PATIENCE,
        stop: Stop::default(),
    };
    let found = ShopService::new(Policy::loopback_for_tests())
        .discover(&shop.url, &call)
        .unwrap();
    let linked = shop.sign_in("aino@example.fi");
    let granted = Granted {
        access: Secret::new(linked.tokens.access_token),
        refresh: Secret::new(linked.tokens.refresh_token),
        expires_in: linked.tokens.expires_in,
        may_write: true,
        date: None,
    };
    let new = NewConnection {
        shop: found,
        client: Client { id: linked.client },
        granted,
        card: None,
    };
    wallet.connect(&new).unwrap().1
}

fn buy(shop: &TestShop, number: &str) {
    let amount = json!({ "minor": 1200, "currency": "EUR" });
    let line = json!({ "name": "Cup", "quantity": 1000, "unit_price": amount, "vat_rate": 2550 });
    let sale = json!({
        "basket": { "member": { "by": "number", "value": number }, "lines": [line] },
        "payments": [{ "means": "cash", "amount": amount }],
    });
    let key = uuid::Uuid::new_v4().to_string();
    shop.till().post_once("/pos/v1/purchases", &key, &sale).ok();
}

#[test]
fn a_purchase_at_the_till_wakes_the_wallet() {
    let shop = TestShop::example("kahvila");
    // The `Date` of an answer is the machine's.
    shop.clock.set(Utc::now());
    let bus = Bus::start();
    let distributor = Arc::new(Distributor::start(&bus, "test", Version::Second));
    let token = Arc::new(Mutex::new(String::new()));
    let (passes_on, to) = (Arc::clone(&distributor), Arc::clone(&token));
    let service = HttpServer::start(move |request| {
        passes_on.push(&to.lock().unwrap(), &request.body);
        Reply::status(201)
    });

    let home = Home::new();
    let wallet = home.open();
    let card = connect(&wallet, &shop);
    let ports = SyncPorts {
        source: Arc::new(PassService::new(Policy::loopback_for_tests())),
        merchant: Some(Arc::new(ShopService::new(Policy::loopback_for_tests()))),
        notifier: None,
        anchors: TrustAnchors::default(),
        listener: Box::new(|_| {}),
    };
    let engine = Arc::new(SyncEngine::new(Arc::clone(&wallet), ports));
    let push: Arc<dyn PushReceiver> = Arc::new(UnifiedPush::new(desk(&bus, None)));
    engine.receive_pushes(&push).unwrap();
    let stop = Stop::default();
    let (runs, ends) = (Arc::clone(&engine), stop.clone());
    let run = thread::spawn(move || runs.run(&ends));

    let records = || wallet.shop_records(card).unwrap();
    let receipts = || wallet.receipts(card, 100).unwrap().len();
    until("the first sync", || {
        records().is_some_and(|records| records.account.is_some())
    });
    // What was answered is kept with the time, which must not move meanwhile.
    let settled = || {
        let now = home.clock.now();
        until("the visit is over", || {
            wallet.connections().unwrap()[0].checked_at == Some(now)
        });
    };
    settled();
    let asked = distributor.asked();
    token.lock().unwrap().clone_from(&asked["token"]);
    distributor.hand_out(&asked["token"], &format!("{}/endpoint", service.url()));
    // The shop was asked a moment ago; a little later it hears of the endpoint.
    home.clock.forward(TimeDelta::seconds(11));
    engine.nudge();
    until("the shop knows the endpoint", || {
        !shop
            .read(|work| Ok(work.tx.pushed_members_after(None, 10)?))
            .is_empty()
    });

    settled();

    // Nothing is due by itself.
    home.clock.forward(TimeDelta::seconds(11));
    let number = records().unwrap().account.unwrap().member.number;
    assert_eq!(receipts(), 0);
    buy(&shop, &number);
    until("the receipt", || receipts() == 1);
    settled();

    // A second one a little later.
    home.clock.forward(TimeDelta::seconds(11));
    buy(&shop, &number);
    until("the second receipt", || receipts() == 2);
    assert!(service.seen().len() >= 2);

    stop.set();
    engine.nudge();
    run.join().unwrap();
}
