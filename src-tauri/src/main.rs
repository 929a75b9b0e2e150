//! `kantis-app`: the wallet in a window.

// A release on Windows opens no console beside its window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

#[cfg(target_os = "linux")]
mod linux;

fn main() {
    // Warnings only, to the terminal that the window was started from; nothing of a card is in them.
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::WARN)
        .with_writer(std::io::stderr)
        .init();
    #[cfg(target_os = "linux")]
    {
        linux::start_again_if_needed();
        if !linux::has_display() {
            tracing::error!("there is no display; `kantis serve` shows the wallet in a browser");
            std::process::exit(1);
        }
    }
    kantis_app_lib::run();
}
