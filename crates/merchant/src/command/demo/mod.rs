//! `kantis-merchant demo`: two shops with a made-up past, on loopback, to look around in.

mod chance;
mod clock;
mod past;
mod people;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kantis_merchant::ports::{Clock, SystemClock, SystemEntropy};
use kantis_merchant::programme::Programme;
use kantis_merchant::server::{Ports, Quotas, Running, Settings, Shop};
use kantis_merchant::store::sqlite::SqliteStore;
use tokio::net::TcpListener;

use super::args::{Demo, KeyKind, LogFormat};
use super::failure::Failure;
use super::{key, logs, open, out};
use clock::PastClock;

const CAFE: &str = include_str!("../../../programmes/kahvila.toml");
const GROCERY: &str = include_str!("../../../programmes/kauppa.toml");

/// Opens both shops; returns once they are closed in order.
pub(in crate::command) fn demo(args: &Demo) -> Result<(), Failure> {
    logs::begin(LogFormat::Text);
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("The system gives no threads: {error}")))?
        .block_on(run(args))
}

async fn run(args: &Demo) -> Result<(), Failure> {
    let (folder, goes_away) = match &args.data {
        Some(folder) => (folder.clone(), false),
        None => (own_folder(), true),
    };
    let second = if args.port == 0 {
        0
    } else {
        args.port
            .checked_add(1)
            .ok_or_else(|| Failure::asked("There is no port after 65535."))?
    };
    let opened = async {
        let cafe = Example::new(&folder.join("kahvila"), CAFE)?;
        let grocery = Example::new(&folder.join("kauppa"), GROCERY)?;
        // Each on a core of its own: living through a year takes a while.
        tokio::try_join!(
            cafe.have_a_past(args.members / 2, args.years),
            grocery.have_a_past(args.members, args.years),
        )?;
        let cafe = cafe.open(args.port).await?;
        let grocery = grocery.open(second).await?;
        out::say("Both are open until Ctrl-C. Mail that they send is shown on their till pages.");
        until_asked().await?;
        for running in [cafe, grocery] {
            running
                .end()
                .await
                .map_err(|error| Failure::new(format!("The shop had to close: {error}")))?;
        }
        Ok(())
    }
    .await;
    if goes_away {
        // What is left behind is made-up data in a temporary folder.
        let _ = std::fs::remove_dir_all(&folder);
    }
    opened
}

/// One of the two shops.
struct Example {
    data: PathBuf,
    programme: Programme,
}

impl Example {
    fn new(data: &Path, programme: &str) -> Result<Self, Failure> {
        let programme = Programme::read(programme).map_err(|faults| {
            Failure::new(format!("The example programme is not right:\n{faults}"))
        })?;
        Ok(Self {
            data: data.to_owned(),
            programme,
        })
    }

    /// Lives through a past, unless it has one.
    async fn have_a_past(&self, members: u32, years: u32) -> Result<(), Failure> {
        if open::database(&self.data).exists() {
            return Ok(());
        }
        let data = self.data.clone();
        let programme = self.programme.clone();
        tokio::task::spawn_blocking(move || make_past(&data, programme, members, years))
            .await
            .map_err(|_| Failure::new("The past ended badly."))?
    }

    /// Opens the shop with the past that is there.
    async fn open(self, port: u16) -> Result<Running, Failure> {
        let store = open::store(&self.data)?;
        let till = key_of(
            &store,
            &self.data.join("demo-till.key"),
            &self.programme.first_till(),
            KeyKind::Till,
        )?;
        let web = key_of(
            &store,
            &self.data.join("demo-web.key"),
            "web",
            KeyKind::WebShop,
        )?;
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
            .await
            .map_err(|error| Failure::new(format!("Port {port} cannot be had: {error}")))?;
        let address = listener
            .local_addr()
            .map_err(|error| Failure::new(error.to_string()))?;
        let url = format!("http://{address}");
        let name = self.programme.programme.issuer.clone();
        let shop = shop(
            &self.data,
            self.programme,
            store,
            &url,
            Arc::new(SystemClock),
        )?;
        let running = shop
            .open(listener)
            .map_err(|error| Failure::new(format!("The shop cannot open: {error}")))?;
        tokio::spawn(Arc::clone(&shop).live());
        out::say(&format!("{name}: {url}"));
        out::say(&format!("  till: {url}/till#key={till}"));
        out::say(&format!("  web shop's key: {web}"));
        Ok(running)
    }
}

fn shop(
    data: &Path,
    programme: Programme,
    store: SqliteStore,
    url: &str,
    clock: Arc<dyn Clock>,
) -> Result<Arc<Shop>, Failure> {
    let mut settings = Settings::new(url, data);
    settings.demo = true;
    settings.push_to_loopback = true;
    settings.quotas = Quotas::NONE;
    let ports = Ports {
        clock: Arc::clone(&clock),
        entropy: Arc::new(SystemEntropy),
        mail: Arc::new(open::outbox(data, clock)?),
    };
    Shop::new(programme, Box::new(store), ports, settings)
        .map_err(|error| Failure::new(format!("The shop cannot open: {error}")))
}

/// Makes the database with its past. It gets its name when it is whole, so that one that ended in
/// the middle is made again.
fn make_past(data: &Path, programme: Programme, members: u32, years: u32) -> Result<(), Failure> {
    let name = programme.programme.issuer.clone();
    out::warn(&format!(
        "{name}: {members} members live through {years} years …"
    ));
    open::make_private(data)?;
    let path = data.join("past.db");
    for rest in ["past.db", "past.db-wal", "past.db-shm"] {
        // Most often there is none; one that cannot be removed cannot be opened either.
        let _ = std::fs::remove_file(data.join(rest));
    }
    let failed = |error| Failure::file(&path, error);
    let store = SqliteStore::open_in_haste(&path).map_err(failed)?;
    let clock = Arc::new(PastClock::default());
    let shop = shop(
        data,
        programme.clone(),
        store,
        "http://localhost",
        Arc::<PastClock>::clone(&clock),
    )?;
    past::live(&shop, &clock, &programme, members, years, |percent| {
        out::warn(&format!("{name}: {percent} %"));
    })?;
    drop(shop);
    SqliteStore::open(&path)
        .and_then(|store| store.settle())
        .map_err(failed)?;
    let whole = open::database(data);
    std::fs::rename(&path, &whole).map_err(|error| Failure::file(&whole, error))
}

/// A key of the demonstration, kept beside the database so that it is the same next time.
fn key_of(store: &SqliteStore, path: &Path, name: &str, kind: KeyKind) -> Result<String, Failure> {
    if let Ok(key) = std::fs::read_to_string(path) {
        return Ok(key);
    }
    let key = key::add(store, name, kind)?;
    open::write_private(path, &key)?;
    Ok(key)
}

fn own_folder() -> PathBuf {
    std::env::temp_dir().join(format!("kantis-merchant-demo-{}", std::process::id()))
}

#[cfg(unix)]
async fn until_asked() -> Result<(), Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())
        .map_err(|error| Failure::new(format!("The system gives no signals: {error}")))?;
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn until_asked() -> Result<(), Failure> {
    tokio::signal::ctrl_c()
        .await
        .map_err(|error| Failure::new(format!("The system gives no signals: {error}")))
}
