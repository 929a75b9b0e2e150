//! A wallet as a host runs it and a shop, with a person in a real browser's stead.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use kantis_api::dto::Protection;
use kantis_api::secret::KeyFile;
use kantis_api::{
    Api, ApiError, ComesBack, Events, HostConfig, KeyPlace, SystemClock, SystemEntropy,
};
use kantis_connect::{PassService, Policy};
use kantis_pass::TrustAnchors;
use kantis_wallet::ports::{Clock, Notifier};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::service;
use crate::shop::{Browser, Page, TestShop};
use crate::world::Ear;

pub(crate) const SHOP: &str = include_str!("shop.toml");
pub(crate) const EMAIL: &str = "aino@example.fi";

/// A wallet as a host runs it, and what it tells.
pub(crate) struct Scene {
    pub(crate) shop: TestShop,
    pub(crate) api: Arc<Api>,
    /// What was told outside of the window.
    pub(crate) ear: Arc<Ear>,
    events: Events,
    _home: TempDir,
}

/// How the shop's page is answered.
#[derive(Clone, Copy)]
pub(crate) enum Answer {
    Allow,
    Deny,
}

impl Scene {
    pub(crate) fn new(programme: &str) -> Self {
        Self::with(programme, ComesBack::Loopback)
    }

    pub(crate) fn with(programme: &str, comes_back: ComesBack) -> Self {
        Self::with_clock(programme, comes_back, Arc::new(SystemClock))
    }

    pub(crate) fn with_clock(
        programme: &str,
        comes_back: ComesBack,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let shop = TestShop::open(programme);
        // The `Date` of an answer is the machine's.
        shop.clock.set(Utc::now());
        let home = tempfile::tempdir().unwrap();
        let key = home.path().join("key");
        fs::write(&key, [7; 32]).unwrap();
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
        let ear = Arc::<Ear>::default();
        let api = Api::start(HostConfig {
            wallet_dir: home.path().join("wallet"),
            clock,
            entropy: Arc::new(SystemEntropy),
            secrets: Some(KeyPlace {
                protection: Protection::KeyFile,
                store: Arc::new(KeyFile::new(key)),
            }),
            passes: Some(Arc::new(PassService::new(Policy::loopback_for_tests()))),
            merchant: Some(Arc::new(service())),
            comes_back,
            pushes: None,
            notifier: Some(Arc::clone(&ear) as Arc<dyn Notifier>),
            anchors: TrustAnchors::apple(),
            stays: false,
        });
        Self {
            events: api.events(),
            shop,
            api,
            ear,
            _home: home,
        }
    }

    #[track_caller]
    pub(crate) fn ok(&self, command: &str, request: Value) -> Value {
        let answer = self.api.call(command, request);
        answer.unwrap_or_else(|error| panic!("{command}: {error:?}"))
    }

    pub(crate) fn fails(&self, command: &str, request: Value) -> ApiError {
        self.api.call(command, request).expect_err(command)
    }

    pub(crate) fn find(&self) -> Value {
        self.ok("shopFind", json!({ "address": self.shop.url }))
    }

    /// Begins to connect.
    pub(crate) fn begin(&self, more: Value) -> Value {
        let mut request = json!({ "lookup": self.find()["lookup"] });
        let fields = request.as_object_mut().unwrap();
        fields.extend(more.as_object().unwrap().clone());
        self.ok("shopConnect", request)
    }

    /// What the browser is sent back to, once the person has answered.
    pub(crate) fn answer(&self, address: &str, answer: Answer) -> String {
        let mut browser = Browser::new(&self.shop);
        let page = browser.open(address.strip_prefix(&self.shop.url).unwrap());
        let page = browser.sign_in(&page, EMAIL);
        decide(&mut browser, &page, answer).out.unwrap()
    }

    /// Waits until a job is over, as a page does: by its events.
    pub(crate) fn over(&mut self, job: &Value) -> Value {
        loop {
            let result = self.ok("shopConnectResult", json!({ "job": job }));
            if matches!(result["stage"].as_str(), Some("done" | "failed")) {
                return result;
            }
            self.events.next_blocking().expect("an event");
        }
    }

    /// Connects, and gives the card.
    pub(crate) fn connect(&mut self, more: Value) -> String {
        let began = self.begin(more);
        let back = self.answer(began["address"].as_str().unwrap(), Answer::Allow);
        let (status, _) = get(&back);
        assert_eq!(status, 200);
        let result = self.over(&began["job"]);
        assert_eq!(result["stage"], "done", "{result}");
        assert_eq!(result["problem"], Value::Null);
        result["card"].as_str().unwrap().to_owned()
    }

    pub(crate) fn card(&self, id: &str) -> Value {
        self.ok("card", json!({ "id": id }))
    }

    pub(crate) fn view(&self, card: &str) -> Value {
        self.ok("shop", json!({ "id": card }))
    }

    /// Wallets that the shop still lets ask for this person.
    pub(crate) fn grants(&self) -> usize {
        self.shop.read(|work| {
            let member = work.tx.member_by_email(EMAIL)?.expect("a member");
            let grants = work.tx.grants_of(member.id)?;
            Ok(grants.len())
        })
    }

    /// Does what is due: the shop hears that it was left.
    pub(crate) fn tell_the_shop(&self) {
        assert_eq!(self.grants(), 1);
        self.api.background_sync(Duration::from_secs(60)).unwrap();
        assert_eq!(self.grants(), 0);
    }

    /// Buys cups for so many cents.
    pub(crate) fn buy(&self, card: &str, cents: i64) {
        let number = self.view(card)["member"]["number"].clone();
        let amount = json!({ "minor": cents, "currency": "EUR" });
        let line =
            json!({ "name": "Cup", "quantity": 1000, "unit_price": amount, "vat_rate": 2550 });
        let basket = json!({ "member": { "by": "number", "value": number }, "lines": [line] });
        let payments = json!([{ "means": "cash", "amount": amount }]);
        let key = uuid::Uuid::new_v4().to_string();
        let sold = json!({ "basket": basket, "payments": payments });
        self.shop
            .till()
            .post_once("/pos/v1/purchases", &key, &sold)
            .ok();
    }
}

pub(crate) fn decide(browser: &mut Browser<'_>, page: &Page, answer: Answer) -> Page {
    let answer = match answer {
        Answer::Allow => "allow",
        Answer::Deny => "deny",
    };
    browser.send(page, "/sign-in/decide", &[("answer", answer)])
}

/// Opens an address that is not the shop's.
pub(crate) fn get(address: &str) -> (u16, String) {
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build();
    let agent: ureq::Agent = agent.into();
    let mut answer = agent.get(address).call().unwrap();
    let text = answer.body_mut().read_to_string().unwrap();
    (answer.status().as_u16(), text)
}
