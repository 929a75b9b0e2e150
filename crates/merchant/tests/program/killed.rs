//! The program is killed in the middle of a thousand purchases: what was answered is there, and
//! nothing counts twice.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use kantis_merchant::engine::{members, points, sale};
use serde_json::{Value, json};

use crate::program::{Program, agent, command, run, text};
use crate::serve::{join, open};

const PURCHASES: usize = 1000;
const MEMBERS: usize = 8;
const TILLS: usize = 4;
/// It is killed after so many were answered since it was started.
const KILLED_AFTER: [usize; 3] = [150, 300, 250];
/// Euros that each purchase costs, and so the points that it gives.
const EACH: i64 = 7;

const PROGRAMME: &str = r##"
[programme]
id = "grocer"
name = "Grocer"
issuer = "Grocer"
currency = "EUR"
time_zone = "Europe/Helsinki"
colour = "#336699"
languages = ["en"]
return_days = 0

[seller]
name = "Grocer Oy"
vat_id = "FI12345671"

[points]
code = "pts"
one = { en = "point" }
other = { en = "points" }

[[points.earn]]
points = 1
every = "1.00"

[[product]]
sku = "cheese"
name = "Cheese"
category = "food"
price = "7.00"
vat = "13.5"
"##;

/// Bodies of the answers, by the number of the purchase.
type Answers = BTreeMap<usize, String>;

fn serve(folder: &Path) -> (Program, String) {
    let mut command = command();
    command.args(["serve", "--listen", "127.0.0.1:0", "--programme"]);
    command.arg(folder.join("grocer.toml"));
    command.arg("--data").arg(folder.join("data"));
    let mut program = Program::start(&mut command);
    let url = program.says("The shop is open:");
    (program, url)
}

fn body(purchase: usize, numbers: &[String]) -> Value {
    json!({
        "basket": {
            "member": { "by": "number", "value": numbers[purchase % MEMBERS] },
            "lines": [{ "sku": "cheese", "quantity": 1000 }],
        },
        "payments": [{ "means": "cash", "amount": { "minor": EACH * 100, "currency": "EUR" } }],
    })
}

/// Four tills send these purchases until the shop no longer answers. `answered` is told of each.
fn send(
    url: &str,
    key: &str,
    purchases: &[usize],
    numbers: &[String],
    answered: &(impl Fn() + Sync),
) -> Answers {
    let share = purchases.len().div_ceil(TILLS).max(1);
    thread::scope(|scope| {
        let tills: Vec<_> = purchases
            .chunks(share)
            .map(|purchases| {
                scope.spawn(move || {
                    let agent = agent();
                    let mut answers = Answers::new();
                    for purchase in purchases {
                        let sent = agent
                            .post(format!("{url}/pos/v1/purchases"))
                            .header("authorization", format!("Bearer {key}"))
                            .header("idempotency-key", format!("purchase-{purchase}"))
                            .send_json(body(*purchase, numbers))
                            .and_then(|mut answer| {
                                let text = answer.body_mut().read_to_string()?;
                                assert_eq!(answer.status(), 201, "{text}");
                                Ok(text)
                            });
                        let Ok(text) = sent else { break };
                        answers.insert(*purchase, text);
                        answered();
                    }
                    answers
                })
            })
            .collect();
        tills
            .into_iter()
            .flat_map(|till| till.join().unwrap())
            .collect()
    })
}

#[test]
fn what_was_answered_is_there_and_nothing_counts_twice() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::write(folder.path().join("grocer.toml"), PROGRAMME).unwrap();
    let members: Vec<_> = {
        let shop = open(&data, PROGRAMME);
        (0..MEMBERS)
            .map(|number| join(&shop, &format!("member{number}@example.com")))
            .collect()
    };
    let numbers: Vec<_> = members.iter().map(|(_, number)| number.clone()).collect();
    let added = run(&["key", "add", "--data", data.to_str().unwrap(), "Counter"]);
    let key = text(&added.stdout).trim().to_owned();

    let mut answers = Answers::new();
    for limit in KILLED_AFTER {
        let (program, url) = serve(folder.path());
        let left: Vec<_> = (0..PURCHASES)
            .filter(|purchase| !answers.contains_key(purchase))
            .collect();
        let count = AtomicUsize::new(0);
        let (enough, wait) = std::sync::mpsc::channel();
        let more = thread::scope(|scope| {
            let sent = scope.spawn(|| {
                send(&url, &key, &left, &numbers, &|| {
                    if count.fetch_add(1, Ordering::Relaxed) + 1 == limit {
                        enough.send(()).unwrap();
                    }
                })
            });
            wait.recv().unwrap();
            program.kill();
            sent.join().unwrap()
        });
        assert!(
            (limit..left.len()).contains(&more.len()),
            "killed in the middle"
        );
        answers.extend(more);
    }

    // Everything once more: what was answered says the same, the rest happens now.
    let (program, url) = serve(folder.path());
    let all: Vec<_> = (0..PURCHASES).collect();
    let again = send(&url, &key, &all, &numbers, &|| {});
    assert_eq!(again.len(), PURCHASES);
    for (purchase, answer) in &answers {
        assert_eq!(
            again[purchase], *answer,
            "purchase {purchase} was answered before"
        );
    }
    assert!(program.terminate().success());

    let mut receipts: BTreeSet<String> = BTreeSet::new();
    for answer in again.values() {
        let sale: Value = serde_json::from_str(answer).unwrap();
        receipts.insert(sale["receipt"]["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(receipts.len(), PURCHASES, "each has a receipt of its own");
    let shop = open(&data, PROGRAMME);
    let mut kept = BTreeSet::new();
    for (member, _) in members {
        shop.read_now(|work| {
            let record = members::known(work, member)?;
            let mut before = None;
            loop {
                let page = sale::receipts(work, &record, before.as_deref(), 100)?;
                kept.extend(page.receipts.iter().map(|receipt| receipt.id.to_string()));
                before = page.before;
                if before.is_none() {
                    break;
                }
            }
            let bought = i64::try_from(PURCHASES / MEMBERS).unwrap();
            let has = points::balance(work, &record)?.unwrap();
            assert_eq!(has.available + has.pending, bought * EACH);
            assert!(
                points::check(work, member)?,
                "the ledger agrees with itself"
            );
            Ok(())
        })
        .unwrap();
    }
    assert_eq!(kept, receipts, "what is kept is what was answered");
}
