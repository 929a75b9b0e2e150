//! An issuer of passes for tests: its passes, and certificates made by `openssl` at test time.

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use kantis_pass::TrustAnchors;
use serde_json::{Value, json};
use sha1::{Digest as _, Sha1};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The token in every pass of [`store_card`].
pub const TOKEN: &str = "token-vxwxd7J8AlNNFPS8k0a0FfUFtq0ewzFdc";
/// `passTypeIdentifier` of every pass of [`store_card`].
pub const PASS_TYPE: &str = "pass.org.example.store";

const ICON: &[u8] = include_bytes!("../peers/icon.png");

/// The `pass.json` of a live store card.
pub fn store_card(service: &str, serial: &str, points: u32) -> Value {
    json!({
        "formatVersion": 1,
        "passTypeIdentifier": PASS_TYPE,
        "serialNumber": serial,
        "teamIdentifier": "TEAM123456",
        "organizationName": "Example Store",
        "description": "Example Store card",
        "logoText": "Example Store",
        "webServiceURL": service,
        "authenticationToken": TOKEN,
        "backgroundColor": "rgb(20, 60, 90)",
        "barcodes": [{
            "format": "PKBarcodeFormatQR",
            "message": serial,
            "messageEncoding": "utf-8",
        }],
        "storeCard": {
            "headerFields": [{
                "key": "points",
                "label": "Points",
                "value": points,
                "changeMessage": "You now have %@ points",
            }],
        },
    })
}

/// An unsigned pass file. The same pass gives the same bytes.
pub fn unsigned(pass: &Value) -> Vec<u8> {
    pack(&files(pass))
}

/// A zip with these entries, as they are.
pub fn pack(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn files(pass: &Value) -> Vec<(&'static str, Vec<u8>)> {
    let pass = serde_json::to_vec(pass).unwrap();
    let hash = |bytes: &[u8]| {
        let digest = Sha1::digest(bytes);
        let digits = digest.iter().map(|byte| format!("{byte:02x}"));
        digits.collect::<String>()
    };
    let manifest = json!({ "pass.json": hash(&pass), "icon.png": hash(ICON) });
    vec![
        ("pass.json", pass),
        ("icon.png", ICON.to_vec()),
        ("manifest.json", manifest.to_string().into_bytes()),
    ]
}

/// Certificates as `tests/peers/certificates.sh` makes them.
pub struct Issuer {
    folder: TempDir,
}

impl Issuer {
    /// Makes them. Takes a second or two.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/certificates.sh");
        let made = Command::new(script).arg(folder.path()).output().unwrap();
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        Self { folder }
    }

    /// Where they are.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// One of them.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What makes its passes genuine.
    pub fn anchors(&self) -> TrustAnchors {
        let root = std::fs::read_to_string(self.file("root.pem")).unwrap();
        TrustAnchors::from_pem(&[&root]).unwrap()
    }

    /// A pass signed with `leaf`, `renewed` or `stranger`.
    pub fn sign(&self, signer: &str, pass: &Value) -> Vec<u8> {
        pack(&self.signed_files(signer, pass))
    }

    /// The entries of a signed pass, for tests that spoil some.
    pub fn signed_files(&self, signer: &str, pass: &Value) -> Vec<(&'static str, Vec<u8>)> {
        let mut files = files(pass);
        let (_, manifest) = files.last().unwrap();
        let own = tempfile::NamedTempFile::new_in(self.folder.path()).unwrap();
        std::fs::write(own.path(), manifest).unwrap();
        let signed = Command::new("openssl")
            .args(["cms", "-sign", "-binary", "-outform", "DER", "-in"])
            .arg(own.path())
            .args(["-signer", &format!("{signer}.pem")])
            .args(["-inkey", &format!("{signer}.key")])
            .args(["-certfile", "intermediate.pem"])
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        assert!(
            signed.status.success(),
            "{}",
            String::from_utf8_lossy(&signed.stderr)
        );
        files.push(("signature", signed.stdout));
        files
    }
}

impl Default for Issuer {
    fn default() -> Self {
        Self::new()
    }
}
