//! What must be settled on Linux before GTK and WebKitGTK start.

use std::env;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// With NVIDIA's own driver WebKitGTK often shows an empty window, unless it draws without DMA-BUF.
const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Present while NVIDIA's own driver is loaded.
const NVIDIA: &str = "/proc/driver/nvidia/version";

/// Whether there is a display to open a window on; GTK itself would end the program with a panic.
pub(crate) fn has_display() -> bool {
    ["WAYLAND_DISPLAY", "DISPLAY"]
        .iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Replaces this process by the same one with [`SWITCH`] set, where it is needed.
///
/// A process cannot safely change its own environment once it may have threads; a new one can be
/// given any. Whoever sets the variable, to whatever value, keeps the last word.
pub(crate) fn start_again_if_needed() {
    if env::var_os(SWITCH).is_some() || !Path::new(NVIDIA).exists() {
        return;
    }
    if let Ok(program) = env::current_exe() {
        // Returns only when it failed; then the window opens without the switch.
        let _ = Command::new(program)
            .args(env::args_os().skip(1))
            .env(SWITCH, "1")
            .exec();
    }
}
