//! Who asks a shop, and what it answers.

use kantis_protocol::ProblemType;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use ureq::http::{Request, Response};

/// Somebody who asks, with the headers they always send.
#[derive(Clone)]
pub struct Visitor {
    agent: ureq::Agent,
    url: String,
    headers: Vec<(String, String)>,
}

/// An answer, read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Method and path of the request, for what a test says when it fails.
    pub asked: String,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: ureq::http::HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Visitor {
    pub(super) fn new(agent: ureq::Agent, url: &str) -> Self {
        Self {
            agent,
            url: url.to_owned(),
            headers: Vec::new(),
        }
    }

    /// The same with one header more.
    #[must_use]
    pub fn header(&self, name: &str, value: &str) -> Self {
        let mut more = self.clone();
        more.headers.push((name.to_owned(), value.to_owned()));
        more
    }

    /// The same with an idempotency key.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// `GET`.
    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, None, Vec::new())
    }

    /// `DELETE`.
    pub fn delete(&self, path: &str) -> Answer {
        self.ask("DELETE", path, None, Vec::new())
    }

    /// `POST` with JSON.
    pub fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        self.json("POST", path, body)
    }

    /// `POST` with JSON and an idempotency key.
    pub fn post_once(&self, path: &str, key: &str, body: &impl Serialize) -> Answer {
        self.key(key).post(path, body)
    }

    /// `POST` without a body.
    pub fn poke(&self, path: &str) -> Answer {
        self.ask("POST", path, None, Vec::new())
    }

    /// `PUT` with JSON.
    pub fn put(&self, path: &str, body: &impl Serialize) -> Answer {
        self.json("PUT", path, body)
    }

    /// `POST` with the fields of a form.
    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let media = "application/x-www-form-urlencoded";
        self.ask("POST", path, Some(media), body.into_bytes())
    }

    fn json(&self, method: &str, path: &str, body: &impl Serialize) -> Answer {
        let bytes = serde_json::to_vec(body).unwrap();
        self.ask(method, path, Some("application/json"), bytes)
    }

    /// Asks with any method, media type and body.
    pub fn ask(&self, method: &str, path: &str, media: Option<&str>, body: Vec<u8>) -> Answer {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.url)
        };
        let mut request = Request::builder().method(method).uri(&url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(media) = media {
            request = request.header("content-type", media);
        }
        let asked = format!("{method} {path}");
        let answer = if body.is_empty() && media.is_none() {
            self.agent.run(request.body(()).unwrap())
        } else {
            self.agent.run(request.body(body).unwrap())
        };
        let answer = answer.unwrap_or_else(|error| panic!("{asked}: {error}"));
        Answer::read(asked, answer)
    }

    /// Asks and hands the answer over while its body is still open: for event streams.
    pub fn open(&self, path: &str) -> Response<ureq::Body> {
        let mut request = Request::builder()
            .method("GET")
            .uri(format!("{}{path}", self.url));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        self.agent.run(request.body(()).unwrap()).unwrap()
    }
}

impl Answer {
    fn read(asked: String, answer: Response<ureq::Body>) -> Self {
        let (parts, mut body) = answer.into_parts();
        Self {
            asked,
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: body
                .with_config()
                .limit(64 * 1024 * 1024)
                .read_to_vec()
                .unwrap(),
        }
    }

    /// It went well, with JSON.
    #[track_caller]
    pub fn ok(&self) -> Value {
        self.status_is_success();
        if self.body.is_empty() {
            return Value::Null;
        }
        self.json()
    }

    /// It went well, with a body of this type.
    #[track_caller]
    pub fn read_as<T: DeserializeOwned>(&self) -> T {
        self.status_is_success();
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error}: {}", self.asked, self.text()))
    }

    /// It is a page that went well.
    #[track_caller]
    pub fn page_is_there(&self) {
        self.status_is_success();
        assert_eq!(
            self.header("content-type"),
            Some("text/html; charset=utf-8")
        );
    }

    #[track_caller]
    fn status_is_success(&self) {
        assert!(
            (200..300).contains(&self.status),
            "{}: {} {}",
            self.asked,
            self.status,
            self.text()
        );
    }

    /// It is a problem of this type; its JSON.
    #[track_caller]
    pub fn problem(&self, kind: ProblemType) -> Value {
        assert_eq!(
            (self.status, self.header("content-type")),
            (kind.status(), Some("application/problem+json")),
            "{}: {}",
            self.asked,
            self.text()
        );
        let problem = self.json();
        assert_eq!(problem["type"], kind.urn(), "{}", self.asked);
        problem
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error}: {}", self.asked, self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
