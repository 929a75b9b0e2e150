//! A café that is open on loopback, with members.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use kantis_merchant::engine::members::{self, Joining};
use kantis_merchant::mail::Outbox;
use kantis_merchant::ports::{Clock, SystemClock, SystemEntropy};
use kantis_merchant::programme::Programme;
use kantis_merchant::records::{ClientRecord, GrantRecord, Scopes, TillKind, TillRecord};
use kantis_merchant::secret;
use kantis_merchant::server::{Ports, Quotas, Running, Settings, Shop};
use kantis_merchant::store::sqlite::SqliteStore;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use uuid::Uuid;

const PROGRAMME: &str = include_str!("../../../crates/merchant/programmes/kahvila.toml");
/// What the till shows.
pub(super) const TILL: &str = "a-till-of-the-bench";
/// What the wallet shows.
pub(super) const WALLET: &str = "a-wallet-of-the-bench";

/// A shop that is open.
pub(super) struct Open {
    pub(super) shop: Arc<Shop>,
    pub(super) address: SocketAddr,
    // Kept, or the shop closes.
    _running: Running,
    _runtime: Runtime,
}

/// The database in a folder.
pub(super) fn store(folder: &Path) -> SqliteStore {
    SqliteStore::open(&folder.join("shop.db")).unwrap()
}

/// Opens a shop in a folder.
pub(super) fn open(folder: &Path, store: SqliteStore) -> Open {
    let runtime = runtime();
    let listener = runtime
        .block_on(TcpListener::bind(("127.0.0.1", 0)))
        .unwrap();
    let address = listener.local_addr().unwrap();
    let mut settings = Settings::new(format!("http://{address}"), folder);
    settings.quotas = Quotas::NONE;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let ports = Ports {
        clock: Arc::clone(&clock),
        entropy: Arc::new(SystemEntropy),
        mail: Arc::new(Outbox::new(folder.join("outbox"), clock).unwrap()),
    };
    let programme = Programme::read(PROGRAMME).unwrap();
    let shop = Shop::new(programme, Box::new(store), ports, settings).unwrap();
    let running = runtime.block_on(async { shop.open(listener) }).unwrap();
    Open {
        shop,
        address,
        _running: running,
        _runtime: runtime,
    }
}

/// What both sides run on.
pub(super) fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap()
}

impl Open {
    /// Lets the till in.
    pub(super) fn add_till(&self) {
        self.shop
            .write_now(|work| {
                let id = work.id();
                work.tx.add_till(&TillRecord {
                    id,
                    name: "1".to_owned(),
                    kind: TillKind::Till,
                    key_hash: secret::hash(TILL),
                    created: work.now,
                })?;
                Ok(())
            })
            .unwrap();
    }

    /// Has members join; their ids and numbers.
    pub(super) fn join(&self, count: usize) -> Vec<(Uuid, String)> {
        self.shop
            .write_now(|work| {
                (0..count)
                    .map(|number| {
                        let member = members::join(
                            work,
                            Joining {
                                email: Some(format!("jasen{number}@example.com")),
                                phone: None,
                                name: None,
                                language: "fi".to_owned(),
                            },
                        )?;
                        Ok((member.id, member.number.as_str().to_owned()))
                    })
                    .collect()
            })
            .unwrap()
    }

    /// Links a wallet to a member; it shows [`WALLET`].
    pub(super) fn link(&self, member: Uuid) {
        let scopes = Scopes {
            read: true,
            write: true,
        };
        self.shop
            .write_now(|work| {
                work.tx.add_client(&ClientRecord {
                    id: "bench".to_owned(),
                    name: None,
                    redirect_uris: Vec::new(),
                    grant_types: Vec::new(),
                    scopes,
                    registered: work.now,
                    used: Some(work.now),
                })?;
                let id = work.id();
                work.tx.set_grant(&GrantRecord {
                    id,
                    member,
                    client: "bench".to_owned(),
                    scopes,
                    created: work.now,
                    used: work.now,
                })?;
                let until = work.now + chrono::TimeDelta::days(1);
                work.tx
                    .add_access_token(&secret::hash(WALLET), id, scopes, until)?;
                Ok(())
            })
            .unwrap();
    }
}
