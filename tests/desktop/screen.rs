//! What a scanner sees on the screen.

use std::io::Write;
use std::process::Command;

/// How often the screen is looked at: a card may still be moving into place.
const LOOKS: usize = 20;

/// Demands that `zbarimg` reads `code` (symbology, colon, payload) from the screen, and no other.
pub(crate) fn expect_code(screenshot: impl Fn() -> Vec<u8>, code: &str) {
    let mut seen = String::new();
    for _ in 0..LOOKS {
        seen = codes(&screenshot());
        if seen == code {
            return;
        }
    }
    let mut kept = tempfile::Builder::new()
        .suffix(".png")
        .disable_cleanup(true)
        .tempfile()
        .unwrap();
    kept.write_all(&screenshot()).unwrap();
    panic!(
        "the screen shows {seen:?} instead of {code:?}: {}",
        kept.path().display()
    );
}

/// Everything that `zbarimg` reads from a PNG, one code a line.
fn codes(png: &[u8]) -> String {
    let mut file = tempfile::Builder::new().suffix(".png").tempfile().unwrap();
    file.write_all(png).unwrap();
    let output = Command::new("zbarimg")
        .args(["--quiet", "--nodbus"])
        .arg(file.path())
        .output()
        .expect("zbarimg starts: make setup");
    String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned()
}
