//! A client as small as can be, so that what is measured is the server: requests are ready bytes,
//! connections are kept.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;

/// A connection that is kept.
pub(super) struct Connection(BufReader<TcpStream>);

impl Connection {
    pub(super) fn open(to: SocketAddr) -> Self {
        let stream = TcpStream::connect(to).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(BufReader::new(stream))
    }

    /// Sends a request; the status and the body of its answer.
    pub(super) fn ask(&mut self, request: &[u8]) -> (u16, Vec<u8>) {
        self.0.get_mut().write_all(request).unwrap();
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        let mut length = 0;
        loop {
            line.clear();
            self.0.read_line(&mut line).unwrap();
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        (status, body)
    }
}

/// A POST with a JSON body.
pub(super) fn post(path: &str, token: &str, key: &str, body: &serde_json::Value) -> Vec<u8> {
    let body = body.to_string();
    format!(
        "POST {path} HTTP/1.1\r\nhost: shop\r\nauthorization: Bearer {token}\r\n\
         idempotency-key: {key}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A GET.
pub(super) fn get(path: &str, token: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: shop\r\nauthorization: Bearer {token}\r\n\r\n")
        .into_bytes()
}

/// Sends requests over all connections at once, each its share; all must be answered so.
pub(super) fn send(connections: &mut [Connection], requests: &[Vec<u8>], status: u16) {
    let share = requests.len().div_ceil(connections.len());
    thread::scope(|scope| {
        for (connection, requests) in connections.iter_mut().zip(requests.chunks(share)) {
            scope.spawn(move || {
                for request in requests {
                    let (answered, body) = connection.ask(request);
                    assert_eq!(answered, status, "{}", String::from_utf8_lossy(&body));
                }
            });
        }
    });
}
