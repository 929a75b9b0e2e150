//! Connected shops: asking two hundred that have nothing new against the same requests by a bare
//! client, and a first read of ten thousand records against fetching them and a bare INSERT.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::TimeDelta;
use kantis_connect::{PassService, Policy, ShopService};
use kantis_pass::TrustAnchors;
use kantis_tests::home::Home;
use kantis_tests::http::{HttpServer, Reply};
use kantis_wallet::ports::{Client, Granted, Secret, Shop};
use kantis_wallet::sync::{RefreshOutcome, SyncEngine, SyncPorts};
use kantis_wallet::{NewConnection, Wallet};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::comparison::Comparison;
use crate::refresh::client;

const SHOPS: usize = 200;
const RECORDS: usize = 10_000;
/// Records of one page: what a wallet asks for.
const PAGE: usize = 500;
/// Bare questions that are under way at a time: as many as the wallet asks.
const AT_ONCE: usize = 8;
const TOKEN: &str = "a token of the measurement";
const STATE: &str = "1-1";
const NOW: &str = "2026-11-22T10:00:00Z";

fn connect(wallet: &Wallet, url: &str) {
    let at = |path: &str| format!("{url}{path}");
    let shop: Shop = serde_json::from_value(json!({
        "discovery": {
            "versions": [1], "issuer": url, "name": "Lähikauppa", "colour": "#1f5a49",
            "logo": null, "scopes": ["loyalty.read", "loyalty.write"],
            "endpoints": {
                "oauth_metadata": at("/.well-known/oauth-authorization-server"),
                "programme": at("/v1/programme"), "account": at("/v1/account"),
                "changes": at("/v1/changes"), "events": at("/v1/events"), "about": at("/programme"),
            },
            "invite_keys": [], "vapid": null,
        },
        "oauth": {
            "issuer": url, "authorization_endpoint": at("/oauth/authorize"),
            "token_endpoint": at("/oauth/token"), "registration_endpoint": at("/oauth/register"),
            "revocation_endpoint": at("/oauth/revoke"),
            "device_authorization_endpoint": at("/oauth/device"),
            "scopes_supported": [], "response_types_supported": ["code"],
            "response_modes_supported": ["query"], "grant_types_supported": [],
            "token_endpoint_auth_methods_supported": ["none"],
            "revocation_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
        },
    }))
    .unwrap();
    let new = NewConnection {
        shop,
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

fn account() -> Value {
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
fn shop(pages: Vec<Vec<u8>>) -> HttpServer {
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

fn page(records: &[Value], number: usize, last: bool) -> Vec<u8> {
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

fn engine(wallet: &Arc<Wallet>) -> SyncEngine {
    let ports = SyncPorts {
        source: Arc::new(PassService::new(Policy::loopback_for_tests())),
        merchant: Some(Arc::new(ShopService::new(Policy::loopback_for_tests()))),
        notifier: None,
        anchors: TrustAnchors::default(),
        listener: Box::new(|_| {}),
    };
    SyncEngine::new(Arc::clone(wallet), ports)
}

fn refreshed(home: &Home, engine: &SyncEngine, wanted: RefreshOutcome) -> usize {
    // A person may ask again after ten seconds.
    home.clock.forward(TimeDelta::seconds(11));
    let mut on = |_, _| ControlFlow::Continue(());
    let report = engine.refresh(&BTreeSet::new(), &mut on).unwrap();
    let lines = report.cards.iter();
    lines.filter(|line| line.outcome == wanted).count()
}

pub(crate) fn unchanged() -> Comparison {
    let pages = vec![page(&[account()], 0, true)];
    let shops: Vec<HttpServer> = (0..SHOPS).map(|_| shop(pages.clone())).collect();
    let shops = Arc::new(shops);
    let home = Home::new();
    let wallet = home.open();
    for shop in shops.iter() {
        connect(&wallet, &shop.url());
    }
    let engine = engine(&wallet);
    let first = refreshed(&home, &engine, RefreshOutcome::Updated);
    assert_eq!(first, SHOPS);
    let asked = Arc::clone(&shops);
    let ours = move || {
        let same = refreshed(&home, &engine, RefreshOutcome::Unchanged);
        assert_eq!(same, SHOPS);
        forget(&asked);
    };
    Comparison {
        name: format!("{SHOPS} unchanged shops, asked"),
        count: u32::try_from(SHOPS).unwrap(),
        aim: Some(1.3),
        ours: Box::new(ours),
        theirs: Box::new(bare(shops)),
    }
}

/// Has the shops forget what they were asked: each side for itself.
fn forget(shops: &[HttpServer]) {
    for shop in shops {
        shop.take_seen();
    }
}

/// The same requests and nothing else.
fn bare(shops: Arc<Vec<HttpServer>>) -> impl FnMut() {
    let (runtime, client) = client();
    move || {
        let lanes: Vec<_> = (0..AT_ONCE)
            .map(|lane| {
                let urls: Vec<String> = shops
                    .iter()
                    .skip(lane)
                    .step_by(AT_ONCE)
                    .map(HttpServer::url)
                    .collect();
                let client = client.clone();
                runtime.spawn(async move {
                    for url in urls {
                        let answer = client
                            .get(format!("{url}/v1/account"))
                            .header("Authorization", format!("Bearer {TOKEN}"))
                            .header("If-None-Match", format!("\"{STATE}\""))
                            .send()
                            .await
                            .unwrap();
                        assert_eq!(answer.status(), 304);
                        answer.bytes().await.unwrap();
                    }
                })
            })
            .collect();
        for lane in lanes {
            runtime.block_on(lane).unwrap();
        }
        forget(&shops);
    }
}

/// A member's ten thousand records: ledger, receipts, offers.
fn records() -> Vec<Value> {
    let id = |number: usize| Uuid::from_u128(1 << 64 | number as u128);
    let entry = |number: usize| {
        json!({ "kind": "ledger_entry", "record": {
            "id": id(number), "kind": "earn", "unit": "pts", "amount": 12, "state": "posted",
            "occurred": NOW, "effective": NOW, "expires": "2027-11-22", "receipt": id(number),
            "reason": "Ostos, kassa 2",
        }})
    };
    let money = |minor: i64| json!({ "minor": minor, "currency": "EUR" });
    let receipt = |number: usize| {
        let line = |line: usize| {
            json!({ "line": line, "sku": "leipa", "name": "Ruisleipä 500 g", "quantity": 1000,
                "unit_price": money(249), "discount": money(0), "discount_reason": null,
                "total": money(249), "vat_rate": 1400 })
        };
        json!({ "kind": "receipt", "record": {
            "id": id(number), "number": number.to_string(),
            "seller": { "name": "Kauppa Oy", "vat_id": "FI12345671", "address": null },
            "issued": NOW, "place": "Kassa 2", "returns": null,
            "lines": [line(1), line(2), line(3)],
            "vat": [{ "rate": 1400, "net": money(655), "vat": money(92) }],
            "total": money(747), "payments": [],
            "effects": { "points": 7, "points_pending": 0, "points_spent": 0, "stamps": [],
                "claims": [], "offers": [], "saved": 0, "tier": null },
        }})
    };
    let mut all = vec![account()];
    all.extend((1..RECORDS).map(|number| match number % 4 {
        0 => receipt(number),
        _ => entry(number),
    }));
    all
}

pub(crate) fn first_read() -> Comparison {
    let records = records();
    let count = records.len().div_ceil(PAGE);
    let pages: Vec<Vec<u8>> = records
        .chunks(PAGE)
        .enumerate()
        .map(|(number, records)| page(records, number, number + 1 == count))
        .collect();
    let shop = Arc::new(shop(pages));
    let url = shop.url();
    let asked = Arc::clone(&shop);
    let ours = move || {
        let home = Home::new();
        let wallet = home.open();
        connect(&wallet, &url);
        let engine = engine(&wallet);
        assert_eq!(refreshed(&home, &engine, RefreshOutcome::Updated), 1);
        asked.take_seen();
    };
    Comparison {
        name: format!("{RECORDS} records of a shop, read for the first time"),
        count: u32::try_from(RECORDS).unwrap(),
        aim: Some(2.0),
        ours: Box::new(ours),
        theirs: Box::new(fetched(shop, count)),
    }
}

/// Fetches the pages, and puts each record as it came into a table.
fn fetched(shop: Arc<HttpServer>, pages: usize) -> impl FnMut() {
    let (runtime, client) = client();
    move || {
        let folder = tempfile::tempdir().unwrap();
        let mut store = rusqlite::Connection::open(folder.path().join("plain.db")).unwrap();
        store
            .execute_batch(
                "PRAGMA journal_mode = WAL;
                 CREATE TABLE record (num INTEGER PRIMARY KEY, record TEXT NOT NULL) STRICT;",
            )
            .unwrap();
        for number in 0..pages {
            let since = if number == 0 {
                String::new()
            } else {
                format!("&since=p-{number}")
            };
            let url = format!("{}/v1/changes?max={PAGE}{since}", shop.url());
            let body = runtime
                .block_on(async { client.get(url).send().await?.bytes().await })
                .unwrap();
            let page: Page<'_> = serde_json::from_slice(&body).unwrap();
            let transaction = store.transaction().unwrap();
            for record in page.changed {
                transaction
                    .prepare_cached("INSERT INTO record (record) VALUES (?1)")
                    .unwrap()
                    .execute([record.get()])
                    .unwrap();
            }
            transaction.commit().unwrap();
        }
        shop.take_seen();
    }
}

/// A page whose records are not looked into.
#[derive(serde::Deserialize)]
struct Page<'p> {
    #[serde(borrow)]
    changed: Vec<&'p serde_json::value::RawValue>,
}
