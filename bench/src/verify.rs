//! A thousand passes read and verified, beside OpenSSL's `CMS_verify` on their signatures.
//!
//! We unpack a pass, hash every file, read it all and judge hashes, signature, signer and chain.
//! OpenSSL is handed the signature and the manifest, parsed from the same bytes each time, with a
//! store that trusts the same root.

use std::hint::black_box;
use std::io::{Cursor, Read as _, Write as _};
use std::rc::Rc;

use chrono::{DateTime, Utc};
use kantis_pass::{Limits, Pass, PassFiles, Provenance, TrustAnchors};
use openssl::asn1::Asn1Time;
use openssl::bn::{BigNum, MsbOption};
use openssl::cms::{CMSOptions, CmsContentInfo};
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::stack::Stack;
use openssl::x509::extension::{BasicConstraints, KeyUsage};
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::verify::X509VerifyFlags;
use openssl::x509::{X509, X509Extension, X509Name, X509NameBuilder};

use crate::comparison::Comparison;

const PASSES: usize = 1_000;
/// Shops that issue them.
const ISSUERS: usize = 20;
const TEAM: &str = "TEAM123456";

/// A signed pass, and what of it is OpenSSL's business.
struct Signed {
    file: Vec<u8>,
    manifest: Vec<u8>,
    signature: Vec<u8>,
}

struct Authority {
    certificate: X509,
    key: PKey<Private>,
}

/// Passes with small pictures: the signature is most of the work.
pub(crate) fn small() -> Comparison {
    comparison("1,000 passes of 8 kB, read and verified", 8_000, Some(1.5))
}

/// Passes with large pictures, for comparison: most of the work is hashing what OpenSSL is not
/// even shown.
pub(crate) fn large() -> Comparison {
    comparison("1,000 passes of 250 kB, read and verified", 250_000, None)
}

fn comparison(name: &str, picture_bytes: usize, aim: Option<f64>) -> Comparison {
    let root = authority("Bench Root", None);
    let middle = authority("Bench Pass CA", Some(&root));
    let passes: Rc<Vec<Signed>> = Rc::new(passes(&middle, picture_bytes));
    let pem = String::from_utf8(root.certificate.to_pem().unwrap()).unwrap();
    let anchors = TrustAnchors::from_pem(&[&pem]).unwrap();
    let now: DateTime<Utc> = std::time::SystemTime::now().into();
    let limits = Limits::default();
    let ours = {
        let passes = Rc::clone(&passes);
        move || {
            for pass in passes.iter() {
                let read = Pass::read(&pass.file, &limits).unwrap();
                let verification = read.verify(&anchors, now);
                assert_eq!(verification.provenance, Provenance::Verified);
                black_box(&read);
            }
        }
    };
    let store = store(&root);
    let theirs = move || {
        for pass in passes.iter() {
            let mut signature = CmsContentInfo::from_der(&pass.signature).unwrap();
            let flags = CMSOptions::DETACHED | CMSOptions::BINARY;
            signature
                .verify(None, Some(&store), Some(&pass.manifest), None, flags)
                .unwrap();
            black_box(&signature);
        }
    };
    Comparison {
        name: name.to_owned(),
        count: u32::try_from(PASSES).unwrap(),
        ours: Box::new(ours),
        theirs: Box::new(theirs),
        aim,
    }
}

fn store(root: &Authority) -> X509Store {
    let mut store = X509StoreBuilder::new().unwrap();
    store.add_cert(root.certificate.clone()).unwrap();
    // A pass certificate is for no purpose that OpenSSL knows.
    store
        .set_purpose(openssl::x509::X509PurposeId::ANY)
        .unwrap();
    store.set_flags(X509VerifyFlags::empty()).unwrap();
    store.build()
}

fn passes(middle: &Authority, picture_bytes: usize) -> Vec<Signed> {
    let issuers: Vec<(String, Authority)> = (0..ISSUERS)
        .map(|number| {
            let kind = format!("pass.org.example.shop{number}");
            let signer = signer(&kind, middle);
            (kind, signer)
        })
        .collect();
    let mut embedded = Stack::new().unwrap();
    embedded.push(middle.certificate.clone()).unwrap();
    (0..PASSES)
        .map(|number| {
            let (kind, signer) = issuers.get(number % ISSUERS).unwrap();
            let unsigned = unsigned(kind, number, picture_bytes);
            let manifest = entry(&unsigned, "manifest.json");
            let flags = CMSOptions::DETACHED | CMSOptions::BINARY;
            let signed = CmsContentInfo::sign(
                Some(&signer.certificate),
                Some(&signer.key),
                Some(&embedded),
                Some(&manifest),
                flags,
            );
            let signature = signed.unwrap().to_der().unwrap();
            Signed {
                file: with_signature(unsigned, &signature),
                manifest,
                signature,
            }
        })
        .collect()
}

/// A store card like those that shops issue, with two pictures of about this many bytes together.
fn unsigned(kind: &str, number: usize, picture_bytes: usize) -> Vec<u8> {
    let field = |key: &str, value: serde_json::Value| {
        serde_json::json!({"key": key, "label": key.to_uppercase(), "value": value,
            "changeMessage": "Now %@"})
    };
    let terms = "Points come with every purchase and end after two years. ".repeat(20);
    let json = serde_json::json!({
        "formatVersion": 1,
        "passTypeIdentifier": kind,
        "serialNumber": format!("serial-{number}"),
        "teamIdentifier": TEAM,
        "organizationName": "Example Shop",
        "description": "Loyalty card",
        "logoText": "Example",
        "backgroundColor": "rgb(20, 60, 90)",
        "foregroundColor": "rgb(255, 255, 255)",
        "webServiceURL": "https://passes.example.org/",
        "authenticationToken": "0123456789abcdef0123456789abcdef",
        "barcodes": [{"format": "PKBarcodeFormatQR", "message": format!("{number:013}"),
            "messageEncoding": "iso-8859-1"}],
        "storeCard": {
            "headerFields": [field("points", number.into())],
            "primaryFields": [field("offer", "Free coffee".into())],
            "secondaryFields": [field("tier", "Gold".into()), field("name", "A Customer".into())],
            "backFields": [field("terms", terms.into()), field("web", "www.example.org".into())],
        },
    });
    let mut files = PassFiles::new(&json);
    files.put("icon.png", picture(number, picture_bytes / 4));
    files.put(
        "logo@2x.png",
        picture(number + PASSES, picture_bytes * 3 / 4),
    );
    files.write().unwrap()
}

/// The head of a PNG, and bytes that do not repeat, as packed pixels do not.
fn picture(seed: usize, bytes: usize) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x64\0\0\0\x64\x08\x06\0\0\0".to_vec();
    let mut state = u64::try_from(seed).unwrap().wrapping_mul(2).wrapping_add(1);
    while file.len() < bytes {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        file.extend(state.to_le_bytes());
    }
    file
}

fn entry(archive: &[u8], name: &str) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut content = Vec::new();
    zip.by_name(name)
        .unwrap()
        .read_to_end(&mut content)
        .unwrap();
    content
}

fn with_signature(archive: Vec<u8>, signature: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new_append(Cursor::new(archive)).unwrap();
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("signature", options).unwrap();
    zip.write_all(signature).unwrap();
    zip.finish().unwrap().into_inner()
}

fn name(common: &str, kind: Option<&str>) -> X509Name {
    let mut name = X509NameBuilder::new().unwrap();
    if let Some(kind) = kind {
        name.append_entry_by_text("UID", kind).unwrap();
        name.append_entry_by_text("OU", TEAM).unwrap();
    }
    name.append_entry_by_text("CN", common).unwrap();
    name.append_entry_by_text("O", "Example").unwrap();
    name.build()
}

/// A root, or what a root issued that may issue in turn.
fn authority(common: &str, by: Option<&Authority>) -> Authority {
    let usage = KeyUsage::new()
        .critical()
        .key_cert_sign()
        .crl_sign()
        .build()
        .unwrap();
    let basic = BasicConstraints::new().critical().ca().build().unwrap();
    certificate(&name(common, None), by, [usage, basic])
}

/// A pass certificate for a type.
fn signer(kind: &str, by: &Authority) -> Authority {
    let usage = KeyUsage::new()
        .critical()
        .digital_signature()
        .build()
        .unwrap();
    let basic = BasicConstraints::new().critical().build().unwrap();
    let common = format!("Pass Type ID: {kind}");
    certificate(&name(&common, Some(kind)), Some(by), [usage, basic])
}

fn certificate(
    subject: &X509Name,
    by: Option<&Authority>,
    extensions: [X509Extension; 2],
) -> Authority {
    let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    let mut serial = BigNum::new().unwrap();
    serial.rand(120, MsbOption::ONE, false).unwrap();
    builder
        .set_serial_number(&serial.to_asn1_integer().unwrap())
        .unwrap();
    builder.set_subject_name(subject).unwrap();
    match by {
        Some(by) => builder
            .set_issuer_name(by.certificate.subject_name())
            .unwrap(),
        None => builder.set_issuer_name(subject).unwrap(),
    }
    builder.set_pubkey(&key).unwrap();
    builder
        .set_not_before(&Asn1Time::days_from_now(0).unwrap())
        .unwrap();
    builder
        .set_not_after(&Asn1Time::days_from_now(365).unwrap())
        .unwrap();
    for extension in extensions {
        builder.append_extension(extension).unwrap();
    }
    let signing = by.map_or(&key, |by| &by.key);
    builder.sign(signing, MessageDigest::sha256()).unwrap();
    Authority {
        certificate: builder.build(),
        key,
    }
}
