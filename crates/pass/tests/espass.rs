//! esPass files: read into the same terms as other passes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use chrono::{DateTime, Utc};
use kantis_pass::{
    FileKind, ImageRole, Limits, Outcome, Pass, PassError, PassFormat, PassView, Provenance,
    TrustAnchors, Zone, sniff,
};
use proptest::prelude::*;
use support::{archive, png};

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn helsinki() -> Zone {
    Zone::of(&chrono_tz::Europe::Helsinki)
}

fn file(main: &str) -> Vec<u8> {
    archive(&[("main.json", main.as_bytes())])
}

fn read(bytes: &[u8]) -> Result<Pass, PassError> {
    Pass::read(bytes, &Limits::default())
}

fn view(main: &str) -> PassView {
    read(&file(main)).unwrap().view("fi", now(), helsinki())
}

const WHOLE: &str = r##"{
    "id": "8cade31f", "type": "LOYALTY", "description": "Kahvikortti", "creator": "Kahvila",
    "app": "passandroid", "accentColor": "#ff2d6f00",
    "barCode": {"format": "CODE_128", "message": "12345", "alternativeText": "1 2345"},
    "fields": [
        {"label": "Taso", "value": "Kulta", "hide": false},
        {"key": "a", "label": "Pisteet", "value": "120", "hide": false},
        {"label": "Ehdot", "value": "www.kahvila.example", "hide": true}
    ],
    "locations": [{"lat": 60.17, "lon": "24.94", "name": "Keskusta"}],
    "validTimespans": [{"from": "2026-01-01T00:00Z", "to": "2026-06-30T12:00Z"},
                       {"from": "2026-07-01T00:00Z", "to": "2026-12-31T12:00+02:00[Europe/Helsinki]"}],
    "calendarTimespan": {"from": "2026-12-01T10:00Z", "to": "2026-12-01T12:00Z"}
}"##;

#[test]
fn everything_that_the_format_says_is_read() {
    let bytes = archive(&[
        ("main.json", WHOLE.as_bytes()),
        ("icon.png", &png(29, 29)),
        ("strip.png", &png(320, 123)),
        ("source.txt", b"https://kahvila.example/pass"),
    ]);
    assert_eq!(sniff(&bytes), FileKind::Pass);
    let pass = read(&bytes).unwrap();
    assert_eq!(pass.format(), PassFormat::Espass);
    assert!(pass.warnings().is_empty(), "{:?}", pass.warnings());
    let identity = pass.identity();
    assert_eq!(identity.pass_type_identifier.as_deref(), Some("espass"));
    assert_eq!(identity.serial_number.as_deref(), Some("8cade31f"));
    assert!(pass.image(ImageRole::Icon, 1, "fi").is_some());
    assert!(pass.image(ImageRole::Strip, 2, "fi").is_some());
    let verification = pass.verify(&TrustAnchors::apple(), now());
    assert_eq!(verification.provenance, Provenance::Unsigned);
    assert!(
        verification
            .checks
            .iter()
            .all(|check| check.outcome == Outcome::Absent)
    );

    let view = pass.view("fi", now(), helsinki());
    assert_eq!(view.style.name(), "storeCard");
    assert_eq!(view.organization_name.as_deref(), Some("Kahvila"));
    assert_eq!(view.description.as_deref(), Some("Kahvikortti"));
    assert_eq!(view.background.unwrap().rgb.unwrap().hex(), "#2d6f00");
    let shown = |fields: &[kantis_pass::FieldView]| {
        let pairs = fields
            .iter()
            .map(|field| format!("{}={}", field.label.as_deref().unwrap_or(""), field.display));
        pairs.collect::<Vec<_>>()
    };
    assert_eq!(shown(&view.primary), ["Taso=Kulta"]);
    assert_eq!(shown(&view.secondary), ["Pisteet=120"]);
    assert_eq!(shown(&view.back), ["Ehdot=www.kahvila.example"]);
    assert_eq!(view.back[0].links[0].href, "https://www.kahvila.example");
    let code = &view.barcodes[0];
    assert_eq!(
        (code.symbology, code.message.as_str()),
        (Some("CODE_128"), "12345")
    );
    assert_eq!(code.alt_text.as_deref(), Some("1 2345"));
    let end = view.expiration.unwrap().end(helsinki());
    assert_eq!(end.to_rfc3339(), "2026-12-31T10:00:00+00:00");
    assert!(!view.expired);
    assert_eq!(view.relevance.len(), 1);
    assert_eq!(view.locations[0].longitude, 24.94);
    assert_eq!(view.locations[0].relevant_text.as_deref(), Some("Keskusta"));
}

#[test]
fn types_are_styles() {
    for (kind, style) in [
        ("EVENT", "eventTicket"),
        ("COUPON", "coupon"),
        ("VOUCHER", "coupon"),
        ("LOYALTY", "storeCard"),
        ("BOARDING", "boardingPass"),
        ("PKBOARDING", "boardingPass"),
        ("GENERIC", "generic"),
        ("SOMETHING", "generic"),
    ] {
        let main = format!("{{\"type\":\"{kind}\",\"id\":\"1\",\"description\":\"x\"}}");
        assert_eq!(view(&main).style.name(), style, "{kind}");
    }
}

#[test]
fn codes_keep_their_symbology_and_their_bytes() {
    for (format, message, symbology, payload) in [
        (
            "QR_CODE",
            "äö",
            Some("QR_CODE"),
            "\u{e4}\u{f6}".chars().map(|c| c as u8).collect(),
        ),
        ("AZTEC", "€5", Some("AZTEC"), "€5".as_bytes().to_vec()),
        ("EAN", "96385074", Some("EAN_8"), b"96385074".to_vec()),
        (
            "EAN",
            "5901234123457",
            Some("EAN_13"),
            b"5901234123457".to_vec(),
        ),
        ("DOTCODE", "1", None, b"1".to_vec()),
    ] {
        let main = format!(
            "{{\"type\":\"EVENT\",\"barCode\":{{\"format\":\"{format}\",\"message\":\"{message}\"}}}}"
        );
        let view = view(&main);
        assert_eq!(view.barcodes[0].symbology, symbology, "{format}");
        assert_eq!(view.barcodes[0].payload, payload, "{format}");
    }
    let none = view("{\"type\":\"EVENT\",\"barCode\":{\"format\":\"QR_CODE\",\"message\":\"\"}}");
    assert!(none.barcodes.is_empty());
}

#[test]
fn a_span_without_an_end_or_that_repeats_never_ends() {
    let ends = |spans: &str| {
        view(&format!(
            "{{\"type\":\"EVENT\",\"fields\":[],\"validTimespans\":{spans}}}"
        ))
        .expiration
        .map(|date| date.issued)
    };
    assert_eq!(
        ends("[{\"to\":\"2026-12-31\"}]").as_deref(),
        Some("2026-12-31")
    );
    assert_eq!(
        ends("[{\"to\":\"2026-12-31\"},{\"from\":\"2026-01-01\"}]"),
        None
    );
    assert_eq!(
        ends("[{\"to\":\"2026-12-31\",\"repeat\":{\"offset\":1,\"count\":9}}]"),
        None
    );
    assert_eq!(ends("[]"), None);
}

#[test]
fn one_made_of_an_issuers_pass_keeps_whose_it_was() {
    let main = r#"{"type":"COUPON","id":"x","fields":[],"passIdent":"pass.org.example.store",
        "serial":"S1","authToken":"secret-token","webServiceURL":"https://kahvila.example"}"#;
    let pass = read(&file(main)).unwrap();
    let identity = pass.identity();
    assert_eq!(
        identity.pass_type_identifier.as_deref(),
        Some("pass.org.example.store")
    );
    assert_eq!(identity.serial_number.as_deref(), Some("S1"));
    assert_eq!(pass.data().token.as_ref().unwrap().reveal(), "secret-token");
    assert!(!format!("{pass:?} {:?}", pass.data()).contains("secret-token"));
}

#[test]
fn what_is_none_is_refused() {
    let other = file(r#"{"name":"an app","type":"module"}"#);
    assert_eq!(sniff(&other), FileKind::OtherZip);
    assert_eq!(read(&other).unwrap_err().code(), "noPassJson");
    let broken = file("{\"type\":");
    assert_eq!(sniff(&broken), FileKind::OtherZip);
    assert_eq!(read(&broken).unwrap_err().code(), "json");
    let deep = file(&format!(
        "{{\"type\":\"EVENT\",\"fields\":{}",
        "[".repeat(50_000)
    ));
    assert_eq!(read(&deep).unwrap_err().code(), "json");
    let large = archive(&[("main.json", &vec![b' '; 5 * 1024 * 1024])]);
    assert_eq!(read(&large).unwrap_err().code(), "entryTooLarge");
    assert_eq!(sniff(&large), FileKind::OtherZip);
    let unsafe_name = archive(&[("main.json", WHOLE.as_bytes()), ("../x", b"")]);
    assert_eq!(read(&unsafe_name).unwrap_err().code(), "unsafeName");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]
    #[test]
    fn mutated_texts_never_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut main = WHOLE.as_bytes().to_vec();
        for (index, byte) in changes {
            let at = index.index(main.len());
            main[at] = byte;
        }
        let bytes = archive(&[("main.json", &main)]);
        if let Ok(pass) = read(&bytes) {
            let view = pass.view("fi", now(), helsinki());
            prop_assert!(view.fields().count() <= 3);
        }
        sniff(&bytes);
    }
}

#[test]
fn a_real_one() {
    let Some(folder) = support::fixtures() else {
        println!("no fixtures: skipped");
        return;
    };
    let bytes = std::fs::read(folder.join("charge_coupon.espass")).unwrap();
    assert_eq!(sniff(&bytes), FileKind::Pass);
    let pass = read(&bytes).unwrap();
    let view = pass.view("en", now(), helsinki());
    assert_eq!(view.style.name(), "eventTicket");
    assert_eq!(view.description.as_deref(), Some("car charger"));
    assert_eq!(view.primary[0].display, "100kWh");
    assert_eq!(view.secondary[0].display, "solar");
    assert_eq!(view.back[0].display, "do not use for bitcoin mining");
    assert_eq!(view.barcodes[0].symbology, Some("PDF_417"));
    assert_eq!(view.background.unwrap().rgb.unwrap().hex(), "#2dff00");
    assert!(pass.image(ImageRole::Icon, 1, "en").is_some());
    assert!(pass.warnings().is_empty());
}
