//! What Kantis draws, read by a reader that Kantis does not use: zxing-cpp.
//!
//! The read-back inside the product is done by `rxing`; an encoder and a decoder of one family may
//! share a mistake. Here another family reads every symbology that is drawn, bytes compared.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use kantis_barcode::{Symbol, Symbology};
use zxingcpp::{Barcode, ImageFormat, ImageView};

/// Reads a drawing as a scanner would: at a few pixels a module, on white.
fn read(symbol: &Symbol) -> Barcode {
    let drawing = symbol.draw().unwrap();
    let (width, height, pixels) = drawing.to_luma(4).unwrap();
    let view = ImageView::from_slice(&pixels, width, height, ImageFormat::Lum).unwrap();
    let mut found = zxingcpp::read().try_harder(true).from(view).unwrap();
    assert_eq!(
        found.len(),
        1,
        "{}: {} codes seen",
        symbol.symbology,
        found.len()
    );
    found.remove(0)
}

#[test]
fn another_reader_sees_the_same_bytes() {
    let odd: &[u8] = &[0x9e, 0x81, 0x80, 0x00, 0xff, 0x0a, 0xe4];
    let cases: &[(Symbology, &[u8])] = &[
        (Symbology::Aztec, b"https://kantis.app/card?id=42"),
        (Symbology::Aztec, odd),
        (Symbology::Aztec, b"K\xe4sesch\xf6ttl"),
        (Symbology::DataMatrix, b"0412345678"),
        (Symbology::DataMatrix, odd),
        (Symbology::Pdf417, b"M1MEIKALAINEN/MATTI"),
        (Symbology::Pdf417, odd),
        (Symbology::QrCode, b"6430012345679"),
        (Symbology::QrCode, odd),
        (Symbology::Code128, b"KANTIS-2140 p"),
        (Symbology::Code128, b"00123456789012345678"),
        (Symbology::Code39, b"CITY-LIBRARY 20"),
        (Symbology::Code93, b"GYM/PULSSI+12"),
        (Symbology::Itf, b"1234567890"),
        (Symbology::Ean13, b"6430012345679"),
        (Symbology::Ean8, b"96385074"),
    ];
    for (symbology, payload) in cases {
        let symbol = Symbol::new(*symbology, payload.to_vec());
        assert_eq!(&read(&symbol).bytes(), payload, "{symbology}");
    }
}

/// Readers expand UPC to the number it stands for, and some drop Codabar's guards.
#[test]
fn another_reader_sees_the_same_number() {
    for (symbology, payload, wanted) in [
        (Symbology::UpcA, "036000291452", "036000291452"),
        (Symbology::UpcE, "01234565", "012345000065"),
        (Symbology::Codabar, "A40156B", "40156"),
    ] {
        let bytes = read(&Symbol::from_text(symbology, payload, None)).bytes();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains(wanted), "{symbology}: {text}");
    }
}

/// Tills and gates have refused codes with an ECI that nobody asked for.
#[test]
fn no_eci_is_added() {
    for symbology in [
        Symbology::QrCode,
        Symbology::Aztec,
        Symbology::Pdf417,
        Symbology::DataMatrix,
    ] {
        let symbol = Symbol::from_text(symbology, "Käseschnitte", None);
        assert!(!read(&symbol).has_eci(), "{symbology}");
    }
}
