//! Asking two hundred connected shops that have nothing new, against the same requests by a bare
//! client.

use std::sync::Arc;

use kantis_tests::home::Home;
use kantis_tests::http::HttpServer;
use kantis_wallet::sync::RefreshOutcome;

use crate::comparison::Comparison;
use crate::loyal::{STATE, TOKEN, account, connect, engine, page, refreshed, shop};
use crate::refresh::client;

const SHOPS: usize = 200;
/// Bare questions that are under way at a time.
const AT_ONCE: usize = 8;

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
