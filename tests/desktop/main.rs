//! The real window, driven as a person would: through WebDriver, on a display.
//!
//! `make test` runs this under Xvfb with a session bus of its own (`scripts/test-desktop.sh`); it is
//! behind the feature `desktop`, so a plain `cargo test` needs no display. What a till would see is
//! read back from the screenshot by `zbarimg`, a program that shares no code with Kantis.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod app;
mod device;
mod display;
mod files;
mod invite;
mod membership;
#[path = "../../crates/merchant/tests/shop/mod.rs"]
mod merchant;
mod mock;
mod notices;
#[allow(dead_code, reason = "the tests of the protocol use the rest of it")]
#[path = "../peers/peer.rs"]
mod peer;
mod screen;
mod shop;
mod tray;
mod webdriver;

use app::Home;
use webdriver::Session;

/// A card as a test brings it in and expects it back.
struct Sample {
    title: &'static str,
    /// As `zbarimg` prints it: symbology, colon, payload.
    code: &'static str,
}

const CAFE: Sample = Sample {
    title: "Kahvilä Aurinko",
    code: "CODE-128:KANTIS-4711-0815",
};
const BOOKS: Sample = Sample {
    title: "Kirjakulma",
    code: "QR-Code:member=4711;shop=Kirjakulma",
};

#[test]
fn cards_come_in_are_shown_and_are_there_after_a_new_start() {
    let home = Home::new();
    let catima = home.file("catima.csv", &files::catima(CAFE.title, "KANTIS-4711-0815"));
    let pass = home.file(
        "kirjakulma.pkpass",
        &files::pass(BOOKS.title, "member=4711;shop=Kirjakulma"),
    );

    let window = home.start(&[]);
    window.import(&catima, &CAFE);
    window.import(&pass, &BOOKS);
    window.shows(&CAFE);
    window.shows(&BOOKS);
    window.quit();

    let window = home.start(&[]);
    window.shows(&CAFE);
    window.shows(&BOOKS);
    window.quit();
}

#[test]
fn a_file_opened_with_the_app_goes_to_the_import_preview() {
    let home = Home::new();
    let pass = home.file(
        "kirjakulma.pkpass",
        &files::pass(BOOKS.title, "member=4711;shop=Kirjakulma"),
    );
    let catima = home.file("catima.csv", &files::catima(CAFE.title, "KANTIS-4711-0815"));

    let window = home.start(&[&pass]);
    window.click(&hook("import-apply"));
    window.find(&tile(&BOOKS));

    // A second start hands its file to the first and ends.
    home.start_again(&[&catima]);
    window.click(&hook("import-apply"));
    window.find(&tile(&CAFE));
    window.quit();
}

impl Session {
    /// Brings a file in as if a person had picked it, and sees its card.
    fn import(&self, file: &std::path::Path, sample: &Sample) {
        self.type_text(&hook("import-input"), file.to_str().unwrap());
        self.click(&hook("import-apply"));
        self.find(&tile(sample));
    }

    /// Opens a card, reads its code from the screen, and again at the checkout.
    fn shows(&self, sample: &Sample) {
        self.click(&hook("nav-cards"));
        self.click(&tile(sample));
        self.find(&hook("code-plate"));
        screen::expect_code(|| self.screenshot(), sample.code);

        self.click(&hook("checkout-open"));
        self.find(&hook("checkout"));
        screen::expect_code(|| self.screenshot(), sample.code);
        self.click(&hook("checkout-close"));
    }
}

/// The element that `ui` marks for tests with this name.
fn hook(name: &str) -> String {
    format!("[data-testid='{name}']")
}

/// A card in the list of cards.
fn tile(sample: &Sample) -> String {
    format!(
        "[data-testid='card-tile'][data-card-title='{}']",
        sample.title
    )
}
