//! The display as a window manager sees it.

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, InputFocus, KEY_PRESS_EVENT,
    KEY_RELEASE_EVENT, MapState, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use crate::mock::wait_for;

/// Keys that write nothing (X11's keysyms).
const RETURN: u32 = 0xff0d;
const SHIFT: u32 = 0xffe1;
const CONTROL: u32 = 0xffe3;

/// The display that the tests run on.
pub(crate) struct Display {
    x11: RustConnection,
    root: Window,
}

impl Display {
    pub(crate) fn open() -> Self {
        let (x11, screen) = x11rb::connect(None).expect("a display: scripts/test-desktop.sh");
        let root = x11.setup().roots[screen].root;
        Self { x11, root }
    }

    /// Waits until Kantis shows its window.
    pub(crate) fn wait_for_window(&self) {
        wait_for("Kantis shows its window", || self.window());
    }

    /// Waits until there is no window of Kantis.
    pub(crate) fn wait_for_no_window(&self) {
        wait_for("Kantis has no window", || {
            self.window().is_none().then_some(())
        });
    }

    /// Closes the window as its close button does.
    pub(crate) fn close_window(&self) {
        let window = wait_for("Kantis shows its window", || self.window());
        let atom = |name: &str| {
            self.x11
                .intern_atom(false, name.as_bytes())
                .unwrap()
                .reply()
                .unwrap()
                .atom
        };
        let data = [atom("WM_DELETE_WINDOW"), x11rb::CURRENT_TIME, 0, 0, 0];
        let message = ClientMessageEvent::new(32, window, atom("WM_PROTOCOLS"), data);
        self.x11
            .send_event(false, window, EventMask::NO_EVENT, message)
            .unwrap();
        self.x11.flush().unwrap();
    }

    /// Waits for a window with this title, and gives the keyboard to it.
    pub(crate) fn turn_to(&self, title: &str) {
        let window = wait_for(title, || self.titled(title));
        self.x11
            .set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)
            .unwrap();
        self.x11.flush().unwrap();
    }

    /// Waits until there is no window with this title.
    pub(crate) fn wait_for_no(&self, title: &str) {
        wait_for(&format!("no {title}"), || {
            self.titled(title).is_none().then_some(())
        });
    }

    /// Types on the keyboard, in place of what stands there: Latin letters, digits and signs.
    pub(crate) fn type_anew(&self, text: &str) {
        self.press(&[CONTROL, u32::from('a')]);
        for char in text.chars() {
            self.press(&[u32::from(char)]);
        }
        self.press(&[RETURN]);
    }

    /// Presses keys one after another and lets them go in reverse.
    fn press(&self, keysyms: &[u32]) {
        let mut codes = Vec::new();
        for keysym in keysyms {
            let (code, shifted) = self.key(*keysym);
            if shifted {
                codes.push(self.key(SHIFT).0);
            }
            codes.push(code);
        }
        for code in &codes {
            self.key_event(KEY_PRESS_EVENT, *code);
        }
        for code in codes.iter().rev() {
            self.key_event(KEY_RELEASE_EVENT, *code);
        }
    }

    fn key_event(&self, kind: u8, code: u8) {
        let now = x11rb::CURRENT_TIME;
        self.x11
            .xtest_fake_input(kind, code, now, self.root, 0, 0, 0)
            .unwrap()
            .check()
            .unwrap();
    }

    /// The key that writes a sign, and whether it does so with Shift.
    fn key(&self, keysym: u32) -> (u8, bool) {
        let setup = self.x11.setup();
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let keys = self
            .x11
            .get_keyboard_mapping(first, last - first + 1)
            .unwrap()
            .reply()
            .unwrap();
        let width = usize::from(keys.keysyms_per_keycode);
        let mut rows = (first..=last).zip(keys.keysyms.chunks(width));
        rows.find_map(|(code, row)| {
            let place = row.iter().take(2).position(|known| *known == keysym)?;
            Some((code, place == 1))
        })
        .expect("the keyboard has this key")
    }

    /// The window titled "Kantis", when it can be seen.
    fn window(&self) -> Option<Window> {
        self.titled("Kantis")
    }

    fn titled(&self, wanted: &str) -> Option<Window> {
        let windows = self
            .x11
            .query_tree(self.root)
            .unwrap()
            .reply()
            .unwrap()
            .children;
        windows.into_iter().find(|window| {
            // A window may go while it is asked.
            let title = self
                .x11
                .get_property(false, *window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64)
                .unwrap()
                .reply();
            let state = self.x11.get_window_attributes(*window).unwrap().reply();
            title.is_ok_and(|title| title.value == wanted.as_bytes())
                && state.is_ok_and(|state| state.map_state == MapState::VIEWABLE)
        })
    }
}
