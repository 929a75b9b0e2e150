//! `kantis-merchant serve`: the shop is open until it is asked to close.

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum_server::tls_rustls::RustlsConfig;
use kantis_merchant::mail;
use kantis_merchant::ports::{Clock, Mail, SystemClock, SystemEntropy};
use kantis_merchant::programme::Programme;
use kantis_merchant::server::{Ports, Running, Settings, Shop};
use kantis_merchant::store::Store as _;
use kantis_merchant::store::sqlite::SqliteStore;
use tokio::net::TcpListener;

use super::args::{KeyKind, Serve};
use super::config::Config;
use super::failure::Failure;
use super::{key, logs, open, out, smtp};

/// Opens the shop; returns once it is closed in order (SIGINT, SIGTERM).
pub(super) fn serve(args: &Serve) -> Result<(), Failure> {
    let config = Config::read(args)?;
    logs::begin(config.log);
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("The system gives no threads: {error}")))?
        .block_on(run(&config))
}

async fn run(config: &Config) -> Result<(), Failure> {
    let programme = open::programme(&config.programme)?;
    let store = open::store(&config.data)?;
    let tls = match &config.tls {
        Some((certificate, key)) => Some(load_tls(certificate, key).await?),
        None => None,
    };
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| Failure::new(format!("{} cannot be had: {error}", config.listen)))?;
    let address = listener.local_addr().map_err(broken)?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let public_url = config
        .public_url
        .clone()
        .unwrap_or_else(|| format!("{scheme}://{address}"));

    let first_till = first_till(&store, &programme, &config.data, &public_url)?;

    let mut settings = Settings::new(&public_url, &config.data);
    settings.beside = config.programme.parent().map(Into::into);
    settings.behind_proxy = config.behind_proxy;
    settings.metrics_token.clone_from(&config.metrics_token);
    let shop = Shop::new(programme, Box::new(store), ports(config)?, settings)
        .map_err(|error| Failure::new(format!("The shop cannot open: {error}")))?;
    let running = match &tls {
        Some(tls) => shop.open_tls(listener, tls.clone()),
        None => shop.open(listener),
    }
    .map_err(broken)?;
    if cfg!(panic = "abort") {
        tracing::warn!(
            "built so that one fault closes the shop: build it with --profile shop instead"
        );
    }
    let living = tokio::spawn(Arc::clone(&shop).live());

    out::say(&format!("The shop is open: {public_url}"));
    match first_till {
        None => {}
        Some(FirstTill::Shown(address)) => {
            out::say(&format!("Its first till: {address}"));
            out::say("This key is shown this once; `kantis-merchant key` makes others.");
        }
        Some(FirstTill::Kept(file)) => {
            out::say(&format!(
                "The address of its first till is in {}",
                file.display()
            ));
            out::say("Open it in the till's browser, and delete the file then.");
        }
    }
    until_asked(running, config, tls).await?;
    living
        .await
        .map_err(|_| Failure::new("What the shop does by itself ended badly."))
}

/// Where the address of a shop's first till, which has its key, is to be found.
enum FirstTill {
    /// On the terminal at which the owner sits.
    Shown(String),
    /// In a file of the owner's.
    Kept(PathBuf),
}

/// A shop without any key gets one for its first till. Where nobody sits at a terminal, what the
/// program says ends up in a journal, which others may read for years: then the key is in a file.
fn first_till(
    store: &SqliteStore,
    programme: &Programme,
    data: &Path,
    public_url: &str,
) -> Result<Option<FirstTill>, Failure> {
    let tills = store
        .read()
        .and_then(|tx| tx.tills())
        .map_err(|error| Failure::new(format!("The database failed: {error}")))?;
    if !tills.is_empty() {
        return Ok(None);
    }
    let key = key::add(store, &programme.first_till(), KeyKind::Till)?;
    let address = format!("{public_url}/till#key={key}");
    if io::stdout().is_terminal() {
        return Ok(Some(FirstTill::Shown(address)));
    }
    let file = data.join("first-till.txt");
    // Of a database that is no more.
    let _ = std::fs::remove_file(&file);
    open::write_private(&file, &format!("{address}\n"))?;
    Ok(Some(FirstTill::Kept(file)))
}

fn ports(config: &Config) -> Result<Ports, Failure> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let mail: Arc<dyn Mail> = match (&config.smtp, &config.mail_from) {
        (Some(smtp), Some(from)) => Arc::new(
            mail::Smtp::new(&smtp::settings(smtp, from)?)
                .map_err(|error| Failure::asked(format!("Mail cannot be sent so: {error}")))?,
        ),
        _ => Arc::new(open::outbox(&config.data, Arc::clone(&clock))?),
    };
    Ok(Ports {
        clock,
        entropy: Arc::new(SystemEntropy),
        mail,
    })
}

async fn load_tls(certificate: &Path, key: &Path) -> Result<RustlsConfig, Failure> {
    // Only the first call in a process matters.
    let _ = rustls::crypto::ring::default_provider().install_default();
    RustlsConfig::from_pem_file(certificate, key)
        .await
        .map_err(|error| Failure::file(certificate, error))
}

/// Waits for a signal; a new certificate is read on SIGHUP.
#[cfg(unix)]
async fn until_asked(
    mut running: Running,
    config: &Config,
    tls: Option<RustlsConfig>,
) -> Result<(), Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).map_err(broken)?;
    let mut hang_up = signal(SignalKind::hangup()).map_err(broken)?;
    loop {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => break,
            _ = terminate.recv() => break,
            _ = hang_up.recv() => {
                if let (Some(tls), Some((certificate, key))) = (&tls, &config.tls)
                    && let Err(error) = tls.reload_from_pem_file(certificate, key).await
                {
                    tracing::error!(%error, "the new certificate cannot be read; the old one stays");
                }
            }
            ended = running.ended() => return ended.map_err(broken),
        }
    }
    running.end().await.map_err(broken)
}

#[cfg(not(unix))]
async fn until_asked(
    mut running: Running,
    _config: &Config,
    _tls: Option<RustlsConfig>,
) -> Result<(), Failure> {
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        ended = running.ended() => return ended.map_err(broken),
    }
    running.end().await.map_err(broken)
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
fn broken(error: io::Error) -> Failure {
    Failure::new(format!("The shop had to close: {error}"))
}
