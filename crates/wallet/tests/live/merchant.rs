//! A shop that speaks the loyalty protocol, made up: what it says is a list that grows.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use kantis_pass::TrustAnchors;
use kantis_protocol::{Changes, DeviceLink, Gone, Kind, PushRequest, PushSubscription, Record};
use kantis_wallet::ports::{
    Access, Answered, Call, Client, Clock as _, DeviceSignIn, Done, Granted, Heard, Merchant,
    MerchantFailure, MerchantTrouble, Notifier, Secret, Shop, SignIn, Wish,
};
use kantis_wallet::sync::{SyncEngine, SyncPorts};
use kantis_wallet::{
    ActivityEntry, ActivityQuery, CardId, ConnectionId, Happening, NewConnection, Wallet,
};
use serde_json::{Value, json};

use crate::made_up::found;
use crate::shop::{Ear, Service};
use crate::support::Home;

/// What the shop says, in order; the place in it is the state.
#[derive(Default)]
pub(crate) struct Counter {
    said: Mutex<Vec<Result<Record, Gone>>>,
    /// States before this one are not known any more.
    forgot: Mutex<usize>,
    /// It wants everybody to sign in again.
    shut: Mutex<bool>,
    /// Records on a page; 0: all.
    page: Mutex<usize>,
}

impl Counter {
    fn failure<T>(kind: MerchantTrouble) -> Result<T, MerchantFailure> {
        Err(kind.into())
    }
}

impl Merchant for Counter {
    fn discover(&self, _: &str, _: &Call) -> Result<Shop, MerchantFailure> {
        Self::failure(MerchantTrouble::NoShop)
    }

    fn register(&self, _: &Shop, _: &[String], _: &Call) -> Result<Client, MerchantFailure> {
        Self::failure(MerchantTrouble::NoShop)
    }

    fn sign_in_address(&self, _: &Shop, _: &Client, _: &SignIn) -> Result<String, MerchantFailure> {
        Self::failure(MerchantTrouble::NoShop)
    }

    fn redeem_code(
        &self,
        _: &Shop,
        _: &Client,
        _: &SignIn,
        _: &Secret,
        _: &Call,
    ) -> Result<Granted, MerchantFailure> {
        Self::failure(MerchantTrouble::NoShop)
    }

    fn begin_device(
        &self,
        _: &Shop,
        _: &Client,
        _: &Call,
    ) -> Result<DeviceSignIn, MerchantFailure> {
        Self::failure(MerchantTrouble::NoShop)
    }

    fn poll_device(
        &self,
        _: &Shop,
        _: &Client,
        _: &DeviceSignIn,
        _: &Call,
    ) -> Result<Granted, MerchantFailure> {
        Self::failure(MerchantTrouble::NoShop)
    }

    fn refresh(
        &self,
        _: &Shop,
        _: &Client,
        _: &Secret,
        _: &Call,
    ) -> Result<Granted, MerchantFailure> {
        if *self.shut.lock().unwrap() {
            return Self::failure(MerchantTrouble::SignInOver);
        }
        Ok(granted())
    }

    fn revoke(&self, _: &Shop, _: &Client, _: &Secret, _: &Call) -> Result<(), MerchantFailure> {
        Ok(())
    }

    fn changes(
        &self,
        _: &Access,
        since: Option<&str>,
        _: u32,
        _: &Call,
    ) -> Result<Answered<Changes>, MerchantFailure> {
        if *self.shut.lock().unwrap() {
            return Self::failure(MerchantTrouble::Unauthorized);
        }
        let said = self.said.lock().unwrap();
        let from: usize = since.map_or(0, |since| since.parse().unwrap());
        if since.is_some() && from < *self.forgot.lock().unwrap() {
            return Self::failure(MerchantTrouble::CannotCalculate);
        }
        let until = match *self.page.lock().unwrap() {
            0 => said.len(),
            page => said.len().min(from + page),
        };
        let news = said.iter().take(until).skip(from);
        Ok(Answered {
            value: Changes {
                old_state: since.unwrap_or_default().to_owned(),
                new_state: until.to_string(),
                has_more: until < said.len(),
                changed: news.clone().filter_map(|one| one.clone().ok()).collect(),
                removed: news.filter_map(|one| one.clone().err()).collect(),
            },
            date: None,
        })
    }

    fn stands_elsewhere(
        &self,
        _: &Access,
        state: &str,
        _: &Call,
    ) -> Result<Answered<bool>, MerchantFailure> {
        if *self.shut.lock().unwrap() {
            return Self::failure(MerchantTrouble::Unauthorized);
        }
        let value = state != self.said.lock().unwrap().len().to_string();
        Ok(Answered { value, date: None })
    }

    fn listen(&self, _: &Access, _: &str, _: Heard, _: &Call) -> Result<(), MerchantFailure> {
        Self::failure(MerchantTrouble::Unreachable)
    }

    fn ask_for(
        &self,
        _: &Access,
        _: &Wish,
        _: &str,
        _: &Call,
    ) -> Result<Answered<Done>, MerchantFailure> {
        Self::failure(MerchantTrouble::Unreachable)
    }

    fn link_device(
        &self,
        _: &Access,
        _: Option<&str>,
        _: &Call,
    ) -> Result<Answered<DeviceLink>, MerchantFailure> {
        Self::failure(MerchantTrouble::Unreachable)
    }

    fn subscribe_push(
        &self,
        _: &Access,
        _: &PushRequest,
        _: &Call,
    ) -> Result<Answered<PushSubscription>, MerchantFailure> {
        Self::failure(MerchantTrouble::Unreachable)
    }

    fn unsubscribe_push(
        &self,
        _: &Access,
        _: uuid::Uuid,
        _: &Call,
    ) -> Result<Answered<()>, MerchantFailure> {
        Self::failure(MerchantTrouble::Unreachable)
    }

    fn export(&self, _: &Access, _: &Call) -> Result<Vec<u8>, MerchantFailure> {
        Self::failure(MerchantTrouble::Unreachable)
    }

    fn leave(&self, _: &Access, _: &Call) -> Result<(), MerchantFailure> {
        Self::failure(MerchantTrouble::Unreachable)
    }
}

fn granted() -> Granted {
    Granted {
        access: Secret::new("access"),
        refresh: Secret::new("refresh"),
        expires_in: 600,
        may_write: true,
        date: None,
    }
}

/// A wallet with one connected shop, and an ear.
pub(crate) struct Member {
    pub(crate) home: Home,
    pub(crate) wallet: Arc<Wallet>,
    pub(crate) card: CardId,
    pub(crate) connection: ConnectionId,
    ear: Arc<Ear>,
    counter: Arc<Counter>,
    engine: SyncEngine,
}

impl Member {
    pub(crate) fn new() -> Self {
        let home = Home::new();
        let wallet = Arc::new(home.open());
        let counter = Arc::new(Counter::default());
        let (connection, card) = wallet
            .connect(&NewConnection {
                shop: found("https://ruokala.example", "Ruokala"),
                client: Client {
                    id: "wallet".into(),
                },
                granted: granted(),
                card: None,
            })
            .unwrap();
        let engine = SyncEngine::new(
            Arc::clone(&wallet),
            SyncPorts {
                source: Arc::new(Service::default()),
                merchant: Some(counter.clone()),
                notifier: None,
                anchors: TrustAnchors::apple(),
                listener: Box::new(drop),
            },
        );
        Self {
            home,
            wallet,
            card,
            connection,
            ear: Arc::default(),
            counter,
            engine,
        }
    }

    /// One that has read what a shop says at the beginning.
    pub(crate) fn settled() -> Self {
        let member = Self::new();
        member.say([programme(), account(90, None)]);
        member.hear();
        member
    }

    /// The shop says more.
    pub(crate) fn say(&self, records: impl IntoIterator<Item = Value>) {
        let records = records.into_iter();
        let records = records.map(|record| Ok(serde_json::from_value(record).unwrap()));
        self.counter.said.lock().unwrap().extend(records);
    }

    /// The shop takes a record away.
    pub(crate) fn take_away(&self, kind: Kind, id: &str) {
        let id = id.to_owned();
        self.counter
            .said
            .lock()
            .unwrap()
            .push(Err(Gone { kind, id }));
    }

    /// The shop no longer knows what changed since then.
    pub(crate) fn forget(&self) {
        *self.counter.forgot.lock().unwrap() = usize::MAX;
    }

    /// From now on the shop's pages have so many records.
    pub(crate) fn page(&self, records: usize) {
        *self.counter.page.lock().unwrap() = records;
    }

    /// The shop wants everybody to sign in again.
    pub(crate) fn shut(&self) {
        *self.counter.shut.lock().unwrap() = true;
    }

    /// The wallet asks, a minute later.
    pub(crate) fn ask(&self) {
        self.home.clock.forward(TimeDelta::minutes(1));
        let cards = BTreeSet::from([self.card]);
        let mut go_on = |_, _| ControlFlow::Continue(());
        self.engine.refresh(&cards, &mut go_on).unwrap();
    }

    /// Bodies of the notices that are told now.
    pub(crate) fn told(&self) -> Vec<String> {
        let ear: Arc<dyn Notifier> = self.ear.clone();
        self.wallet.tell_notices(Some(&ear)).unwrap();
        let shown = std::mem::take(&mut *self.ear.shown.lock().unwrap());
        shown.into_iter().map(|notice| notice.body).collect()
    }

    /// The wallet asks, and tells what is news.
    pub(crate) fn hear(&self) -> Vec<String> {
        self.ask();
        self.told()
    }

    /// The whole timeline, newest first.
    pub(crate) fn timeline(&self) -> Vec<ActivityEntry> {
        self.wallet
            .activity(&ActivityQuery {
                limit: 200,
                ..ActivityQuery::default()
            })
            .unwrap()
    }

    pub(crate) fn happened(&self) -> Vec<Happening> {
        self.timeline()
            .into_iter()
            .map(|entry| entry.what)
            .collect()
    }

    /// Now, on the member's clock.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.home.clock.now()
    }

    /// A day from now, as `YYYY-MM-DD`.
    pub(crate) fn day(&self, days: i64) -> String {
        let day = self
            .home
            .clock
            .zone()
            .day(self.now() + TimeDelta::days(days));
        day.to_string()
    }
}

fn unit() -> Value {
    json!({ "code": "pts", "one": "piste", "other": "pistettä", "scale": 0 })
}

pub(crate) fn programme() -> Value {
    json!({ "kind": "programme", "record": {
        "id": "p", "name": "Ruokala", "issuer": "Ruokala Oy", "currency": "EUR",
        "time_zone": "Europe/Helsinki", "colour": "#1f5a49", "logo": null, "unit": unit(),
        "languages": ["fi"], "how": { "earn": [], "spend": [], "expiry": [] },
        "tiers": [], "terms": null, "static_code_spends": false,
    }})
}

/// So many points, and a tier with its rank.
pub(crate) fn account(points: i64, tier: Option<(&str, u32)>) -> Value {
    account_with(points, tier, Value::Null)
}

pub(crate) fn account_with(points: i64, tier: Option<(&str, u32)>, keep: Value) -> Value {
    let since = "2026-01-01T00:00:00Z";
    json!({ "kind": "account", "record": {
        "state": "s",
        "member": {
            "id": "00000000-0000-4000-8000-000000000001", "number": "123456789015", "name": null,
            "email": null, "phone": null, "birthday": null, "language": "fi", "joined": since,
        },
        "balances": [{
            "unit": unit(), "available": points, "pending": 0, "locked": 0, "lifetime": points,
            "next_expiry": null, "next_release": null, "as_of": since,
        }],
        "tier": tier.map(|(name, rank)| json!({
            "id": name.to_lowercase(), "name": name, "rank": rank, "since": since, "until": null,
            "to_next": null, "to_keep": keep, "benefits": [],
        })),
        "as_of": since,
    }})
}

/// An id made of a number.
pub(crate) fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// A purchase: cents paid, points given, stamps on the card `coffee`.
pub(crate) fn receipt(
    number: u32,
    at: DateTime<Utc>,
    cents: i64,
    points: i64,
    stamps: i64,
) -> Value {
    let money = |minor: i64| json!({ "minor": minor, "currency": "EUR" });
    let stamped = json!([{ "card": "coffee", "stamps": stamps, "completed": 0 }]);
    json!({ "kind": "receipt", "record": {
        "id": id(number), "number": format!("K-{number}"), "issued": at, "place": "Kallio",
        "seller": { "name": "Ruokala <Oy>", "vat_id": "FI12345678", "address": null },
        "returns": null,
        "lines": [{
            "line": 1, "sku": "kahvi", "name": "Paahdettu kahvi", "quantity": 1500,
            "unit_price": money(cents), "discount": money(50), "discount_reason": "Kevät",
            "total": money(cents), "vat_rate": 1400,
        }],
        "vat": [{ "rate": 1400, "net": money(cents - 12), "vat": money(12) }],
        "total": money(cents),
        "payments": [{ "means": "card", "amount": money(cents), "masked": "1234" }],
        "effects": {
            "points": points, "points_pending": 0, "points_spent": 0,
            "stamps": if stamps == 0 { json!([]) } else { stamped },
            "claims": [], "offers": [], "saved": 50, "tier": null,
        },
    }})
}

/// A line of the ledger.
pub(crate) fn entry(
    number: u32,
    at: DateTime<Utc>,
    kind: &str,
    amount: i64,
    of: Option<u32>,
) -> Value {
    json!({ "kind": "ledger_entry", "record": {
        "id": id(number), "kind": kind, "unit": "pts", "amount": amount, "state": "posted",
        "occurred": at, "effective": null, "expires": null, "receipt": of.map(id),
        "reason": format!("Syy {number}"),
    }})
}

pub(crate) fn stamp_card(collected: u32, completed: u32, last: DateTime<Utc>) -> Value {
    json!({ "kind": "stamp_card", "record": {
        "id": "coffee", "title": "Kahvikortti", "collected": collected, "required": 10,
        "completed": completed, "reward": "Ilmainen kahvi", "earns": "kahvi", "expires": null,
        "last": last,
    }})
}

pub(crate) fn offer(number: u32, title: &str, personal: bool, state: &str, until: &str) -> Value {
    json!({ "kind": "offer", "record": {
        "id": id(number), "title": title, "body": null, "image": null,
        "value": { "kind": "percent", "basis_points": 2000 }, "on": null, "personal": personal,
        "why": personal.then_some("Ostat kahvia usein"), "conditions": null,
        "from": "2026-01-01T00:00:00Z", "until": until, "stores": [], "activation": true,
        "single_use": true, "code": null, "state": state, "hidden": false,
    }})
}

pub(crate) fn reward(name: &str, title: &str, cost: i64) -> Value {
    json!({ "kind": "reward", "record": {
        "id": name, "title": title, "body": null, "image": null, "cost": cost, "kind": "product",
        "value": { "kind": "gift", "what": title }, "in_stock": true, "left_for_me": null,
        "from": null, "until": null, "tier": null, "conditions": null,
    }})
}

pub(crate) fn claim(
    number: u32,
    title: &str,
    created: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    state: &str,
) -> Value {
    json!({ "kind": "claim", "record": {
        "id": id(number), "reward": null, "title": title,
        "value": { "kind": "gift", "what": title }, "cost": 0, "state": state, "code": "ABCDE",
        "created": created, "hold_until": until, "used": null, "receipt": null,
    }})
}
