//! Every drawable kind: drawn, painted, decoded again, byte for byte.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use kantis_barcode::{Symbol, Symbology, Verdict};
use proptest::prelude::*;

const BINARY: &[u8] = &[0x9e, 0x81, 0x80, 0x00, 0xff, 0x0a, 0xe4];

fn check(symbology: Symbology, payload: &[u8]) {
    check_symbol(&Symbol::new(symbology, payload.to_vec()));
}

fn check_symbol(symbol: &Symbol) {
    assert_eq!(symbol.check(), Ok(()), "{symbol:?}");
    let (_, verdict) = symbol.draw_checked().unwrap();
    assert_eq!(verdict, Verdict::ReadBack, "{symbol:?}");
}

#[test]
fn every_drawable_kind() {
    use Symbology::*;
    let table: &[(Symbology, &[&[u8]])] = &[
        (
            Aztec,
            &[
                b"x",
                b"MEMBER-0001",
                BINARY,
                "Kahvilä €".as_bytes(),
                b"1234567890123456",
            ],
        ),
        (
            Codabar,
            &[b"A12345B", b"123-45$:/.+", b"C00D", b"77", b"a1-b"],
        ),
        (Code39, &[b"MEMBER-0001", b"A", b"$ /+%.-"]),
        (
            Code93,
            &[b"Member 0001", b"A", b"a\x00\x7f~", b"CODE 93 $ /+%.-"],
        ),
        (
            Code128,
            &[
                b"6299123456789012",
                b"Abc-123",
                b"\x00\x1dA\x7fz",
                b"1",
                b"12345",
            ],
        ),
        (
            DataMatrix,
            &[
                b"x",
                b"123456",
                BINARY,
                "Kahvilä €".as_bytes(),
                b"https://example.org/a",
            ],
        ),
        (Ean8, &[b"96385074", b"9638507"]),
        (
            Ean13,
            &[
                b"6430012345679",
                b"643001234567",
                b"0036000291452",
                b"9780201379624",
            ],
        ),
        (
            Itf,
            &[b"12", b"1234", b"00012345678905", b"12345678901234567890"],
        ),
        (
            Pdf417,
            &[
                b"x",
                b"MEMBER 0001",
                BINARY,
                "Kahvilä €".as_bytes(),
                b"12345678901234567890",
            ],
        ),
        (
            QrCode,
            &[
                b"x",
                b"0001",
                b"HTTPS",
                BINARY,
                "Kahvilä € 点".as_bytes(),
                b"a1234567890B",
            ],
        ),
        (UpcA, &[b"036000291452", b"03600029145"]),
        (UpcE, &[b"04252614", b"0425261", b"12345670"]),
    ];
    let drawable: Vec<_> = Symbology::ALL.iter().filter(|s| s.is_drawable()).collect();
    assert_eq!(table.len(), drawable.len());
    for (symbology, payloads) in table {
        assert!(drawable.contains(&symbology));
        for payload in *payloads {
            check(*symbology, payload);
        }
    }
}

#[test]
fn eci_is_carried_and_read_back() {
    use Symbology::*;
    let text = "Kahvilä 点";
    for symbology in [QrCode, Aztec, DataMatrix, Pdf417] {
        let mut symbol = Symbol::from_text(symbology, text, Some("UTF-8"));
        let plain = symbol.draw().unwrap();
        symbol.eci = Some(26);
        check_symbol(&symbol);
        assert_ne!(
            symbol.draw().unwrap(),
            plain,
            "{symbology}: the ECI is in the code"
        );
        let mut cyrillic = Symbol::from_text(symbology, "Кафе 12", Some("ISO-8859-5"));
        cyrillic.eci = Some(7);
        check_symbol(&cyrillic);
    }
    for symbology in [QrCode, DataMatrix] {
        let latin = Symbol {
            eci: Some(3),
            ..Symbol::new(symbology, b"\xe4\x80".to_vec())
        };
        check_symbol(&latin);
        let bytes = Symbol {
            eci: Some(899),
            ..Symbol::new(symbology, BINARY.to_vec())
        };
        check_symbol(&bytes);
    }
}

#[test]
fn gs1_is_marked_and_read_back() {
    let payload = b"0104012345678901\x1d10ABC123\x1d2112";
    for symbology in [Symbology::Code128, Symbology::DataMatrix, Symbology::QrCode] {
        let symbol = Symbol {
            gs1: true,
            ..Symbol::new(symbology, payload.to_vec())
        };
        check_symbol(&symbol);
        let plain = Symbol::new(symbology, payload.to_vec());
        check_symbol(&plain);
        assert_ne!(symbol.draw().unwrap(), plain.draw().unwrap(), "{symbology}");
    }
}

#[test]
fn wrong_check_digit_is_drawn_as_printed() {
    use Symbology::*;
    let numbers = [
        (Ean13, "6430012345670"),
        (Ean8, "96385070"),
        (UpcA, "036000291450"),
        (UpcE, "04252610"),
    ];
    for (symbology, number) in numbers {
        let refused = Symbol::new(symbology, number.into());
        assert_eq!(refused.check().unwrap_err().reason.code(), "checkDigit");
        assert!(refused.draw().is_err());
        check_symbol(&Symbol {
            as_printed: true,
            ..refused
        });
    }
    for number in ["10425268", "12345671"] {
        let symbol = Symbol {
            as_printed: true,
            ..Symbol::new(UpcE, number.into())
        };
        check_symbol(&symbol);
    }
}

#[test]
fn kanji_lookalikes_stay_bytes() {
    // Shift JIS would read these as one Kanji each.
    check(Symbology::QrCode, &[0x93, 0x5f, 0xe4, 0xaa, 0x88, 0x9f]);
    check(Symbology::QrCode, "点点点".as_bytes());
}

#[test]
fn the_largest_that_fit() {
    use Symbology::*;
    let bytes: Vec<u8> = (0..3000_u32).map(|n| (n * 7 % 251) as u8 | 0x80).collect();
    for symbology in [QrCode, Aztec, DataMatrix, Pdf417] {
        let long = Symbol::new(symbology, bytes.clone());
        let error = long.check().unwrap_err();
        let kantis_barcode::Reason::TooLong { max, len } = error.reason else {
            panic!()
        };
        assert_eq!(len, 3000);
        check(symbology, &bytes[..max]);
        assert!(
            Symbol::new(symbology, bytes[..=max].to_vec())
                .check()
                .is_err(),
            "{symbology}"
        );
        assert!(long.draw().is_err());
    }
    check(QrCode, &[b'7'; 7_089]);
    check(Code128, &[b'7'; 80]);
}

fn arbitrary_symbol() -> impl Strategy<Value = Symbol> {
    let payload = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..40),
        "[0-9]{0,20}".prop_map(String::into_bytes),
        "[ -~]{0,90}".prop_map(String::into_bytes),
        "[A-D]?[0-9$:/.+-]{0,12}[A-D]?".prop_map(String::into_bytes),
    ];
    let eci = proptest::option::weighted(0.2, prop_oneof![0u32..40, 890u32..900, any::<u32>()]);
    let rest = (proptest::bool::weighted(0.2), any::<bool>());
    (payload, proptest::sample::select(Symbology::ALL), eci, rest).prop_map(
        |(payload, symbology, eci, (gs1, as_printed))| Symbol {
            eci,
            gs1,
            as_printed,
            ..Symbol::new(symbology, payload)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn any_bytes_in_every_matrix_code(payload in proptest::collection::vec(any::<u8>(), 1..120)) {
        for symbology in [
            Symbology::QrCode, Symbology::Aztec, Symbology::DataMatrix, Symbology::Pdf417,
        ] {
            check(symbology, &payload);
        }
    }

    #[test]
    fn any_number_in_every_retail_code(digits in "[0-9]{12}", system in 0u8..=1) {
        check(Symbology::Ean13, digits.as_bytes());
        check(Symbology::UpcA, &digits.as_bytes()[..11]);
        check(Symbology::Ean8, &digits.as_bytes()[..7]);
        let upc_e = format!("{system}{}", &digits[..6]);
        check(Symbology::UpcE, upc_e.as_bytes());
        for (symbology, len) in [(Symbology::Ean13, 12), (Symbology::UpcA, 12), (Symbology::Ean8, 8)] {
            let mut printed = digits.as_bytes()[..len].to_vec();
            if symbology == Symbology::Ean13 {
                printed.push(b'5');
            }
            check_symbol(&Symbol { as_printed: true, ..Symbol::new(symbology, printed) });
        }
    }

    #[test]
    fn any_text_in_code_128(text in "[\\x00-\\x7f]{1,60}") {
        check(Symbology::Code128, text.as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(768) })]

    /// What is allowed is drawn and read back; what is not is refused the same way by all.
    #[test]
    fn checked_is_readable(symbol in arbitrary_symbol()) {
        match symbol.check() {
            Ok(()) => check_symbol(&symbol),
            Err(cannot) => {
                prop_assert_eq!(symbol.draw().unwrap_err(), cannot.clone().into());
                for symbology in cannot.alternatives {
                    prop_assert_ne!(symbology, symbol.symbology);
                    let other = Symbol { symbology, as_printed: false, ..symbol.clone() };
                    check_symbol(&other);
                }
            }
        }
    }
}
