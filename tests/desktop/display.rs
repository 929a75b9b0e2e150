//! The display as a window manager sees it.

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, MapState, Window,
};
use x11rb::rust_connection::RustConnection;

use crate::mock::wait_for;

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

    /// The window titled "Kantis", when it can be seen.
    fn window(&self) -> Option<Window> {
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
                .get_property(false, *window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 16)
                .unwrap()
                .reply();
            let state = self.x11.get_window_attributes(*window).unwrap().reply();
            title.is_ok_and(|title| title.value == b"Kantis")
                && state.is_ok_and(|state| state.map_state == MapState::VIEWABLE)
        })
    }
}
