//! Something on loopback between a wallet and a shop that counts the bytes of TCP both ways, and
//! passes them on as they are.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;

/// An event stream's comment with nothing in it, as a chunk of HTTP/1.1: what a shop that has
/// nothing to say says now and then.
pub(super) const BEAT: &[u8] = b"3\r\n:\n\n\r\n";

/// What passed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Requests by method and path, without a query.
    pub(super) requests: BTreeMap<String, Passed>,
    /// Bytes to the shop.
    pub(super) sent: u64,
    /// Bytes from the shop, without heartbeats.
    pub(super) received: u64,
    /// Heartbeats: a [`BEAT`] each.
    pub(super) beats: u64,
}

/// Requests of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Passed {
    pub(super) count: u32,
    /// Of the requests and their answers, without heartbeats.
    pub(super) bytes: u64,
}

impl Tally {
    /// All requests.
    pub(super) fn count(&self) -> u32 {
        self.requests.values().map(|passed| passed.count).sum()
    }

    /// Adds to a kind of request.
    fn add(&mut self, request: &str, count: u32, bytes: u64) {
        let passed = self.requests.entry(request.to_owned()).or_default();
        passed.count += count;
        passed.bytes += bytes;
    }

    /// Bytes both ways, without heartbeats.
    pub(super) fn bytes(&self) -> u64 {
        self.sent + self.received
    }
}

/// Counts until the process ends.
pub(super) struct Counter {
    address: SocketAddr,
    shop: Arc<OnceLock<SocketAddr>>,
    tally: Arc<Mutex<Tally>>,
}

impl Counter {
    /// Listens, for a shop that is not there yet.
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let counter = Self {
            address: listener.local_addr().unwrap(),
            shop: Arc::default(),
            tally: Arc::default(),
        };
        let (shop, tally) = (Arc::clone(&counter.shop), Arc::clone(&counter.tally));
        thread::spawn(move || {
            for wallet in listener.incoming().flatten() {
                let to = *shop.get().expect("the shop is there before a wallet comes");
                between(&wallet, &TcpStream::connect(to).unwrap(), &tally);
            }
        });
        counter
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where wallets find the shop.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The shop is there.
    pub(super) fn leads_to(&self, shop: SocketAddr) {
        self.shop.set(shop).unwrap();
    }

    /// What passed since it was last taken.
    pub(super) fn so_far(&self) -> Tally {
        self.tally.lock().unwrap().clone()
    }

    /// The same, and begins anew.
    pub(super) fn take(&self) -> Tally {
        std::mem::take(&mut *self.tally.lock().unwrap())
    }
}

/// Passes one connection's bytes on. HTTP/1.1 without pipelining: what is sent after something was
/// answered is the next request.
fn between(wallet: &TcpStream, shop: &TcpStream, tally: &Arc<Mutex<Tally>>) {
    // What is under way, and whether something came back of it.
    let current = Arc::new(Mutex::new((String::new(), true)));
    let (all, asked) = (Arc::clone(tally), Arc::clone(&current));
    pass(wallet, shop, move |bytes| {
        let (mut tally, mut current) = (all.lock().unwrap(), asked.lock().unwrap());
        if current.1 {
            *current = (request_of(bytes), false);
            tally.add(&current.0, 1, 0);
        }
        tally.sent += bytes.len() as u64;
        tally.add(&current.0, 0, bytes.len() as u64);
    });
    let all = Arc::clone(tally);
    pass(shop, wallet, move |bytes| {
        let (mut tally, mut current) = (all.lock().unwrap(), current.lock().unwrap());
        current.1 = true;
        if bytes.chunks(BEAT.len()).all(|chunk| chunk == BEAT) {
            tally.beats += (bytes.len() / BEAT.len()) as u64;
        } else {
            tally.received += bytes.len() as u64;
            tally.add(&current.0, 0, bytes.len() as u64);
        }
    });
}

/// Passes bytes on, on a thread of its own, until one end closes; each piece is counted first.
fn pass(from: &TcpStream, to: &TcpStream, mut count: impl FnMut(&[u8]) + Send + 'static) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    to.set_nodelay(true).unwrap();
    thread::spawn(move || {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            count(&buffer[..length]);
            if to.write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        // The other end hears that there is no more; what it still says comes through.
        let _ = to.shutdown(Shutdown::Write);
    });
}

/// `GET /v1/account` of a request's first line.
fn request_of(head: &[u8]) -> String {
    let line = head.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let mut words = line.split([' ', '?']);
    let (method, path) = (words.next().unwrap_or_default(), words.next());
    format!("{method} {}", path.unwrap_or_default())
}
