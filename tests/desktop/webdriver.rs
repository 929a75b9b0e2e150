//! A client for the part of W3C WebDriver that these tests need.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use ureq::http::Response;
use ureq::{Agent, Body};

/// The key under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How long an element may take to appear: generous, a slow machine is no failure.
const PATIENCE: Duration = Duration::from_secs(60);

/// The largest answer, in bytes: a screenshot.
const LARGEST: u64 = 64 << 20;

/// Why a click may fail while the page is still moving.
const PASSING: [&str; 3] = [
    "element click intercepted",
    "element not interactable",
    "stale element reference",
];

/// One open window.
pub(crate) struct Session {
    agent: Agent,
    address: String,
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
        session.post("timeouts", &json!({ "implicit": PATIENCE.as_millis() }));
        session
    }

    /// The path of the first element that the CSS selector finds, as soon as there is one.
    pub(crate) fn find(&self, css: &str) -> String {
        let answer = self.post("element", &json!({ "using": "css selector", "value": css }));
        format!("element/{}", answer[ELEMENT].as_str().unwrap())
    }

    /// Clicks in the middle of an element, as soon as it holds still there for a click.
    pub(crate) fn click(&self, css: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            let address = format!("{}/{}/click", self.address, self.find(css));
            match answer(self.agent.post(&address).send_json(json!({})), css) {
                Ok(_) => return,
                Err(failure) if failure.passes() && Instant::now() < until => {
                    thread::sleep(Duration::from_millis(50));
                }
                Err(failure) => panic!("click on {css}: {failure:?}"),
            }
        }
    }

    /// Types into an element; a file input takes a path.
    pub(crate) fn type_text(&self, css: &str, text: &str) {
        let path = format!("{}/value", self.find(css));
        self.post(&path, &json!({ "text": text }));
    }

    /// Runs a command of the API as the page does, and gives its answer.
    pub(crate) fn call(&self, command: &str, request: &Value) -> Value {
        let script = "const [cmd, payload, done] = arguments;
            window.__TAURI_INTERNALS__.invoke('rpc', { cmd, payload })
                .then((answer) => done({ answer }), (error) => done({ error }));";
        let mut said = self.post(
            "execute/async",
            &json!({ "script": script, "args": [command, request] }),
        );
        assert!(said.get("error").is_none(), "{command}: {said}");
        said["answer"].take()
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

/// Sends a body and demands a value.
fn send(agent: &Agent, address: &str, body: &Value) -> Value {
    read(
        agent.post(address).send_json(body),
        &format!("{address} {body}"),
    )
}

/// The value of an answer; an error of the driver ends the test in its own words.
fn read(received: Result<Response<Body>, ureq::Error>, what: &str) -> Value {
    answer(received, what).unwrap_or_else(|error| panic!("{what}: {error:?}"))
}

/// What a driver could not do.
#[derive(Debug)]
struct Failure {
    /// WebDriver's error code.
    code: String,
    #[expect(dead_code, reason = "printed with the failure")]
    message: String,
}

impl Failure {
    /// Whether the same may work once the page has come to rest.
    fn passes(&self) -> bool {
        PASSING.contains(&self.code.as_str())
    }
}

/// The value of an answer, or the driver's error.
fn answer(received: Result<Response<Body>, ureq::Error>, what: &str) -> Result<Value, Failure> {
    let mut received = received.unwrap_or_else(|error| panic!("{what}: {error}"));
    let mut body: Value = received
        .body_mut()
        .with_config()
        .limit(LARGEST)
        .read_json()
        .unwrap();
    let value = body["value"].take();
    if received.status().is_success() {
        return Ok(value);
    }
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    Err(Failure {
        code: text("error"),
        message: text("message"),
    })
}
