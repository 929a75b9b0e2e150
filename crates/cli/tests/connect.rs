//! Connecting a shop from the terminal, against the shop itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;
#[path = "../../merchant/tests/shop/mod.rs"]
mod shop;

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Stdio};

use common::Kantis;
use serde_json::{Value, json};
use shop::{Browser, TestShop};

const EMAIL: &str = "aino@example.fi";
const SHOP: &str = r##"
[programme]
id = "kulma"
name = "Corner"
issuer = "Kulman kauppa"
currency = "EUR"
time_zone = "Europe/Helsinki"
colour = "#336699"
languages = ["en"]

[seller]
name = "Kulman kauppa Oy"
vat_id = "FI12345671"

[points]
code = "points"
one = "point"
other = "points"
round = "down"

[[points.earn]]
points = 10
every = "1.00"

[[reward]]
id = "cup"
title = "A cup"
cost = 100
worth = { gift = { products = ["cup"] } }

[[product]]
sku = "cup"
name = "Cup"
price = "12.00"
vat = "25.5"
"##;

/// The program while it waits for a person.
struct Waiting {
    child: Child,
    said: BufReader<std::process::ChildStderr>,
}

impl Waiting {
    fn begin(kantis: &Kantis, args: &[&str]) -> Self {
        let mut child = kantis
            .command()
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stderr.take().unwrap());
        Self { child, said }
    }

    /// The next line with this in it.
    fn line(&mut self, wanted: &str) -> String {
        let mut all = String::new();
        loop {
            let mut line = String::new();
            let read = self.said.read_line(&mut line).unwrap();
            assert!(read > 0, "it ended without {wanted}: {all}");
            if line.contains(wanted) {
                return line.trim().to_owned();
            }
            all.push_str(&line);
        }
    }

    /// Waits for its end; the exit code and what it said.
    fn end(mut self) -> (i32, String, String) {
        let (mut out, mut err) = (String::new(), String::new());
        let mut stdout = self.child.stdout.take().unwrap();
        stdout.read_to_string(&mut out).unwrap();
        self.said.read_to_string(&mut err).unwrap();
        (self.child.wait().unwrap().code().unwrap(), out, err)
    }
}

fn open() -> TestShop {
    let shop = TestShop::open(SHOP);
    // The `Date` of an answer is the machine's.
    shop.clock.set(chrono::Utc::now());
    shop
}

/// Answers at the shop's page; where the browser is sent then.
fn answer(shop: &TestShop, address: &str, answer: &str) -> Option<String> {
    let mut browser = Browser::new(shop);
    let page = browser.open(address.strip_prefix(&shop.url).unwrap());
    let page = browser.sign_in(&page, EMAIL);
    browser
        .send(&page, "/sign-in/decide", &[("answer", answer)])
        .out
}

fn connect(kantis: &Kantis, shop: &TestShop, more: &[&str]) -> (i32, String, String) {
    let mut args = vec!["connect", shop.url.as_str()];
    args.extend(more);
    let mut waiting = Waiting::begin(kantis, &args);
    let address = waiting.line(&format!("{}/", shop.url));
    let back = answer(shop, &address, "allow").unwrap();
    ureq::get(&back).call().unwrap();
    waiting.end()
}

#[test]
fn a_shop_is_connected_used_and_left() {
    let (kantis, shop) = (Kantis::new(), open());
    let (code, out, err) = connect(&kantis, &shop, &[]);
    assert_eq!(
        (code, out.contains("Connected: Corner")),
        (0, true),
        "{out}{err}"
    );
    let connections = kantis.run(&["connections", "--json"]).ends(0).json();
    assert_eq!(connections[0]["state"], "live", "{connections}");
    assert!(
        kantis
            .run(&["connections"])
            .ends(0)
            .out
            .contains("connected")
    );

    // What the card shows at the till is what the till takes.
    let shown = kantis.run(&["code", "Corner", "--json"]).ends(0).json();
    let scan = json!({ "member": { "by": "scan", "value": shown["text"] } });
    assert_eq!(shop.till().post("/pos/v1/visits", &scan).status, 201);

    let short = kantis.run(&["redeem", "Corner", "cup", "--json"]).ends(1);
    let refused: Value = serde_json::from_str(&short.err).unwrap();
    assert_eq!(refused["error"]["params"]["why"], "insufficient-balance");
    buy(&kantis, &shop, 12_00);
    let claim = kantis.run(&["redeem", "Corner", "A cup", "--json"]);
    // What was bought is not known here yet, but the shop decides.
    let claim = claim.ends(0).json();
    assert_eq!(
        (&claim["state"], &claim["title"]),
        (&json!("reserved"), &json!("A cup"))
    );
    assert_eq!(claim["code"]["text"].as_str().unwrap().len(), 10);
    let rewards = kantis.run(&["rewards"]).ends(0).out;
    assert!(rewards.contains("80 points more"), "{rewards}");
    let unknown = kantis.run(&["redeem", "Corner", "car"]).ends(1);
    assert!(unknown.err.contains("no such reward"), "{unknown:?}");
    assert!(kantis.run(&["offers"]).ends(0).out.contains("no offers"));
    let synced = kantis.run(&["sync", "--json"]).ends(0).json();
    assert_eq!(synced["cards"].as_array().unwrap().len(), 1, "{synced}");

    kantis.run(&["disconnect", "Corner", "--keep"]).ends(0);
    assert_eq!(
        kantis.run(&["connections", "--json"]).ends(0).json(),
        json!([])
    );
    let card = kantis
        .run(&["card", "show", "Corner", "--json"])
        .ends(0)
        .json();
    assert_eq!(card["tile"]["headline"]["balance"]["amount"], 20, "{card}");
    let grants = shop.read(|work| {
        let member = work.tx.member_by_email(EMAIL)?.expect("a member");
        Ok(work.tx.grants_of(member.id)?.len())
    });
    assert_eq!(grants, 0, "the shop was told");
}

#[test]
fn a_no_connects_nothing_and_a_card_can_be_linked() {
    let (kantis, shop) = (Kantis::new(), open());
    let mut waiting = Waiting::begin(&kantis, &["connect", &shop.url, "--json"]);
    let address = waiting.line(&format!("{}/", shop.url));
    let back = answer(&shop, &address, "deny").unwrap();
    ureq::get(&back).call().unwrap();
    let (code, out, err) = waiting.end();
    assert_eq!((code, out.as_str()), (1, ""));
    let error: Value = serde_json::from_str(err.lines().last().unwrap()).unwrap();
    assert_eq!(error["error"]["code"], "signInDenied", "{err}");

    kantis
        .run(&["card", "add", "--title", "My shop", "--number", "1"])
        .ends(0);
    let (code, out, err) = connect(&kantis, &shop, &["--card", "My shop", "--json"]);
    assert_eq!(code, 0, "{out}{err}");
    let result: Value = serde_json::from_str(&out).unwrap();
    let card = kantis
        .run(&["card", "show", "My shop", "--json"])
        .ends(0)
        .json();
    assert_eq!(result["card"], card["tile"]["id"]);
    for (address, code) in [
        ("http://10.0.0.1", "addressRefused"),
        ("http://127.0.0.1:1", "shopUnreachable"),
    ] {
        let failed = kantis.run(&["connect", address, "--json"]).ends(1);
        let error: Value = serde_json::from_str(&failed.err).unwrap();
        assert_eq!(error["error"]["code"], code, "{address}");
    }
}

#[test]
fn without_a_browser_a_code_is_shown_to_sign_in_on_another_device() {
    let (kantis, shop) = (Kantis::new(), open());
    let mut waiting = Waiting::begin(&kantis, &["connect", &shop.url, "--device"]);
    let line = waiting.line("with the code");
    let code = line
        .split("code ")
        .nth(1)
        .unwrap()
        .split(',')
        .next()
        .unwrap();
    let mut browser = Browser::new(&shop);
    let page = browser.open("/device");
    let page = browser.send(&page, "/device", &[("user_code", code)]);
    let page = browser.sign_in(&page, EMAIL);
    browser.send(&page, "/sign-in/decide", &[("answer", "allow")]);
    let (code, out, err) = waiting.end();
    assert_eq!(code, 0, "{out}{err}");
    assert!(
        err.contains('█') || err.contains('▀'),
        "a code to scan: {err}"
    );
}

fn buy(kantis: &Kantis, shop: &TestShop, cents: i64) {
    let card = kantis
        .run(&["card", "show", "Corner", "--json"])
        .ends(0)
        .json();
    let amount = json!({ "minor": cents, "currency": "EUR" });
    let line = json!({ "name": "Cup", "quantity": 1000, "unit_price": amount, "vat_rate": 2550 });
    let member = json!({ "by": "number", "value": card["tile"]["number"] });
    let sold = json!({
        "basket": { "member": member, "lines": [line] },
        "payments": [{ "means": "cash", "amount": amount }],
    });
    shop.till()
        .post_once("/pos/v1/purchases", "one", &sold)
        .ok();
}
