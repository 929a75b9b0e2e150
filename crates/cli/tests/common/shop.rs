//! A shop on this machine that issues passes: Apple's web service for updating passes, as much of
//! it as one shop needs.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Cursor, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::json;

/// What every pass of the shop carries, and every request must.
const TOKEN: &str = "a-token-that-is-secret";

/// The shop. Its thread ends with the test program.
pub(crate) struct Shop {
    port: u16,
    desk: Arc<Mutex<Desk>>,
}

/// How the shop answers.
struct Desk {
    points: u32,
    status: Option<u16>,
    registered: BTreeSet<String>,
}

impl Shop {
    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let desk = Arc::new(Mutex::new(Desk {
            points: 120,
            status: None,
            registered: BTreeSet::new(),
        }));
        let answering = Arc::clone(&desk);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let desk = Arc::clone(&answering);
                thread::spawn(move || serve(&stream.unwrap(), port, &desk));
            }
        });
        Self { port, desk }
    }

    /// Gives every member so many points.
    pub(crate) fn give(&self, points: u32) {
        self.desk.lock().unwrap().points = points;
    }

    /// Answers with this status from now on.
    pub(crate) fn fail(&self, status: Option<u16>) {
        self.desk.lock().unwrap().status = status;
    }

    /// Serial numbers that devices registered for.
    pub(crate) fn registered(&self) -> Vec<String> {
        self.desk
            .lock()
            .unwrap()
            .registered
            .iter()
            .cloned()
            .collect()
    }

    /// The pass that the shop issues now.
    pub(crate) fn pass(&self, serial: &str) -> Vec<u8> {
        pass(self.port, serial, self.desk.lock().unwrap().points)
    }
}

fn pass(port: u16, serial: &str, points: u32) -> Vec<u8> {
    let pass = json!({
        "formatVersion": 1,
        "passTypeIdentifier": "pass.example.shop",
        "serialNumber": serial,
        "teamIdentifier": "TEAM000000",
        "organizationName": format!("Shop {serial}"),
        "description": "Membership",
        "webServiceURL": format!("http://127.0.0.1:{port}/passes/"),
        "authenticationToken": TOKEN,
        "storeCard": {
            "headerFields": [{
                "key": "points", "label": "Points", "value": points,
                "changeMessage": "You now have %@ points",
            }],
        },
    });
    let mut file = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    file.start_file("pass.json", options).unwrap();
    file.write_all(pass.to_string().as_bytes()).unwrap();
    file.finish().unwrap().into_inner()
}

/// Answers one request and closes.
fn serve(stream: &TcpStream, port: u16, desk: &Mutex<Desk>) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            return;
        }
    }
    let length = header(&head, "content-length").and_then(|length| length.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    let (status, last_modified, body) = answer(&head, port, &mut desk.lock().unwrap());
    let mut stream = stream;
    let _ = write!(
        stream,
        "HTTP/1.1 {status} x\r\nConnection: close\r\n{last_modified}Content-Length: {}\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(&body);
}

fn answer(head: &str, port: u16, desk: &mut Desk) -> (u16, String, Vec<u8>) {
    let nothing = |status| (status, String::new(), Vec::new());
    if let Some(status) = desk.status {
        return nothing(status);
    }
    let mut line = head.split(' ');
    let (method, path) = (line.next().unwrap(), line.next().unwrap());
    let parts: Vec<&str> = path.split('/').collect();
    let known = header(head, "authorization") == Some(&format!("ApplePass {TOKEN}"));
    match (method, parts.as_slice()) {
        (_, ["", "passes", "v1", ..]) if !known => nothing(401),
        ("GET", ["", "passes", "v1", "passes", "pass.example.shop", serial]) => {
            // The points stand for the time of the last change.
            let stamp = format!("Sat, 21 Nov 2026 10:{:02}:00 GMT", desk.points % 60);
            if header(head, "if-modified-since") == Some(&stamp) {
                return nothing(304);
            }
            let serial = serial.replace("%20", " ");
            let bytes = pass(port, &serial, desk.points);
            (200, format!("Last-Modified: {stamp}\r\n"), bytes)
        }
        ("POST", ["", "passes", "v1", "devices", _, "registrations", _, serial]) => {
            desk.registered.insert((*serial).to_owned());
            nothing(201)
        }
        ("DELETE", ["", "passes", "v1", "devices", _, "registrations", _, serial]) => {
            desk.registered.remove(*serial);
            nothing(200)
        }
        _ => nothing(404),
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(": ")?;
        key.eq_ignore_ascii_case(name).then_some(value)
    })
}
