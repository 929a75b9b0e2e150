//! A certificate authority and its signatures, made by the `openssl` command at test time.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use super::der;

pub const PASS_TYPE: &str = "pass.org.example.store";
pub const TEAM: &str = "TEAM123456";

/// Root, intermediate and signers, in a folder that lives as long as the test program.
pub struct Issuer {
    folder: tempfile::TempDir,
}

pub static ISSUER: LazyLock<Issuer> = LazyLock::new(Issuer::new);

const EXTENSIONS: &str = "
[root]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
[intermediate]
basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
1.2.840.113635.100.6.2.1=ASN1:NULL
[leaf]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=1.2.840.113635.100.4.14
subjectKeyIdentifier=hash
";

impl Issuer {
    fn new() -> Self {
        let issuer = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        std::fs::write(issuer.path("ext.cnf"), EXTENSIONS).unwrap();
        let rsa = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
        let p256 = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
        let p384 = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"];
        for (name, kind) in [
            ("root", rsa),
            ("intermediate", rsa),
            ("leaf", rsa),
            ("p256", p256),
            ("p384", p384),
            ("other", rsa),
        ] {
            let key = format!("{name}.key");
            issuer.run(&[&["genpkey", "-out", &key][..], &kind[..]].concat());
        }
        let root = "/CN=Test Root CA/O=Example/C=FI";
        issuer.run(&[
            "req",
            "-x509",
            "-new",
            "-key",
            "root.key",
            "-subj",
            root,
            "-days",
            "7300",
            "-out",
            "root.pem",
            "-config",
            "ext.cnf",
            "-extensions",
            "root",
            "-sha1",
        ]);
        issuer.request(
            "intermediate",
            "intermediate",
            "/CN=Test Pass CA/O=Example/C=FI",
        );
        issuer.issue(
            "intermediate",
            "intermediate",
            "root",
            &["-sha1", "-days", "3650"],
        );
        let subject =
            format!("/UID={PASS_TYPE}/CN=Pass Type ID: {PASS_TYPE}/OU={TEAM}/O=Example Oy/C=FI");
        for leaf in ["leaf", "p256", "p384"] {
            issuer.request(leaf, leaf, &subject);
            issuer.issue(leaf, "leaf", "intermediate", &["-sha256", "-days", "365"]);
        }
        // Signers with the leaf's key: one whose time is over, and one that a mere leaf issued.
        issuer.request("expired", "leaf", &subject);
        issuer.issue(
            "expired",
            "leaf",
            "intermediate",
            &["-sha256", "-days", "-1"],
        );
        issuer.request("underleaf", "leaf", &subject);
        issuer.issue("underleaf", "leaf", "leaf", &["-sha256", "-days", "30"]);
        let other = format!("/UID=pass.org.example.other/CN=Other/OU={TEAM}/O=Other/C=FI");
        issuer.request("other", "other", &other);
        issuer.issue(
            "other",
            "leaf",
            "intermediate",
            &["-sha256", "-days", "365"],
        );
        issuer.run(&[
            "req",
            "-x509",
            "-new",
            "-key",
            "leaf.key",
            "-subj",
            &subject,
            "-days",
            "365",
            "-out",
            "selfsigned.pem",
            "-config",
            "ext.cnf",
            "-extensions",
            "leaf",
            "-sha256",
        ]);
        issuer
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn pem(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(&format!("{name}.pem"))).unwrap()
    }

    pub fn certificate(&self, name: &str) -> Vec<u8> {
        self.run(&["x509", "-in", &format!("{name}.pem"), "-outform", "DER"])
    }

    fn request(&self, name: &str, key: &str, subject: &str) {
        let (key, csr) = (format!("{key}.key"), format!("{name}.csr"));
        self.run(&[
            "req", "-new", "-key", &key, "-subj", subject, "-out", &csr, "-config", "ext.cnf",
        ]);
    }

    fn issue(&self, name: &str, section: &str, by: &str, options: &[&str]) {
        let (csr, pem) = (format!("{name}.csr"), format!("{name}.pem"));
        let (ca, key) = (format!("{by}.pem"), format!("{by}.key"));
        let fixed = [
            "x509",
            "-req",
            "-in",
            &csr,
            "-CA",
            &ca,
            "-CAkey",
            &key,
            "-extfile",
            "ext.cnf",
            "-extensions",
            section,
            "-out",
            &pem,
        ];
        self.run(&[&fixed[..], options].concat());
    }

    /// Runs `openssl` in the folder; it has to succeed.
    pub fn run(&self, arguments: &[&str]) -> Vec<u8> {
        let output = openssl(self.folder.path(), arguments);
        assert!(
            output.status.success(),
            "openssl {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        output.stdout
    }

    /// `openssl cms -sign`, detached, as DER; the intermediate is embedded.
    pub fn sign(&self, signer: &str, manifest: &[u8], options: &[&str]) -> Vec<u8> {
        let key = if self.path(&format!("{signer}.key")).exists() {
            signer
        } else {
            "leaf"
        };
        self.sign_as(signer, key, manifest, options)
    }

    /// The same with the key of another name.
    pub fn sign_as(&self, signer: &str, key: &str, manifest: &[u8], options: &[&str]) -> Vec<u8> {
        let content = self
            .folder
            .path()
            .join(format!("m{:?}", std::thread::current().id()));
        std::fs::write(&content, manifest).unwrap();
        let (certificate, key) = (format!("{signer}.pem"), format!("{key}.key"));
        let fixed = [
            "cms",
            "-sign",
            "-binary",
            "-outform",
            "DER",
            "-in",
            content.to_str().unwrap(),
            "-signer",
            &certificate,
            "-inkey",
            &key,
            "-certfile",
            "intermediate.pem",
        ];
        self.run(&[&fixed[..], options].concat())
    }

    /// A SHA-256 signature written here, so that attributes and certificates come in any order.
    /// With `indefinite` the outer layers have no lengths, as in Apple's samples.
    pub fn craft(
        &self,
        manifest: &[u8],
        reverse_attributes: bool,
        indefinite: bool,
        certificates: &[&str],
    ) -> Vec<u8> {
        let outer = |tag: u8, content: &[u8]| {
            if indefinite {
                [&[tag, 0x80], content, &[0, 0]].concat()
            } else {
                der::element(tag, content)
            }
        };
        use sha2::{Digest, Sha256};
        let sha256 = der::sequence(&[&hex("0609608648016503040201"), &[5, 0]]);
        let rsa = der::sequence(&[&hex("06092a864886f70d010101"), &[5, 0]]);
        let data = hex("06092a864886f70d010701");
        let attribute =
            |kind: &str, value: &[u8]| der::sequence(&[&hex(kind), &der::element(0x31, value)]);
        let mut attributes = [
            attribute("06092a864886f70d010903", &data),
            attribute(
                "06092a864886f70d010905",
                &der::element(0x17, self.now_utc().as_bytes()),
            ),
            attribute(
                "06092a864886f70d010904",
                &der::element(4, &Sha256::digest(manifest)),
            ),
        ];
        attributes.sort_by_key(|attribute| attribute.clone());
        if reverse_attributes {
            attributes.reverse();
        }
        let attributes = attributes.concat();
        let signature = self.raw_signature("leaf", &der::element(0x31, &attributes));
        let leaf = self.certificate("leaf");
        let body = der::children(der::children(&leaf)[0])
            .into_iter()
            .map(<[u8]>::to_vec)
            .collect::<Vec<_>>();
        let id = der::sequence(&[&body[3], &body[1]]);
        let signer = der::sequence(&[
            &[2, 1, 1],
            &id,
            &sha256,
            &der::element(0xa0, &attributes),
            &rsa,
            &der::element(4, &signature),
        ]);
        let certificates: Vec<u8> = certificates
            .iter()
            .flat_map(|name| self.certificate(name))
            .collect();
        let signed = [
            vec![2, 1, 1],
            der::element(0x31, &sha256),
            outer(0x30, &data),
            outer(0xa0, &certificates),
            der::element(0x31, &signer),
        ];
        let signed = outer(0xa0, &outer(0x30, &signed.concat()));
        outer(0x30, &[hex("06092a864886f70d010702"), signed].concat())
    }

    fn raw_signature(&self, signer: &str, message: &[u8]) -> Vec<u8> {
        let file = tempfile::NamedTempFile::new_in(self.folder.path()).unwrap();
        std::fs::write(file.path(), message).unwrap();
        let key = format!("{signer}.key");
        self.run(&[
            "dgst",
            "-sha256",
            "-sign",
            &key,
            file.path().to_str().unwrap(),
        ])
    }

    fn now_utc(&self) -> String {
        let output = Command::new("date")
            .args(["-u", "+%y%m%d%H%M%SZ"])
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// What `openssl cms -verify -binary -purpose any` says, with `options` for the chain.
    pub fn accepts(&self, signature: &[u8], manifest: &[u8], options: &[&str]) -> bool {
        let folder = tempfile::tempdir_in(self.folder.path()).unwrap();
        let (signature_file, content) = (folder.path().join("s"), folder.path().join("m"));
        std::fs::write(&signature_file, signature).unwrap();
        std::fs::write(&content, manifest).unwrap();
        let fixed = [
            "cms",
            "-verify",
            "-binary",
            "-purpose",
            "any",
            "-inform",
            "DER",
            "-in",
            signature_file.to_str().unwrap(),
            "-content",
            content.to_str().unwrap(),
            "-out",
            "/dev/null",
        ];
        openssl(self.folder.path(), &[&fixed[..], options].concat())
            .status
            .success()
    }
}

fn openssl(folder: &Path, arguments: &[&str]) -> Output {
    Command::new("openssl")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

pub fn hex(digits: &str) -> Vec<u8> {
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}
