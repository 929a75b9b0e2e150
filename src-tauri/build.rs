//! Compiles the window's configuration and declares the commands that it answers.

/// Every Tauri command of the shell: what is not named here, no page can call.
const COMMANDS: &[&str] = &[
    "rpc",
    "upload",
    "app_ready",
    "save_file",
    "open_external",
    "host_settings",
    "host_settings_update",
];

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}
