//! Codes and passes: drawn in the terminal and into files, inspected without a wallet.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![cfg(unix)]

mod common;

use std::fs;

use common::{Kantis, bare, changed_pass, demo, ran};

const PAYLOADS: &[(&str, &str)] = &[
    ("AZTEC", "Käse"),
    ("CODABAR", "A204125567B"),
    ("CODE_39", "PULSSI-2291"),
    ("CODE_93", "PULSSI-2291"),
    ("CODE_128", "VO-4471-0096"),
    ("DATA_MATRIX", "VO-4471-0096"),
    ("EAN_8", "20412555"),
    ("EAN_13", "6430012345679"),
    ("ITF", "4210052644"),
    ("PDF_417", "SF7730114"),
    ("QR_CODE", "AALTO-582-1377"),
    ("UPC_A", "012345678905"),
    ("UPC_E", "01234565"),
];

#[test]
fn every_symbology_is_drawn_without_a_wallet() {
    let kantis = Kantis::new();
    for (symbology, text) in PAYLOADS {
        let draw = [
            "symbol",
            "draw",
            "--json",
            "--symbology",
            symbology,
            "--text",
            text,
        ];
        let view = ran(bare()
            .current_dir(kantis.path(""))
            .args(draw)
            .args(["--svg", "code.svg", "--png", "code.png"]))
        .ends(0)
        .json();
        assert_eq!(view["symbology"], *symbology);
        assert_eq!(view["readBack"], "good", "{symbology}");
        let svg = fs::read_to_string(kantis.path("code.svg")).unwrap();
        assert!(
            svg.starts_with("<svg ") && svg.contains("crispEdges"),
            "{symbology}: {svg}"
        );
        let png = fs::read(kantis.path("code.png")).unwrap();
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"), "{symbology}");
    }
    assert!(!kantis.path("wallet").exists() && !kantis.path("data").exists());
}

#[test]
fn hex_and_text_draw_the_same_code() {
    let kantis = Kantis::new();
    let path = |payload: [&str; 2]| {
        kantis.json(&[
            "symbol",
            "draw",
            "--symbology",
            "qr_code",
            payload[0],
            payload[1],
        ])["drawing"]["path"]
            .clone()
    };
    assert_eq!(path(["--text", "Hello"]), path(["--hex", "48656C6c6F"]));
    assert_ne!(path(["--text", "Hello"]), path(["--text", "Hellp"]));
}

#[test]
fn what_cannot_be_drawn_says_why_and_what_can() {
    let kantis = Kantis::new();
    let args = ["symbol", "draw", "--symbology", "ITF", "--text", "123"];
    let plain = kantis.run(&args).ends(1);
    assert!(
        plain.err.contains("even number of digits") && plain.err.contains("CODE_128"),
        "{plain:?}"
    );
    let json = kantis.run(&[&["--json"], &args[..]].concat()).ends(1);
    let error: serde_json::Value = serde_json::from_str(&json.err).unwrap();
    assert_eq!(error["error"]["code"], "cannotCarry");
    assert_eq!(error["error"]["params"]["symbology"], "ITF");
}

#[test]
fn a_card_shows_its_code_in_the_terminal() {
    let kantis = Kantis::new();
    kantis.add(&[
        "--title",
        "Aalto",
        "--symbology",
        "QR_CODE",
        "--text",
        "AALTO-582-1377",
    ]);
    let shown = kantis.run(&["code", "Aalto"]).ends(0);
    assert!(
        shown.out.contains('▀') && shown.out.contains('█'),
        "{shown:?}"
    );
    kantis.run(&["code", "Aalto", "--svg", "a.svg"]).ends(0);
    assert!(
        fs::read_to_string(kantis.path("a.svg"))
            .unwrap()
            .contains("<title>Aalto</title>")
    );
    let none = kantis.run(&["code", "Aalto", "--nth", "2"]).ends(1);
    assert!(none.err.contains("1 code"), "{none:?}");
    let barred = kantis
        .run(&["code", "Aalto", "--svg", "no/such/folder.svg"])
        .ends(1);
    assert!(barred.err.contains("cannot be written"), "{barred:?}");
}

#[test]
fn a_pass_is_inspected_without_a_wallet_in_the_readers_language() {
    let inspect = |language: &str| {
        let file = demo("kahvila.pkpass");
        let args = ["pass", "inspect", &file, "--language", language, "--json"];
        ran(bare().args(args)).ends(0).json()
    };
    let pass = inspect("fi");
    assert_eq!(pass["provenance"], "unsigned");
    assert_eq!(pass["style"], "storeCard");
    assert_eq!(pass["organizationName"], "Kahvila Pihlaja");
    assert_eq!(pass["description"], "Kahvila Pihlajan leimakortti");
    assert_eq!(pass["serialNumber"], "KP-000417");
    assert_eq!(pass["passTypeIdentifier"], "pass.example.kahvila-pihlaja");
    assert_eq!(pass["symbols"][0]["symbology"], "QR_CODE");
    assert_eq!(pass["symbols"][0]["text"], "PIHLAJA:KP-000417");
    assert_eq!(pass["symbols"][0]["altText"], "KP-000417");
    assert_eq!(pass["symbols"][1]["symbology"], "CODE_128");
    let mut locales = pass["locales"].as_array().unwrap().clone();
    locales.sort_by_key(ToString::to_string);
    assert_eq!(locales, ["en", "fi"]);
    assert!(pass["warnings"].is_array());
    let stamps = &pass["fields"][0];
    assert_eq!(
        (&stamps["section"], &stamps["key"]),
        (&"header".into(), &"stamps".into())
    );
    assert_eq!(
        (&stamps["label"], &stamps["display"]),
        (&"LEIMAT".into(), &"7/10".into())
    );
    assert_eq!(inspect("en")["fields"][0]["label"], "STAMPS");
}

#[test]
fn dates_of_a_pass_are_on_the_clock_of_their_own_season() {
    let kantis = Kantis::new();
    let shown = |date: &str| {
        let changes = [
            ("pass.json", "2024-03-08T09:00+02:00", date),
            ("pass.json", "PKDateStyleNone", "PKDateStyleShort"),
        ];
        kantis.file("dated.pkpass", &changed_pass(&changes));
        // The rules of Helsinki as POSIX writes them: no table of zones is needed.
        let mut inspect = kantis.command();
        inspect.env("TZ", "EET-2EEST,M3.5.0/3,M10.5.0/4");
        let args = ["pass", "inspect", "dated.pkpass", "--language", "fi"];
        let pass = ran(inspect.args(args).arg("--json")).ends(3).json();
        let fields = pass["fields"].as_array().unwrap();
        let since = fields.iter().find(|field| field["key"] == "since");
        since.unwrap()["display"].as_str().unwrap().to_owned()
    };
    // Whenever this runs, one of them is in the other season.
    assert_eq!(shown("2024-07-01T21:30:00Z"), "2.7.2024 klo 0.30");
    assert_eq!(shown("2024-01-01T21:30:00Z"), "1.1.2024 klo 23.30");
}

#[test]
fn a_tampered_pass_is_printed_and_ends_with_3() {
    let kantis = Kantis::new();
    kantis.file(
        "bad.pkpass",
        &changed_pass(&[("pass.json", "KP-000417\"", "KP-999999\"")]),
    );
    let pass = kantis
        .run(&["pass", "inspect", "bad.pkpass", "--json"])
        .ends(3)
        .json();
    assert_eq!(pass["provenance"], "tampered");
    let plain = kantis.run(&["pass", "inspect", "bad.pkpass"]).ends(3);
    assert!(
        plain.out.contains("not what its issuer signed"),
        "{plain:?}"
    );
}

#[test]
fn an_unreadable_pass_ends_with_1() {
    let kantis = Kantis::new();
    kantis.file("noise.pkpass", b"no zip at all");
    kantis.file(
        "short.pkpass",
        &fs::read(demo("kahvila.pkpass")).unwrap()[..3_000],
    );
    for file in ["noise.pkpass", "short.pkpass", "missing.pkpass", "."] {
        let ran = kantis.run(&["pass", "inspect", file, "--json"]).ends(1);
        assert!(ran.out.is_empty(), "{ran:?}");
        let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
        assert_eq!(error["error"]["code"], "unreadableFile", "{file}: {ran:?}");
    }
}

#[test]
fn a_walk_over_real_passes() {
    let folder = std::env::var("KANTIS_FIXTURES").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/fixtures").to_owned()
    });
    let Ok(files) = fs::read_dir(format!("{folder}/passes")) else {
        println!("no real passes at {folder}: nothing was walked");
        return;
    };
    for file in files.map(|file| file.unwrap().path()) {
        if file
            .extension()
            .is_none_or(|extension| extension != "pkpass")
        {
            continue;
        }
        let ran = ran(bare().args(["pass", "inspect", "--json"]).arg(&file));
        assert!([0, 3].contains(&ran.code), "{}: {ran:?}", file.display());
        assert!(ran.json()["fields"].is_array());
    }
}
