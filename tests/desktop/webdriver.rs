//! A client for the part of W3C WebDriver that these tests need.

use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use ureq::Agent;

/// The key under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How long an element may take to appear, in milliseconds: generous, a slow machine is no failure.
const PATIENCE: u32 = 60_000;

/// One open window.
pub(crate) struct Session {
    agent: Agent,
    address: String,
}

/// One element on the page.
pub(crate) struct Element<'s> {
    session: &'s Session,
    path: String,
}

impl Session {
    /// Opens `program` with arguments through the driver at `driver`.
    pub(crate) fn open(driver: &str, program: &Path, arguments: &[&Path]) -> Self {
        let agent = agent();
        // No `browserName`: WebKit's driver matches none for a Tauri program.
        let capabilities = json!({ "capabilities": { "alwaysMatch": {
            "tauri:options": { "application": program, "args": arguments }
        }}});
        let answer = send(&agent, &format!("{driver}/session"), &capabilities);
        let id = answer["sessionId"].as_str().unwrap();
        let session = Self {
            address: format!("{driver}/session/{id}"),
            agent,
        };
        session.post("timeouts", &json!({ "implicit": PATIENCE }));
        session
    }

    /// The first element that the CSS selector finds, as soon as there is one.
    pub(crate) fn find(&self, css: &str) -> Element<'_> {
        let answer = self.post("element", &json!({ "using": "css selector", "value": css }));
        let id = answer[ELEMENT].as_str().unwrap();
        Element {
            session: self,
            path: format!("element/{id}"),
        }
    }

    /// What the window shows, as PNG.
    pub(crate) fn screenshot(&self) -> Vec<u8> {
        BASE64_STANDARD
            .decode(self.get("screenshot").as_str().unwrap())
            .unwrap()
    }

    /// Closes the window and with it the app.
    pub(crate) fn quit(self) {
        read(self.agent.delete(&self.address).call(), &self.address);
    }

    fn get(&self, path: &str) -> Value {
        let address = format!("{}/{path}", self.address);
        read(self.agent.get(&address).call(), &address)
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        send(&self.agent, &format!("{}/{path}", self.address), body)
    }
}

impl Element<'_> {
    /// Clicks in its middle.
    pub(crate) fn click(&self) {
        self.session
            .post(&format!("{}/click", self.path), &json!({}));
    }

    /// Types into it; a file input takes a path.
    pub(crate) fn type_text(&self, text: &str) {
        self.session
            .post(&format!("{}/value", self.path), &json!({ "text": text }));
    }
}

/// Whether a driver answers at `driver`.
pub(crate) fn is_ready(driver: &str) -> bool {
    agent().get(format!("{driver}/status")).call().is_ok()
}

/// A client that reads WebDriver's errors instead of hiding them behind their status.
fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into()
}

fn send(agent: &Agent, address: &str, body: &Value) -> Value {
    let answer = agent.post(address).send_json(body);
    match answer {
        Ok(_) => read(answer, &format!("{address} {body}")),
        Err(error) => panic!("{address} {body}: {error}"),
    }
}

/// The value of an answer; an error of the driver ends the test in its own words.
fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>, what: &str) -> Value {
    let mut answer = answer.unwrap_or_else(|error| panic!("{what}: {error}"));
    let status = answer.status();
    let mut body: Value = answer
        .body_mut()
        .with_config()
        .limit(64 << 20)
        .read_json()
        .unwrap();
    assert!(
        status.is_success(),
        "{what}: {}: {}",
        body["value"]["error"],
        body["value"]["message"]
    );
    body["value"].take()
}
