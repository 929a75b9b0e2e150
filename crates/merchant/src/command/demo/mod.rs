//! `kantis-merchant demo`: two shops with a made-up past, on loopback, to look around in.

mod chance;
mod clock;
mod past;
mod people;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kantis_merchant::ports::SystemEntropy;
use kantis_merchant::programme::Programme;
use kantis_merchant::server::{Ports, Quotas, Running, Settings, Shop};
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
        let cafe = open_one(
            &folder.join("kahvila"),
            CAFE,
            args.port,
            args.members / 2,
            args.years,
        )
        .await?;
        let grocery = open_one(
            &folder.join("kauppa"),
            GROCERY,
            second,
            args.members,
            args.years,
        )
        .await?;
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

/// Opens one shop; a new one lives through its past first.
async fn open_one(
    data: &Path,
    programme: &str,
    port: u16,
    members: u32,
    years: u32,
) -> Result<Running, Failure> {
    let programme = Programme::read(programme)
        .map_err(|faults| Failure::new(format!("The example programme is not right:\n{faults}")))?;
    let is_new = !open::database(data).exists();
    let store = open::store(data)?;
    let till = key_of(&store, data, "1", KeyKind::Till)?;
    let web = key_of(&store, data, "web", KeyKind::WebShop)?;
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
        .await
        .map_err(|error| Failure::new(format!("Port {port} cannot be had: {error}")))?;
    let address = listener
        .local_addr()
        .map_err(|error| Failure::new(error.to_string()))?;
    let url = format!("http://{address}");
    let name = programme.programme.issuer.clone();

    let mut settings = Settings::new(&url, data);
    settings.demo = true;
    settings.push_to_loopback = true;
    settings.quotas = Quotas::NONE;
    let clock = Arc::new(PastClock::default());
    let ports = Ports {
        clock: Arc::<PastClock>::clone(&clock),
        entropy: Arc::new(SystemEntropy),
        mail: Arc::new(open::outbox(data, Arc::<PastClock>::clone(&clock))?),
    };
    let shop = Shop::new(programme.clone(), Box::new(store), ports, settings)
        .map_err(|error| Failure::new(format!("The shop cannot open: {error}")))?;
    if is_new && members > 0 {
        out::say(&format!(
            "{name}: {members} members live through {years} years …"
        ));
        let living = Arc::clone(&shop);
        tokio::task::spawn_blocking(move || {
            past::live(&living, &clock, &programme, members, years)
        })
        .await
        .map_err(|_| Failure::new("The past ended badly."))??;
    }
    let running = shop
        .open(listener)
        .map_err(|error| Failure::new(format!("The shop cannot open: {error}")))?;
    tokio::spawn(Arc::clone(&shop).live());
    out::say(&format!("{name}: {url}"));
    out::say(&format!("  till: {url}/till#key={till}"));
    out::say(&format!("  web shop's key: {web}"));
    Ok(running)
}

/// A key of the demonstration, kept beside the database so that it is the same next time.
fn key_of(
    store: &kantis_merchant::store::sqlite::SqliteStore,
    data: &Path,
    name: &str,
    kind: KeyKind,
) -> Result<String, Failure> {
    let path = data.join(format!("demo-{name}.key"));
    if let Ok(key) = std::fs::read_to_string(&path) {
        return Ok(key);
    }
    let key = key::add(store, name, kind)?;
    open::write_private(&path, &key)?;
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
