//! Purchases at a till, against the same SQL statements in one transaction behind a bare handler.
//!
//! The statements are those that our purchases ran on a copy of the same database; each is run
//! again with the values that it had. Ours prices, judges and writes a receipt besides.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::http::{StatusCode, header};
use axum::routing::post;
use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;

use super::bare;
use super::http::{self, Connection as Client};
use super::open::{TILL, open, store};
use super::recording::{Recorder, Statement};
use crate::comparison::Comparison;

/// In one round.
const PURCHASES: usize = 200;
const MEMBERS: usize = 200;
/// Tills that ring up at the same time.
const TILLS: usize = 4;

/// What was recorded: a transaction and the answer for each purchase.
struct Recorded {
    transactions: Vec<Vec<Statement>>,
    answer: Vec<u8>,
}

pub(crate) fn purchases(rounds: usize) -> Comparison {
    // One round more, which does not count.
    let all = PURCHASES * (rounds + 1);
    let (for_us, for_them) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (requests, recorded) = record(all, &for_us, &for_them);
    let statements: usize = recorded.transactions.iter().map(Vec::len).sum();

    let ours = {
        let open = open(for_us.path(), store(for_us.path()));
        let mut clients: Vec<_> = (0..TILLS).map(|_| Client::open(open.address)).collect();
        let mut round = requests.clone().into_iter();
        move || {
            let _kept = (&open, &for_us);
            let part: Vec<_> = round.by_ref().take(PURCHASES).collect();
            assert_eq!(part.len(), PURCHASES);
            http::send(&mut clients, &part, 201);
        }
    };
    let theirs = {
        let bare = bare::serve(handler(for_them.path(), recorded));
        let mut clients: Vec<_> = (0..TILLS).map(|_| Client::open(bare.address)).collect();
        let mut round = requests.into_iter();
        move || {
            let _kept = (&bare, &for_them);
            let part: Vec<_> = round.by_ref().take(PURCHASES).collect();
            http::send(&mut clients, &part, 201);
        }
    };
    Comparison {
        name: format!("a purchase at a till, {} statements", statements / all),
        count: u32::try_from(PURCHASES).unwrap(),
        aim: Some(2.0),
        ours: Box::new(ours),
        theirs: Box::new(theirs),
    }
}

/// Rings everything up once, in a shop of its own; copies of it, as it was before, go to both sides.
fn record(all: usize, for_us: &TempDir, for_them: &TempDir) -> (Vec<Vec<u8>>, Recorded) {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::default();
    let traced = store(folder.path());
    recorder.listen(&traced);
    let open = open(folder.path(), traced);
    open.add_till();
    let members = open.join(MEMBERS);
    for copy in [for_us, for_them] {
        let file = copy.path().join("shop.db");
        Connection::open(folder.path().join("shop.db"))
            .and_then(|shop| shop.execute("VACUUM INTO ?1", [file.to_str()]))
            .unwrap();
    }
    let requests: Vec<Vec<u8>> = (0..all)
        .map(|purchase| {
            let (_, number) = members.get(purchase % MEMBERS).unwrap();
            request(purchase, number)
        })
        .collect();
    recorder.begin();
    let mut client = Client::open(open.address);
    let mut answer = Vec::new();
    for request in &requests {
        let (status, body) = client.ask(request);
        assert_eq!(status, 201, "{}", String::from_utf8_lossy(&body));
        answer = body;
    }
    let transactions = recorder.end();
    assert_eq!(transactions.len(), all);
    (
        requests,
        Recorded {
            transactions,
            answer,
        },
    )
}

/// Two coffees and a tea, paid by card.
fn request(purchase: usize, number: &str) -> Vec<u8> {
    let body = json!({
        "basket": {
            "member": { "by": "number", "value": number },
            "lines": [
                { "sku": "cappuccino", "quantity": 2000 },
                { "sku": "tee", "quantity": 1000 },
            ],
        },
        "payments": [{
            "means": "card",
            "amount": { "minor": 1220, "currency": "EUR" },
            "masked": "1234",
        }],
        "reference": format!("till-1-{purchase}"),
    });
    http::post(
        "/pos/v1/purchases",
        TILL,
        &format!("bench-{purchase}"),
        &body,
    )
}

/// Runs the next transaction, and answers as we did.
fn handler(folder: &Path, recorded: Recorded) -> axum::Router {
    let writer = Arc::new(Mutex::new(bare::connect(folder)));
    let recorded = Arc::new(recorded);
    let next = Arc::new(AtomicUsize::new(0));
    let handle = move |_: Bytes| {
        let (writer, recorded) = (Arc::clone(&writer), Arc::clone(&recorded));
        let next = Arc::clone(&next);
        async move {
            let answer = tokio::task::spawn_blocking(move || {
                let writer = writer.lock().unwrap();
                // In the order in which they were recorded: numbers and sequences are values.
                let transaction = next.fetch_add(1, Ordering::Relaxed);
                writer.execute_batch("BEGIN IMMEDIATE").unwrap();
                for statement in recorded.transactions.get(transaction).unwrap() {
                    statement.run(&writer).unwrap();
                }
                writer.execute_batch("COMMIT").unwrap();
                recorded.answer.clone()
            })
            .await
            .unwrap();
            (
                StatusCode::CREATED,
                [(header::CONTENT_TYPE, "application/json")],
                answer,
            )
        }
    };
    axum::Router::new().route("/pos/v1/purchases", post(handle))
}
