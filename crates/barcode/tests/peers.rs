//! Our drawings before readers and encoders that share no code with ours: Debian's `zbarimg` and
//! `zint`. Where they are not installed the test says so and is done.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout)]

use std::process::{Command, Output};

use kantis_barcode::{Drawing, Symbol, Symbology};

/// Runs a program; `None`, with a note, when there is no such program.
fn run(program: &str, args: &[&str]) -> Option<Output> {
    match Command::new(program).args(args).output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            println!("skipped: {program} is not installed");
            None
        }
        Err(error) => panic!("{program}: {error}"),
    }
}

#[test]
fn zbarimg_reads_what_we_draw() {
    use Symbology::*;
    let table: &[(Symbology, &str, &[u8], &[u8])] = &[
        (Ean13, "ean13", b"6430012345679", b"6430012345679"),
        (Ean13, "ean13", b"643001234567", b"6430012345679"),
        (Ean8, "ean8", b"96385074", b"96385074"),
        (UpcA, "upca", b"036000291452", b"036000291452"),
        (UpcE, "upce", b"04252614", b"04252614"),
        (Code128, "code128", b"6299123456789012", b"6299123456789012"),
        (Code128, "code128", b"Abc-123 xyz", b"Abc-123 xyz"),
        (Code39, "code39", b"MEMBER-0001", b"MEMBER-0001"),
        (Code93, "code93", b"Member 0001", b"Member 0001"),
        (Codabar, "codabar", b"A12345B", b"A12345B"),
        (Codabar, "codabar", b"123-45", b"A123-45A"),
        (Itf, "i25", b"00012345678905", b"00012345678905"),
        (QrCode, "qrcode", b"MEMBER 0001 a", b"MEMBER 0001 a"),
        (
            QrCode,
            "qrcode",
            "Kahvilä 点".as_bytes(),
            "Kahvilä 点".as_bytes(),
        ),
        (
            QrCode,
            "qrcode",
            b"\x9e\x81\x80\x00\xff\x0a\xe4",
            b"\x9e\x81\x80\x00\xff\x0a\xe4",
        ),
    ];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("symbol.png");
    for (symbology, name, payload, expected) in table {
        let drawing = Symbol::new(*symbology, payload.to_vec()).draw().unwrap();
        std::fs::write(&file, drawing.to_png(3).unwrap()).unwrap();
        let enable = format!("-S{name}.enable");
        let path = file.to_str().unwrap();
        // zbar finds UPC as forms of EAN-13.
        let retail = if symbology.is_retail() {
            "-Sean13.enable"
        } else {
            &enable
        };
        let args = [
            "--nodbus",
            "-q",
            "--raw",
            "-Sdisable",
            retail,
            &enable,
            "-Sbinary",
            path,
        ];
        let Some(output) = run("zbarimg", &args) else {
            return;
        };
        let read = output.stdout.strip_suffix(b"\n").unwrap_or(&output.stdout);
        assert_eq!(
            read,
            *expected,
            "{symbology}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn zint_draws_the_same_bars() {
    use Symbology::*;
    // Only kinds whose bars are fixed: the others leave the ratio of wide to narrow open.
    let table = [
        (Ean13, "EANX", "6430012345679"),
        (Ean13, "EANX", "9780201379624"),
        (Ean8, "EANX", "9638507"),
        (UpcA, "UPCA", "036000291452"),
        (UpcE, "UPCE", "0425261"),
        (UpcE, "UPCE", "1234567"),
        (Code128, "CODE128", "Abc-123"),
        (Code128, "CODE128", "6299123456789012"),
        (Code93, "CODE93", "Member 0001"),
    ];
    for (symbology, name, number) in table {
        let Some(output) = run("zint", &["--dump", "-b", name, "-d", number]) else {
            return;
        };
        let dump = String::from_utf8(output.stdout).unwrap();
        let drawing = Symbol::new(symbology, number.into()).draw().unwrap();
        assert_eq!(
            bits(&drawing),
            hex_bits(&dump, drawing.width),
            "{symbology} {number}"
        );
    }
}

fn bits(drawing: &Drawing) -> Vec<bool> {
    (0..drawing.width).map(|x| drawing.is_dark(x, 0)).collect()
}

/// The first row of a dump, cut to `width` modules; what is beyond them must be white.
fn hex_bits(dump: &str, width: u32) -> Vec<bool> {
    let row = dump.lines().next().unwrap_or_default();
    let digits = row.chars().filter_map(|c| c.to_digit(16));
    let mut bits: Vec<bool> = digits
        .flat_map(|digit| (0..4).rev().map(move |bit| digit >> bit & 1 == 1))
        .collect();
    let beyond = bits.split_off((width as usize).min(bits.len()));
    assert!(
        beyond.iter().all(|dark| !dark),
        "zint draws more bars: {dump}"
    );
    bits
}
