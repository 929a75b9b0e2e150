//! What Kantis asks of the system around it: to be started at login, to open what leads out, and
//! where to save what leaves.

use std::fs;

use crate::app::{Home, program};
use crate::display::Display;
use crate::mock::wait_for;
use crate::{BOOKS, files, hook, tile};

#[test]
fn a_start_at_login_is_arranged_and_taken_back() {
    let home = Home::of_the_usual_wallet();
    let entry = home.path(".config/autostart/Kantis.desktop");
    let window = home.start(&[]);
    window.click(&hook("nav-settings"));
    window.click(&hook("host-autostart"));
    let text = wait_for("the start at login is arranged", || {
        fs::read_to_string(&entry)
            .ok()
            .filter(|text| !text.is_empty())
    });
    let exec = format!(
        "Exec={} --hidden",
        program().canonicalize().unwrap().display()
    );
    // What a desktop's list of such programs calls it, and what it runs.
    for line in ["Type=Application", "Name=Kantis", &exec] {
        assert!(text.lines().any(|known| known == line), "{line} in {text}");
    }
    window.quit();

    // The system keeps it, so the next start knows.
    let window = home.start(&[]);
    window.click(&hook("nav-settings"));
    window.find(&format!("{}:checked", hook("host-autostart")));
    window.click(&hook("host-autostart"));
    wait_for("the start at login is taken back", || {
        (!entry.exists()).then_some(())
    });
    window.quit();
}

#[test]
fn a_link_on_a_pass_opens_in_the_browser_and_not_in_the_window() {
    let home = Home::new();
    let pass = home.file("pass.pkpass", &files::pass(BOOKS.title, "member=4711"));
    let window = home.start(&[&pass]);
    window.click(&hook("import-apply"));
    window.click(&tile(&BOOKS));
    window.click(&format!("a[href='{}']", files::WEB));
    assert_eq!(home.opened(), files::WEB);
    window.find(&hook("code-plate"));
    window.quit();
}

#[test]
fn a_card_is_saved_where_a_person_says() {
    let home = Home::new();
    let display = Display::open();
    let bytes = files::pass(BOOKS.title, "member=4711");
    let pass = home.file("pass.pkpass", &bytes);
    let saved = home.path("Away.pkpass");
    let window = home.start(&[&pass]);
    window.click(&hook("import-apply"));
    window.click(&tile(&BOOKS));
    window.click(&hook("card-menu"));
    window.click(&hook("menu-export"));
    window.click(&hook("export-original"));
    display.turn_to("Save the card");
    display.type_anew(saved.to_str().unwrap());
    display.wait_for_no("Save the card");
    let written = wait_for("the card is saved", || {
        fs::read(&saved)
            .ok()
            .filter(|file| file.len() == bytes.len())
    });
    assert!(written == bytes, "the file as it came");
    window.quit();
}
