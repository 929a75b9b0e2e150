//! A first read of ten thousand records, against fetching them and a bare INSERT for each.
//!
//! Both sides begin with a store that is open and empty, and both stores are encrypted with the same
//! settings: what is compared is reading, not making a wallet.

use std::path::Path;
use std::sync::Arc;

use kantis_tests::home::Home;
use kantis_tests::http::HttpServer;
use kantis_wallet::sync::{RefreshOutcome, SyncEngine};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use crate::comparison::Comparison;
use crate::loyal::{NOW, account, connect, engine, page, refreshed, shop};
use crate::refresh::client;

const RECORDS: usize = 10_000;
/// Records of one page: what a wallet asks for.
const PAGE: usize = 500;

pub(crate) fn first_read(rounds: usize) -> Comparison {
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
    // One for each round, and one for the round that does not count.
    let mut wallets: Vec<_> = (0..=rounds).map(|_| connected(&url)).collect();
    let mut read = Vec::new();
    let ours = move || {
        let (home, engine) = wallets.pop().unwrap();
        assert_eq!(refreshed(&home, &engine, RefreshOutcome::Updated), 1);
        asked.take_seen();
        // Closing it is no part of reading.
        read.push((home, engine));
    };
    Comparison {
        name: format!("{RECORDS} records of a shop, read for the first time"),
        count: u32::try_from(RECORDS).unwrap(),
        aim: Some(2.0),
        ours: Box::new(ours),
        theirs: Box::new(fetched(shop, count, rounds)),
    }
}

fn connected(url: &str) -> (Home, SyncEngine) {
    let home = Home::new();
    let wallet = home.open();
    connect(&wallet, url);
    let engine = engine(&wallet);
    (home, engine)
}

/// Fetches the pages, and puts each record as it came into a table.
fn fetched(shop: Arc<HttpServer>, pages: usize, rounds: usize) -> impl FnMut() {
    let (runtime, client) = client();
    let mut stores: Vec<_> = (0..=rounds).map(|_| bare_store()).collect();
    let mut read = Vec::new();
    move || {
        let (folder, mut store) = stores.pop().unwrap();
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
                let id = record.id().to_string();
                transaction
                    .prepare_cached("INSERT INTO record (kind, id, record) VALUES (?1, ?2, ?3)")
                    .unwrap()
                    .execute([record.kind, &id, record.record.get()])
                    .unwrap();
            }
            transaction.commit().unwrap();
        }
        shop.take_seen();
        read.push((folder, store));
    }
}

/// A store as bare as can be: encrypted, and with a key for its records.
fn bare_store() -> (TempDir, rusqlite::Connection) {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("bare.db"));
    (folder, store)
}

fn open(path: &Path) -> rusqlite::Connection {
    let store = rusqlite::Connection::open(path).unwrap();
    let key = "07".repeat(32);
    store
        .execute_batch(&format!(
            "PRAGMA key = \"x'{key}'\";
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = NORMAL;
             CREATE TABLE record (
                 kind TEXT NOT NULL, id TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (kind, id)
             ) STRICT;"
        ))
        .unwrap();
    store
}

/// A page whose records are not looked into.
#[derive(serde::Deserialize)]
struct Page<'p> {
    #[serde(borrow)]
    changed: Vec<Known<'p>>,
}

#[derive(serde::Deserialize)]
struct Known<'p> {
    kind: &'p str,
    #[serde(borrow)]
    record: &'p serde_json::value::RawValue,
}

impl Known<'_> {
    /// The record's id; its kind, where there is but one of it.
    fn id(&self) -> Uuid {
        #[derive(serde::Deserialize)]
        struct Id {
            id: Option<Uuid>,
        }
        let id: Id = serde_json::from_str(self.record.get()).unwrap();
        id.id.unwrap_or_default()
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
