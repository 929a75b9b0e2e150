//! Settings: flags and environment first, then the file, then what is usual.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::args::{LogFormat, Serve};
use super::failure::Failure;

/// Everything `serve` needs to know.
pub(super) struct Config {
    pub(super) programme: PathBuf,
    pub(super) data: PathBuf,
    pub(super) listen: SocketAddr,
    pub(super) public_url: Option<String>,
    /// Certificate and key.
    pub(super) tls: Option<(PathBuf, PathBuf)>,
    pub(super) behind_proxy: bool,
    pub(super) smtp: Option<String>,
    pub(super) mail_from: Option<String>,
    pub(super) metrics_token: Option<String>,
    pub(super) log: LogFormat,
}

/// The file: the same names as the flags.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    programme: Option<PathBuf>,
    data: Option<PathBuf>,
    listen: Option<SocketAddr>,
    public_url: Option<String>,
    tls_certificate: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    without_tls: bool,
    behind_proxy: bool,
    smtp: Option<String>,
    mail_from: Option<String>,
    metrics_token: Option<String>,
    log: Option<LogFormat>,
}

const LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8787);

impl Config {
    /// Puts the settings together and refuses what would not be safe.
    pub(super) fn read(args: &Serve) -> Result<Self, Failure> {
        let file = match &args.config {
            Some(path) => File::read(path)?,
            None => File::default(),
        };
        let certificate = args.tls_certificate.clone().or(file.tls_certificate);
        let tls = match (certificate, args.tls_key.clone().or(file.tls_key)) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            _ => return Err(Failure::asked("TLS needs both a certificate and its key.")),
        };
        let config = Self {
            programme: args
                .programme
                .clone()
                .or(file.programme)
                .ok_or_else(|| Failure::asked("Say which programme: --programme FILE."))?,
            data: args
                .data
                .clone()
                .or(file.data)
                .ok_or_else(|| Failure::asked("Say where to keep it: --data DIR."))?,
            listen: args.listen.or(file.listen).unwrap_or(LISTEN),
            public_url: args.public_url.clone().or(file.public_url),
            tls,
            behind_proxy: args.behind_proxy || file.behind_proxy,
            smtp: args.smtp.clone().or(file.smtp),
            mail_from: args.mail_from.clone().or(file.mail_from),
            metrics_token: args.metrics_token.clone().or(file.metrics_token),
            log: args.log.or(file.log).unwrap_or(LogFormat::Text),
        };
        config.safe(args.without_tls || file.without_tls)?;
        Ok(config)
    }

    fn safe(&self, without_tls: bool) -> Result<(), Failure> {
        if self.tls.is_none() && !self.listen.ip().is_loopback() && !without_tls {
            return Err(Failure::asked(
                "Outside of this machine the shop needs TLS: give --tls-certificate and --tls-key, \
                 or --without-tls where something before it does that.",
            ));
        }
        if self.smtp.is_some() != self.mail_from.is_some() {
            return Err(Failure::asked("Mail needs both --smtp and --mail-from."));
        }
        let Some(url) = &self.public_url else {
            return if self.listen.ip().is_unspecified() {
                Err(Failure::asked(
                    "Say what wallets call the shop: --public-url https://….",
                ))
            } else {
                Ok(())
            };
        };
        let parsed = url::Url::parse(url).map_err(|_| not_an_origin(url))?;
        let loopback = matches!(parsed.host(), Some(url::Host::Ipv4(ip)) if ip.is_loopback())
            || matches!(parsed.host(), Some(url::Host::Ipv6(ip)) if ip.is_loopback())
            || parsed.host_str() == Some("localhost");
        let origin = parsed.origin().ascii_serialization() == *url;
        if origin && (parsed.scheme() == "https" || (parsed.scheme() == "http" && loopback)) {
            Ok(())
        } else {
            Err(not_an_origin(url))
        }
    }
}

fn not_an_origin(url: &str) -> Failure {
    Failure::asked(format!(
        "{url} is no origin: it is written as https://loyalty.example.fi, without anything after the name."
    ))
}

impl File {
    fn read(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path).map_err(|error| Failure::file(path, error))?;
        let mut file: Self = toml::from_str(&text)
            .map_err(|error| Failure::file(path, error.to_string().trim_end()))?;
        // Paths in a file are meant from where the file is.
        let folder = path.parent().unwrap_or(Path::new(""));
        for place in [
            &mut file.programme,
            &mut file.data,
            &mut file.tls_certificate,
            &mut file.tls_key,
        ]
        .into_iter()
        .flatten()
        {
            *place = folder.join(&*place);
        }
        Ok(file)
    }
}
