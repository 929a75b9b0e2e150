//! What changed since a state.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use kantis_protocol::ProblemType;
use serde_json::{Value, json};

use super::{PROGRAMME, coffee};
use crate::shop::{TestShop, Visitor};

/// What a wallet keeps: records by kind and id.
#[derive(Default, Clone, PartialEq, Debug)]
struct Kept {
    state: Option<String>,
    records: BTreeMap<(String, String), Value>,
}

fn id(kind: &str, record: &Value) -> String {
    match kind {
        "account" | "programme" => kind.to_owned(),
        "consent" => record["purpose"].as_str().unwrap().to_owned(),
        _ => record["id"].as_str().unwrap().to_owned(),
    }
}

impl Kept {
    /// Reads one page; whether there is more.
    fn page(&mut self, wallet: &Visitor, max: u32) -> bool {
        let since = self
            .state
            .as_ref()
            .map_or(String::new(), |state| format!("&since={state}"));
        let page = wallet.get(&format!("/v1/changes?max={max}{since}")).ok();
        assert_eq!(page["old_state"], self.state.clone().unwrap_or_default());
        for changed in page["changed"].as_array().unwrap() {
            let kind = changed["kind"].as_str().unwrap();
            let mut record = changed["record"].clone();
            if kind == "account" {
                // Said anew each time.
                record.as_object_mut().unwrap().remove("as_of");
                record.as_object_mut().unwrap().remove("state");
                for balance in record["balances"].as_array_mut().unwrap() {
                    balance.as_object_mut().unwrap().remove("as_of");
                }
            }
            let id = id(kind, &record);
            self.records.insert((kind.to_owned(), id), record);
        }
        for gone in page["removed"].as_array().unwrap() {
            self.records.remove(&(
                gone["kind"].as_str().unwrap().to_owned(),
                gone["id"].as_str().unwrap().to_owned(),
            ));
        }
        self.state = Some(page["new_state"].as_str().unwrap().to_owned());
        page["has_more"].as_bool().unwrap()
    }

    fn read(&mut self, wallet: &Visitor, max: u32) -> u32 {
        let mut pages = 1;
        while self.page(wallet, max) {
            pages += 1;
            assert!(pages < 100);
        }
        pages
    }

    fn ids(&self, kind: &str) -> Vec<&str> {
        self.records
            .keys()
            .filter(|(known, _)| known == kind)
            .map(|(_, id)| id.as_str())
            .collect()
    }
}

fn everything(wallet: &Visitor) -> Kept {
    let mut kept = Kept::default();
    kept.read(wallet, 500);
    kept
}

#[test]
fn a_first_read_has_everything_that_a_member_sees() {
    let shop = TestShop::open(PROGRAMME);
    let aino = shop.join("aino@example.fi");
    shop.buy(&aino, &coffee());
    let kept = everything(&aino.wallet);
    assert_eq!(kept.ids("account"), ["account"]);
    assert_eq!(kept.ids("programme"), ["programme"]);
    assert_eq!(kept.ids("reward"), ["bag", "mug"]);
    assert_eq!(kept.ids("stamp_card"), ["coffee"]);
    assert_eq!(kept.ids("challenge"), ["spring"]);
    assert_eq!(kept.ids("consent"), ["newsletter"]);
    assert_eq!(kept.ids("receipt").len(), 1);
    assert_eq!(kept.ids("ledger_entry").len(), 1);
    // The same as the lists say.
    let ledger = aino.wallet.get("/v1/ledger").ok();
    assert_eq!(
        ledger["entries"][0],
        kept.records[&("ledger_entry".into(), kept.ids("ledger_entry")[0].into())]
    );
}

#[test]
fn deltas_bring_a_wallet_to_where_a_first_read_would() {
    let shop = TestShop::open(PROGRAMME);
    let aino = shop.join("aino@example.fi");
    let matti = shop.join("matti@example.fi");
    let mut kept = everything(&aino.wallet);
    for step in 0..4 {
        let state = kept.state.clone();
        match step {
            0 => drop(shop.buy(&aino, &coffee())),
            1 => {
                let claim = aino
                    .wallet
                    .post_once("/v1/claims", "k", &json!({ "reward": "mug" }));
                claim.problem(ProblemType::InsufficientBalance);
                shop.buy(&aino, &coffee());
                aino.wallet
                    .post_once("/v1/claims", "k", &json!({ "reward": "mug" }))
                    .ok();
            }
            2 => drop(aino.wallet.poke("/v1/challenges/spring/join").ok()),
            _ => drop(aino.wallet.put(
                "/v1/consents/newsletter",
                &json!({ "granted": true, "version": 1 }),
            )),
        }
        kept.read(&aino.wallet, 2);
        if step < 3 {
            assert_ne!(kept.state, state, "step {step}");
        }
        assert_eq!(kept, everything(&aino.wallet), "step {step}");

        // What is another's is not told.
        let state = kept.state.clone();
        shop.buy(&matti, &coffee());
        kept.read(&aino.wallet, 2);
        assert_eq!(kept.state, state);
    }
}

#[test]
fn pages_hold_together_while_records_change_between_them() {
    let shop = TestShop::open(PROGRAMME);
    let aino = shop.join("aino@example.fi");
    for _ in 0..4 {
        shop.buy(&aino, &coffee());
    }
    let mut kept = Kept::default();
    let mut pages = 0;
    while kept.page(&aino.wallet, 2) {
        pages += 1;
        if pages < 4 {
            shop.buy(&aino, &coffee());
        }
        assert!(pages < 100);
    }
    assert!(pages > 4);
    assert_eq!(kept, everything(&aino.wallet));
}

#[test]
fn nothing_changed_is_said_shortly() {
    let shop = TestShop::open(PROGRAMME);
    let aino = shop.join("aino@example.fi");
    let state = everything(&aino.wallet).state.unwrap();
    let page = aino.wallet.get(&format!("/v1/changes?since={state}")).ok();
    assert_eq!(
        page,
        json!({
            "old_state": state, "new_state": state, "has_more": false,
            "changed": [], "removed": [],
        })
    );
}

#[test]
fn states_that_were_never_given_to_this_member_are_refused() {
    let shop = TestShop::open(PROGRAMME);
    let aino = shop.join("aino@example.fi");
    let matti = shop.join("matti@example.fi");
    let state = everything(&aino.wallet).state.unwrap();
    let (tag, _) = state.split_once('-').unwrap();
    let foreign = everything(&matti.wallet).state.unwrap();
    for wrong in [
        "",
        "0",
        "x",
        "-",
        "--",
        tag,
        &foreign,
        &format!("{tag}-"),
        &format!("{tag}--1"),
        &format!("{tag}-7fffffffffffffff"),
        &format!("{tag}-ffffffffffffffffffff"),
        &format!("{state}-0-0"),
        "%F0%9F%98%80",
    ] {
        aino.wallet
            .get(&format!("/v1/changes?since={wrong}"))
            .problem(ProblemType::CannotCalculateChanges);
    }
    for wrong in ["max=0", "max=501", "max=-1", "max=x", "max="] {
        let problem = aino
            .wallet
            .get(&format!("/v1/changes?{wrong}"))
            .problem(ProblemType::Malformed);
        assert_eq!(problem["at"], "max", "{wrong}");
    }
}

#[test]
fn an_edited_programme_is_told_when_the_shop_opens_again() {
    let shop = TestShop::open(PROGRAMME);
    let aino = shop.join("aino@example.fi");
    let token = aino.token.clone();
    let mut kept = everything(&aino.wallet);

    // Opened again with the same file: nothing to tell.
    let shop = shop.reopen(None);
    let wallet = shop.with_token(&token);
    let state = kept.state.clone();
    kept.read(&wallet, 500);
    assert_eq!(kept.state, state);

    let edited = PROGRAMME
        .replace("cost = 50", "cost = 40")
        .replace("id = \"bag\"", "id = \"towel\"");
    let shop = shop.reopen(Some(&edited));
    let wallet = shop.with_token(&token);
    kept.read(&wallet, 500);
    assert_eq!(kept.ids("reward"), ["mug", "towel"]);
    assert_eq!(kept.records[&("reward".into(), "mug".into())]["cost"], 40);
    assert_eq!(kept, everything(&wallet));
}

#[test]
fn removals_are_forgotten_without_harm_to_who_had_nothing_to_lose() {
    let shop = TestShop::open(PROGRAMME);
    let aino = shop.join("aino@example.fi");
    let token = aino.token.clone();
    let mut old = everything(&aino.wallet);
    let mut new = Kept::default();
    assert!(new.page(&aino.wallet, 2));

    let shop = shop.reopen(Some(&PROGRAMME.replace("id = \"bag\"", "id = \"towel\"")));
    let wallet = shop.with_token(&token);
    let mut current = old.clone();
    current.read(&wallet, 500);
    shop.clock.pass(TimeDelta::days(400));
    let now = shop.now();
    shop.write(|work| Ok(work.tx.trim_changes(now)?));

    // Up to date is up to date, whatever was forgotten.
    let state = current.state.clone();
    current.read(&wallet, 500);
    assert_eq!(current.state, state);
    // Too old: it would never hear that the bag is gone.
    wallet
        .get(&format!("/v1/changes?since={}", old.state.take().unwrap()))
        .problem(ProblemType::CannotCalculateChanges);
    // A first read that began before cannot know of the bag on an earlier page either.
    let answer = wallet.get(&format!("/v1/changes?since={}", new.state.take().unwrap()));
    answer.problem(ProblemType::CannotCalculateChanges);
    // A first read that begins now ends.
    let mut fresh = Kept::default();
    assert!(fresh.read(&wallet, 2) > 2);
    assert_eq!(fresh.ids("reward"), ["mug", "towel"]);
}
