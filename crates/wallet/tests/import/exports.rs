//! Cards that leave as pass files, read back by our own reader and by another program.

use std::io::{Cursor, Read as _};
use std::process::Command;

use chrono::NaiveDate;
use kantis_barcode::{Symbol, Symbology};
use kantis_pass::{ImageRole, Limits, Pass, PassView, Provenance, TrustAnchors};
use kantis_wallet::import::ImportVerdict;
use kantis_wallet::{
    Balance, CardContent, CardId, CardSymbol, Colour, CustomField, ExportFormat, Language, Origin,
    PhotoSide, Settings, SymbolId, Unit, Wallet, WalletError,
};
use proptest::prelude::*;

use crate::make::{archive, card, cards, counts, import, png, preview};
use crate::support::{Home, only, titled};

fn code(symbol: Symbol) -> CardSymbol {
    CardSymbol {
        id: SymbolId(uuid::Uuid::nil()),
        symbol,
        verdict: None,
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    Some(text.parse().unwrap())
}

/// A card with something in every field.
fn full() -> CardContent {
    CardContent {
        issuer: Some("Kahvila Oy".to_owned()),
        holder: Some("Maija Meikäläinen".to_owned()),
        number: Some("6430 0123".to_owned()),
        symbols: vec![
            code(Symbol::from_text(Symbology::Ean13, "6430012345679", None)),
            code(Symbol::from_text(Symbology::QrCode, "äö€", Some("UTF-8"))),
        ],
        colour: Some(Colour::new(0x20, 0x40, 0x60)),
        note: "private note".to_owned(),
        fields: vec![CustomField {
            label: "PIN".to_owned(),
            value: "0071".to_owned(),
        }],
        valid_from: day("2026-01-01"),
        valid_until: day("2030-06-30"),
        balance: Some(Balance {
            amount: 1250,
            scale: 2,
            unit: Unit::Currency("EUR".to_owned()),
        }),
        favourite: true,
        ..titled("Kahvikortti")
    }
}

fn added(wallet: &Wallet, content: CardContent) -> CardId {
    only(&wallet.add(content, Origin::Manual).unwrap())
}

fn exported(wallet: &Wallet, id: CardId) -> Vec<u8> {
    wallet.export_card(id, ExportFormat::Pkpass).unwrap().bytes
}

fn read(bytes: &[u8]) -> Pass {
    let pass = Pass::read(bytes, &Limits::default()).unwrap();
    assert!(pass.warnings().is_empty(), "{:?}", pass.warnings());
    let verification = pass.verify(&TrustAnchors::apple(), chrono::Utc::now());
    assert_eq!(verification.provenance, Provenance::Unsigned);
    assert!(pass.image(ImageRole::Icon, 1, "en").is_some());
    pass
}

fn view(bytes: &[u8]) -> PassView {
    let zone = kantis_pass::Zone::of(&chrono_tz::Europe::Helsinki);
    read(bytes).view("en", chrono::DateTime::UNIX_EPOCH, zone)
}

/// Everything in an archive, unpacked.
fn contents(bytes: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = Vec::new();
    for at in 0..zip.len() {
        zip.by_index(at).unwrap().read_to_end(&mut all).unwrap();
    }
    all
}

fn holds(bytes: &[u8], words: &str) -> bool {
    let words = words.as_bytes();
    contents(bytes)
        .windows(words.len())
        .any(|window| window == words)
}

/// The content without what an export leaves out and a wallet makes anew.
fn comparable(mut content: CardContent) -> CardContent {
    for symbol in &mut content.symbols {
        symbol.id = SymbolId(uuid::Uuid::nil());
        symbol.verdict = None;
    }
    CardContent {
        note: String::new(),
        groups: Vec::new(),
        favourite: false,
        archived: false,
        front: None,
        back: None,
        icon: None,
        ..content
    }
}

#[test]
fn a_hand_made_card_comes_back_as_it_left() {
    let (home, other) = (Home::new(), Home::new());
    let (wallet, fresh) = (home.open(), other.open());
    let id = added(&wallet, full());
    wallet
        .set_photo(id, PhotoSide::Icon, Some(&png(64, 64, [9, 99, 9])))
        .unwrap();
    assert_eq!(
        wallet.export_formats(id).unwrap(),
        [ExportFormat::Pkpass],
        "there is no original"
    );
    assert_eq!(
        wallet.export_card(id, ExportFormat::Original).unwrap_err(),
        WalletError::NoOriginal
    );
    let file = wallet.export_card(id, ExportFormat::Pkpass).unwrap();
    assert_eq!(file.name, "Kahvikortti.pkpass");
    assert_eq!(file.mime, "application/vnd.apple.pkpass");
    assert_eq!(
        file.bytes,
        exported(&wallet, id),
        "the same card, the same bytes"
    );
    assert!(!holds(&file.bytes, "private note"));
    let pass = read(&file.bytes);
    assert!(pass.image(ImageRole::Logo, 3, "en").is_some());

    let view = view(&file.bytes);
    let shown: Vec<String> = view
        .fields()
        .map(|field| format!("{}={}", field.label.as_deref().unwrap_or(""), field.display))
        .collect();
    assert_eq!(
        shown,
        [
            "Balance=€12.50",
            "Number=6430 0123",
            "Name=Maija Meikäläinen",
            "Valid from=Jan 1, 2026",
            "Valid until=Jun 30, 2030",
            "PIN=0071"
        ]
    );
    assert_eq!(view.style.name(), "storeCard");
    assert_eq!(view.serial_number.as_deref(), Some(id.to_string().as_str()));

    assert_eq!(counts(&import(&fresh, "any", &file.bytes)), [1, 0, 0, 0]);
    let back = card(&fresh, "Kahvikortti");
    assert_eq!(back.origin, Origin::Imported);
    assert!(back.pass.is_none());
    assert_eq!(comparable(back.content), comparable(full()));
    // Here it is the card that it was made of.
    assert_eq!(
        preview(&wallet, "any", &file.bytes).count(ImportVerdict::Same),
        1
    );
}

#[test]
fn a_hand_made_card_is_labelled_in_the_language_of_its_reader() {
    let home = Home::new();
    let wallet = home.open();
    let id = added(&wallet, full());
    for (language, locale, expected) in [
        (
            Language::Fi,
            "sv-FI",
            ["Saldo", "Numero", "Nimi", "Alkaen", "Voimassa", "PIN"],
        ),
        (
            Language::System,
            "sv-FI",
            [
                "Saldo",
                "Nummer",
                "Namn",
                "Gäller från",
                "Gäller till",
                "PIN",
            ],
        ),
        (
            Language::Sv,
            "fi-FI",
            [
                "Saldo",
                "Nummer",
                "Namn",
                "Gäller från",
                "Gäller till",
                "PIN",
            ],
        ),
    ] {
        let settings = Settings {
            language,
            locale: locale.into(),
            ..Settings::default()
        };
        wallet.set_settings(&settings).unwrap();
        let view = view(&exported(&wallet, id));
        let labels: Vec<&str> = view
            .fields()
            .filter_map(|field| field.label.as_deref())
            .collect();
        assert_eq!(labels, expected, "{language:?} at {locale}");
    }
}

#[test]
fn codes_keep_kind_and_bytes_and_can_be_scanned() {
    let home = Home::new();
    let wallet = home.open();
    let text = |symbology, text| Symbol::from_text(symbology, text, None);
    let every_byte: Vec<u8> = (0..=255).collect();
    let cases = [
        text(Symbology::QrCode, "12345"),
        Symbol::new(Symbology::QrCode, every_byte.clone()),
        Symbol::new(Symbology::Aztec, every_byte),
        Symbol::new(Symbology::Pdf417, vec![0, 1, 0xff, 0x80]),
        Symbol::from_text(Symbology::Aztec, "Žluťoučký", Some("UTF-8")),
        Symbol::from_text(Symbology::QrCode, "Łódź", Some("windows-1250")),
        text(Symbology::Code128, "A-12 34"),
        text(Symbology::Code39, "ABC-123"),
        text(Symbology::Code93, "ABC-123"),
        text(Symbology::Codabar, "A12345B"),
        text(Symbology::Ean13, "6430012345679"),
        text(Symbology::Ean8, "96385074"),
        text(Symbology::UpcA, "036000291452"),
        text(Symbology::UpcE, "04252614"),
        text(Symbology::Itf, "123456"),
        text(Symbology::DataMatrix, "12345"),
    ];
    for symbol in cases {
        let name = symbol.symbology.name();
        let content = CardContent {
            symbols: vec![code(symbol.clone())],
            ..titled(name)
        };
        let bytes = exported(&wallet, added(&wallet, content));
        let view = view(&bytes);
        let [barcode] = view.barcodes.as_slice() else {
            panic!("{name}: {} codes", view.barcodes.len());
        };
        assert_eq!(barcode.symbology, Some(name));
        assert_eq!(barcode.payload, symbol.payload, "{name}");
        // As any reader of passes would draw it.
        let drawn = Symbol::new(symbol.symbology, barcode.payload.clone());
        let (_, verdict) = drawn.draw_checked().unwrap();
        assert_eq!(verdict, kantis_barcode::Verdict::ReadBack, "{name}");
    }
}

#[test]
fn a_code_that_a_pass_cannot_carry_is_left_out_and_comes_back() {
    let (home, other) = (Home::new(), Home::new());
    let (wallet, fresh) = (home.open(), other.open());
    let gs1 = Symbol {
        gs1: true,
        ..Symbol::new(Symbology::Code128, b"0104912345123459".to_vec())
    };
    let content = CardContent {
        symbols: vec![code(gs1)],
        ..titled("GS1")
    };
    let bytes = exported(&wallet, added(&wallet, content.clone()));
    assert!(view(&bytes).barcodes.is_empty());
    import(&fresh, "any", &bytes);
    assert_eq!(comparable(card(&fresh, "GS1").content), comparable(content));
}

#[test]
fn a_photo_of_the_front_is_the_thumbnail_of_a_generic_pass() {
    let home = Home::new();
    let wallet = home.open();
    let id = added(&wallet, titled("Kortti"));
    wallet
        .set_photo(id, PhotoSide::Front, Some(&png(856, 540, [200, 10, 10])))
        .unwrap();
    let bytes = exported(&wallet, id);
    assert_eq!(view(&bytes).style.name(), "generic");
    let pass = read(&bytes);
    let thumbnail = pass.image(ImageRole::Thumbnail, 2, "en").unwrap();
    assert!(thumbnail.width <= 270 && thumbnail.height <= 180);
}

/// An issuer's pass with a token.
fn issued(more: &str) -> Vec<u8> {
    let json = format!(
        r##"{{"formatVersion":1,"passTypeIdentifier":"pass.org.example","serialNumber":"1",
        "teamIdentifier":"T","organizationName":"Example Oy","description":"Loyalty card",
        "logoText":"Example","webServiceURL":"https://example.org/service",
        "authenticationToken":"s3cret-token-123"{more},
        "barcodes":[{{"format":"PKBarcodeFormatQR","message":"12345","messageEncoding":"iso-8859-1"}}],
        "storeCard":{{"headerFields":[{{"key":"points","label":"Points","value":120}}]}}}}"##
    );
    archive(&[
        ("pass.json", json.as_bytes()),
        ("logo.png", &png(10, 10, [1, 2, 3])),
        (
            "fi.lproj/pass.strings",
            "\"Points\" = \"Pisteet\";".as_bytes(),
        ),
    ])
}

#[test]
fn a_pass_leaves_as_issued_without_overlay_and_token_or_whole() {
    let home = Home::new();
    let wallet = home.open();
    let file = issued("");
    import(&wallet, "1.pkpass", &file);
    let mine = card(&wallet, "Example");
    let content = CardContent {
        title: "My own name".to_owned(),
        note: "private note".to_owned(),
        ..mine.content.clone()
    };
    wallet.update(mine.id, content).unwrap();
    assert_eq!(
        wallet.export_formats(mine.id).unwrap(),
        [ExportFormat::Pkpass, ExportFormat::Original]
    );
    let whole = wallet.export_card(mine.id, ExportFormat::Original).unwrap();
    assert_eq!(whole.bytes, file);
    assert_eq!(whole.name, "My own name.pkpass");

    let bytes = exported(&wallet, mine.id);
    for secret in [
        "s3cret-token-123",
        "example.org/service",
        "My own name",
        "private note",
    ] {
        assert!(!holds(&bytes, secret), "{secret}");
    }
    let pass = read(&bytes);
    assert_eq!(pass.locales(), ["fi"]);
    assert!(pass.image(ImageRole::Logo, 1, "fi").is_some());
    assert_eq!(view(&bytes).header[0].display, "120");

    let other = Home::new();
    let fresh = other.open();
    assert_eq!(counts(&import(&fresh, "any", &bytes)), [1, 0, 0, 0]);
    let back = card(&fresh, "Example");
    assert_eq!(comparable(back.content), comparable(mine.content));
    assert_eq!(back.origin, Origin::Pass);
}

#[test]
fn an_issuer_may_prohibit_sharing() {
    let home = Home::new();
    let wallet = home.open();
    import(&wallet, "1.pkpass", &issued(",\"sharingProhibited\":true"));
    let id = card(&wallet, "Example").id;
    assert!(wallet.export_formats(id).unwrap().is_empty());
    for format in [ExportFormat::Pkpass, ExportFormat::Original] {
        let refused = wallet.export_card(id, format).unwrap_err();
        assert_eq!(refused, WalletError::SharingProhibited);
    }
}

#[test]
fn an_espass_leaves_as_a_pkpass_or_whole() {
    let home = Home::new();
    let wallet = home.open();
    let main = r#"{"type":"COUPON","id":"7","description":"Kahvi ilmaiseksi","fields":[],
        "barCode":{"format":"AZTEC","message":"123"}}"#;
    let file = archive(&[("main.json", main.as_bytes())]);
    assert_eq!(counts(&import(&wallet, "x", &file)), [1, 0, 0, 0]);
    assert_eq!(counts(&import(&wallet, "x", &file)), [0, 1, 0, 0]);
    let mine = card(&wallet, "Kahvi ilmaiseksi");
    assert_eq!(mine.content.symbols[0].symbol.symbology, Symbology::Aztec);
    let whole = wallet.export_card(mine.id, ExportFormat::Original).unwrap();
    assert_eq!(
        (whole.name.as_str(), &whole.bytes),
        ("Kahvi ilmaiseksi.espass", &file)
    );
    assert_eq!(
        view(&exported(&wallet, mine.id)).barcodes[0].payload,
        b"123"
    );
}

fn any_content() -> impl Strategy<Value = CardContent> {
    let text = "[a-zåäö€😀\"\\\\/<>%@ \n]{1,30}";
    let symbology = prop::sample::select(vec![
        Symbology::QrCode,
        Symbology::Aztec,
        Symbology::Pdf417,
        Symbology::DataMatrix,
    ]);
    let symbols =
        prop::collection::vec((symbology, prop::collection::vec(any::<u8>(), 1..40)), 0..4);
    let unit = prop_oneof![
        Just(Unit::Points),
        Just(Unit::Currency("EUR".to_owned())),
        Just(Unit::Other("leimaa".to_owned())),
    ];
    let balance = (any::<i64>(), 0_u8..9, unit).prop_map(|(amount, scale, unit)| Balance {
        amount,
        scale,
        unit,
    });
    let fields = prop::collection::vec(("[a-zä]{1,20}", text), 0..3);
    (
        "[a-zåäö€😀\"\\\\/<>%@]{1,30}",
        prop::option::of(text),
        prop::option::of(text),
        symbols,
        prop::option::of(balance),
        fields,
        prop::option::of(0_i32..80_000),
    )
        .prop_map(
            |(title, issuer, number, symbols, balance, fields, until)| CardContent {
                issuer,
                number,
                symbols: symbols
                    .into_iter()
                    .map(|(symbology, payload)| code(Symbol::new(symbology, payload)))
                    .collect(),
                balance,
                fields: fields
                    .into_iter()
                    .map(|(label, value)| CustomField { label, value })
                    .collect(),
                valid_until: until.and_then(|days| {
                    let days = chrono::Days::new(u64::try_from(days).ok()?);
                    NaiveDate::from_ymd_opt(1970, 1, 1)?.checked_add_days(days)
                }),
                ..titled(&title)
            },
        )
}

#[test]
fn any_card_comes_back_as_it_left() {
    let (home, other) = (Home::new(), Home::new());
    let (wallet, fresh) = (home.open(), other.open());
    let config = ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(content in any_content())| {
        let id = added(&wallet, content);
        // As the wallet keeps it: it trims what a person typed.
        let kept = wallet.card(id).unwrap().content;
        let report = import(&fresh, "any", &exported(&wallet, id));
        prop_assert_eq!(report.failed.len(), 0);
        prop_assert_eq!(counts(&report), [1, 0, 0, 0]);
        let back = fresh.card(report.ids[0]).unwrap().content;
        prop_assert_eq!(comparable(back), comparable(kept));
        fresh.delete(&[report.ids[0]]).unwrap();
        wallet.delete(&[id]).unwrap();
    });
    assert!(cards(&fresh).is_empty());
}

/// KDE's reader of passes, where Debian's libkpimitinerary-bin or its successor is installed.
fn kitinerary() -> Option<std::path::PathBuf> {
    let places = ["kf5", "kf6"]
        .map(|version| format!("/usr/lib/x86_64-linux-gnu/libexec/{version}/kitinerary-extractor"));
    let others = [
        "/usr/lib/aarch64-linux-gnu/libexec/kf5/kitinerary-extractor",
        "/usr/libexec/kf5/kitinerary-extractor",
        "/usr/libexec/kf6/kitinerary-extractor",
    ];
    let all = places.iter().map(String::as_str).chain(others);
    all.map(std::path::PathBuf::from).find(|path| path.exists())
}

/// What it finds in a file, without the time at which it did.
fn extracted(program: &std::path::Path, file: &[u8]) -> serde_json::Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("card.pkpass");
    std::fs::write(&path, file).unwrap();
    let output = Command::new(program)
        .arg(&path)
        .env("QT_QPA_PLATFORM", "offscreen")
        .env("HOME", folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let mut found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for one in found.as_array_mut().unwrap() {
        one.as_object_mut().unwrap().remove("modifiedTime");
    }
    found
}

#[test]
fn another_program_reads_what_leaves() {
    let Some(program) = kitinerary() else {
        println!("no kitinerary-extractor: skipped");
        return;
    };
    let home = Home::new();
    let wallet = home.open();
    // It has words for journeys only, so the code is the boarding pass of IATA's own example.
    let content = CardContent {
        symbols: vec![code(Symbol::from_text(
            Symbology::Aztec,
            "M1DESMARAIS/LUC       EABC123 YULFRAAC 0834 326J001A0025 100",
            None,
        ))],
        ..full()
    };
    let id = added(&wallet, content);
    let found = extracted(&program, &exported(&wallet, id));
    assert_eq!(found[0]["reservationFor"]["flightNumber"], "834", "{found}");
    assert_eq!(found[0]["reservationNumber"], "ABC123", "{found}");

    let Some(folder) = crate::fixtures::fixtures() else {
        println!("no fixtures: skipped");
        return;
    };
    // A real pass says the same before and after, though its token is gone.
    let file = std::fs::read(folder.join("passes/localised.pkpass")).unwrap();
    let report = import(&wallet, "localised.pkpass", &file);
    let bytes = exported(&wallet, report.ids[0]);
    let found = extracted(&program, &bytes);
    assert_eq!(found[0]["@type"], "FlightReservation", "{found}");
    assert_eq!(found, extracted(&program, &file));
}
