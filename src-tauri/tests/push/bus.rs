//! A session bus that nobody else is on.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// Runs until it is dropped.
pub(crate) struct Bus {
    daemon: Child,
    address: String,
}

impl Bus {
    pub(crate) fn start() -> Self {
        let config = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/session-bus.conf");
        let mut daemon = Command::new("dbus-daemon")
            .args(["--nofork", "--nopidfile", "--print-address"])
            .arg(format!("--config-file={config}"))
            .stdout(Stdio::piped())
            .spawn()
            .expect("dbus-daemon starts: make setup");
        let mut address = String::new();
        let mut said = BufReader::new(daemon.stdout.take().unwrap());
        said.read_line(&mut address).unwrap();
        Self {
            daemon,
            address: address.trim().to_owned(),
        }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}
