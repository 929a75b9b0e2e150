//! Real TLS, with a server and certificates that `openssl` makes at test time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use kantis_connect::{PassService, Policy};
use kantis_pass::AuthenticationToken;
use kantis_wallet::ports::{
    Call, Cursor, Fetched, PassAccess, PassSource as _, Refusal, SourceTrouble, Stop,
};

const BASE: &str = "KANTIS_TEST_BASE";

fn fetch(base: &str, serial: &str) -> Result<Fetched, SourceTrouble> {
    let pass = PassAccess {
        service: base.to_owned(),
        pass_type: "pass.a".to_owned(),
        serial: serial.to_owned(),
        token: AuthenticationToken::new("abcdefghijklmnop"),
    };
    let call = Call {
        timeout: Duration::from_secs(30),
        stop: Stop::default(),
    };
    let service = PassService::new(Policy::loopback_for_tests());
    service
        .fetch(&pass, &Cursor::default(), &call)
        .map_err(|failure| failure.kind)
}

fn openssl(dir: &Path, arguments: &str) -> Command {
    let mut command = Command::new("openssl");
    command
        .args(arguments.split_whitespace())
        .current_dir(dir)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

struct Server {
    process: Child,
    base: String,
    dir: PathBuf,
    _folder: tempfile::TempDir,
}

impl Server {
    /// `openssl s_server -HTTP` gives files as they are, status line included.
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().to_owned();
        let certificate = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
                           -keyout key.pem -out cert.pem -days 2 -subj /CN=test \
                           -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE";
        assert!(openssl(&dir, certificate).status().unwrap().success());
        std::fs::create_dir_all(dir.join("v1/passes/pass.a")).unwrap();
        let mut process = openssl(
            &dir,
            "s_server -HTTP -accept 127.0.0.1:0 -key key.pem -cert cert.pem",
        )
        .stdout(Stdio::piped())
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let base = loop {
            let mut line = String::new();
            assert_ne!(output.read_line(&mut line).unwrap(), 0, "s_server ended");
            if let Some(address) = line.trim().strip_prefix("ACCEPT ") {
                break format!("https://{address}");
            }
        };
        // It goes on writing, and must never have to wait for a reader.
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        Self {
            process,
            base,
            dir,
            _folder: folder,
        }
    }

    fn file(&self, serial: &str, answer: &[u8]) {
        std::fs::write(self.dir.join("v1/passes/pass.a").join(serial), answer).unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
#[ignore = "run by another test, as a process that trusts its certificate"]
fn child_trusts_the_certificate() {
    let base = std::env::var(BASE).unwrap();
    let answer = fetch(&base, "42");
    assert!(matches!(answer, Ok(Fetched::Pass { .. })), "{answer:?}");
    let down = fetch(&base, "down").err();
    assert_eq!(down, Some(SourceTrouble::Refused(Refusal::NotHttps)));
}

#[test]
fn certificates_are_judged_and_https_never_leads_to_http() {
    let server = Server::start();
    server.file("42", b"HTTP/1.0 200 OK\r\n\r\nPK\x03\x04 a pass");
    let down = b"HTTP/1.0 302 Found\r\nLocation: http://127.0.0.1:9/\r\n\r\n";
    server.file("down", down);
    // Nobody vouches for it.
    assert_eq!(
        fetch(&server.base, "42").err(),
        Some(SourceTrouble::Unreachable)
    );
    // The system does. What a process trusts is settled at its start.
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_trusts_the_certificate", "--ignored"])
        .env(BASE, &server.base)
        .env("SSL_CERT_FILE", server.dir.join("cert.pem"))
        .env_remove("SSL_CERT_DIR")
        .output()
        .unwrap();
    assert!(
        child.status.success(),
        "{}",
        String::from_utf8_lossy(&child.stdout)
    );
}
