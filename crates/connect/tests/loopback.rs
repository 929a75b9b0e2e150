//! Where the browser comes back to, over real loopback connections.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use kantis_connect::{Brought, LandingWords, Loopback};
use kantis_wallet::ports::{Call, MerchantTrouble, Stop};

const CODE: &str = "the-secret-code";

/// A sign-in that waits in a thread of its own, and the queries that it saw.
struct Waiting {
    host: String,
    stop: Stop,
    seen: Arc<Mutex<Vec<String>>>,
    thread: JoinHandle<Result<String, MerchantTrouble>>,
}

fn words() -> LandingWords {
    LandingWords {
        language: "fi".to_owned(),
        title: "Kantis <3".to_owned(),
        agreed: "Valmis & hyvä".to_owned(),
        not_agreed: "Ei yhdistetty".to_owned(),
        other: "Vanha sivu".to_owned(),
    }
}

fn wait(timeout: Duration) -> Waiting {
    let loopback = Loopback::bind().unwrap();
    let redirect = loopback.redirect();
    let host = redirect
        .strip_prefix("http://")
        .and_then(|rest| rest.strip_suffix("/signed-in"))
        .unwrap()
        .to_owned();
    let stop = Stop::default();
    let call = Call {
        timeout,
        stop: stop.clone(),
    };
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&seen);
    let thread = thread::spawn(move || {
        loopback.wait(&words(), &call, &mut |query| {
            noted.lock().unwrap().push(query.to_owned());
            match query {
                "error=denied" => Brought::End(query.to_owned(), false),
                query if query.contains(CODE) => Brought::End(query.to_owned(), true),
                _ => Brought::Other,
            }
        })
    });
    Waiting {
        host,
        stop,
        seen,
        thread,
    }
}

impl Waiting {
    fn long() -> Self {
        wait(Duration::from_secs(60))
    }

    /// Sends these bytes and gives the whole answer.
    fn send(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        // The other end may close before it has read all of it.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        let host = &self.host;
        self.send(format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes())
    }

    fn end(self) -> Result<String, MerchantTrouble> {
        self.thread.join().unwrap()
    }
}

#[test]
fn the_browser_comes_back_and_is_told_that_it_may_go() {
    let waiting = Waiting::long();
    let answer = waiting.get(&format!("/signed-in?code={CODE}&state=s"));
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let head = answer.to_ascii_lowercase();
    for wanted in [
        "cache-control: no-store",
        "referrer-policy: no-referrer",
        "content-security-policy: default-src 'none'",
        "connection: close",
    ] {
        assert!(head.contains(wanted), "{wanted}: {answer}");
    }
    assert!(answer.contains("<html lang=\"fi\">"), "{answer}");
    assert!(answer.contains("Kantis &lt;3") && answer.contains("Valmis &amp; hyvä"));
    assert!(!answer.contains(CODE), "{answer}");
    assert_eq!(waiting.end().unwrap(), format!("code={CODE}&state=s"));
}

#[test]
fn a_no_is_an_end_too() {
    let waiting = Waiting::long();
    let answer = waiting.get("/signed-in?error=denied");
    assert!(answer.contains("Ei yhdistetty"), "{answer}");
    assert_eq!(waiting.end().unwrap(), "error=denied");
}

#[test]
fn whoever_else_knocks_ends_nothing() {
    let waiting = Waiting::long();
    // A browser's connection that it never uses, and one that says half a line.
    let idle = TcpStream::connect(&waiting.host).unwrap();
    let mut slow = TcpStream::connect(&waiting.host).unwrap();
    slow.write_all(b"GET /signed-in?co").unwrap();
    let host = waiting.host.clone();
    let check = |request: String, status: &str| {
        let answer = waiting.send(request.as_bytes());
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{request:.60}: {answer}"
        );
    };
    check(
        format!("GET /favicon.ico HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        "404",
    );
    check(
        format!("GET /?code={CODE} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        "404",
    );
    let post = "POST /signed-in?code=x HTTP/1.1";
    check(
        format!("{post}\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n"),
        "405",
    );
    // A page of another site whose name leads here.
    let path = format!("GET /signed-in?code={CODE} HTTP/1.1");
    check(format!("{path}\r\nHost: evil.example\r\n\r\n"), "404");
    check(format!("{path}\r\n\r\n"), "404");
    // No HTTP at all, and more of it than anybody sends.
    check("\u{16}\u{3}\u{1}\r\n\r\n".to_owned(), "400");
    let long = "a".repeat(64 * 1024);
    check(
        format!("GET /signed-in?{long} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        "4",
    );
    // What belongs to another sign-in is seen, and the right one still waited for.
    let answer = waiting.get("/signed-in?code=old&state=other");
    assert!(
        answer.starts_with("HTTP/1.1 404 ") && answer.contains("Vanha sivu"),
        "{answer}"
    );
    waiting.get(&format!("/signed-in?code={CODE}"));
    let seen = waiting.seen.lock().unwrap().clone();
    assert_eq!(
        seen,
        ["code=old&state=other".to_owned(), format!("code={CODE}")]
    );
    assert!(waiting.end().is_ok());
    drop((idle, slow));
}

#[test]
fn it_is_over_when_nobody_comes_and_when_nobody_waits() {
    let over = wait(Duration::from_millis(100));
    assert_eq!(over.end(), Err(MerchantTrouble::TimedOut));
    let waiting = Waiting::long();
    waiting.get("/signed-in?nothing");
    waiting.stop.set();
    let host = waiting.host.clone();
    assert_eq!(waiting.end(), Err(MerchantTrouble::Stopped));
    assert!(TcpStream::connect(host).is_err(), "the port is given back");
}

#[test]
fn each_sign_in_has_a_port_of_its_own_and_the_registered_address_has_none() {
    let (one, other) = (Loopback::bind().unwrap(), Loopback::bind().unwrap());
    assert_ne!(one.redirect(), other.redirect());
    assert_eq!(Loopback::registered(), "http://127.0.0.1/signed-in");
    assert!(one.redirect().starts_with("http://127.0.0.1:"));
}
