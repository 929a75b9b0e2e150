//! Handlers that do nothing but run SQL, with axum and on a database like ours.

use std::net::SocketAddr;
use std::path::Path;

use axum::Router;
use rusqlite::Connection;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use super::open::runtime;

/// A server of one handler.
pub(super) struct Bare {
    pub(super) address: SocketAddr,
    // Kept, or the server ends.
    _runtime: Runtime,
}

/// Serves these routes on loopback.
pub(super) fn serve(router: Router) -> Bare {
    let runtime = runtime();
    let listener = runtime
        .block_on(TcpListener::bind(("127.0.0.1", 0)))
        .unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(async { axum::serve(listener, router).await });
    Bare {
        address,
        _runtime: runtime,
    }
}

/// Opens a shop's database as the shop does.
pub(super) fn connect(folder: &Path) -> Connection {
    let connection = Connection::open(folder.join("shop.db")).unwrap();
    connection.set_prepared_statement_cache_capacity(512);
    for (name, value) in [
        ("journal_mode", "wal"),
        ("synchronous", "full"),
        ("secure_delete", "fast"),
        ("foreign_keys", "on"),
    ] {
        connection.pragma_update(None, name, value).unwrap();
    }
    connection
}
