//! TLS with a certificate of the test's own, good for a hundred years: `tls/`.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::program::{Program, command, example};

fn file(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests/program/tls", name]
        .iter()
        .collect()
}

#[test]
fn a_shop_with_a_certificate_speaks_tls_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = command();
    command.args(["serve", "--listen", "127.0.0.1:0", "--programme"]);
    command.arg(example("kahvila"));
    command.arg("--data").arg(folder.path().join("data"));
    command
        .arg("--tls-certificate")
        .arg(file("certificate.pem"));
    command.arg("--tls-key").arg(file("key.pem"));
    let mut program = Program::start(&mut command);
    let url = program.says("The shop is open:");
    let address = url.strip_prefix("https://").unwrap().to_owned();

    let ask = "GET /healthz HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n";
    let over_tls = || {
        let mut roots = RootCertStore::empty();
        let certificate = CertificateDer::from_pem_file(file("certificate.pem")).unwrap();
        roots.add(certificate).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("127.0.0.1").unwrap();
        let connection = ClientConnection::new(Arc::new(config), name).unwrap();
        let mut stream = StreamOwned::new(connection, TcpStream::connect(&address).unwrap());
        stream.write_all(ask.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    assert!(over_tls().starts_with("HTTP/1.1 200"));

    let mut plain = TcpStream::connect(&address).unwrap();
    plain.write_all(ask.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // Reset or closed: either way nothing was said.
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/"), "it answered without TLS");

    // The certificate may be renewed while it is open.
    program.signal("HUP");
    assert!(over_tls().starts_with("HTTP/1.1 200"));
    assert!(program.terminate().success());
}
