//! A shop that listens.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::Shop;

/// A shop that listens, until it is ended.
pub struct Running {
    /// Where.
    pub address: SocketAddr,
    /// The shop itself.
    pub shop: Arc<Shop>,
    end: watch::Sender<bool>,
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
        let (end, mut ending) = watch::channel(false);
        let service = self
            .router()
            .into_make_service_with_connect_info::<SocketAddr>();
        let served = tokio::spawn(async move {
            axum::serve(listener, service)
                .with_graceful_shutdown(async move {
                    // An error means that nobody can end it any more: end.
                    let _ = ending.wait_for(|end| *end).await;
                })
                .await
        });
        Ok(Running {
            address,
            shop: Arc::clone(self),
            end,
            served,
        })
    }
}

impl Running {
    /// Takes no new requests, answers those that are open, and ends.
    ///
    /// # Errors
    /// When serving had failed before.
    pub async fn end(self) -> io::Result<()> {
        let _ = self.end.send(true);
        self.served
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error)))
    }
}
