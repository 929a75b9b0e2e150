//! Logs: to the standard error, without personal data. `RUST_LOG` chooses what is told.

use tracing_subscriber::EnvFilter;

use super::args::LogFormat;

/// Begins to write logs.
pub(super) fn begin(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,tower_http=warn,hyper=warn"));
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second beginning in one process is no harm: the first one stays.
    let _ = match format {
        LogFormat::Text => logs.with_ansi(false).try_init(),
        LogFormat::Json => logs.json().flatten_event(true).try_init(),
    };
}
