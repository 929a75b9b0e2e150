//! What an issuer changes is heard on the desktop, once, in the issuer's words.

use kantis_tests::issuer::Issuer;
use serde_json::{Value as Json, json};
use zbus::zvariant::OwnedValue;

use crate::app::Home;
use crate::hook;
use crate::mock::{Mock, wait_for};
use crate::peer::Peer;
use crate::shop::Shop;
use crate::webdriver::Session;

/// A shop with its pass in the wallet, and the window that shows it.
fn customer(points: u32) -> (Shop, Home, Session) {
    let shop = Shop::open(points);
    let (home, window) = holder(&shop.pass(points));
    (shop, home, window)
}

/// The window of a wallet that this pass came into. All passes here are the same shop's.
fn holder(pass: &[u8]) -> (Home, Session) {
    let home = Home::new();
    let file = home.file("pass.pkpass", pass);
    let window = home.start(&[&file]);
    window.click(&hook("import-apply"));
    window.find(&format!("[data-card-title='{}']", Shop::NAME));
    // The usual quiet hours would make these tests fail at night.
    window.notice_settings(&json!({ "quietFrom": null, "quietUntil": null }));
    window.refresh();
    (home, window)
}

#[test]
fn a_change_is_told_once_and_a_click_opens_the_card() {
    let desktop = Mock::notices();
    let (shop, home, window) = customer(240);
    assert_eq!(desktop.count("Notify"), 0, "nothing changed yet");

    shop.gives(300);
    window.refresh();
    let notice = Notice::read(&desktop.calls("Notify", 1)[0]);
    assert_eq!(notice.app, "Kantis");
    assert_eq!(notice.icon, "kantis-app");
    // The desktop reads markup, and an issuer's words are none.
    let said = format!("{} {}", notice.title, notice.body);
    assert!(said.contains(Shop::NAME), "{said}");
    assert!(
        notice.body.contains("Nice &amp; easy: now 300 points"),
        "{said}"
    );
    assert_eq!(notice.actions[0], "default");

    // Told once, whatever comes after.
    window.refresh();
    window.quit();
    let window = home.start(&[]);
    window.refresh();
    assert_eq!(desktop.count("Notify"), 1);

    shop.gives(310);
    window.refresh();
    assert_eq!(desktop.calls("Notify", 2).len(), 2);
    desktop.click(2);
    window.find(&hook("code-plate"));
    window.quit();
}

#[test]
fn a_muted_card_and_quiet_hours_are_silent() {
    let desktop = Mock::notices();
    let (shop, _home, window) = customer(240);

    let id = window.card()["id"].clone();
    window.call("cardMuted", &json!({ "id": id, "on": true }));
    shop.gives(300);
    window.refresh();
    assert_eq!(desktop.count("Notify"), 0, "the card is muted");

    window.call("cardMuted", &json!({ "id": id, "on": false }));
    window.notice_settings(&json!({ "quietFrom": 0, "quietUntil": 1_440 }));
    shop.gives(310);
    window.refresh();
    assert_eq!(desktop.count("Notify"), 0, "it is quiet all day");

    // What was held back is told when the quiet is over.
    window.notice_settings(&json!({ "quietFrom": null, "quietUntil": null }));
    let told = Notice::read(&desktop.calls("Notify", 1)[0]);
    assert!(told.body.contains("310"), "{}", told.body);
    window.quit();
}

#[test]
fn a_locked_screen_shows_nothing_private_unless_allowed() {
    let desktop = Mock::notices();
    let locked = Mock::locked_screen();
    let (shop, _home, window) = customer(240);

    shop.gives(300);
    window.refresh();
    let notice = Notice::read(&desktop.calls("Notify", 1)[0]);
    assert_eq!(notice.title, "Kantis");
    assert!(!notice.body.is_empty());
    assert!(
        !notice.body.contains("300") && !notice.body.contains(Shop::NAME),
        "{}",
        notice.body
    );
    assert!(locked.count("GetActive") > 0);

    window.notice_settings(&json!({ "privateOnLock": true }));
    shop.gives(310);
    window.refresh();
    let told = desktop.calls("Notify", 2);
    let last = Notice::read(told.last().unwrap());
    assert!(last.body.contains("310"), "{}", last.body);
    window.quit();
}

#[test]
fn an_issuer_that_nobody_of_us_wrote_is_heard() {
    const SERIAL: &str = "NO 1/ä";
    let issuer = Issuer::new();
    let Some(peer) = Peer::hono(issuer.folder()) else {
        return;
    };
    let desktop = Mock::notices();
    let (_home, window) = holder(&peer.issue(SERIAL, json!({ "balance": 240 })));
    assert_eq!(desktop.count("Notify"), 0, "nothing changed yet");

    peer.issue(SERIAL, json!({ "balance": 390 }));
    window.refresh();
    let told = Notice::read(&desktop.calls("Notify", 1)[0]);
    assert!(
        told.body.contains("You now have 390 points"),
        "{}",
        told.body
    );
    window.quit();
}

impl Session {
    /// Asks the issuer, as soon as Kantis does so again, and waits for what comes of it.
    fn refresh(&self) {
        let id = self.card()["id"].clone();
        wait_for("the issuer is asked", || {
            let request = json!({ "ids": [id], "job": "test" });
            let mut report = self.call("passesRefresh", &request);
            let outcome = report["cards"][0]["outcome"].take();
            assert!(
                ["updated", "unchanged", "tooSoon"]
                    .map(Json::from)
                    .contains(&outcome),
                "{report}"
            );
            (outcome != "tooSoon").then_some(())
        });
    }

    /// The tile of the only card.
    fn card(&self) -> Json {
        let all = json!({ "search": "", "group": null, "archived": false, "sort": null });
        self.call("cards", &all)["cards"][0].take()
    }

    /// Changes some of the settings about notices.
    fn notice_settings(&self, change: &Json) {
        let mut settings = self.call("settings", &json!({}));
        for (name, value) in change.as_object().unwrap() {
            settings["notices"][name] = value.clone();
        }
        self.call("settingsUpdate", &settings);
    }
}

/// The arguments of `Notify`.
struct Notice {
    app: String,
    icon: String,
    title: String,
    body: String,
    actions: Vec<String>,
}

impl Notice {
    fn read(call: &[OwnedValue]) -> Self {
        let text = |index: usize| String::try_from(call[index].try_clone().unwrap()).unwrap();
        Self {
            app: text(0),
            icon: text(2),
            title: text(3),
            body: text(4),
            actions: Vec::<String>::try_from(call[5].try_clone().unwrap()).unwrap(),
        }
    }
}
