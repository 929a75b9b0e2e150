//! A shop made of fixed answers, and a wallet that is connected to it.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::TimeDelta;
use kantis_connect::{PassService, Policy, ShopService};
use kantis_pass::TrustAnchors;
use kantis_tests::home::Home;
use kantis_tests::http::{HttpServer, Reply};
use kantis_tests::shop::found;
use kantis_wallet::ports::{Client, Granted, Secret};
use kantis_wallet::sync::{RefreshOutcome, SyncEngine, SyncPorts};
use kantis_wallet::{NewConnection, Wallet};
use serde_json::{Value, json};
use uuid::Uuid;

/// What the wallet asks with.
pub(crate) const TOKEN: &str = "a token of the measurement";
/// Where the shop's records stand.
pub(crate) const STATE: &str = "1-1";
pub(crate) const NOW: &str = "2026-11-22T10:00:00Z";

/// Connects a wallet to a shop, as a sign-in does.
pub(crate) fn connect(wallet: &Wallet, url: &str) {
    let new = NewConnection {
        shop: found(url, "Lähikauppa"),
        client: Client { id: "w".to_owned() },
        granted: Granted {
            access: Secret::new(TOKEN),
            refresh: Secret::new("another"),
            expires_in: 365 * 86_400,
            may_write: true,
            date: None,
        },
        card: None,
    };
    wallet.connect(&new).unwrap();
}

/// The record that every member has.
pub(crate) fn account() -> Value {
    json!({ "kind": "account", "record": {
        "state": STATE,
        "member": {
            "id": Uuid::from_u128(1), "number": "123456789015", "name": "Aino", "email": null,
            "phone": null, "birthday": null, "language": "fi", "joined": NOW,
        },
        "balances": [{
            "unit": { "code": "pts", "one": "piste", "other": "pistettä", "scale": 0 },
            "available": 2140, "pending": 0, "locked": 0, "lifetime": 9000,
            "next_expiry": null, "next_release": null, "as_of": NOW,
        }],
        "tier": null, "as_of": NOW,
    }})
}

/// A shop that serves these pages; it has nothing new for who has read them.
pub(crate) fn shop(pages: Vec<Vec<u8>>) -> HttpServer {
    HttpServer::start(move |request| {
        let json = |body: Vec<u8>| Reply::ok(body).with("Content-Type", "application/json");
        let path = request.target.split('?').next().unwrap();
        match path {
            "/v1/account" if request.header("if-none-match") == Some("\"1-1\"") => {
                Reply::status(304)
            }
            "/v1/account" => json(Vec::from("{}")),
            "/v1/devices" => json(
                json!({ "alias": "12345678901", "secret": "A".repeat(43), "step_seconds": 30,
                        "now": NOW })
                .to_string()
                .into(),
            ),
            _ => {
                let since = request.target.split("since=p-").nth(1);
                let page = since.map_or(0, |page| page.parse().unwrap());
                json(pages.get::<usize>(page).unwrap().clone())
            }
        }
    })
}

/// A page of records; its state says which page follows.
pub(crate) fn page(records: &[Value], number: usize, last: bool) -> Vec<u8> {
    let new = if last {
        STATE.to_owned()
    } else {
        format!("p-{}", number + 1)
    };
    let old = if number == 0 {
        String::new()
    } else {
        format!("p-{number}")
    };
    json!({ "old_state": old, "new_state": new, "has_more": !last,
            "changed": records, "removed": [] })
    .to_string()
    .into()
}

/// What asks the shop.
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

/// Refreshes all as a person does; gives for how many it ended like this.
pub(crate) fn refreshed(home: &Home, engine: &SyncEngine, wanted: RefreshOutcome) -> usize {
    // A person may ask again after ten seconds.
    home.clock.forward(TimeDelta::seconds(11));
    let mut on = |_, _| ControlFlow::Continue(());
    let report = engine.refresh(&BTreeSet::new(), &mut on).unwrap();
    let lines = report.cards.iter();
    lines.filter(|line| line.outcome == wanted).count()
}
