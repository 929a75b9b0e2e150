//! Passes that are written: read back by the reader to what they were.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use chrono::{DateTime, Utc};
use kantis_pass::{
    CheckKind, ImageRole, Limits, Outcome, Pass, PassFiles, Provenance, TrustAnchors, Zone,
    same_contents,
};
use support::{Entry, archive, entry, manifest, png, store_card, zip};

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn helsinki() -> Zone {
    Zone::of(&chrono_tz::Europe::Helsinki)
}

fn read(bytes: &[u8]) -> Pass {
    Pass::read(bytes, &Limits::default()).unwrap()
}

fn reissued(bytes: &[u8]) -> Vec<u8> {
    let files = PassFiles::of_pass(bytes, &Limits::default()).unwrap();
    files.write().unwrap()
}

fn unsigned_and_whole(pass: &Pass) {
    let verification = pass.verify(&TrustAnchors::apple(), now());
    assert_eq!(verification.provenance, Provenance::Unsigned);
    assert_eq!(
        verification.outcome(CheckKind::ManifestHashes),
        Outcome::Passed
    );
    assert!(pass.warnings().is_empty(), "{:?}", pass.warnings());
}

#[test]
fn a_pass_of_json_and_pictures() {
    let json = serde_json::from_slice(&store_card("\"storeCard\":{}")).unwrap();
    let mut files = PassFiles::new(&json);
    files.put("icon.png", png(29, 29));
    files.put("fi.lproj/pass.strings", b"\"Kortti\" = \"Muu\";".to_vec());
    assert!(files.has("icon.png") && !files.has("logo.png"));
    let bytes = files.write().unwrap();
    assert_eq!(
        bytes,
        files.write().unwrap(),
        "the same files give the same bytes"
    );
    let pass = read(&bytes);
    unsigned_and_whole(&pass);
    assert!(pass.image(ImageRole::Icon, 1, "fi").is_some());
    assert_eq!(pass.locales(), ["fi"]);
    let description = |locale| pass.view(locale, now(), helsinki()).description;
    assert_eq!(description("fi").as_deref(), Some("Muu"));
}

#[test]
fn a_pass_leaves_as_it_was_issued_without_its_token() {
    let json = store_card(
        "\"webServiceURL\":\"https://kahvila.example/secret\",\"authenticationToken\":\"t0k3n\",\
         \"userInfo\":{\"x\":[1,2.50]},\"storeCard\":{\"primaryFields\":[\
         {\"key\":\"a\",\"value\":12.50,\"currencyCode\":\"EUR\"},],}",
    );
    let icon = png(29, 29);
    let strings = b"\"Kortti\" = \"Muu\";";
    let listed: &[(&str, &[u8])] = &[
        ("pass.json", &json),
        ("icon.png", &icon),
        ("fi.lproj/pass.strings", strings),
    ];
    let list = manifest(listed);
    let mut files = listed.to_vec();
    files.extend([
        ("manifest.json", list.as_slice()),
        ("signature", b"not one".as_slice()),
        ("logo.png", icon.as_slice()),
        (".DS_Store", b"x".as_slice()),
    ]);
    let original = archive(&files);
    let bytes = reissued(&original);
    assert!(entry(&bytes, "signature").is_none());
    assert!(
        entry(&bytes, "logo.png").is_none(),
        "not listed, not the issuer's"
    );
    let text = String::from_utf8(entry(&bytes, "pass.json").unwrap()).unwrap();
    assert!(
        !text.contains("t0k3n") && !text.contains("kahvila.example"),
        "{text}"
    );
    assert!(
        text.contains("12.50") && text.contains("{\"x\":[1,2.50]}"),
        "{text}"
    );
    let (was, is) = (read(&original), read(&bytes));
    unsigned_and_whole(&is);
    assert!(was.changes(&is, "fi", now(), helsinki()).is_empty());
    assert!(was.identity() == is.identity());
    assert_eq!(is.locales(), ["fi"]);
    assert!(is.image(ImageRole::Icon, 1, "fi").is_some());
    assert!(is.data().token.is_none() && is.data().web_service.is_none());
    assert_eq!(
        bytes,
        reissued(&bytes),
        "what is written is written the same again"
    );
}

#[test]
fn an_espass_becomes_a_pkpass() {
    let main = r#"{"type":"COUPON","id":"7","description":"Kahvi","authToken":"t0k3n",
        "fields":[{"label":"a","value":"b","hide":false}],
        "barCode":{"format":"AZTEC","message":"123"}}"#;
    let original = archive(&[
        ("main.json", main.as_bytes()),
        ("icon.png", &png(29, 29)),
        ("source.txt", b"x"),
    ]);
    let bytes = reissued(&original);
    let (was, is) = (read(&original), read(&bytes));
    assert!(was.changes(&is, "fi", now(), helsinki()).is_empty());
    assert!(was.identity() == is.identity());
    assert_eq!(is.data().barcodes[0].payload, b"123");
    assert!(is.data().token.is_none());
    assert!(entry(&bytes, "source.txt").is_none());
}

#[test]
fn archives_with_the_same_files_are_the_same() {
    let limits = Limits::default();
    let json = store_card("\"storeCard\":{}");
    let stored = archive(&[("pass.json", &json), ("icon.png", b"x")]);
    let packed = zip(&[
        Entry::deflated("icon.png", b"x".as_slice()),
        Entry::deflated("pass.json", json.as_slice()),
        Entry::new("__MACOSX/._pass.json", b"y".as_slice()),
    ]);
    assert_ne!(stored, packed);
    assert!(same_contents(&stored, &packed, &limits));
    let other = archive(&[("pass.json", &json), ("icon.png", b"y")]);
    let fewer = archive(&[("pass.json", &json)]);
    assert!(!same_contents(&stored, &other, &limits));
    assert!(!same_contents(&stored, &fewer, &limits));
    assert!(!same_contents(b"x", b"y", &limits));
}

#[test]
fn every_real_pass_leaves_as_it_came() {
    let Some(folder) = support::fixtures() else {
        println!("no fixtures: skipped");
        return;
    };
    let mut seen = 0;
    for path in std::fs::read_dir(folder).unwrap() {
        let path = path.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let Ok(was) = Pass::read(&bytes, &Limits::default()) else {
            continue;
        };
        let is = read(&reissued(&bytes));
        for locale in ["en", "de", "fi"] {
            assert!(
                was.changes(&is, locale, now(), helsinki()).is_empty(),
                "{path:?}"
            );
        }
        assert_eq!(was.locales(), is.locales(), "{path:?}");
        assert!(was.data().barcodes == is.data().barcodes, "{path:?}");
        for role in ImageRole::ALL {
            assert_eq!(
                was.image(role, 2, "en"),
                is.image(role, 2, "en"),
                "{path:?}"
            );
        }
        let json = entry(&reissued(&bytes), "pass.json").unwrap();
        let token = was
            .data()
            .token
            .as_ref()
            .map(|token| token.reveal().to_owned());
        assert!(token.is_none_or(|token| !String::from_utf8_lossy(&json).contains(&token)));
        seen += 1;
    }
    assert!(seen >= 8, "{seen}");
}
