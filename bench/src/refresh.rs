//! Refreshing passes that did not change, against the same requests by a bare HTTP client.
//!
//! The engine asks up to eight issuers at a time and each of them for one pass after the other; so
//! does the reference, over connections that are kept as well. The store is real, and so is HTTP.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::TimeDelta;
use kantis_connect::{PassService, Policy};
use kantis_pass::TrustAnchors;
use kantis_tests::home::{Home, engine, import};
use kantis_tests::http::{HttpServer, Reply};
use kantis_tests::issuer::{PASS_TYPE, TOKEN, store_card, unsigned};
use kantis_wallet::sync::RefreshOutcome;

use crate::comparison::Comparison;

const ISSUERS: usize = 8;
const PASSES: usize = 200;
/// As ours: the same requests have the same headers.
const USER_AGENT: &str = concat!(
    "Kantis/",
    env!("CARGO_PKG_VERSION"),
    " (+https://kantis.app)"
);
const TAG: &str = "\"1\"";

/// An issuer that has nothing new.
fn issuer() -> HttpServer {
    HttpServer::start(|request| {
        if request.header("if-none-match") == Some(TAG) {
            return Reply::status(304);
        }
        let base = format!("http://{}", request.header("host").unwrap());
        let serial = request.target.rsplit('/').next().unwrap();
        Reply::ok(unsigned(&store_card(&base, serial, 100))).with("ETag", TAG)
    })
}

pub(crate) fn unchanged() -> Comparison {
    let issuers: Vec<HttpServer> = (0..ISSUERS).map(|_| issuer()).collect();
    let bases: Vec<String> = issuers.iter().map(HttpServer::url).collect();
    let home = Home::new();
    let wallet = home.open();
    for serial in 0..PASSES {
        let base = bases.get(serial % ISSUERS).unwrap();
        let file = unsigned(&store_card(base, &serial.to_string(), 100));
        import(&wallet, &file, &TrustAnchors::default());
    }
    let service = Arc::new(PassService::new(Policy::loopback_for_tests()));
    let engine = engine(&wallet, service, TrustAnchors::default());
    let issuers = Arc::new(issuers);
    let asked = Arc::clone(&issuers);
    let ours = move || {
        // A person may ask again after ten seconds.
        home.clock.forward(TimeDelta::seconds(11));
        let mut on = |_, _| ControlFlow::Continue(());
        let report = engine.refresh(&BTreeSet::new(), &mut on).unwrap();
        let unchanged = |line: &&_| same(line);
        assert_eq!(report.cards.iter().filter(unchanged).count(), PASSES);
        forget(&asked);
    };
    Comparison {
        name: format!("{PASSES} unchanged passes of {ISSUERS} issuers, asked for"),
        count: u32::try_from(PASSES).unwrap(),
        aim: Some(1.3),
        ours: Box::new(ours),
        theirs: Box::new(bare(bases, issuers)),
    }
}

/// Has the issuers forget what they were asked: each side for itself.
fn forget(issuers: &[HttpServer]) {
    for issuer in issuers {
        issuer.take_seen();
    }
}

fn same(line: &kantis_wallet::sync::RefreshedCard) -> bool {
    line.outcome == RefreshOutcome::Unchanged
}

/// A client as bare as can be, and what it runs on.
#[expect(
    clippy::disallowed_methods,
    reason = "a client as bare as can be is what is measured against"
)]
pub(crate) fn client() -> (tokio::runtime::Runtime, reqwest::Client) {
    // Reqwest wants to know whose cryptography it uses, even for http.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let client = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .no_proxy()
        .build()
        .unwrap();
    (runtime, client)
}

/// The same requests and nothing else.
fn bare(bases: Vec<String>, asked: Arc<Vec<HttpServer>>) -> impl FnMut() {
    let (runtime, client) = client();
    move || {
        let issuers: Vec<_> = bases
            .iter()
            .enumerate()
            .map(|(issuer, base)| {
                let (client, base) = (client.clone(), base.clone());
                runtime.spawn(async move {
                    for serial in (issuer..PASSES).step_by(ISSUERS) {
                        let answer = client
                            .get(format!("{base}/v1/passes/{PASS_TYPE}/{serial}"))
                            .header("Authorization", format!("ApplePass {TOKEN}"))
                            .header("If-None-Match", TAG)
                            .send()
                            .await
                            .unwrap();
                        assert_eq!(answer.status(), 304);
                        answer.bytes().await.unwrap();
                    }
                })
            })
            .collect();
        for issuer in issuers {
            runtime.block_on(issuer).unwrap();
        }
        forget(&asked);
    }
}
