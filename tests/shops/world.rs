//! A wallet that is connected to a shop through something that does to answers what networks do.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use chrono::{TimeDelta, Utc};
use kantis_connect::{PassService, Policy, ShopService};
use kantis_pass::TrustAnchors;
use kantis_tests::home::Home;
use kantis_tests::http::Request;
use kantis_wallet::ports::{Client, Granted, Merchant as _, Notice, Notifier, NotifyError, Secret};
use kantis_wallet::sync::{RefreshOutcome, SyncEngine, SyncPorts};
use kantis_wallet::{CardId, ConnectionId, NewConnection, Wallet};
use serde_json::{Value, json};

use crate::call;
use crate::proxy::{Fault, Proxy};
use crate::shop::{Linked, TestShop};

/// Who shops here.
pub(crate) const EMAIL: &str = "aino@example.fi";

/// Both ends, and what is between them.
pub(crate) struct World {
    pub(crate) proxy: Proxy,
    pub(crate) shop: TestShop,
    pub(crate) home: Home,
    pub(crate) wallet: Arc<Wallet>,
    pub(crate) engine: SyncEngine,
    pub(crate) connection: ConnectionId,
    pub(crate) card: CardId,
}

impl World {
    /// A shop with this programme and a wallet that has read everything once.
    pub(crate) fn new(programme: &str) -> Self {
        Self::behind(programme, |_| Fault::None)
    }

    /// The same, where this happens from the first request on.
    pub(crate) fn behind(
        programme: &str,
        script: impl FnMut(&Request) -> Fault + Send + 'static,
    ) -> Self {
        let proxy = Proxy::calm();
        proxy.script(script);
        let shop = proxy.before(programme);
        // The `Date` of an answer is the machine's.
        shop.clock.set(Utc::now());
        let home = Home::new();
        let wallet = home.open();
        let (connection, card) = connect(&wallet, &proxy.url(), &shop.sign_in(EMAIL));
        let world = Self {
            engine: engine(&wallet),
            proxy,
            shop,
            home,
            wallet,
            connection,
            card,
        };
        assert_eq!(world.refresh(), RefreshOutcome::Updated);
        world
    }

    /// A person's refresh; how it went.
    pub(crate) fn refresh(&self) -> RefreshOutcome {
        refresh(&self.home, &self.engine)
    }

    /// The member buys something, recognised by the number on the card; the receipt.
    pub(crate) fn buy(&self, sku: &str, pieces: i64) -> Value {
        buy(&self.shop, &self.number(), sku, pieces)
    }

    /// The member's number, as the wallet knows it.
    pub(crate) fn number(&self) -> String {
        let records = self.wallet.shop_records(self.card).unwrap().unwrap();
        records.account.unwrap().member.number
    }

    /// Everything that the wallet has of the shop.
    pub(crate) fn said(&self) -> Value {
        said(&self.wallet, self.card)
    }

    /// What a fresh wallet has that reads everything from the shop.
    pub(crate) fn read_afresh(&self) -> Value {
        let home = Home::new();
        let wallet = home.open();
        let (_, card) = connect(&wallet, &self.proxy.url(), &self.shop.sign_in(EMAIL));
        assert_eq!(refresh(&home, &engine(&wallet)), RefreshOutcome::Updated);
        said(&wallet, card)
    }
}

/// An engine that asks shops for real.
pub(crate) fn engine(wallet: &Arc<Wallet>) -> SyncEngine {
    let ports = SyncPorts {
        source: Arc::new(PassService::new(Policy::loopback_for_tests())),
        merchant: Some(Arc::new(ShopService::new(Policy::loopback_for_tests()))),
        notifier: None,
        anchors: TrustAnchors::default(),
        listener: Box::new(|_| {}),
    };
    SyncEngine::new(Arc::clone(wallet), ports)
}

/// Keeps a connection as if a person had signed in.
pub(crate) fn connect(wallet: &Wallet, url: &str, linked: &Linked) -> (ConnectionId, CardId) {
    let service = ShopService::new(Policy::loopback_for_tests());
    let shop = service.discover(url, &call()).unwrap();
    let tokens = &linked.tokens;
    let new = NewConnection {
        shop,
        client: Client {
            id: linked.client.clone(),
        },
        granted: Granted {
            access: Secret::new(tokens.access_token.clone()),
            refresh: Secret::new(tokens.refresh_token.clone()),
            expires_in: tokens.expires_in,
            may_write: true,
            date: None,
        },
        card: None,
    };
    wallet.connect(&new).unwrap()
}

/// A person's refresh of the one card; how it went.
pub(crate) fn refresh(home: &Home, engine: &SyncEngine) -> RefreshOutcome {
    home.clock.forward(TimeDelta::seconds(11));
    let mut on = |_, _| ControlFlow::Continue(());
    let report = engine.refresh(&BTreeSet::new(), &mut on).unwrap();
    assert!(!report.handed_over);
    assert_eq!(report.cards.len(), 1);
    report.cards[0].outcome
}

/// Everything that a wallet has of a card's shop.
pub(crate) fn said(wallet: &Wallet, card: CardId) -> Value {
    let records = wallet.shop_records(card).unwrap().unwrap();
    let mut account = json!(records.account);
    // What it was when this very record was made, which other records' changes do not touch.
    account.as_object_mut().unwrap().remove("state");
    json!({
        "account": account,
        "programme": records.programme,
        "rewards": records.rewards,
        "claims": records.claims,
        "offers": records.offers,
        "stamp_cards": records.stamp_cards,
        "challenges": records.challenges,
        "consents": records.consents,
        "receipts": wallet.receipts(card, 10_000).unwrap(),
        "ledger": wallet.ledger(card, 10_000).unwrap(),
    })
}

/// A member buys something at the till; the till's answer.
pub(crate) fn buy(shop: &TestShop, number: &str, sku: &str, pieces: i64) -> Value {
    let basket = json!({
        "member": { "by": "number", "value": number },
        "lines": [{ "sku": sku, "quantity": pieces * 1000 }],
    });
    let priced = shop.till().post("/pos/v1/baskets", &basket).ok();
    let key = uuid::Uuid::now_v7().to_string();
    let payments = json!([{ "means": "card", "amount": priced["total"] }]);
    let sale = json!({ "basket": basket, "payments": payments });
    shop.till().post_once("/pos/v1/purchases", &key, &sale).ok()
}

/// Keeps what is told outside of the window.
#[derive(Default)]
pub(crate) struct Ear(Mutex<Vec<String>>);

impl Ear {
    /// What was told since somebody last listened: titles and bodies.
    pub(crate) fn heard(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Notifier for Ear {
    fn show(&self, notice: &Notice) -> Result<(), NotifyError> {
        let said = format!("{}: {}", notice.title, notice.body);
        self.0.lock().unwrap().push(said);
        Ok(())
    }

    fn withdraw(&self, _: &str) {}
}
