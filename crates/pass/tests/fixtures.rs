//! Real passes, where the folder with them exists: what each one is, by OpenSSL and by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use chrono::{DateTime, Utc};
use kantis_pass::{
    FileKind, ImageRole, Limits, Note, Outcome, Pass, Provenance, TrustAnchors, Zone, sniff,
};

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn helsinki() -> Zone {
    Zone::of(&chrono_tz::Europe::Helsinki)
}

struct Expected {
    file: &'static str,
    provenance: Provenance,
    notes: &'static [Note],
    style: &'static str,
    signed_at: Option<&'static str>,
    warnings: &'static [&'static str],
    locales: &'static [&'static str],
    symbol: Option<(&'static str, &'static str)>,
    /// Key or label of a field, and how a Finnish reader sees it.
    field: (&'static str, &'static str),
}

const EXPECTED: &[Expected] = &[
    // Apple's sample: BER of indefinite length, SHA-1 throughout, WWDR of 2008.
    Expected {
        file: "StoreCard.pkpass",
        provenance: Provenance::Verified,
        notes: &[Note::ExpiredNow, Note::Sha1Signature],
        style: "storeCard",
        signed_at: Some("2015-07-23T18:35:34+00:00"),
        warnings: &[],
        locales: &[],
        symbol: Some(("PDF_417", "123456789")),
        field: ("balance", "21,75\u{a0}$"),
    },
    // Brings the expired G1 although G4 issued its signer: only the bundled G4 verifies it.
    Expected {
        file: "coffee_club.pkpass",
        provenance: Provenance::Verified,
        notes: &[Note::IntermediateNotEmbedded, Note::ExpiredNow],
        style: "storeCard",
        signed_at: Some("2024-07-21T10:02:05+00:00"),
        warnings: &[],
        locales: &[],
        symbol: Some(("PDF_417", "123456789")),
        field: ("points", "127"),
    },
    // passkit-generator: SHA-1 digest, the signature algorithm names its hash.
    Expected {
        file: "localised.pkpass",
        provenance: Provenance::Verified,
        notes: &[Note::ExpiredNow, Note::Sha1Signature],
        style: "boardingPass",
        signed_at: Some("2021-03-28T06:40:04+00:00"),
        warnings: &[],
        locales: &["en", "en-GB", "en-US"],
        symbol: Some((
            "QR_CODE",
            "M1Griffin/Homer       EP8F8R8 SPRQHGPK 0852 326N001A0027 000 PFR",
        )),
        field: ("flights.boardingTime", "6.55"),
    },
    Expected {
        file: "loyalty_signed_expired.pkpass",
        provenance: Provenance::Verified,
        notes: &[Note::ExpiredNow, Note::Sha1Signature],
        style: "storeCard",
        signed_at: Some("2020-02-04T21:08:20+00:00"),
        warnings: &[],
        locales: &[],
        symbol: Some(("CODE_128", "23403552810")),
        field: ("balance", "0,00\u{a0}€"),
    },
    // A manifest whose hashes match, but no signature; no identity and no field keys.
    Expected {
        file: "loyalty_unsigned.pkpass",
        provenance: Provenance::Unsigned,
        notes: &[],
        style: "storeCard",
        signed_at: None,
        warnings: &["missingKey", "missingKey"],
        locales: &[],
        symbol: None,
        field: ("Test balance", "34,56\u{a0}$"),
    },
    // Two versions of one pass with neither manifest nor signature.
    Expected {
        file: "update_before.pkpass",
        provenance: Provenance::Unsigned,
        notes: &[],
        style: "boardingPass",
        signed_at: None,
        warnings: &[],
        locales: &["de", "en"],
        symbol: Some((
            "QR_CODE",
            "M1KRAUSE/VOLKER       ABCDEF ZRHTXLLX 0962 123Y010E0143 15D>5180 ASDLFK123            \
             1234566798 LX LH 123456677876     N*12334234K09         ",
        )),
        field: ("gate", "AB"),
    },
    Expected {
        file: "update_after.pkpass",
        provenance: Provenance::Unsigned,
        notes: &[],
        style: "boardingPass",
        signed_at: None,
        warnings: &[],
        locales: &["de", "en"],
        symbol: Some((
            "QR_CODE",
            "M1KRAUSE/VOLKER       ABCDEF ZRHTXLLX 0962 123Y010E0143 15D>5180 ASDLFK123            \
             1234566798 LX LH 123456677876     N*12334234K09         ",
        )),
        field: ("gate", "G30"),
    },
];

#[test]
fn real_passes_are_what_they_are() {
    let Some(folder) = support::fixtures() else {
        println!("no fixtures: skipped");
        return;
    };
    for expected in EXPECTED {
        let file = expected.file;
        let bytes = std::fs::read(folder.join(file)).unwrap();
        assert_eq!(sniff(&bytes), FileKind::Pass, "{file}");
        let pass = Pass::read(&bytes, &Limits::default()).unwrap();
        let verification = pass.verify(&TrustAnchors::apple(), now());
        assert_eq!(
            verification.provenance, expected.provenance,
            "{file}: {verification:?}"
        );
        assert_eq!(verification.notes, expected.notes, "{file}");
        let signed_at = verification.signed_at.map(|time| time.to_rfc3339());
        assert_eq!(signed_at.as_deref(), expected.signed_at, "{file}");
        if expected.provenance == Provenance::Verified {
            let passed = |check: &kantis_pass::Check| check.outcome == Outcome::Passed;
            assert!(
                verification.checks.iter().all(passed),
                "{file}: {verification:?}"
            );
            let signer = verification.signer.unwrap();
            assert_eq!(
                signer.pass_type,
                pass.identity().pass_type_identifier,
                "{file}"
            );
        }
        assert_eq!(pass.style().name(), expected.style, "{file}");
        let warnings: Vec<_> = pass
            .warnings()
            .iter()
            .map(|warning| warning.code())
            .collect();
        assert_eq!(warnings, expected.warnings, "{file}");
        assert_eq!(pass.locales(), expected.locales, "{file}");
        let view = pass.view("fi-FI", now(), helsinki());
        let symbol = view.barcodes.first();
        assert_eq!(
            symbol.map(|symbol| (symbol.symbology.unwrap(), symbol.message.as_str())),
            expected.symbol,
            "{file}"
        );
        let (name, display) = expected.field;
        let field = view
            .fields()
            .find(|field| field.key == name || field.label.as_deref() == Some(name))
            .unwrap();
        assert_eq!(field.display, display, "{file}");
        assert!(pass.image(ImageRole::Logo, 2, "fi").is_some(), "{file}");
        assert!(!view.repaired, "{file}");
    }
}

#[test]
fn every_file_of_the_folder_is_read_or_refused_with_a_reason() {
    let Some(folder) = support::fixtures() else {
        println!("no fixtures: skipped");
        return;
    };
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let read = Pass::read(&bytes, &Limits::default());
        let is_pass = path
            .extension()
            .is_some_and(|extension| extension == "pkpass" || extension == "espass");
        assert_eq!(read.is_ok(), is_pass, "{path:?}: {:?}", read.err());
        assert_eq!(sniff(&bytes) == FileKind::Pass, is_pass, "{path:?}");
    }
}

#[test]
fn labels_are_in_the_language_of_the_reader() {
    let Some(folder) = support::fixtures() else {
        println!("no fixtures: skipped");
        return;
    };
    let bytes = std::fs::read(folder.join("update_after.pkpass")).unwrap();
    let pass = Pass::read(&bytes, &Limits::default()).unwrap();
    let label = |locale: &str| {
        let view = pass.view(locale, now(), helsinki());
        let label = view
            .fields()
            .find(|field| field.key == "passenger")
            .unwrap()
            .label
            .clone();
        label.unwrap()
    };
    assert_eq!(label("en-GB"), "Passenger");
    assert_eq!(label("de-AT"), "Passagier");
    assert_eq!(label("fi"), "Passenger");
}

#[test]
fn without_apples_anchors_nobody_is_known() {
    let Some(folder) = support::fixtures() else {
        println!("no fixtures: skipped");
        return;
    };
    let bytes = std::fs::read(folder.join("coffee_club.pkpass")).unwrap();
    let pass = Pass::read(&bytes, &Limits::default()).unwrap();
    let verification = pass.verify(&TrustAnchors::default(), now());
    assert_eq!(verification.provenance, Provenance::UnknownIssuer);
}
