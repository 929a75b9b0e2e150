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
