//! Kantis behind its icon in the tray, and without one.

use std::time::Duration;

use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use crate::app::Home;
use crate::display::Display;
use crate::mock::{Mock, wait_for};

#[test]
fn without_a_tray_closing_the_window_quits() {
    let home = Home::new();
    home.stay_in_tray();
    let display = Display::open();
    let app = home.start_alone(&[]);
    display.close_window();
    app.wait_for_end();
}

#[test]
fn unasked_kantis_does_not_stay_in_the_tray() {
    let home = Home::new();
    let tray = Mock::tray();
    let display = Display::open();
    let app = home.start_alone(&[]);
    display.close_window();
    app.wait_for_end();
    assert_eq!(tray.count("RegisterStatusNotifierItem"), 0);
}

#[test]
fn in_the_tray_kantis_outlives_its_window_and_quits_from_the_menu() {
    let home = Home::new();
    home.stay_in_tray();
    let tray = Mock::tray();
    let display = Display::open();
    let mut app = home.start_alone(&[]);
    tray.calls("RegisterStatusNotifierItem", 1);

    display.close_window();
    display.wait_for_no_window();
    assert!(app.runs());

    // A second start shows the window of the first.
    home.start_again(&[]);
    display.wait_for_window();
    display.close_window();
    display.wait_for_no_window();

    let menu = Menu::of(&tray);
    assert_eq!(menu.labels(), ["Open Kantis", "Refresh now", "Quit"]);
    menu.choose("Open Kantis");
    display.wait_for_window();
    menu.choose("Quit");
    app.wait_for_end();
}

#[test]
fn a_start_at_login_shows_no_window_where_there_is_a_tray() {
    let home = Home::new();
    home.stay_in_tray();
    let tray = Mock::tray();
    let display = Display::open();
    let mut app = home.start_alone(&["--hidden"]);
    let menu = Menu::of(&tray);
    display.wait_for_no_window();
    assert!(app.runs());
    menu.choose("Open Kantis");
    display.wait_for_window();
    menu.choose("Quit");
    app.wait_for_end();
}

/// The menu of Kantis's icon, as a desktop reads it (`com.canonical.dbusmenu`).
struct Menu(Proxy<'static>);

/// An entry and those under it: id, properties, children.
type Entry = (
    i32,
    std::collections::HashMap<String, OwnedValue>,
    Vec<OwnedValue>,
);

impl Menu {
    fn of(tray: &Mock) -> Self {
        // The icon says where it is by an object path, on the connection that it registers over.
        let registered = tray.calls("RegisterStatusNotifierItem", 1);
        let item = String::try_from(registered[0][0].try_clone().unwrap()).unwrap();
        // Some connections answer nobody; the one of the icon answers at once.
        let bus = zbus::blocking::connection::Builder::session()
            .unwrap()
            .method_timeout(Duration::from_secs(2))
            .build()
            .unwrap();
        let owner = wait_for("the icon answers", || owner_of(&bus, &item));
        let path = bus
            .call_method(
                Some(owner.as_str()),
                item.as_str(),
                Some("org.freedesktop.DBus.Properties"),
                "Get",
                &("org.kde.StatusNotifierItem", "Menu"),
            )
            .unwrap();
        let path: OwnedValue = path.body().deserialize().unwrap();
        let path = OwnedObjectPath::try_from(path).unwrap();
        Self(Proxy::new(&bus, owner, path, "com.canonical.dbusmenu").unwrap())
    }

    fn labels(&self) -> Vec<String> {
        self.entries().into_iter().map(|(_, label)| label).collect()
    }

    fn choose(&self, label: &str) {
        let entries = self.entries();
        let (id, _) = entries.iter().find(|(_, known)| known == label).unwrap();
        let clicked = (*id, "clicked", Value::from(0), 0_u32);
        self.0.call::<_, _, ()>("Event", &clicked).unwrap();
    }

    fn entries(&self) -> Vec<(i32, String)> {
        let request = (0, -1, Vec::<&str>::new());
        let (_, (_, _, entries)): (u32, Entry) = self.0.call("GetLayout", &request).unwrap();
        entries
            .into_iter()
            .filter_map(|entry| {
                let (id, properties, _) = Entry::try_from(entry).unwrap();
                let label = properties.get("label")?.try_clone().unwrap();
                Some((id, String::try_from(label).unwrap()))
            })
            .collect()
    }
}

/// The connection that has the icon at `path`: the one that answers there.
fn owner_of(bus: &Connection, path: &str) -> Option<String> {
    let names = zbus::blocking::fdo::DBusProxy::new(bus)
        .unwrap()
        .list_names()
        .unwrap();
    let own = bus.unique_name().unwrap().as_str();
    names
        .into_iter()
        .map(|name| name.to_string())
        .filter(|name| name.starts_with(':') && name != own)
        .find(|name| {
            let question = ("org.kde.StatusNotifierItem", "Id");
            let properties = Some("org.freedesktop.DBus.Properties");
            bus.call_method(Some(name.as_str()), path, properties, "Get", &question)
                .is_ok()
        })
}
