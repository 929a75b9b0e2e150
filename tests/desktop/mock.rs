//! Other programs of a desktop, played on the session bus by `python-dbusmock`.

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::{OwnedValue, Value};

/// What every mock can be asked besides what it plays.
const MOCK: &str = "org.freedesktop.DBus.Mock";

/// Debian's own Python, which has Debian's `python3-dbusmock`; another may come first in the path.
const PYTHON: &str = "/usr/bin/python3";

/// How long a program may take to come up, or a call to come in.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program that answers on the bus until it is dropped.
pub(crate) struct Mock {
    program: Child,
    bus: Connection,
    service: &'static str,
    path: &'static str,
}

impl Mock {
    /// Who shows notices on this desktop.
    pub(crate) fn notices() -> Self {
        let abilities = json!({ "capabilities": "body body-markup actions" });
        Self::start(
            &[
                "--template",
                "notification_daemon",
                "--parameters",
                &abilities.to_string(),
            ],
            "org.freedesktop.Notifications",
            "/org/freedesktop/Notifications",
        )
    }

    /// A screen that is locked.
    pub(crate) fn locked_screen() -> Self {
        let service = "org.freedesktop.ScreenSaver";
        let path = "/org/freedesktop/ScreenSaver";
        let mock = Self::start(&[service, path, service], service, path);
        mock.add_method("GetActive", "", "b", "ret = True");
        mock
    }

    /// A tray with room for icons.
    pub(crate) fn tray() -> Self {
        let service = "org.kde.StatusNotifierWatcher";
        let path = "/StatusNotifierWatcher";
        let mock = Self::start(&[service, path, service], service, path);
        mock.add_method("RegisterStatusNotifierItem", "s", "", "");
        let has_host = Value::from(true);
        mock.ask::<()>(
            "AddProperty",
            &(service, "IsStatusNotifierHostRegistered", has_host),
        );
        mock
    }

    fn start(arguments: &[&str], service: &'static str, path: &'static str) -> Self {
        let program = Command::new(PYTHON)
            .args(["-m", "dbusmock", "--session"])
            .args(arguments)
            .stdout(Stdio::null())
            .spawn()
            .expect("Python starts: make setup");
        let mock = Self {
            program,
            bus: Connection::session().expect("a session bus: scripts/test-desktop.sh"),
            service,
            path,
        };
        wait_for("the mock answers", || {
            let calls = mock.proxy(MOCK).call::<_, _, ()>("ClearCalls", &());
            calls.is_ok().then_some(())
        });
        mock
    }

    /// The arguments of every call of a method so far, once there are at least `count`.
    pub(crate) fn calls(&self, method: &str, count: usize) -> Vec<Vec<OwnedValue>> {
        wait_for(&format!("{count} calls of {method}"), || {
            let calls: Vec<(u64, Vec<OwnedValue>)> = self.ask("GetMethodCalls", &(method,));
            (calls.len() >= count).then(|| calls.into_iter().map(|(_, call)| call).collect())
        })
    }

    /// How often a method was called so far.
    pub(crate) fn count(&self, method: &str) -> usize {
        self.calls(method, 0).len()
    }

    /// Clicks on a notice.
    pub(crate) fn click(&self, notice: u32) {
        let arguments = vec![Value::from(notice), Value::from("default")];
        self.ask::<()>(
            "EmitSignal",
            &(self.service, "ActionInvoked", "us", arguments),
        );
    }

    fn add_method(&self, name: &str, takes: &str, gives: &str, code: &str) {
        self.ask::<()>("AddMethod", &(self.service, name, takes, gives, code));
    }

    fn ask<T>(
        &self,
        method: &str,
        arguments: &(impl serde::Serialize + zbus::zvariant::DynamicType),
    ) -> T
    where
        T: for<'d> zbus::zvariant::DynamicDeserialize<'d>,
    {
        self.proxy(MOCK).call(method, arguments).unwrap()
    }

    fn proxy(&self, interface: &'static str) -> Proxy<'static> {
        Proxy::new(&self.bus, self.service, self.path, interface).unwrap()
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// Looks until there is something to see.
pub(crate) fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(Instant::now() < until, "waited in vain: {what}");
        thread::sleep(Duration::from_millis(50));
    }
}
