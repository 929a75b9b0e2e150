//! An issuer's web service on loopback, with one pass that may change.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// The service. It runs until the test's process ends.
pub(crate) struct Issuer {
    address: String,
    issued: Arc<Mutex<Issued>>,
}

#[derive(Default)]
struct Issued {
    pass: Vec<u8>,
    version: u32,
}

impl Issuer {
    /// Opens the service; it has no pass yet.
    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = format!("http://{}/kantis", listener.local_addr().unwrap());
        let issued = Arc::<Mutex<Issued>>::default();
        let served = issued.clone();
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                // A client that went away is no matter of the service's.
                let _ = serve(connection, &served);
            }
        });
        Self { address, issued }
    }

    /// The `webServiceURL` of its passes.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Issues a version of its pass.
    pub(crate) fn issue(&self, pass: Vec<u8>) {
        let mut issued = self.issued.lock().unwrap();
        issued.pass = pass;
        issued.version += 1;
    }
}

fn serve(mut connection: TcpStream, issued: &Mutex<Issued>) -> std::io::Result<()> {
    let mut lines = BufReader::new(connection.try_clone()?).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    let headers: Vec<String> = lines
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
        .collect();
    let issued = issued.lock().unwrap();
    // A date as HTTP writes it, another one for each version.
    let date = format!("Sat, 21 Nov 2026 10:{:02}:00 GMT", issued.version);
    let has = |name: &str, value: &str| {
        headers.iter().any(|line| {
            line.split_once(": ")
                .is_some_and(|(known, said)| known.eq_ignore_ascii_case(name) && said == value)
        })
    };
    let empty = |status: &str| {
        format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    };
    if !request.starts_with("GET /kantis/v1/passes/") {
        return connection.write_all(empty("404 Not Found").as_bytes());
    }
    if !has(
        "authorization",
        &format!("ApplePass {}", crate::files::TOKEN),
    ) {
        return connection.write_all(empty("401 Unauthorized").as_bytes());
    }
    if has("if-modified-since", &date) {
        return connection.write_all(empty("304 Not Modified").as_bytes());
    }
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.apple.pkpass\r\nLast-Modified: {date}\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        issued.pass.len()
    );
    connection.write_all(head.as_bytes())?;
    connection.write_all(&issued.pass)
}
