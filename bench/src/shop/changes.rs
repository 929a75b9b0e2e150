//! A wallet asks what changed, and nothing did, against a bare handler with one indexed SELECT.

use std::sync::{Arc, Mutex};

use axum::extract::Query;
use axum::http::header;
use axum::routing::get;
use rusqlite::Connection;
use serde_json::Value;

use super::bare;
use super::http::{self, Connection as Client};
use super::open::{WALLET, open, store};
use crate::comparison::Comparison;

/// In one round.
const ASKED: usize = 4000;
const MEMBERS: usize = 200;
/// Wallets that ask at the same time.
const WALLETS: usize = 4;

#[derive(serde::Deserialize)]
struct Since {
    since: String,
}

pub(crate) fn unchanged() -> Comparison {
    let folder = tempfile::tempdir().unwrap();
    let shop = open(folder.path(), store(folder.path()));
    let members = shop.join(MEMBERS);
    let (member, _) = members.first().unwrap().clone();
    shop.link(member);
    let (status, body) = Client::open(shop.address).ask(&http::get("/v1/changes", WALLET));
    assert_eq!(status, 200);
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["has_more"], Value::Bool(false));
    let state = body["new_state"].as_str().unwrap().to_owned();

    let path = format!("/v1/changes?since={state}");
    let requests: Vec<_> = (0..ASKED).map(|_| http::get(&path, WALLET)).collect();
    let (status, answer) = Client::open(shop.address).ask(&http::get(&path, WALLET));
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&answer));

    let idle: Vec<_> = (0..WALLETS).map(|_| bare::connect(folder.path())).collect();
    let idle = Arc::new(Mutex::new(idle));
    let handle = move |Query(since): Query<Since>| {
        let (idle, answer) = (Arc::clone(&idle), answer.clone());
        async move {
            let answer = tokio::task::spawn_blocking(move || {
                let reader = idle.lock().unwrap().pop().unwrap();
                let newest = newest(&reader, member.as_bytes());
                idle.lock().unwrap().push(reader);
                assert!(newest > 0 && !since.since.is_empty());
                answer
            })
            .await
            .unwrap();
            ([(header::CONTENT_TYPE, "application/json")], answer)
        }
    };
    let theirs = bare::serve(axum::Router::new().route("/v1/changes", get(handle)));
    let mut our_clients: Vec<_> = (0..WALLETS).map(|_| Client::open(shop.address)).collect();
    let mut their_clients: Vec<_> = (0..WALLETS).map(|_| Client::open(theirs.address)).collect();
    let asked = requests.clone();
    Comparison {
        name: "what changed, when nothing did".to_owned(),
        count: u32::try_from(ASKED).unwrap(),
        aim: Some(1.5),
        ours: Box::new(move || {
            let _kept = (&shop, &folder);
            http::send(&mut our_clients, &asked, 200);
        }),
        theirs: Box::new(move || {
            let _kept = &theirs;
            http::send(&mut their_clients, &requests, 200);
        }),
    }
}

/// The one indexed SELECT.
fn newest(reader: &Connection, member: &[u8]) -> i64 {
    reader
        .prepare_cached("SELECT max(sequence) FROM change WHERE member = ?1")
        .unwrap()
        .query_row([member], |row| row.get(0))
        .unwrap()
}
