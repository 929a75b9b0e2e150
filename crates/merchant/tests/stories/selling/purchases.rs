//! Purchases at the till, and their receipts.

use std::io::{Read as _, Write as _};

use chrono::TimeDelta;
use kantis_protocol::ProblemType;
use serde_json::{Value, json};

use super::{PLAIN, coffees, eur, join, scan};
use crate::shop::TestShop;

const PURCHASES: &str = "/pos/v1/purchases";

#[test]
fn a_purchase_without_a_member_makes_a_receipt_with_vat_by_rate() {
    let shop = TestShop::open(PLAIN);
    let till = shop.till();
    let sale = till
        .post_once(
            PURCHASES,
            "first",
            &json!({
                "basket": { "lines": [
                    { "sku": "coffee", "quantity": 2000 },
                    { "sku": "cup", "quantity": 1000 },
                    { "name": "Juusto, irto", "category": "food", "quantity": 250,
                      "unit_price": eur(1999), "vat_rate": 1400 },
                ]},
                "payments": [
                    { "means": "gift_card", "amount": eur(1000) },
                    { "means": "card", "amount": eur(1395), "masked": "•••• 1234" },
                ],
                "reference": "kuitti-7",
            }),
        )
        .ok();
    let receipt = &sale["receipt"];
    assert_eq!(receipt["number"], "000001");
    assert_eq!(receipt["seller"]["vat_id"], "FI12345671");
    assert_eq!(receipt["total"], eur(2395));
    // 6.40 + 5.00 at 14 %, 12.55 at 25.5 %.
    assert_eq!(
        receipt["vat"],
        json!([
            { "rate": 1400, "net": eur(1000), "vat": eur(140) },
            { "rate": 2550, "net": eur(1000), "vat": eur(255) },
        ])
    );
    assert_eq!(receipt["lines"][0]["name"], "Kahvi");
    assert_eq!(receipt["payments"][1]["masked"], "•••• 1234");
    assert_eq!(sale["balances"], json!([]));

    let id = receipt["id"].as_str().unwrap();
    assert_eq!(till.get(&format!("/pos/v1/receipts/{id}")).ok(), *receipt);
    let text = till.get(&format!("/pos/v1/receipts/{id}/text"));
    assert_eq!(
        text.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    assert_eq!(
        text.text(),
        "\
\x20            Kulman kauppa Oy
        Kulmatie 1, 00100 Helsinki
          ALV-tunnus FI12345671

Kuitti 000001              10.3.2026 12.00
Kassa 1
------------------------------------------
Kahvi                                 6,40
  2 × 3,20
Kuppi                                12,55
Juusto, irto                          5,00
  0,25 × 19,99
------------------------------------------
YHTEENSÄ EUR                         23,95
Lahjakortti                          10,00
Kortti •••• 1234                     13,95

ALV          Veroton       Vero Verollinen
14 %           10,00       1,40      11,40
25,5 %         10,00       2,55      12,55
"
    );
    let english = till.get(&format!("/pos/v1/receipts/{id}/text?language=en"));
    assert!(
        english
            .text()
            .contains("TOTAL EUR                            23.95")
    );
}

#[test]
fn a_purchase_that_breaks_a_rule_is_refused_with_its_place_and_leaves_no_receipt() {
    let shop = TestShop::open(PLAIN);
    let till = shop.till();
    let check = |change: &[(&str, Value)], at: &str| {
        let mut purchase = coffees(1, &Value::Null);
        for (place, value) in change {
            *purchase.pointer_mut(place).unwrap() = value.clone();
        }
        let answer = till.post_once(PURCHASES, "wrong", &purchase);
        let problem = answer.problem(ProblemType::Invalid);
        assert_eq!(problem["at"], at, "{change:?}");
    };
    check(&[("/basket/lines", json!([]))], "basket/lines");
    check(
        &[("/basket/lines/0/quantity", json!(0))],
        "basket/lines/0/quantity",
    );
    check(
        &[("/basket/lines/0/quantity", json!(-1000))],
        "basket/lines/0/quantity",
    );
    check(
        &[("/basket/lines/0/sku", json!("nothing"))],
        "basket/lines/0/name",
    );
    check(&[("/payments/0/amount", eur(319))], "payments");
    check(
        &[("/payments/0/amount", eur(-320))],
        "payments/0/amount/minor",
    );
    check(
        &[(
            "/payments/0/amount",
            json!({ "minor": 320, "currency": "SEK" }),
        )],
        "payments/0/amount/currency",
    );
    check(
        &[("/payments/0/means", json!("shells"))],
        "payments/0/means",
    );
    // Nobody's card number gets in.
    check(
        &[("/payments/0/masked", json!("4111 1111 1111 1111"))],
        "payments/0/masked",
    );
    // The key may be tried again, and numbers are unbroken.
    let sale = till
        .post_once(PURCHASES, "wrong", &coffees(1, &Value::Null))
        .ok();
    assert_eq!(sale["receipt"]["number"], "000001");
}

#[test]
fn a_key_counts_once() {
    let shop = TestShop::open(PLAIN);
    let till = shop.till();
    let purchase = coffees(1, &Value::Null);
    till.post(PURCHASES, &purchase)
        .problem(ProblemType::IdempotencyKeyMissing);
    till.post_once(PURCHASES, "a b", &purchase)
        .problem(ProblemType::Malformed);
    let first = till.post_once(PURCHASES, "k", &purchase);
    assert_eq!(first.status, 201);
    // The same again, also as a structured field's string: the very same answer.
    assert_eq!(till.post_once(PURCHASES, "k", &purchase).body, first.body);
    assert_eq!(
        till.post_once(PURCHASES, "\"k\"", &purchase).body,
        first.body
    );
    till.post_once(PURCHASES, "k", &coffees(2, &Value::Null))
        .problem(ProblemType::IdempotencyKeyReused);
    // Another till's keys are its own.
    let other = shop.with_token(&shop.another_till("Kassa 2"));
    let second = other.post_once(PURCHASES, "k", &purchase).ok();
    assert_eq!(second["receipt"]["number"], "000002");
}

#[test]
fn the_same_purchase_sent_twenty_times_at_once_counts_once() {
    let shop = TestShop::open(PLAIN);
    let aino = join(&shop, "aino@example.fi");
    let purchase = coffees(1, &json!({ "by": "number", "value": aino.number.as_str() }));
    let answers: Vec<_> = std::thread::scope(|scope| {
        let sent: Vec<_> = (0..20)
            .map(|_| scope.spawn(|| shop.till().post_once(PURCHASES, "same", &purchase)))
            .collect();
        sent.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let first = answers.iter().find(|answer| answer.status == 201).unwrap();
    for answer in &answers {
        if answer.status == 201 {
            assert_eq!(answer.body, first.body);
        } else {
            answer.problem(ProblemType::InFlight);
            assert_eq!(answer.header("retry-after"), Some("1"));
        }
    }
    let count = shop.read(|work| Ok(work.tx.purchase_count(aino.id)?.0));
    assert_eq!(count, 1);
}

#[test]
fn numbers_of_receipts_are_unbroken_whoever_sells_at_the_same_time() {
    let shop = TestShop::open(PLAIN);
    let numbers: std::collections::BTreeSet<String> = std::thread::scope(|scope| {
        let sold: Vec<_> = (0..4)
            .map(|thread| {
                let shop = &shop;
                scope.spawn(move || {
                    (0..10)
                        .map(|one| {
                            let key = format!("{thread}-{one}");
                            let purchase = coffees(1, &Value::Null);
                            let sale = shop.till().post_once(PURCHASES, &key, &purchase).ok();
                            sale["receipt"]["number"].as_str().unwrap().to_owned()
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        sold.into_iter()
            .flat_map(|one| one.join().unwrap())
            .collect()
    });
    let want: std::collections::BTreeSet<String> =
        (1..=40).map(|number| format!("{number:06}")).collect();
    assert_eq!(numbers, want);
}

#[test]
fn a_basket_is_priced_and_changes_nothing() {
    let shop = TestShop::open(PLAIN);
    let aino = join(&shop, "aino@example.fi");
    let till = shop.till();
    let basket = json!({
        "member": scan(aino.number.as_str()),
        "lines": [{ "sku": "cup", "quantity": 3000 }],
        "codes": ["NOSUCH"],
    });
    let priced = till.post("/pos/v1/baskets", &basket).ok();
    assert_eq!(priced["total"], eur(3765));
    assert_eq!(priced["notes"], json!(["Jäsenellä ei ole etua ”NOSUCH”."]));
    let count = shop.read(|work| Ok(work.tx.purchase_count(aino.id)?.0));
    assert_eq!(count, 0);
    // A purchase does not pass over what it cannot use.
    let purchase =
        json!({ "basket": basket, "payments": [{ "means": "cash", "amount": eur(3765) }] });
    let refused = till.post_once(PURCHASES, "k", &purchase);
    assert_eq!(
        refused.problem(ProblemType::Invalid)["at"],
        "basket/codes/0"
    );
}

#[test]
fn the_till_page_gets_its_products() {
    let shop = TestShop::open(PLAIN);
    let products = shop.till().get("/pos/v1/products").ok();
    assert_eq!(
        products[1],
        json!({ "sku": "cup", "name": "Kuppi", "category": "things", "category_name": "things", "price": eur(1255), "vat_rate": 2550 })
    );
    shop.nobody()
        .get("/pos/v1/products")
        .problem(ProblemType::Unauthorized);
    shop.web_shop()
        .get("/pos/v1/products")
        .problem(ProblemType::Forbidden);
}

#[test]
fn a_picture_of_a_code_is_read_for_a_till_whose_browser_cannot() {
    let shop = TestShop::open(PLAIN);
    let till = shop.till();
    let symbol = kantis_barcode::Symbol::from_text(
        kantis_barcode::Symbology::QrCode,
        "1000000000000000000000000000",
        None,
    );
    let read = till.ask("POST", "/pos/v1/scan", Some("image/png"), picture(&symbol));
    assert_eq!(read.ok(), json!({ "text": "1000000000000000000000000000" }));

    let white = image::GrayImage::from_pixel(64, 64, image::Luma([255]));
    let nothing = till.ask("POST", "/pos/v1/scan", Some("image/png"), png(&white));
    assert_eq!(nothing.ok(), json!({ "text": null }));
    let broken = till.ask(
        "POST",
        "/pos/v1/scan",
        Some("image/jpeg"),
        b"no picture".to_vec(),
    );
    broken.problem(ProblemType::Malformed);
    let wide = image::GrayImage::from_pixel(3000, 1, image::Luma([255]));
    till.ask("POST", "/pos/v1/scan", Some("image/png"), png(&wide))
        .problem(ProblemType::Malformed);
    till.ask("POST", "/pos/v1/scan", Some("text/plain"), b"x".to_vec())
        .problem(ProblemType::UnsupportedMediaType);
    // Not a byte is read of what says that it is too large.
    let mut wire = std::net::TcpStream::connect(shop.url.trim_start_matches("http://")).unwrap();
    let head = format!(
        "POST /pos/v1/scan HTTP/1.1
host: shop
authorization: Bearer {}
\
         content-type: image/png
content-length: 3145728

",
        shop.till_key
    );
    wire.write_all(head.as_bytes()).unwrap();
    let mut answer = [0; 12];
    wire.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
}

/// A symbol as a photograph would show it: eight pixels a module, a white margin.
fn picture(symbol: &kantis_barcode::Symbol) -> Vec<u8> {
    const MODULE: u32 = 8;
    let drawing = symbol.draw().unwrap();
    let (across, down) = (drawing.width, drawing.height);
    let margin = 4 * MODULE;
    let mut picture = image::GrayImage::from_pixel(
        across * MODULE + 2 * margin,
        down * MODULE + 2 * margin,
        image::Luma([255]),
    );
    for y in 0..down * MODULE {
        for x in 0..across * MODULE {
            if drawing.is_dark(x / MODULE, y / MODULE) {
                picture.put_pixel(x + margin, y + margin, image::Luma([0]));
            }
        }
    }
    png(&picture)
}

fn png(picture: &image::GrayImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

#[test]
fn an_answer_is_kept_for_as_long_as_a_till_may_ask_again() {
    let shop = TestShop::open(PLAIN);
    let buy = |key: &str| {
        let purchase = json!({
            "basket": { "lines": [{ "sku": "coffee", "quantity": 1000 }] },
            "payments": [{ "means": "cash", "amount": eur(320) }],
        });
        let sale = shop.till().post_once(PURCHASES, key, &purchase).ok();
        sale["receipt"]["number"].as_str().unwrap().to_owned()
    };
    assert_eq!(buy("a"), "000001");
    // A till that was offline for 72 hours has a day.
    shop.pass(TimeDelta::hours(96));
    assert_eq!(buy("a"), "000001");
    // What a member had then is not kept for good.
    shop.pass(TimeDelta::minutes(1));
    assert_eq!(buy("a"), "000002");
}
