//! Being woken by shops, through the public boundary: a real wallet, a shop that counts, and a
//! receiver that says what it is told to.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[allow(unreachable_pub, reason = "shared with benches")]
#[path = "../../../../tests/src/shop.rs"]
mod made_up;
mod receiver;
mod shop;
#[allow(dead_code, reason = "shared with the tests of the wallet")]
#[path = "../wallet/support.rs"]
mod support;

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use kantis_pass::TrustAnchors;
use kantis_wallet::ports::{Client, Granted, PushEvent, PushReceiver, Secret};
use kantis_wallet::sync::{SyncEngine, SyncPorts};
use kantis_wallet::{ConnectionId, NewConnection, Wallet};

use receiver::Receiver;
use shop::Shop;
use support::Home;

/// A wallet that is connected to a shop, and what receives its pushes.
struct World {
    home: Home,
    wallet: Arc<Wallet>,
    shop: Arc<Shop>,
    receiver: Arc<Receiver>,
    engine: Arc<SyncEngine>,
    connection: ConnectionId,
}

impl World {
    /// The first sync is done; nobody receives pushes yet.
    fn new() -> Self {
        let home = Home::new();
        let wallet = Arc::new(home.open());
        let shop = Arc::new(Shop::default());
        let (connection, _) = wallet.connect(&sign_in("first")).unwrap();
        let receiver = Arc::new(Receiver::default());
        let engine = engine(&wallet, &shop, &receiver);
        let world = Self {
            home,
            wallet,
            shop,
            receiver,
            engine,
            connection,
        };
        world.sync();
        world
    }

    /// The shop knows where to push.
    fn subscribed() -> Self {
        let world = Self::new();
        world.receiver.say(PushEvent::Ready);
        world.sync();
        world.hand_out("https://push.example/1");
        world.sync_later(TimeDelta::seconds(10));
        assert_eq!(world.shop.endpoints(), ["https://push.example/1"]);
        world.shop.take_questions();
        world
    }

    /// The engine's turn; how many questions the shop heard.
    fn sync(&self) -> usize {
        self.engine
            .background_sync(Duration::from_secs(60))
            .unwrap();
        self.shop.take_questions()
    }

    /// The same a while later.
    fn sync_later(&self, by: TimeDelta) -> usize {
        self.home.clock.forward(by);
        self.sync()
    }

    /// The receiver hands out an endpoint for the newest token.
    fn hand_out(&self, endpoint: &str) {
        self.receiver.say(PushEvent::Endpoint {
            token: self.receiver.token(),
            endpoint: endpoint.to_owned(),
        });
    }

    /// The shop pushes.
    fn push(&self) {
        self.receiver.say(PushEvent::Message {
            token: self.receiver.token(),
        });
    }
}

fn engine(wallet: &Arc<Wallet>, shop: &Arc<Shop>, receiver: &Arc<Receiver>) -> Arc<SyncEngine> {
    let ports = SyncPorts {
        source: Arc::new(shop::NoPasses),
        merchant: Some(shop.clone()),
        notifier: None,
        anchors: TrustAnchors::default(),
        listener: Box::new(|_| {}),
    };
    let engine = Arc::new(SyncEngine::new(Arc::clone(wallet), ports));
    let receiver: Arc<dyn PushReceiver> = receiver.clone();
    engine.receive_pushes(&receiver).unwrap();
    engine
}

fn sign_in(token: &str) -> NewConnection {
    NewConnection {
        shop: shop::found(),
        client: Client {
            id: "wallet".to_owned(),
        },
        granted: Granted {
            access: Secret::new(token),
            refresh: Secret::new(format!("{token} refresh")),
            expires_in: 86_400 * 300,
            may_write: false,
            date: None,
        },
        card: None,
    }
}

#[test]
fn a_connection_that_was_read_once_is_registered_and_the_shop_hears_of_it_once() {
    let world = World::new();
    assert_eq!(world.receiver.registered().len(), 0, "nobody receives");
    world.receiver.say(PushEvent::Ready);
    assert_eq!(world.sync(), 0);
    let registered = world.receiver.registered();
    assert_eq!(registered.len(), 1);
    assert!((20..=100).contains(&registered[0].token.reveal().len()));
    assert_eq!(registered[0].vapid.as_deref(), Some(shop::KEY));

    world.hand_out("https://push.example/1");
    assert_eq!(world.sync(), 0, "the shop was asked a moment ago");
    assert!(world.sync_later(TimeDelta::seconds(10)) > 0);
    assert_eq!(world.shop.endpoints(), ["https://push.example/1"]);
    // The same again, and whatever nobody asked for, leads to nothing.
    world.hand_out("https://push.example/1");
    let token = Secret::new("somebody else's");
    world.receiver.say(PushEvent::Message {
        token: token.clone(),
    });
    let endpoint = "https://push.example/evil".to_owned();
    world.receiver.say(PushEvent::Endpoint { token, endpoint });
    assert_eq!(world.sync_later(TimeDelta::minutes(5)), 0);
    assert_eq!(world.receiver.registered().len(), 1);
    assert_eq!(world.shop.subscribed(), 1);
}

#[test]
fn a_push_makes_the_shop_be_asked_at_once() {
    let world = World::subscribed();
    assert_eq!(world.sync_later(TimeDelta::minutes(1)), 0);
    world.push();
    assert!(world.sync() > 0);
    assert_eq!(world.sync_later(TimeDelta::minutes(1)), 0);
}

#[test]
fn a_flood_of_pushes_is_no_flood_of_questions() {
    let world = World::subscribed();
    let mut questions = 0;
    for _ in 0..3600 {
        world.push();
        questions += world.sync_later(TimeDelta::seconds(1));
    }
    assert!((5..=40).contains(&questions), "{questions}");
    // A push right after a question is not forgotten.
    while world.sync_later(TimeDelta::seconds(1)) == 0 {
        world.push();
    }
    world.push();
    assert_eq!(world.sync(), 0);
    assert!(world.sync_later(TimeDelta::minutes(5)) > 0);
}

#[test]
fn a_shop_that_wants_to_be_left_alone_is() {
    let world = World::subscribed();
    world.shop.rest(Some(Duration::from_secs(3600)));
    world.push();
    assert!(world.sync_later(TimeDelta::minutes(1)) > 0);
    for _ in 0..50 {
        world.push();
        assert_eq!(world.sync_later(TimeDelta::minutes(1)), 0);
    }
}

#[test]
fn who_pushes_is_asked_more_rarely_by_itself() {
    let world = World::subscribed();
    assert_eq!(world.sync_later(TimeDelta::hours(4)), 0);
    assert!(world.sync_later(TimeDelta::hours(3)) > 0);
    // Without a receiver it is as with any other shop.
    world.receiver.say(PushEvent::Away);
    assert!(world.sync_later(TimeDelta::hours(2)) > 0);
    assert!(world.sync_later(TimeDelta::hours(2)) > 0);
}

#[test]
fn another_endpoint_takes_the_place_of_the_first() {
    let world = World::subscribed();
    world.hand_out("https://push.example/2");
    world.sync_later(TimeDelta::minutes(1));
    assert_eq!(world.shop.endpoints(), ["https://push.example/2"]);
    assert_eq!(world.receiver.registered().len(), 1);
}

#[test]
fn a_registration_that_ended_is_made_anew_a_while_later() {
    let world = World::subscribed();
    let token = world.receiver.token();
    world.receiver.say(PushEvent::Gone {
        token: token.clone(),
    });
    world.sync_later(TimeDelta::minutes(1));
    assert_eq!(world.shop.endpoints(), Vec::<String>::new());
    assert_eq!(world.receiver.registered().len(), 1);
    world.sync_later(TimeDelta::hours(1));
    assert_eq!(world.receiver.registered().len(), 2);
    assert_ne!(world.receiver.token(), token);
    world.hand_out("https://push.example/2");
    world.sync_later(TimeDelta::minutes(1));
    assert_eq!(world.shop.endpoints(), ["https://push.example/2"]);
}

#[test]
fn disconnecting_ends_the_registration_and_pushes_are_nobodys() {
    let world = World::subscribed();
    let token = world.receiver.token();
    world.receiver.say(PushEvent::Away);
    world.wallet.disconnect(world.connection, true).unwrap();
    world.sync();
    assert!(world.receiver.ended().is_empty(), "nobody is there to hear");
    world.receiver.say(PushEvent::Ready);
    world.sync();
    assert_eq!(world.receiver.ended(), [token]);
    world.push();
    assert_eq!(world.sync_later(TimeDelta::minutes(1)), 0);
    assert_eq!(
        world.shop.endpoints(),
        Vec::<String>::new(),
        "it ended with the tokens"
    );
    world.receiver.say(PushEvent::Ready);
    world.sync();
    assert_eq!(world.receiver.ended().len(), 1);
}

#[test]
fn another_sign_in_has_a_registration_of_its_own() {
    let world = World::subscribed();
    let token = world.receiver.token();
    world.wallet.connect(&sign_in("second")).unwrap();
    world.sync();
    world.sync();
    assert_eq!(world.receiver.ended(), std::slice::from_ref(&token));
    assert_ne!(world.receiver.token(), token);
    world.hand_out("https://push.example/2");
    world.sync_later(TimeDelta::minutes(1));
    assert!(
        world
            .shop
            .endpoints()
            .contains(&"https://push.example/2".to_owned())
    );
}

#[test]
fn a_new_start_asks_for_the_endpoint_again_with_the_same_token() {
    let world = World::subscribed();
    let receiver = Arc::new(Receiver::default());
    let engine = engine(&world.wallet, &world.shop, &receiver);
    receiver.say(PushEvent::Ready);
    engine.background_sync(Duration::from_secs(60)).unwrap();
    assert_eq!(receiver.token(), world.receiver.token());
    // What came while nothing ran: the very first push counts.
    receiver.say(PushEvent::Message {
        token: receiver.token(),
    });
    world.home.clock.forward(TimeDelta::minutes(1));
    engine.background_sync(Duration::from_secs(60)).unwrap();
    assert!(world.shop.take_questions() > 0);
}

#[test]
fn a_subscription_that_the_shop_lost_is_made_again_within_a_day() {
    let world = World::subscribed();
    world.shop.forget();
    for _ in 0..5 {
        world.sync_later(TimeDelta::hours(7));
    }
    assert_eq!(world.shop.endpoints(), ["https://push.example/1"]);
    assert_eq!(world.shop.subscribed(), 2);
}

#[test]
fn a_shop_that_takes_no_endpoint_is_asked_as_any_other() {
    let world = World::new();
    world.shop.refuse();
    world.receiver.say(PushEvent::Ready);
    world.sync();
    world.hand_out("https://push.example/1");
    assert!(world.sync_later(TimeDelta::minutes(1)) > 0);
    assert_eq!(world.shop.subscribed(), 1);
    for _ in 0..5 {
        assert!(world.sync_later(TimeDelta::hours(2)) > 0);
    }
    assert_eq!(world.shop.subscribed(), 1, "not again on the same day");
}

#[test]
fn another_key_of_the_shops_leads_to_another_registration() {
    let world = World::new();
    world.shop.sign_with(shop::OTHER_KEY);
    world.receiver.say(PushEvent::Ready);
    world.sync();
    world.hand_out("https://push.example/1");
    world.sync_later(TimeDelta::minutes(1));
    world.sync_later(TimeDelta::hours(1));
    let registered = world.receiver.registered();
    assert_eq!(registered.len(), 2);
    assert_eq!(registered[1].vapid.as_deref(), Some(shop::OTHER_KEY));
    assert_eq!(world.receiver.ended(), [registered[0].token.clone()]);
    world.hand_out("https://push.example/2");
    world.sync_later(TimeDelta::minutes(1));
    assert_eq!(world.shop.endpoints(), ["https://push.example/2"]);
    assert_eq!(world.receiver.registered().len(), 2);
}
