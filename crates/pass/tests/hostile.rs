//! Whatever the bytes are: an answer, never a panic, and never a better grade.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use chrono::{DateTime, Utc};
use kantis_pass::{ImageRole, Limits, Pass, Provenance, TrustAnchors, Zone, read_bundle, sniff};
use proptest::prelude::*;
use support::issuer::ISSUER;
use support::{archive, manifest, png, store_card, unsigned};

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

/// Everything that can be asked of a file.
fn exercise(file: &[u8]) -> Option<Provenance> {
    let limits = Limits::default();
    let _ = sniff(file);
    let _ = read_bundle(file, &limits);
    let pass = Pass::read(file, &limits).ok()?;
    for locale in ["fi-FI", "en", "zz-!!", ""] {
        let view = pass.view(locale, now(), Zone::of(&chrono_tz::Europe::Helsinki));
        assert!(view.fields().count() <= 30_000);
        let _ = pass.image(ImageRole::Logo, 2, locale);
    }
    for warning in pass.warnings() {
        assert!(!warning.code().is_empty());
        let _ = warning.params();
    }
    Some(pass.verify(&TrustAnchors::apple(), now()).provenance)
}

fn rich_json() -> Vec<u8> {
    store_card(
        "\"storeCard\":{\"primaryFields\":[{\"key\":\"a\",\"label\":\"A\",\"value\":12.50,\
         \"currencyCode\":\"EUR\"},{\"key\":\"b\",\"value\":\"2026-11-30T18:30+02:00\",\
         \"dateStyle\":\"PKDateStyleFull\",\"timeStyle\":\"PKDateStyleLong\",\"isRelative\":true}],\
         \"backFields\":[{\"key\":\"c\",\"attributedValue\":\"<a href='https://x'>y</a> &auml;\"}]},\
         \"barcodes\":[{\"format\":\"PKBarcodeFormatQR\",\"message\":\"\u{e4}\",\
         \"messageEncoding\":\"iso-8859-1\"}],\"locations\":[{\"latitude\":1,\"longitude\":2}],\
         \"expirationDate\":\"2026-12-01\",\"backgroundColor\":\"rgb(1,2,3)\"",
    )
}

fn whole_pass() -> Vec<u8> {
    static PASS: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| {
        let (json, icon) = (rich_json(), png(29, 29));
        let strings = b"\"A\" = \"B\\n\"; /* c */ \"x\" = \"\\U00e4\";".as_slice();
        let files: &[(&str, &[u8])] = &[
            ("pass.json", &json),
            ("icon.png", &icon),
            ("fi.lproj/pass.strings", strings),
        ];
        let manifest = manifest(files);
        let signature = ISSUER.craft(&manifest, true, true, &["leaf", "intermediate"]);
        let mut all = files.to_vec();
        all.extend([
            ("manifest.json", manifest.as_slice()),
            ("signature", signature.as_slice()),
        ]);
        archive(&all)
    });
    PASS.clone()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        exercise(&bytes);
    }

    #[test]
    fn mutated_files(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut file = whole_pass();
        for (index, byte) in changes {
            let at = index.index(file.len());
            file[at] = byte;
        }
        exercise(&file);
    }

    #[test]
    fn mutated_json(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut json = rich_json();
        for (index, byte) in changes {
            let at = index.index(json.len());
            json[at] = byte;
        }
        exercise(&unsigned(&json));
    }

    #[test]
    fn values_of_any_text(value in ".{0,60}", style in "PK(Date|Number)Style(Short|Full|Percent|Scientific)", code in "[A-Z]{0,3}") {
        let field = serde_json::json!({
            "key": "k", "value": value, "attributedValue": value, "dateStyle": style,
            "numberStyle": style, "currencyCode": code, "label": value,
        });
        let json = store_card(&format!("\"storeCard\":{{\"backFields\":[{field}]}},\"backgroundColor\":{}", field["value"]));
        prop_assert_eq!(exercise(&unsigned(&json)), Some(Provenance::Unsigned));
    }

    #[test]
    fn numbers_of_any_size(digits in "-?[0-9]{1,45}(\\.[0-9]{1,30})?([eE][-+]?[0-9]{1,6})?") {
        let json = store_card(&format!("\"storeCard\":{{\"backFields\":[{{\"value\":{digits},\"currencyCode\":\"EUR\"}},{{\"value\":{digits},\"numberStyle\":\"PKNumberStylePercent\"}},{{\"value\":{digits}}}]}}"));
        exercise(&unsigned(&json));
    }

    #[test]
    fn strings_files_of_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let json = rich_json();
        exercise(&archive(&[("pass.json", &json), ("fi.lproj/pass.strings", &bytes)]));
    }

    #[test]
    fn signatures_of_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let json = rich_json();
        let manifest = manifest(&[("pass.json", &json)]);
        let file = archive(&[("pass.json", &json), ("manifest.json", &manifest), ("signature", &bytes)]);
        prop_assert_eq!(exercise(&file), Some(Provenance::Tampered));
    }
}

#[test]
fn the_unmutated_pass_is_whole() {
    assert_eq!(exercise(&whole_pass()), Some(Provenance::UnknownIssuer));
}

#[test]
fn texts_made_to_be_slow_are_read_all_the_same() {
    let texts = [
        "<a".repeat(30_000),
        "<a href='".repeat(20_000),
        "&".repeat(30_000),
        "\\\"".repeat(30_000),
        "<a href=\\\"x\\\">".repeat(20_000),
    ];
    for text in texts {
        let json = store_card(&format!(
            "\"storeCard\":{{\"backFields\":[{{\"attributedValue\":\"{text}\"}}]}}"
        ));
        assert_eq!(exercise(&unsigned(&json)), Some(Provenance::Unsigned));
    }
    let json = rich_json();
    for strings in [
        "\"\n".repeat(200_000),
        "\"a\" \"".repeat(100_000),
        "/*".repeat(200_000),
        "a=".repeat(200_000),
    ] {
        exercise(&archive(&[
            ("pass.json", &json),
            ("fi.lproj/pass.strings", strings.as_bytes()),
        ]));
    }
}
