//! What the program says: results to the standard output, problems to the standard error.

use std::io::{self, Write as _};

use serde::Serialize;

use crate::failure::Failure;

/// Says a line on the standard output. A reader who left (`| head`) is no failure.
pub(crate) fn say(text: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Says a line on the standard error.
pub(crate) fn warn(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Says a value as JSON, indented.
pub(crate) fn say_json(value: &impl Serialize) {
    if let Ok(text) = serde_json::to_string_pretty(value) {
        say(&text);
    }
}

/// Says a failure: a sentence, or with `--json` an object `error` on one line.
pub(crate) fn say_failure(failure: &Failure, json: bool) {
    if json {
        warn(&serde_json::json!({ "error": failure }).to_string());
    } else {
        warn(&format!("kantis: {}", plain(&failure.text)));
    }
}

/// Text from outside made harmless for a terminal: no control characters, no change of writing
/// direction.
pub(crate) fn plain(text: &str) -> String {
    let harmful = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|c| if harmful(c) { ' ' } else { c })
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_drive_the_terminal() {
        assert_eq!(plain("Caf\u{1b}[2Jé\u{202e}x\n"), "Caf [2Jé x");
    }
}
