//! What may be asked on the command line. Each flag has a variable in the environment too.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Runs a shop's loyalty programme: its rules, its members, its till.
#[derive(Debug, Parser)]
#[command(version)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Reads a programme and says what is wrong, and what to think about again.
    Check(Check),
    /// Opens the shop.
    Serve(Serve),
    /// Opens two shops with a made-up past, to look around.
    Demo(Demo),
    /// Lets tills and web shops in, or shuts them out.
    Key(Key),
    /// Brings a backup of the database back, while the shop is closed.
    Restore(Restore),
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// The programme.
    pub(super) file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The programme.
    #[arg(long, value_name = "FILE", env = "KANTIS_MERCHANT_PROGRAMME")]
    pub(super) programme: Option<PathBuf>,
    /// The folder of the database and the keys; made when missing.
    #[arg(long, value_name = "DIR", env = "KANTIS_MERCHANT_DATA")]
    pub(super) data: Option<PathBuf>,
    /// A file with these settings; flags and the environment win.
    #[arg(long, value_name = "FILE", env = "KANTIS_MERCHANT_CONFIG")]
    pub(super) config: Option<PathBuf>,
    /// Where to listen [default: 127.0.0.1:8787].
    #[arg(long, value_name = "ADDRESS", env = "KANTIS_MERCHANT_LISTEN")]
    pub(super) listen: Option<SocketAddr>,
    /// What wallets call the shop, as https://loyalty.example.fi [default: what it listens on].
    #[arg(long, value_name = "URL", env = "KANTIS_MERCHANT_PUBLIC_URL")]
    pub(super) public_url: Option<String>,
    /// The certificate chain, PEM. Read again on SIGHUP.
    #[arg(
        long,
        value_name = "FILE",
        env = "KANTIS_MERCHANT_TLS_CERTIFICATE",
        requires = "tls_key"
    )]
    pub(super) tls_certificate: Option<PathBuf>,
    /// The certificate's key, PEM.
    #[arg(
        long,
        value_name = "FILE",
        env = "KANTIS_MERCHANT_TLS_KEY",
        requires = "tls_certificate"
    )]
    pub(super) tls_key: Option<PathBuf>,
    /// Listens outside of this machine without TLS: something before it must do that.
    #[arg(long, env = "KANTIS_MERCHANT_WITHOUT_TLS")]
    pub(super) without_tls: bool,
    /// Believes the last X-Forwarded-For: only behind a proxy that sets it.
    #[arg(long, env = "KANTIS_MERCHANT_BEHIND_PROXY")]
    pub(super) behind_proxy: bool,
    /// Where mail goes: smtps://user:password@host, smtp://host:port. Without it, mail is kept in the
    /// data folder's outbox. Better in the environment than on a command line that others see.
    #[arg(
        long,
        value_name = "URL",
        env = "KANTIS_MERCHANT_SMTP",
        hide_env_values = true
    )]
    pub(super) smtp: Option<String>,
    /// From whom mail is: `Kahvila Aamu <posti@example.fi>`.
    #[arg(long, value_name = "MAILBOX", env = "KANTIS_MERCHANT_MAIL_FROM")]
    pub(super) mail_from: Option<String>,
    /// Who may read /metrics from elsewhere than this machine: with this bearer token.
    #[arg(
        long,
        value_name = "TOKEN",
        env = "KANTIS_MERCHANT_METRICS_TOKEN",
        hide_env_values = true
    )]
    pub(super) metrics_token: Option<String>,
    /// How logs are written [default: text].
    #[arg(long, value_name = "HOW", env = "KANTIS_MERCHANT_LOG")]
    pub(super) log: Option<LogFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum LogFormat {
    /// For people.
    Text,
    /// One object a line.
    Json,
}

#[derive(Debug, Args)]
pub(super) struct Demo {
    /// The café's port; the grocery has the next one. 0 takes any two.
    #[arg(long, default_value_t = 8787)]
    pub(super) port: u16,
    /// Members of the grocery; the café has half as many.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(super) members: u32,
    /// Years of past.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=5))]
    pub(super) years: u32,
    /// Where the two shops are kept; one that is there is opened as it is. Without it, a folder that
    /// goes when the demonstration ends.
    #[arg(long, value_name = "DIR")]
    pub(super) data: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Key {
    #[command(subcommand)]
    pub(super) what: KeyCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Makes a key and prints it, once.
    Add {
        #[command(flatten)]
        place: KeyPlace,
        /// As on receipts: `Counter`.
        name: String,
        /// What it may do.
        #[arg(long, value_enum, default_value_t = KeyKind::Till)]
        kind: KeyKind,
    },
    /// Lists who is let in.
    List {
        #[command(flatten)]
        place: KeyPlace,
    },
    /// Shuts a till or web shop out.
    Remove {
        #[command(flatten)]
        place: KeyPlace,
        /// Its name.
        name: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct KeyPlace {
    /// The folder of the database and the keys.
    #[arg(long, value_name = "DIR", env = "KANTIS_MERCHANT_DATA")]
    pub(super) data: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The folder of the database and the keys.
    #[arg(long, value_name = "DIR", env = "KANTIS_MERCHANT_DATA")]
    pub(super) data: PathBuf,
    /// The copy that was made of `shop.db`.
    pub(super) copy: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum KeyKind {
    /// The till page and /pos/v1.
    Till,
    /// /shop/v1.
    WebShop,
}
