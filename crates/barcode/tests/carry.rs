//! What a symbology cannot carry: the reason, and who can.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use kantis_barcode::{CannotCarry, Symbol, Symbology};

fn refused(symbology: Symbology, payload: &str) -> CannotCarry {
    Symbol::new(symbology, payload.into()).check().unwrap_err()
}

#[test]
fn every_reason_has_code_and_params() {
    use Symbology::*;
    let table = [
        (Rss14, "1234", "notDrawable", ""),
        (MaxiCode, "1234", "notDrawable", ""),
        (QrCode, "", "empty", ""),
        (Codabar, "AB", "empty", ""),
        (Codabar, "A1B", "tooShort", "min=2 len=1"),
        (Ean13, "123", "wrongLength", "expected=13 len=3"),
        (Ean8, "123456789", "wrongLength", "expected=8 len=9"),
        (UpcE, "123456", "wrongLength", "expected=8 len=6"),
        (Itf, "123", "oddLength", "len=3 fix=leadingZero"),
        (Itf, "12a4", "character", "position=2 what=notDigit"),
        (
            Ean13,
            "64300123x5679",
            "character",
            "position=8 what=notDigit",
        ),
        (
            UpcE,
            "24252614",
            "character",
            "position=0 what=numberSystem",
        ),
        (Code39, "ABc", "character", "position=2 what=lowercase"),
        (Code39, "A*", "character", "position=1 what=notInAlphabet"),
        (Code128, "Kahvilä", "character", "position=6 what=notAscii"),
        (Code93, "ä", "character", "position=0 what=notAscii"),
        (Codabar, "12A4", "character", "position=2 what=guardInside"),
        (Codabar, "A12x4B", "character", "position=3 what=lowercase"),
        (Codabar, "A1234", "guards", ""),
        (Codabar, "1234D", "guards", ""),
        (
            Ean13,
            "6430012345670",
            "checkDigit",
            "expected=9 found=0 position=12",
        ),
        (
            UpcA,
            "036000291453",
            "checkDigit",
            "expected=2 found=3 position=11",
        ),
        (
            UpcE,
            "04252615",
            "checkDigit",
            "expected=4 found=5 position=7",
        ),
    ];
    for (symbology, payload, code, params) in table {
        let reason = refused(symbology, payload).reason;
        let shown: Vec<_> = reason
            .params()
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        assert_eq!(
            (reason.code(), shown.join(" ").as_str()),
            (code, params),
            "{symbology}"
        );
    }
    let long = refused(Code128, &"x".repeat(81)).reason;
    assert_eq!(
        long.params(),
        [("max", "80".to_owned()), ("len", "81".to_owned())]
    );
    for (symbology, max) in [(Code128, 80), (Itf, 80), (QrCode, 7_089), (Ean13, 13)] {
        let huge = refused(symbology, &"12".repeat(4_000_000));
        let limit = &huge.reason.params()[0].1;
        assert_eq!(limit, &max.to_string(), "{symbology}");
        assert!(huge.alternatives.is_empty());
    }
    let long = refused(Code93, &"x".repeat(41)).reason;
    assert_eq!(
        long.params()[0].1,
        "40",
        "a small letter takes two characters of Code 93"
    );
}

#[test]
fn alternatives_carry_the_very_bytes() {
    use Symbology::*;
    assert_eq!(
        refused(Ean13, "Kahvilä").alternatives,
        [QrCode, Aztec, DataMatrix, Pdf417]
    );
    assert_eq!(
        refused(Code39, "abc").alternatives,
        [Code128, QrCode, Aztec, DataMatrix, Pdf417, Code93]
    );
    let digits = refused(Ean8, "036000291452").alternatives;
    assert!(digits.contains(&UpcA) && digits.contains(&Itf) && digits.contains(&Code128));
    assert!(
        !digits.contains(&Ean13),
        "EAN-13 would add a thirteenth digit"
    );
    assert!(
        !digits.contains(&Codabar),
        "Codabar would add start and stop letters"
    );
    assert!(refused(QrCode, "").alternatives.is_empty());
}

#[test]
fn eci_and_gs1_only_where_the_code_can() {
    use Symbology::*;
    let eci = |symbology, eci, payload: &[u8]| {
        Symbol {
            eci: Some(eci),
            ..Symbol::new(symbology, payload.to_vec())
        }
        .check()
    };
    let what = |result: Result<(), CannotCarry>| result.unwrap_err().reason.params()[1].1.clone();
    assert_eq!(what(eci(Code128, 26, b"x")), "notInSymbology");
    assert_eq!(what(eci(QrCode, 999, b"x")), "unknown");
    assert_eq!(what(eci(QrCode, 26, b"\xff")), "payloadNotInCharset");
    assert_eq!(
        what(eci(Aztec, 3, b"x")),
        "unknown",
        "Aztec's encoder takes it as read"
    );
    assert_eq!(eci(QrCode, 3, b"\xff"), Ok(()));

    let gs1 = |symbology, payload: &str| {
        Symbol {
            gs1: true,
            ..Symbol::new(symbology, payload.into())
        }
        .check()
    };
    let refused = gs1(Aztec, "0104012345678901").unwrap_err();
    assert_eq!(refused.reason.code(), "gs1");
    assert_eq!(refused.alternatives, [Code128, QrCode, DataMatrix]);
    assert_eq!(
        gs1(Code128, "\x1d01").unwrap_err().reason.code(),
        "character"
    );
}

#[test]
fn no_card_number_in_debug_or_error_text() {
    let symbol = Symbol::new(Symbology::Ean13, b"6430012345670".to_vec());
    let error = symbol.check().unwrap_err();
    for shown in [
        format!("{symbol:?}"),
        format!("{error:?}"),
        error.to_string(),
    ] {
        assert!(!shown.contains("643001234567"), "{shown}");
    }
}

#[test]
fn text_becomes_bytes_without_guessing_an_eci() {
    let qr = |text, charset| Symbol::from_text(Symbology::QrCode, text, charset);
    assert_eq!(qr("ä", None).payload, [0xe4]);
    assert_eq!(qr("ä", None).charset, None);
    assert_eq!(qr("ä", Some("UTF-8")).payload, "ä".as_bytes());
    let outside = qr("点", Some("ISO-8859-1"));
    assert_eq!(
        (outside.payload.as_slice(), outside.charset.as_deref()),
        ("点".as_bytes(), Some("UTF-8"))
    );
    assert_eq!(qr("ä", Some("no such")).payload, "ä".as_bytes());
    for symbol in [qr("ä", None), qr("ä", Some("UTF-8")), outside] {
        assert_eq!(symbol.eci, None);
    }
    assert_eq!(qr("ä", Some("iso-8859-1")).human_text(), "ä");
    assert_eq!(qr("点", None).human_text(), "点");
    let own = Symbol {
        text: Some("on the card".into()),
        ..qr("x", None)
    };
    assert_eq!(own.human_text(), "on the card");
}

#[test]
fn numbers_read_aloud_in_groups() {
    use Symbology::*;
    let table = [
        (Ean13, "6430012345679", "6 430012 345679"),
        (Ean8, "96385074", "9638 5074"),
        (UpcA, "036000291452", "0 36000 29145 2"),
        (UpcE, "04252614", "0 425261 4"),
        (Code128, "123456789", "1234 567 89"),
        (Code128, "1234567890", "1234 5678 90"),
        (Code128, "12345", "123 45"),
        (Code128, "1", "1"),
        (Ean13, "643001234567", "6430 0123 4567"),
        (QrCode, "https://example.org", "https://example.org"),
        (Code39, "AB 12", "AB 12"),
    ];
    for (symbology, payload, groups) in table {
        let symbol = Symbol::new(symbology, payload.into());
        assert_eq!(
            symbol.spoken_groups().join(" "),
            groups,
            "{symbology} {payload}"
        );
    }
    assert!(Symbol::new(QrCode, Vec::new()).spoken_groups().is_empty());
}

#[test]
fn names_are_zxings_and_come_back() {
    for symbology in Symbology::ALL {
        assert_eq!(Symbology::from_name(symbology.name()), Some(*symbology));
        assert_eq!(symbology.to_string().parse(), Ok(*symbology));
    }
    assert_eq!(Symbology::from_name("UPC_EAN_EXTENSION"), None);
    assert!("qr_code".parse::<Symbology>().is_err());
    assert_eq!(Symbology::ALL.len(), 16);
}
