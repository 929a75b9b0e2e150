//! An OAuth client that nobody of us wrote: Python's Authlib, from its registry.
//!
//! `scripts/setup.sh test` installs it. Where it is missing, the test says so and passes.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::open;

#[test]
fn authlib_links_refreshes_and_unlinks() {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "authlib"]
        .iter()
        .collect();
    let python = folder.join(".venv/bin/python");
    if !python.exists() {
        // Past the test runner's capture.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: the test with Authlib: it is not installed, as its registry was out of reach \
             (scripts/setup.sh test installs it)"
        );
        return;
    }
    let shop = open();
    let email = "aino@example.fi";
    let mut wallet = Command::new(python)
        .arg(folder.join("wallet.py"))
        .args([&*shop.url, email])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(wallet.stdout.take().unwrap()).lines();
    // Nothing at all when it failed before; its reason is on the terminal.
    if said.next().is_some() {
        let code = shop.mailed_code(email);
        writeln!(wallet.stdin.take().unwrap(), "{code}").unwrap();
    }
    let last = said.next().map(Result::unwrap);
    assert!(wallet.wait().unwrap().success());
    assert_eq!(last.as_deref(), Some("done"));
}
