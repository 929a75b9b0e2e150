//! A small HTTP/1.1 server on loopback that a test scripts: it may answer anything, also what no
//! decent server would.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// What somebody asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET` and so on.
    pub method: String,
    /// Path and query as they came, still encoded.
    pub target: String,
    /// In the order in which they came, names in lower case.
    pub headers: Vec<(String, String)>,
    /// As many bytes as `Content-Length` says.
    pub body: Vec<u8>,
    /// The client's end of the connection: equal for requests over the same connection.
    pub from: SocketAddr,
}

impl Request {
    /// The first header of this name (lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// What it gets.
#[derive(Debug, Clone)]
pub enum Reply {
    /// An orderly answer with its length; the connection stays open.
    Whole {
        /// The status.
        status: u16,
        /// Headers besides `Content-Length`.
        headers: Vec<(String, String)>,
        /// The body.
        body: Vec<u8>,
    },
    /// These bytes, whatever they are; then the connection stays open.
    Raw(Vec<u8>),
    /// These bytes, then one more zero byte every ten milliseconds until the client goes away.
    Drip(Vec<u8>),
    /// Nothing, until the client goes away.
    Silence,
    /// The connection is closed.
    HangUp,
}

impl Reply {
    /// A status and nothing else.
    pub fn status(status: u16) -> Self {
        Self::Whole {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// 200 with a body.
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::Whole {
            status: 200,
            headers: Vec::new(),
            body: body.into(),
        }
    }

    /// 302 to somewhere.
    pub fn redirect(location: &str) -> Self {
        Self::status(302).with("Location", location)
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        if let Self::Whole { headers, .. } = &mut self {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }
}

type Handler = dyn Fn(&Request) -> Reply + Send + Sync;

struct Shared {
    handler: Box<Handler>,
    seen: Mutex<Vec<Request>>,
    news: Condvar,
    over: AtomicBool,
}

/// A server that runs until it is dropped.
pub struct HttpServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl HttpServer {
    /// Starts one at a port that is free.
    pub fn start(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            handler: Box::new(handler),
            seen: Mutex::default(),
            news: Condvar::new(),
            over: AtomicBool::new(false),
        });
        let server = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if server.over.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let server = Arc::clone(&server);
                // A client that goes away in the middle is part of what is tested.
                std::thread::spawn(move || server.serve(stream).ok());
            }
        });
        Self { address, shared }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Everything that was asked so far.
    pub fn seen(&self) -> Vec<Request> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// Everything that was asked since the last time, and forgets it.
    pub fn take_seen(&self) -> Vec<Request> {
        std::mem::take(&mut *self.shared.seen.lock().unwrap())
    }

    /// Waits until so many requests came.
    pub fn wait_for(&self, requests: usize) {
        let seen = self.shared.seen.lock().unwrap();
        let limit = Duration::from_secs(60);
        let wanted = |seen: &mut Vec<Request>| seen.len() < requests;
        let (seen, late) = self
            .shared
            .news
            .wait_timeout_while(seen, limit, wanted)
            .unwrap();
        assert!(
            !late.timed_out(),
            "{} requests came, not {requests}",
            seen.len()
        );
    }
}

impl Drop for HttpServer {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::Relaxed);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut writer = stream;
        while let Some(request) = read(&mut reader)? {
            self.seen.lock().unwrap().push(request.clone());
            self.news.notify_all();
            match (self.handler)(&request) {
                Reply::Whole {
                    status,
                    headers,
                    body,
                } => {
                    let mut out = format!("HTTP/1.1 {status} Said\r\n").into_bytes();
                    for (name, value) in headers {
                        write!(out, "{name}: {value}\r\n")?;
                    }
                    if !matches!(status, 204 | 304) {
                        write!(out, "Content-Length: {}\r\n", body.len())?;
                    }
                    out.extend(b"\r\n");
                    out.extend(body);
                    writer.write_all(&out)?;
                }
                Reply::Raw(bytes) => writer.write_all(&bytes)?,
                Reply::Drip(bytes) => {
                    writer.write_all(&bytes)?;
                    loop {
                        std::thread::sleep(Duration::from_millis(10));
                        writer.write_all(&[0])?;
                    }
                }
                Reply::Silence => {
                    // Ends when the client closes.
                    let _ = reader.read(&mut [0])?;
                    return Ok(());
                }
                Reply::HangUp => {
                    writer.shutdown(Shutdown::Both)?;
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> std::io::Result<Option<Request>> {
    let from = reader.get_ref().peer_addr()?;
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Ok(None);
    };
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some(Request {
        method,
        target,
        headers,
        body,
        from,
    }))
}
