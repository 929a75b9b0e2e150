//! A shop that listens.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use axum_server::tls_rustls::RustlsConfig;
use axum_server::{Handle, Server};
use hyper_util::rt::TokioTimer;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::{Shop, push};

/// How long open requests may take to end once the shop closes.
const GRACE: Duration = Duration::from_secs(10);
/// How long a visitor may take to say what they want.
const HEADERS: Duration = Duration::from_secs(15);

/// A shop that listens, until it is ended.
pub struct Running {
    /// Where.
    pub address: SocketAddr,
    /// The shop itself.
    pub shop: Arc<Shop>,
    handle: Handle<SocketAddr>,
    served: JoinHandle<io::Result<()>>,
}

impl Shop {
    /// Lets visitors in on a bound listener, without TLS. Time passes only when somebody calls
    /// [`crate::engine::tick::tick`].
    ///
    /// # Errors
    /// When the listener has no address.
    pub fn open(self: &Arc<Self>, listener: TcpListener) -> io::Result<Running> {
        let address = listener.local_addr()?;
        let server = patient(axum_server::from_tcp(listener.into_std()?)?);
        let handle = Handle::new();
        let service = self.service();
        let served = tokio::spawn(server.handle(handle.clone()).serve(service));
        Ok(self.running(address, handle, served))
    }

    /// As [`Shop::open`], with TLS.
    ///
    /// # Errors
    /// When the listener has no address.
    pub fn open_tls(
        self: &Arc<Self>,
        listener: TcpListener,
        tls: RustlsConfig,
    ) -> io::Result<Running> {
        let address = listener.local_addr()?;
        let server = patient(axum_server::from_tcp_rustls(listener.into_std()?, tls)?);
        let handle = Handle::new();
        let service = self.service();
        let served = tokio::spawn(server.handle(handle.clone()).serve(service));
        Ok(self.running(address, handle, served))
    }

    fn service(self: &Arc<Self>) -> IntoMakeServiceWithConnectInfo<Router, SocketAddr> {
        self.router().into_make_service_with_connect_info()
    }

    fn running(
        self: &Arc<Self>,
        address: SocketAddr,
        handle: Handle<SocketAddr>,
        served: JoinHandle<io::Result<()>>,
    ) -> Running {
        // It ends by itself when the shop closes.
        tokio::spawn(push::run(Arc::clone(self)));
        Running {
            address,
            shop: Arc::clone(self),
            handle,
            served,
        }
    }
}

/// Gives slow visitors only so long to say what they want.
fn patient<A>(mut server: Server<SocketAddr, A>) -> Server<SocketAddr, A> {
    server
        .http_builder()
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS);
    server
}

impl Running {
    /// Takes no new requests, answers those that are open, and ends.
    ///
    /// # Errors
    /// When serving had failed before.
    pub async fn end(self) -> io::Result<()> {
        self.shop.hub.close();
        self.handle.graceful_shutdown(Some(GRACE));
        self.served
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error)))
    }

    /// Waits until serving ends, which it does only when it fails or is ended.
    ///
    /// # Errors
    /// Why it failed.
    pub async fn ended(&mut self) -> io::Result<()> {
        (&mut self.served)
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error)))
    }
}
