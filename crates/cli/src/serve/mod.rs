//! `kantis serve`: the page and the API on 127.0.0.1, for one person with the printed address.
//!
//! Nothing but loopback is bound. Every request must name this host (`Host`), come from this very
//! page where a browser tells (`Origin`, `Sec-Fetch-Site`), and, for everything but the page's
//! own files, carry the token of this run. Bytes come in and go out; no path ever does.

mod events;
mod guard;
mod page;
mod routes;
mod token;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use kantis_api::Api;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::args::{Global, Serve};
use crate::failure::{Exit, Failure};
use crate::{open, out};

use token::Token;

/// How long open requests may take to end once the program is asked to.
const GRACE: Duration = Duration::from_secs(3);

/// What every request sees.
pub(crate) struct Host {
    api: Arc<Api>,
    port: u16,
    /// In the printed address.
    token: Token,
    /// In the cookie that the token is traded for.
    session: Token,
    /// One upload at a time: each may be as large as memory allows.
    uploading: Semaphore,
    /// True once the program is asked to end.
    ending: watch::Receiver<bool>,
}

/// Serves until the program is asked to end (SIGINT, SIGTERM).
pub(crate) fn serve(global: &Global, args: &Serve) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_io()
        .enable_time()
        .build()
        .map_err(|error| broken(&error))?;
    let listener = runtime
        .block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, args.port)))
        .map_err(|error| no_port(args.port, &error))?;
    let port = listener
        .local_addr()
        .map_err(|error| broken(&error))?
        .port();
    // A locked wallet is served as well: the page asks for the passphrase.
    let api = open::start_to_stay(global)?;
    let (end, ending) = watch::channel(false);
    ctrlc::set_handler(move || {
        let _ = end.send(true);
    })
    .map_err(|_| Failure::new("internal", "The system gives no signals to this program."))?;
    let host = Arc::new(Host {
        api,
        port,
        token: Token::new()?,
        session: Token::new()?,
        uploading: Semaphore::new(1),
        ending: ending.clone(),
    });
    say_address(global, &host);
    let api = Arc::clone(&host.api);
    let served = runtime.block_on(run(listener, host, ending));
    runtime.shutdown_timeout(GRACE);
    api.end();
    served.map_err(|error| broken(&error))?;
    Ok(Exit::Done)
}

async fn run(
    listener: TcpListener,
    host: Arc<Host>,
    mut ending: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let mut asked = ending.clone();
    let server = axum::serve(listener, routes::router(host)).with_graceful_shutdown(async move {
        let _ = asked.wait_for(|ending| *ending).await;
    });
    let too_late = async move {
        let _ = ending.wait_for(|ending| *ending).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = server => served,
        () = too_late => Ok(()),
    }
}

fn say_address(global: &Global, host: &Host) {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, host.port));
    let address = format!("http://{address}/#token={}", host.token.text());
    if global.json {
        out::say(&serde_json::json!({ "address": address }).to_string());
    } else {
        out::say(&address);
    }
}

fn no_port(port: u16, error: &std::io::Error) -> Failure {
    let text = match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!("Port {port} is taken. Leave --port out to get a free one.")
        }
        kind => format!("Port {port} cannot be used: {kind}."),
    };
    Failure::new("portUnavailable", text).with("port", port)
}

fn broken(error: &std::io::Error) -> Failure {
    Failure::new(
        "internal",
        format!("The server could not run: {}.", error.kind()),
    )
}
