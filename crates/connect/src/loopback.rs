//! Where the browser comes back to after a sign-in on a desktop (RFC 8252 §7.3): one address on
//! this machine, on a port of its own, for one sign-in.
//!
//! It judges nothing: what a browser brings is handed to the caller. Others on this machine may
//! knock too (a scan of ports, a page that guesses); they neither end the sign-in nor keep the
//! browser from coming back.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderValue,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use kantis_wallet::ports::{Call, MerchantTrouble};
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::exchange::{NoAnswer, wanted};

/// The one path that is answered. A shop compares it with the registered address; any port is taken.
const PATH: &str = "/signed-in";
/// The largest head of a request, in bytes; a browser sends its query and some headers.
const HEAD: usize = 16 * 1024;
/// Whoever is silent for so long is gone. Browsers open connections that they may never use.
const SILENCE: Duration = Duration::from_secs(20);
/// More connections than a browser and some curious others have at once.
const MOST: usize = 32;
/// How long the page may take to reach the browser.
const LAST_MOMENT: Duration = Duration::from_secs(2);

/// The page on which the browser ends, in the person's language. Nothing of the sign-in is on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LandingWords {
    /// BCP 47.
    pub language: String,
    /// Its title.
    pub title: String,
    /// The person agreed, and may close the page.
    pub agreed: String,
    /// The person did not agree, or something went wrong: the wallet says what.
    pub not_agreed: String,
    /// This belongs to no sign-in that is under way.
    pub other: String,
}

/// What the caller makes of what a browser brought.
#[derive(Debug)]
pub enum Brought<T> {
    /// The end of the sign-in, and whether the person agreed.
    End(T, bool),
    /// Something else: the browser is still waited for.
    Other,
}

/// An address on this machine that waits for one browser.
#[derive(Debug)]
pub struct Loopback {
    listener: TcpListener,
    host: String,
}

/// A query that came, and where its answer goes.
struct Knock {
    query: String,
    page: oneshot::Sender<Page>,
    /// Ends when the page has reached the browser.
    written: oneshot::Receiver<()>,
}

#[derive(Debug, Clone, Copy)]
enum Page {
    Agreed,
    NotAgreed,
    Other,
}

impl Loopback {
    /// Takes a port that nobody has.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn bind() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let host = listener.local_addr()?.to_string();
        Ok(Self { listener, host })
    }

    /// What a wallet registers with a shop: the same without a port, which differs each time.
    #[must_use]
    pub fn registered() -> String {
        format!("http://{}{PATH}", Ipv4Addr::LOCALHOST)
    }

    /// Where the browser is to come back to.
    #[must_use]
    pub fn redirect(&self) -> String {
        format!("http://{}{PATH}", self.host)
    }

    /// Waits for the browser. `judge` sees the query of each request to the address, until it says
    /// that one was the end.
    ///
    /// # Errors
    /// [`MerchantTrouble::TimedOut`] when nobody came in the call's time,
    /// [`MerchantTrouble::Stopped`] when nobody waits any more, [`MerchantTrouble::Broken`] when
    /// the system does not let listen.
    pub fn wait<T>(
        self,
        words: &LandingWords,
        call: &Call,
        judge: &mut dyn FnMut(&str) -> Brought<T>,
    ) -> Result<T, MerchantTrouble> {
        let broken = |_: io::Error| MerchantTrouble::Broken;
        let runtime = Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(broken)?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(self.listener).map_err(broken)?;
            let work = hear(listener, Door::new(self.host, words), judge);
            let heard = async {
                let heard = timeout(call.timeout, work).await;
                heard.map_err(|_| MerchantTrouble::from(NoAnswer::TimedOut))
            };
            wanted(&call.stop, heard).await
        })
    }
}

/// Takes connections until one brings the end.
async fn hear<T>(
    listener: tokio::net::TcpListener,
    door: Arc<Door>,
    judge: &mut dyn FnMut(&str) -> Brought<T>,
) -> T {
    let (knocks, mut knocked) = mpsc::channel(MOST);
    let mut open = JoinSet::new();
    loop {
        tokio::select! {
            Some(knock) = knocked.recv() => {
                let Knock { query, page, written } = knock;
                match judge(&query) {
                    Brought::Other => {
                        let _ = page.send(Page::Other);
                    },
                    Brought::End(end, agreed) => {
                        let _ = page.send(if agreed { Page::Agreed } else { Page::NotAgreed });
                        // A browser that is gone by now has missed its page, no more.
                        let _ = timeout(LAST_MOMENT, written).await;
                        return end;
                    }
                }
            }
            accepted = listener.accept(), if open.len() < MOST => match accepted {
                Ok((stream, _)) => {
                    open.spawn(serve(stream, Arc::clone(&door), knocks.clone()));
                }
                // No more files, say: others close theirs.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            Some(_) = open.join_next() => {}
        }
    }
}

/// Answers the one request of a connection.
async fn serve(stream: TcpStream, door: Arc<Door>, knocks: mpsc::Sender<Knock>) {
    let (done, written) = oneshot::channel::<()>();
    // Only the connection's first request is answered, so there is one of these.
    let written = std::sync::Mutex::new(Some(written));
    let answer = |request: Request<Incoming>| {
        let written = written.lock().ok().and_then(|mut slot| slot.take());
        let (door, knocks) = (Arc::clone(&door), knocks.clone());
        async move { Ok::<_, Infallible>(door.answer(&request, written, &knocks).await) }
    };
    let connection = http1::Builder::new()
        .keep_alive(false)
        .max_buf_size(HEAD)
        .timer(TokioTimer::new())
        .header_read_timeout(SILENCE)
        .serve_connection(TokioIo::new(stream), service_fn(answer));
    // What breaks here is the other end's.
    let _ = connection.await;
    let _ = done.send(());
}

/// What is answered, and to whom.
struct Door {
    host: String,
    words: LandingWords,
}

impl Door {
    fn new(host: String, words: &LandingWords) -> Arc<Self> {
        Arc::new(Self {
            host,
            words: words.clone(),
        })
    }

    async fn answer(
        &self,
        request: &Request<Incoming>,
        written: Option<oneshot::Receiver<()>>,
        knocks: &mpsc::Sender<Knock>,
    ) -> Response<Full<Bytes>> {
        let uri = request.uri();
        // A name that leads here by DNS is not this address (DNS rebinding).
        let host = request.headers().get(HOST);
        let is_here = host.is_some_and(|host| host.as_bytes() == self.host.as_bytes());
        if !is_here || uri.path() != PATH {
            return plain(StatusCode::NOT_FOUND);
        }
        if request.method() != Method::GET {
            let mut refused = plain(StatusCode::METHOD_NOT_ALLOWED);
            refused
                .headers_mut()
                .insert(ALLOW, HeaderValue::from_static("GET"));
            return refused;
        }
        let (page, told) = oneshot::channel();
        let knock = written.map(|written| Knock {
            query: uri.query().unwrap_or_default().to_owned(),
            page,
            written,
        });
        if let Some(knock) = knock
            && knocks.send(knock).await.is_ok()
        {
            self.page(told.await.unwrap_or(Page::Other))
        } else {
            self.page(Page::Other)
        }
    }

    fn page(&self, page: Page) -> Response<Full<Bytes>> {
        let words = &self.words;
        let (status, text) = match page {
            Page::Agreed => (StatusCode::OK, &words.agreed),
            Page::NotAgreed => (StatusCode::OK, &words.not_agreed),
            Page::Other => (StatusCode::NOT_FOUND, &words.other),
        };
        let (language, title) = (escaped(&words.language), escaped(&words.title));
        let text = escaped(text);
        let body = format!(
            "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>\
             <style>body{{font:1.25rem/1.5 system-ui,sans-serif;max-width:30rem;margin:20vh auto;\
             padding:0 1rem}}</style></head><body><main><h1>{title}</h1><p>{text}</p></main>\
             </body></html>"
        );
        let mut answer = Response::new(Full::new(Bytes::from(body)));
        *answer.status_mut() = status;
        let headers = answer.headers_mut();
        for (name, value) in [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CACHE_CONTROL, "no-store"),
            (REFERRER_POLICY, "no-referrer"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (
                CONTENT_SECURITY_POLICY,
                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
            ),
            (CONNECTION, "close"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        answer
    }
}

/// An answer without words: nobody reads it.
fn plain(status: StatusCode) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    answer
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
