//! What the program says: results to the standard output, problems to the standard error.

use std::io::{self, Write as _};

/// Says a line on the standard output. A reader who left (`| head`) is no failure.
pub(super) fn say(text: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Says a line on the standard error.
pub(super) fn warn(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
