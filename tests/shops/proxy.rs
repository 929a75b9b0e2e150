//! Something between a wallet and its shop that does to the answers what networks and servers do.

use std::sync::{Arc, Mutex, OnceLock};

use chrono::{DateTime, TimeDelta, Utc};
use kantis_protocol::ProblemType;
use kantis_tests::http::{HttpServer, Reply, Request};

use crate::shop::TestShop;

/// What is done to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing: the shop's own answer.
    None,
    /// The shop never hears of it; this status instead.
    Status(u16),
    /// 429 with a rest of so many seconds.
    TooMany(u32),
    /// The shop never hears of it, and the connection is closed.
    CutBefore,
    /// The shop acts, and the connection is closed before its answer.
    CutAfter,
    /// The shop acts; half of its answer comes, then nothing more.
    Torn,
    /// The shop acts; its answer says that it is text.
    WrongType,
    /// The shop acts; a page for people comes instead.
    Html,
    /// The shop acts; eleven MiB come.
    Huge,
    /// The shop acts; a byte comes now and then, for ever.
    Drip,
    /// The shop no longer knows the cursor, in this way.
    LostCursor(u16),
}

impl Fault {
    /// All that any request may meet, save the one that takes its time.
    pub(crate) const QUICK: [Self; 11] = [
        Self::Status(500),
        Self::Status(502),
        Self::Status(503),
        Self::Status(404),
        Self::TooMany(3),
        Self::CutBefore,
        Self::CutAfter,
        Self::Torn,
        Self::WrongType,
        Self::Html,
        Self::Huge,
    ];
}

/// A request, and the body of its answer.
pub(crate) type Exchange = (Request, Vec<u8>);
type Script = dyn FnMut(&Request) -> Fault + Send;

/// A shop's address behind which everything may go wrong. Event streams are not let through.
pub(crate) struct Proxy {
    server: HttpServer,
    shop: Arc<OnceLock<String>>,
    script: Arc<Mutex<Box<Script>>>,
    /// What the shop's `Date` is moved by.
    skew: Arc<Mutex<TimeDelta>>,
    heard: Arc<Mutex<Vec<Exchange>>>,
}

impl Proxy {
    /// One that does nothing to what passes.
    pub(crate) fn calm() -> Self {
        let shop = Arc::new(OnceLock::<String>::new());
        let script: Arc<Mutex<Box<Script>>> = Arc::new(Mutex::new(Box::new(|_| Fault::None)));
        let skew = Arc::new(Mutex::new(TimeDelta::zero()));
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .into();
        let (to, said, moved) = (Arc::clone(&shop), Arc::clone(&script), Arc::clone(&skew));
        let heard = Arc::<Mutex<Vec<Exchange>>>::default();
        let hears = Arc::clone(&heard);
        let server = HttpServer::start(move |request| {
            let Some(to) = to.get() else {
                return Reply::status(503);
            };
            let fault = (said.lock().unwrap())(request);
            let skew = *moved.lock().unwrap();
            if request.target.starts_with("/v1/events") {
                return Reply::status(503);
            }
            disturb(fault, || {
                let answer = pass_on(&agent, to, request, skew);
                if let Reply::Whole { body, .. } = &answer {
                    let exchange = (request.clone(), body.clone());
                    hears.lock().unwrap().push(exchange);
                }
                answer
            })
        });
        Self {
            server,
            shop,
            script,
            skew,
            heard,
        }
    }

    /// Opens a shop behind it, which calls itself by the proxy's address.
    pub(crate) fn before(&self, programme: &str) -> TestShop {
        let address = self.url();
        let shop = TestShop::open_with(programme, |settings| settings.public_url = address);
        self.shop.set(shop.url.clone()).unwrap();
        shop
    }

    /// The shop's address as the wallet knows it.
    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    /// From now on this says what is done.
    pub(crate) fn script(&self, script: impl FnMut(&Request) -> Fault + Send + 'static) {
        *self.script.lock().unwrap() = Box::new(script);
    }

    /// Nothing is done any more.
    pub(crate) fn calm_down(&self) {
        self.script(|_| Fault::None);
    }

    /// This is done once, to the first request whose method and path begin so.
    pub(crate) fn once(&self, method: &'static str, path: &'static str, fault: Fault) {
        let mut left = Some(fault);
        self.script(move |request| {
            if request.method == method && request.target.starts_with(path) {
                left.take().unwrap_or(Fault::None)
            } else {
                Fault::None
            }
        });
    }

    /// The shop's clock as the wallet hears it.
    pub(crate) fn skew(&self, by: TimeDelta) {
        *self.skew.lock().unwrap() = by;
    }

    /// What the shop was asked, with the bodies of its answers.
    pub(crate) fn heard(&self) -> Vec<Exchange> {
        self.heard.lock().unwrap().clone()
    }

    /// What was asked.
    pub(crate) fn server(&self) -> &HttpServer {
        &self.server
    }
}

fn disturb(fault: Fault, answer: impl FnOnce() -> Reply) -> Reply {
    match fault {
        Fault::None => answer(),
        Fault::Status(status) => Reply::status(status),
        Fault::TooMany(seconds) => Reply::status(429).with("Retry-After", &seconds.to_string()),
        Fault::CutBefore => Reply::HangUp,
        Fault::CutAfter => {
            answer();
            Reply::HangUp
        }
        Fault::Torn => torn(&answer()),
        Fault::WrongType => {
            let Reply::Whole { status, body, .. } = answer() else {
                return Reply::HangUp;
            };
            Reply::Whole {
                status,
                headers: vec![("Content-Type".to_owned(), "text/plain".to_owned())],
                body,
            }
        }
        Fault::Html => {
            answer();
            Reply::ok("<!doctype html><title>Welcome to our Wi-Fi</title>")
                .with("Content-Type", "text/html")
        }
        Fault::Huge => {
            answer();
            Reply::ok(vec![b' '; 11 << 20]).with("Content-Type", "application/json")
        }
        Fault::Drip => {
            answer();
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\
                        Content-Length: 100000\r\n\r\n";
            Reply::Drip(head.into())
        }
        Fault::LostCursor(status) => {
            let kind = match status {
                410 => ProblemType::Gone,
                _ => ProblemType::CannotCalculateChanges,
            };
            Reply::Whole {
                status,
                headers: vec![(
                    "Content-Type".to_owned(),
                    "application/problem+json".to_owned(),
                )],
                body: serde_json::to_vec(&kind.problem()).unwrap(),
            }
        }
    }
}

/// The head with the whole length, and half of the body.
fn torn(answer: &Reply) -> Reply {
    let Reply::Whole { status, body, .. } = answer else {
        return Reply::HangUp;
    };
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        body.len() / 2,
    );
    let mut bytes = head.into_bytes();
    bytes.extend(&body[..body.len() / 2]);
    Reply::Raw(bytes)
}

fn pass_on(agent: &ureq::Agent, to: &str, request: &Request, skew: TimeDelta) -> Reply {
    let mut out = ureq::http::Request::builder()
        .method(request.method.as_str())
        .uri(format!("{to}{}", request.target));
    for (name, value) in &request.headers {
        if !["host", "content-length", "connection", "accept-encoding"].contains(&name.as_str()) {
            out = out.header(name, value);
        }
    }
    let answer = if request.body.is_empty() {
        agent.run(out.body(()).unwrap())
    } else {
        agent.run(out.body(request.body.clone()).unwrap())
    };
    let Ok(mut answer) = answer else {
        return Reply::HangUp;
    };
    let status = answer.status().as_u16();
    let dropped = ["content-length", "transfer-encoding", "connection", "date"];
    let mut headers: Vec<(String, String)> = answer
        .headers()
        .iter()
        .filter(|(name, _)| !dropped.contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    if let Some(date) = answer.headers().get("date") {
        let date = DateTime::parse_from_rfc2822(date.to_str().unwrap()).unwrap();
        let date = date.with_timezone(&Utc) + skew;
        headers.push((
            "Date".to_owned(),
            date.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        ));
    }
    Reply::Whole {
        status,
        headers,
        body: answer.body_mut().read_to_vec().unwrap(),
    }
}
