//! A peer: a server of somebody else's making, run as a process of its own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// Runs until it is dropped: it ends when its standard input does.
pub(crate) struct Peer {
    process: Child,
    /// Where it answers.
    pub(crate) url: String,
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers")
}

/// Says on the terminal, past the test runner's capture, that a test does not run.
fn skipped(name: &str) {
    let _ = writeln!(
        std::io::stderr(),
        "skipped: tests with {name}: it is not installed, as its registry was out of reach \
         (scripts/setup.sh test installs it)"
    );
}

/// Whether npm's peers are there; says so when not.
pub(crate) fn has_npm(name: &str) -> bool {
    let found = here().join("node_modules").join(name).is_dir();
    if !found {
        skipped(name);
    }
    found
}

impl Peer {
    /// `hono-passkit-webservice` with `passkit-generator`.
    pub(crate) fn hono(certificates: &Path) -> Option<Self> {
        has_npm("hono-passkit-webservice").then(|| {
            let mut command = Command::new("node");
            command.arg(here().join("hono/server.mjs"));
            Self::start(command, certificates)
        })
    }

    /// `django-walletpass`.
    pub(crate) fn django(certificates: &Path) -> Option<Self> {
        let python = here().join(".venv/bin/python");
        if !python.exists() {
            skipped("django-walletpass");
            return None;
        }
        let mut command = Command::new(python);
        command.arg(here().join("django/server.py"));
        Some(Self::start(command, certificates))
    }

    fn start(mut command: Command, certificates: &Path) -> Self {
        let mut process = command
            .arg(certificates)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        output.read_line(&mut url).unwrap();
        assert!(url.starts_with("http://"), "the peer did not start");
        Self {
            process,
            url: url.trim().to_owned(),
        }
    }

    fn control(&self, serial: &str) -> String {
        let encoded: String = serial
            .bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect();
        format!("{}/control/passes/{encoded}", self.url)
    }

    /// Issues a pass or changes it; answers with the file.
    pub(crate) fn issue(&self, serial: &str, change: Value) -> Vec<u8> {
        let mut answer = ureq::put(self.control(serial)).send_json(change).unwrap();
        answer.body_mut().read_to_vec().unwrap()
    }

    fn list(&self, name: &str) -> Vec<Value> {
        let mut answer = ureq::get(format!("{}/control/{name}", self.url))
            .call()
            .unwrap();
        answer.body_mut().read_json().unwrap()
    }

    /// Everything that was asked of the web service: `METHOD path status`.
    pub(crate) fn log(&self) -> Vec<String> {
        let line = |one: &Value| {
            let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
            format!("{} {} {}", text("method"), text("path"), one["status"])
        };
        self.list("log").iter().map(line).collect()
    }

    /// Who is registered: serial numbers.
    pub(crate) fn registered(&self) -> Vec<String> {
        let serial = |one: &Value| one["serial"].as_str().unwrap().to_owned();
        self.list("registrations").iter().map(serial).collect()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
