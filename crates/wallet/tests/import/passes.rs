//! Passes as cards: what is taken from them, new versions, and the shopper's overlay.

use kantis_barcode::Symbology;
use kantis_pass::Provenance;
use kantis_wallet::import::{Choices, ImportVerdict};
use kantis_wallet::{Colour, Origin};

use crate::make::{
    apply, archive, card, cards, counts, import, preview, reasons, verdicts, warnings,
};
use crate::support::Home;

/// An unsigned store card with this balance and code.
fn pass(serial: &str, balance: &str, code: &str) -> Vec<u8> {
    let json = format!(
        r##"{{"formatVersion":1,"passTypeIdentifier":"pass.org.example","serialNumber":"{serial}",
        "teamIdentifier":"T","organizationName":"Example Oy","description":"Loyalty card",
        "logoText":"Example","backgroundColor":"#204060","expirationDate":"2030-06-30T20:59:59Z",
        "barcodes":[{{"format":"PKBarcodeFormatEAN13","message":"{code}","messageEncoding":"iso-8859-1"}},
                    {{"format":"PKBarcodeFormatQR","message":"{code}","messageEncoding":"utf-8","altText":"no digits"}},
                    {{"format":"PKBarcodeFormatFuture","message":"x"}}],
        "storeCard":{{"headerFields":[{{"key":"points","label":"Points","value":"{balance}"}}],
                     "primaryFields":[{{"key":"offer","value":"Free coffee"}}],
                     "backFields":[{{"key":"memberNumber","label":"Member","value":"600 123 456"}}]}}}}"##
    );
    archive(&[
        ("pass.json", json.as_bytes()),
        ("logo.png", &crate::make::png(10, 10, [1, 2, 3])),
    ])
}

#[test]
fn a_pass_becomes_a_card_with_its_original() {
    let home = Home::new();
    let wallet = home.open();
    let file = pass("1", "120", "6430012345679");
    assert_eq!(counts(&import(&wallet, "any name", &file)), [1, 0, 0, 0]);
    let card = card(&wallet, "Example");
    assert_eq!(card.origin, Origin::Pass);
    assert_eq!(card.content.issuer.as_deref(), Some("Example Oy"));
    assert_eq!(card.content.number.as_deref(), Some("600 123 456"));
    assert_eq!(card.content.colour.unwrap().to_string(), "#204060");
    assert_eq!(card.content.valid_until.unwrap().to_string(), "2030-06-30");
    let symbols: Vec<_> = card
        .content
        .symbols
        .iter()
        .map(|known| (known.symbol.symbology, known.symbol.text.as_deref()))
        .collect();
    assert_eq!(
        symbols,
        [
            (Symbology::Ean13, None),
            (Symbology::QrCode, Some("no digits"))
        ]
    );
    let link = card.pass.unwrap();
    assert_eq!(link.provenance, Provenance::Unsigned);
    assert_eq!(
        (
            link.pass_type_identifier.as_str(),
            link.serial_number.as_str()
        ),
        ("pass.org.example", "1")
    );
    assert_eq!(link.headline.unwrap().display, "120");
    assert_eq!(wallet.original(card.id).unwrap(), file);

    assert_eq!(counts(&import(&wallet, "again", &file)), [0, 1, 0, 0]);
}

#[test]
fn a_new_version_leaves_what_the_shopper_wrote() {
    let home = Home::new();
    let wallet = home.open();
    import(&wallet, "1.pkpass", &pass("1", "120", "6430012345679"));
    let old = card(&wallet, "Example");
    let mut content = old.content.clone();
    content.title = "My café".to_owned();
    content.note = "with milk".to_owned();
    content.colour = Some(Colour::new(1, 2, 3));
    wallet.update(old.id, content).unwrap();
    // What the shopper wrote is no difference.
    assert_eq!(
        counts(&import(
            &wallet,
            "1.pkpass",
            &pass("1", "120", "6430012345679")
        )),
        [0, 1, 0, 0]
    );

    let newer = pass("1", "150", "4006381333931");
    let changed = preview(&wallet, "2.pkpass", &newer);
    assert_eq!(verdicts(&changed), [0, 0, 1, 0]);
    let differences = &changed.rows().next().unwrap().differences;
    let found = |field: &str| {
        differences
            .iter()
            .find(|d| d.field == field)
            .cloned()
            .unwrap()
    };
    assert_eq!(
        (found("Points").mine, found("Points").theirs),
        ("120".to_owned(), "150".to_owned())
    );
    assert!(
        differences
            .iter()
            .any(|difference| difference.field == "pass")
    );
    let report = apply(&wallet, &changed, &Choices::default());
    assert_eq!(counts(&report), [0, 0, 1, 0]);
    let new = card(&wallet, "My café");
    assert_eq!(new.id, old.id);
    assert_eq!(new.content.note, "with milk");
    assert_eq!(new.content.colour, Some(Colour::new(1, 2, 3)));
    let payloads: Vec<_> = new
        .content
        .symbols
        .iter()
        .map(|s| s.symbol.payload.clone())
        .collect();
    assert_eq!(
        payloads,
        [b"4006381333931".to_vec(), b"4006381333931".to_vec()]
    );
    assert_eq!(wallet.original(new.id).unwrap(), newer);

    wallet.undo(report.step).unwrap();
    assert_eq!(
        wallet.original(old.id).unwrap(),
        pass("1", "120", "6430012345679")
    );
}

#[test]
fn one_bad_member_never_loses_the_bundle() {
    let home = Home::new();
    let wallet = home.open();
    let (one, two) = (
        pass("1", "1", "6430012345679"),
        pass("2", "2", "6430012345679"),
    );
    let bundle = archive(&[
        ("a.pkpass", &one),
        ("bad.pkpass", b"noise"),
        ("z.pkpass", &two),
    ]);
    let preview = preview(&wallet, "three.pkpasses", &bundle);
    assert_eq!(verdicts(&preview), [2, 0, 0, 1]);
    let refused = preview
        .rows()
        .find(|row| row.verdict == ImportVerdict::Cannot)
        .unwrap();
    assert_eq!(refused.source, "three.pkpasses/bad.pkpass");
    assert_eq!(reasons(&preview), ["notZip"]);
    assert_eq!(
        counts(&apply(&wallet, &preview, &Choices::default())),
        [2, 0, 0, 1]
    );
}

#[test]
fn a_tampered_pass_comes_in_only_knowingly() {
    let home = Home::new();
    let wallet = home.open();
    let good = pass("1", "1", "6430012345679");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&good)).unwrap();
    let mut json = Vec::new();
    std::io::copy(&mut zip.by_name("pass.json").unwrap(), &mut json).unwrap();
    let manifest = br#"{"pass.json":"0000000000000000000000000000000000000000"}"#;
    let file = archive(&[
        ("pass.json", &json),
        ("manifest.json", manifest),
        ("signature", b"no signature at all"),
    ]);
    let ready = preview(&wallet, "t.pkpass", &file);
    assert_eq!(verdicts(&ready), [0, 0, 0, 1]);
    let row = ready.rows().next().unwrap();
    assert_eq!(
        (row.reason.as_ref().unwrap().code.as_str(), row.acceptable),
        ("tampered", true)
    );
    assert_eq!(row.provenance, Some(Provenance::Tampered));
    let report = apply(&wallet, &ready, &Choices::default());
    assert_eq!(counts(&report), [0, 0, 0, 1]);
    assert!(cards(&wallet).is_empty());
    let knowingly = Choices {
        accept_tampered: true,
        ..Choices::default()
    };
    assert_eq!(counts(&apply(&wallet, &ready, &knowingly)), [1, 0, 0, 0]);
    assert_eq!(
        card(&wallet, "Example").pass.unwrap().provenance,
        Provenance::Tampered
    );
    assert_eq!(verdicts(&preview(&wallet, "t.pkpass", &file)), [0, 1, 0, 0]);
}

#[test]
fn a_less_genuine_version_is_told() {
    let home = Home::new();
    let wallet = home.open();
    import(&wallet, "1.pkpass", &pass("1", "1", "6430012345679"));
    let newer = pass("1", "2", "6430012345679");
    assert!(
        warnings(&preview(&wallet, "2.pkpass", &newer))
            .iter()
            .all(|code| code != "lessGenuine")
    );
    let manifest = br#"{"pass.json":"0000000000000000000000000000000000000000"}"#;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&newer)).unwrap();
    let mut json = Vec::new();
    std::io::copy(&mut zip.by_name("pass.json").unwrap(), &mut json).unwrap();
    let file = archive(&[
        ("pass.json", &json),
        ("manifest.json", manifest),
        ("signature", b"none"),
    ]);
    let tampered = preview(&wallet, "3.pkpass", &file);
    assert!(warnings(&tampered).contains(&"lessGenuine".to_owned()));
    assert_eq!(verdicts(&tampered), [0, 0, 0, 1]);
}
