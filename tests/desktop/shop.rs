//! A shop whose pass lives: a web service on loopback with one pass that may change.

use std::sync::{Arc, Mutex};

use kantis_tests::http::{HttpServer, Reply};
use kantis_tests::issuer::{TOKEN, store_card, unsigned};

/// The shop's web service.
pub(crate) struct Shop {
    server: HttpServer,
    issued: Arc<Mutex<Issued>>,
}

/// The newest version of the pass.
#[derive(Default)]
struct Issued {
    pass: Vec<u8>,
    version: u32,
}

impl Shop {
    /// What the shop is called on its passes.
    pub(crate) const NAME: &str = "Example Store";

    /// Opens the shop, whose customer has so many points.
    pub(crate) fn open(points: u32) -> Self {
        let issued = Arc::<Mutex<Issued>>::default();
        let served = issued.clone();
        let server = HttpServer::start(move |request| {
            let issued = served.lock().unwrap();
            // A date as HTTP writes it, another one for each version.
            let date = format!("Sat, 21 Nov 2026 10:{:02}:00 GMT", issued.version);
            let token = format!("ApplePass {TOKEN}");
            if !request.target.starts_with("/v1/passes/") {
                Reply::status(404)
            } else if request.header("authorization") != Some(&token) {
                Reply::status(401)
            } else if request.header("if-modified-since") == Some(&date) {
                Reply::status(304)
            } else {
                Reply::ok(issued.pass.clone())
                    .with("Content-Type", "application/vnd.apple.pkpass")
                    .with("Last-Modified", &date)
            }
        });
        let shop = Self { server, issued };
        shop.gives(points);
        shop
    }

    /// From now on the customer has so many points.
    pub(crate) fn gives(&self, points: u32) {
        let pass = self.pass(points);
        let mut issued = self.issued.lock().unwrap();
        issued.version += 1;
        issued.pass = pass;
    }

    /// The pass file with so many points.
    pub(crate) fn pass(&self, points: u32) -> Vec<u8> {
        let mut pass = store_card(&self.server.url(), "A B/Ö", points);
        // Markup for a desktop, were it not for an issuer's plain words.
        pass["storeCard"]["headerFields"][0]["changeMessage"] = "Nice & easy: now %@ points".into();
        unsigned(&pass)
    }
}
