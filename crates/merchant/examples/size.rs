//! How much memory and disk a shop takes. `make size` runs it; `docs/merchant.md` states what came
//! of it.
//!
//! `size [MEMBERS]`: members join and buy something three times through the engine, in a process of
//! its own; then the shop is opened anew and wallets and a till ask it. Linux only: it reads
//! `/proc/self/status`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a program for a terminal; without its set-up there is nothing to measure"
)]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use chrono::TimeDelta;
use kantis_merchant::engine::members::{self, Joining};
use kantis_merchant::engine::sale::{self, Buyer, Place};
use kantis_merchant::mail::Outbox;
use kantis_merchant::ports::{Clock, SystemClock, SystemEntropy};
use kantis_merchant::programme::Programme;
use kantis_merchant::records::{
    Channel, ClientRecord, GrantRecord, Scopes, TillKind, TillRecord, VisitStrength,
};
use kantis_merchant::secret;
use kantis_merchant::server::{Ports, Quotas, Settings, Shop};
use kantis_merchant::store::sqlite::SqliteStore;
use kantis_protocol::pos::{Basket, Line, Purchase};
use kantis_protocol::{Money, Payment};
use tokio::net::TcpListener;

const PROGRAMME: &str = include_str!("../programmes/kauppa.toml");
/// Each member's.
const PURCHASES: usize = 3;
/// Members of one transaction while the shop is filled.
const AT_ONCE: usize = 500;
/// Wallets that are linked and ask.
const WALLETS: usize = 1000;
const TILL: &str = "a-till-of-the-measurement";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [word, folder, members] if word == "fill" => {
            fill(Path::new(folder), members.parse().unwrap());
        }
        [] => measure(100_000),
        [members] => measure(members.parse().unwrap()),
        _ => panic!("size [MEMBERS]"),
    }
}

fn measure(members: usize) {
    let folder = tempfile::tempdir().unwrap();
    let began = Instant::now();
    let filled = Command::new(std::env::current_exe().unwrap())
        .arg("fill")
        .arg(folder.path())
        .arg(members.to_string())
        .status()
        .unwrap();
    assert!(filled.success());
    println!(
        "{members} members, {} purchases: filled in {} s",
        members * PURCHASES,
        began.elapsed().as_secs()
    );
    let file = folder.path().join("shop.db").metadata().unwrap().len();
    println!("shop.db: {} MB", file / 1_000_000);

    let store = SqliteStore::open(&folder.path().join("shop.db")).unwrap();
    let shop = shop(folder.path(), store);
    println!("memory once open: {} MB", memory());
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(async {
            let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
            let running = shop.open(listener).unwrap();
            let url = format!("http://{}", running.address);
            tokio::task::spawn_blocking(move || ask(&url))
                .await
                .unwrap();
            println!("memory after the requests: {} MB", memory());
            running.end().await.unwrap();
        });
}

/// Each linked wallet reads everything and then asks what changed; a till sells as often.
fn ask(url: &str) {
    let agent = ureq::Agent::new_with_defaults();
    for wallet in 0..WALLETS {
        let get = |path: &str| -> serde_json::Value {
            agent
                .get(format!("{url}{path}"))
                .header("authorization", format!("Bearer {}", token(wallet)))
                .call()
                .unwrap()
                .body_mut()
                .read_json()
                .unwrap()
        };
        get("/v1/account");
        get("/v1/offers");
        get("/v1/ledger");
        let state = get("/v1/changes")["new_state"].as_str().unwrap().to_owned();
        get(&format!("/v1/changes?since={state}"));
        let sold = agent
            .post(format!("{url}/pos/v1/purchases"))
            .header("authorization", format!("Bearer {TILL}"))
            .header("idempotency-key", format!("size-{wallet}"))
            .send_json(serde_json::json!({
                "basket": { "lines": [{ "sku": "maito", "quantity": 1000 }] },
                "payments": [],
            }));
        // Unpaid: judged in whole, and refused.
        assert!(sold.is_err());
    }
    println!("{} requests were answered", WALLETS * 6);
}

fn fill(folder: &Path, members: usize) {
    let path = folder.join("shop.db");
    let shop = shop(folder, SqliteStore::open_in_haste(&path).unwrap());
    let programme = Programme::read(PROGRAMME).unwrap();
    let place = Place {
        till: uuid::Uuid::nil(),
        name: "1".to_owned(),
        channel: Channel::Till,
    };
    shop.write_now(|work| {
        let till = TillRecord {
            id: work.id(),
            name: "1".to_owned(),
            kind: TillKind::Till,
            key_hash: secret::hash(TILL),
            created: work.now,
        };
        work.tx.add_till(&till)?;
        work.tx.add_client(&ClientRecord {
            id: "size".to_owned(),
            name: None,
            redirect_uris: Vec::new(),
            grant_types: Vec::new(),
            scopes: SCOPES,
            registered: work.now,
            used: Some(work.now),
        })?;
        Ok(())
    })
    .unwrap();
    for first in (0..members).step_by(AT_ONCE) {
        shop.write_now(|work| {
            let now = work.now;
            for number in first..members.min(first + AT_ONCE) {
                work.now = now - TimeDelta::days(30);
                let member = members::join(
                    work,
                    Joining {
                        email: Some(format!("jasen{number}@example.com")),
                        phone: None,
                        name: Some("Aino Virtanen".to_owned()),
                        language: "fi".to_owned(),
                    },
                )?;
                if number < WALLETS {
                    link(work, member.id, number)?;
                }
                let buyer = Buyer {
                    member,
                    strength: VisitStrength::Rotating,
                };
                for purchase in 0..PURCHASES {
                    work.now += TimeDelta::days(7);
                    let lines = (0..4)
                        .map(|line| {
                            let at = (number + purchase * 5 + line * 3) % programme.products.len();
                            Line {
                                sku: Some(programme.products[at].sku.clone()),
                                name: None,
                                category: None,
                                quantity: 1000,
                                unit_price: None,
                                vat_rate: None,
                            }
                        })
                        .collect();
                    let basket = Basket {
                        lines,
                        ..Basket::default()
                    };
                    let total = sale::price(work, &place, Some(&buyer), &basket)?.total;
                    let payments = vec![card(total)];
                    let purchase = Purchase {
                        basket,
                        payments,
                        reference: None,
                    };
                    sale::purchase(work, &place, Some(&buyer), &purchase)?;
                }
            }
            Ok(())
        })
        .unwrap();
    }
    drop(shop);
    SqliteStore::open(&path).unwrap().settle().unwrap();
}

const SCOPES: Scopes = Scopes {
    read: true,
    write: true,
};

fn link(
    work: &mut kantis_merchant::engine::Work<'_>,
    member: uuid::Uuid,
    number: usize,
) -> Result<(), kantis_merchant::engine::EngineError> {
    let id = work.id();
    work.tx.set_grant(&GrantRecord {
        id,
        member,
        client: "size".to_owned(),
        scopes: SCOPES,
        created: work.now,
        used: work.now,
    })?;
    let until = work.now + TimeDelta::days(60);
    work.tx
        .add_access_token(&secret::hash(&token(number)), id, SCOPES, until)?;
    Ok(())
}

fn token(wallet: usize) -> String {
    format!("wallet-{wallet}-of-the-measurement")
}

fn card(amount: Money) -> Payment {
    Payment {
        means: "card".to_owned(),
        amount,
        masked: Some("1234".to_owned()),
    }
}

fn shop(folder: &Path, store: SqliteStore) -> Arc<Shop> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let mut settings = Settings::new("http://127.0.0.1", folder);
    settings.quotas = Quotas::NONE;
    let ports = Ports {
        clock: Arc::clone(&clock),
        entropy: Arc::new(SystemEntropy),
        mail: Arc::new(Outbox::new(folder.join("outbox"), clock).unwrap()),
    };
    let programme = Programme::read(PROGRAMME).unwrap();
    Shop::new(programme, Box::new(store), ports, settings).unwrap()
}

/// Megabytes of this process that are in memory.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib * 1024 / 1_000_000
}
