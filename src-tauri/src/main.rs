//! `kantis-app`: the wallet in a window.

// A release on Windows opens no console beside its window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

#[cfg(target_os = "linux")]
mod webkit;

fn main() {
    #[cfg(target_os = "linux")]
    webkit::start_again_if_needed();
    kantis_app_lib::run();
}
