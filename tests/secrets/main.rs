//! A whole story of a shopper, and nothing of it tells a token or a secret: no message between the
//! page and the core, no event, no file, no line of any log.
//!
//! What is looked for is heard between the wallet and the shop. A binary of its own, because it
//! listens to every log of the process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "../../crates/merchant/tests/shop/mod.rs"]
mod shop;

#[path = "../shops/proxy.rs"]
#[allow(dead_code)]
mod proxy;

use std::collections::BTreeSet;
use std::io::Write;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::{Arc, Mutex};

use kantis_api::dto::Protection;
use kantis_api::secret::KeyFile;
use kantis_api::{Api, ComesBack, HostConfig, KeyPlace, SystemClock, SystemEntropy};
use kantis_connect::{Policy, ShopService};
use kantis_pass::TrustAnchors;
use proxy::{Exchange, Fault, Proxy};
use serde_json::{Value, json};
use shop::{Browser, TestShop};
use tracing_subscriber::fmt::MakeWriter;

const EMAIL: &str = "aino@example.fi";
const SHOP: &str = include_str!("../shops/shop.toml");

/// Everything that is logged in this process.
#[derive(Clone, Default)]
struct Logs(Arc<Mutex<Vec<u8>>>);

impl Write for Logs {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'l> MakeWriter<'l> for Logs {
    type Writer = Self;

    fn make_writer(&'l self) -> Self {
        self.clone()
    }
}

/// The page's side: says commands, and keeps what was said to it and by it.
struct Page {
    api: Arc<Api>,
    said: Vec<String>,
}

impl Page {
    fn call(&mut self, command: &str, payload: Value) -> Value {
        self.said.push(payload.to_string());
        let answer = self.api.call(command, payload);
        let text = match &answer {
            Ok(answer) => answer.to_string(),
            Err(error) => serde_json::to_string(error).unwrap(),
        };
        self.said.push(text);
        answer.unwrap_or_else(|error| panic!("{command}: {error:?}"))
    }
}

fn host(folder: &Path) -> HostConfig {
    let key = folder.join("key");
    std::fs::write(&key, [7; 32]).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    HostConfig {
        wallet_dir: folder.join("wallet"),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        secrets: Some(KeyPlace {
            protection: Protection::KeyFile,
            store: Arc::new(KeyFile::new(key)),
        }),
        merchant: Some(Arc::new(ShopService::new(Policy::loopback_for_tests()))),
        comes_back: ComesBack::Loopback,
        anchors: TrustAnchors::default(),
        stays: false,
        ..HostConfig::system(folder.join("unused"))
    }
}

/// Signs in as a person does, up to where the browser is back at the wallet.
fn agree(shop: &TestShop, origin: &str, address: &str) {
    let mut browser = Browser::new(shop);
    let page = browser.open(address.strip_prefix(origin).unwrap());
    let page = browser.sign_in(&page, EMAIL);
    let back = browser.send(&page, "/sign-in/decide", &[("answer", "allow")]);
    let answer = shop.nobody().get(&back.out.expect("the way back"));
    assert_eq!(answer.status, 200);
}

/// Every secret that passed between the wallet and the shop.
fn secrets(heard: &[Exchange]) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (request, answer) in heard {
        if let Ok(Value::Object(answer)) = serde_json::from_slice(answer) {
            for name in ["access_token", "refresh_token", "secret", "device_code"] {
                all.extend(answer.get(name).and_then(Value::as_str).map(str::to_owned));
            }
        }
        for (name, value) in url::form_urlencoded::parse(&request.body) {
            if ["code", "code_verifier", "refresh_token", "device_code"].contains(&&*name) {
                all.insert(value.into_owned());
            }
        }
        let bearer = request.header("authorization");
        all.extend(bearer.and_then(|value| value.strip_prefix("Bearer ").map(str::to_owned)));
    }
    all.retain(|secret| secret.len() >= 16);
    all
}

fn files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
}

#[test]
fn no_message_file_or_log_of_a_whole_story_tells_a_token_or_a_secret() {
    let logs = Logs::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(logs.clone())
        .with_ansi(false)
        .init();

    let proxy = Proxy::calm();
    let shop = proxy.before(SHOP);
    shop.clock.set(chrono::Utc::now());
    let folder = tempfile::tempdir().unwrap();
    let api = Api::start(host(folder.path()));
    let mut events = api.events();
    let mut page = Page {
        api: Arc::clone(&api),
        said: Vec::new(),
    };

    // Connecting, in the browser.
    let found = page.call("shopFind", json!({ "address": proxy.url() }));
    let begun = page.call("shopConnect", json!({ "lookup": found["lookup"] }));
    agree(&shop, &proxy.url(), begun["address"].as_str().unwrap());
    let card = loop {
        let result = page.call("shopConnectResult", json!({ "job": begun["job"] }));
        match result["stage"].as_str().unwrap() {
            "done" => break result["card"].clone(),
            "failed" => panic!("{result}"),
            _ => {
                let event = events.next_blocking().unwrap();
                page.said.push(serde_json::to_string(&event).unwrap());
            }
        }
    };

    // Shopping.
    let of_card = || json!({ "id": card });
    let view = page.call("shop", of_card());
    let number = view["member"]["number"].clone();
    let basket = json!({
        "member": { "by": "number", "value": number },
        "lines": [{ "sku": "cup", "quantity": 2000 }],
    });
    let priced = shop.till().post("/pos/v1/baskets", &basket).ok();
    let sale = json!({ "basket": basket,
        "payments": [{ "means": "card", "amount": priced["total"] }] });
    shop.till()
        .post_once("/pos/v1/purchases", "sale-1", &sale)
        .ok();
    page.call("wake", json!({ "wake": "foreground" }));
    page.call("passesRefresh", json!({}));
    page.call(
        "shopWish",
        json!({ "card": card, "wish": { "do": "reserve", "reward": "cup" } }),
    );
    // One that the network spoils, and one that the shop refuses.
    proxy.once("PUT", "/v1/consents", Fault::CutAfter);
    let consent = |version: u32| {
        json!({ "card": card, "wish": { "do": "consent", "purpose": "newsletter",
                "granted": true, "version": version } })
    };
    page.call("shopWish", consent(1));
    proxy.calm_down();
    page.call("shopWish", consent(9));
    for (command, payload) in [
        ("walletStatus", json!(null)),
        ("cards", json!({})),
        ("card", of_card()),
        ("shop", of_card()),
        ("memberCode", json!({ "id": card, "bars": false })),
        ("connections", json!(null)),
        ("passSources", json!(null)),
        ("offers", json!(null)),
        ("rewards", json!(null)),
        ("savings", json!(null)),
        ("activity", json!({})),
        ("settings", json!(null)),
    ] {
        page.call(command, payload);
    }
    let mut written = Vec::new();
    for (command, payload) in [
        ("shopExport", of_card()),
        ("cardExport", json!({ "id": card, "format": "pkpass" })),
    ] {
        let file = page.call(command, payload);
        let blob = api.blob(file["blob"].as_str().unwrap()).unwrap();
        written.push((command.to_owned(), blob.bytes.to_vec()));
    }
    let connections = page.call("connections", json!(null));
    let connection = connections[0]["id"].clone();
    page.call(
        "shopDisconnect",
        json!({ "connection": connection, "keep": true }),
    );
    page.call("card", of_card());

    drop((page.api, api));
    while let Some(event) = events.next_blocking() {
        page.said.push(serde_json::to_string(&event).unwrap());
    }

    let secrets = secrets(&proxy.heard());
    assert!(secrets.len() >= 5, "{} secrets were heard", secrets.len());
    files(&folder.path().join("wallet"), &mut written);
    written.push(("the logs".to_owned(), logs.0.lock().unwrap().clone()));
    for (number, said) in page.said.into_iter().enumerate() {
        written.push((format!("message {number}"), said.into_bytes()));
    }
    assert!(written.len() > 40, "{}", written.len());
    for (place, bytes) in &written {
        for secret in &secrets {
            let told = bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes());
            assert!(
                !told,
                "{place} tells a secret that begins with {}",
                &secret[..4]
            );
        }
    }
    // The logs were listened to.
    assert!(logs.0.lock().unwrap().len() > 1000);
}
