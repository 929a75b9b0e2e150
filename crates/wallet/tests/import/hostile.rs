//! Files that mean harm: refused with the place, and nothing of them comes in.

use std::io::Write as _;

use kantis_wallet::import::MAX_ROWS;
use zip::write::SimpleFileOptions;

use crate::make::{
    HEADER, apply, archive, cards, counts, png, preview, raw_archive, row, v2, verdicts,
};
use crate::support::Home;

/// The file is refused as a whole: one row, this code, and a wallet as it was.
fn refused(bytes: &[u8], code: &str, place: &str) {
    let home = Home::new();
    let wallet = home.open();
    let preview = preview(&wallet, "file.bin", bytes);
    assert_eq!(verdicts(&preview), [0, 0, 0, 1], "{code}");
    let reason = preview.rows().next().unwrap().reason.clone().unwrap();
    assert_eq!(reason.code, code, "{}", reason.text);
    assert!(reason.text.starts_with("file.bin"), "{}", reason.text);
    assert!(reason.text.contains(place), "{} {place}", reason.text);
    let report = apply(&wallet, &preview, &Default::default());
    assert_eq!(counts(&report), [0, 0, 0, 1]);
    assert!(report.step.is_none());
    assert!(cards(&wallet).is_empty());
}

fn table() -> Vec<u8> {
    v2(&[], &[&row(1, "Café", "123", "QR_CODE")], &[])
}

#[test]
fn names_that_lead_out() {
    let table = table();
    for name in [
        "../catima.csv",
        "/etc/passwd",
        "a/../../b",
        "..\\b",
        "C:\\b",
        "\\b",
    ] {
        let file = raw_archive(&[("catima.csv", &table), (name, b"x")]);
        refused(&file, "unsafeEntry", &name.escape_debug().to_string());
    }
}

#[test]
fn a_name_twice() {
    let table = table();
    refused(
        &raw_archive(&[("catima.csv", &table), ("catima.csv", &table)]),
        "duplicateEntry",
        "catima.csv",
    );
    refused(
        &raw_archive(&[("catima.csv", &table), ("a/catima.csv", &table)]),
        "duplicateEntry",
        "a/catima.csv",
    );
    let picture = png(4, 4, [1, 2, 3]);
    refused(
        &raw_archive(&[
            ("catima.csv", &table),
            ("card_1_front.png", &picture),
            ("x/card_1_front.png", &picture),
        ]),
        "duplicateEntry",
        "x/card_1_front.png",
    );
}

/// An archive with one entry of zeros.
fn bomb(name: &str, mib: usize) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    if name != "catima.csv" {
        writer.start_file("catima.csv", options).unwrap();
        writer.write_all(&table()).unwrap();
    }
    writer.start_file(name, options).unwrap();
    let zeros = vec![0; 1024 * 1024];
    for _ in 0..mib {
        writer.write_all(&zeros).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn bombs() {
    refused(&bomb("catima.csv", 101), "entryTooLarge", "catima.csv");
    refused(
        &bomb("card_1_front.png", 13),
        "entryTooLarge",
        "card_1_front.png",
    );
}

#[test]
fn files_that_end_too_early() {
    let table = v2(
        &["G"],
        &[&row(1, "Café", "123", "QR_CODE"), &row(2, "B", "4", "")],
        &["1,G"],
    );
    let whole = archive(&[("catima.csv", &table)]);
    for length in [10, whole.len() / 2, whole.len() - 1] {
        refused(&whole[..length], "damagedArchive", "not a complete zip");
    }
    let text = String::from_utf8(table.clone()).unwrap();
    let links = text.find("cardId,groupId").unwrap();
    let cards = text.find("1,Café").unwrap();
    for length in [cards, cards + 5, cards + 30, links - 3, links + 3] {
        refused(&table[..length], "truncated", ", line ");
    }
    let v1 = format!(
        "{HEADER}\r\n{}\r\n2,Cut,\"a note",
        row(1, "Café", "123", "")
    );
    refused(v1.as_bytes(), "truncated", "line 3");
    let v1 = format!("{HEADER}\r\n{}\r\n2,Cut,,,,,,12", row(1, "Café", "123", ""));
    refused(v1.as_bytes(), "truncated", "line 3");
}

#[test]
fn a_million_rows() {
    let mut file = format!("{HEADER}\r\n").into_bytes();
    for number in 0..1_000_000 {
        writeln!(file, "{number},Shop,,,,0,,{number},,QR_CODE,,,0,0,0\r").unwrap();
    }
    refused(&file, "tooManyRows", &format!("line {}", MAX_ROWS + 2));
    refused(
        &v2(&[], &[], &["1,G"; 100_001]),
        "tooManyRows",
        "more than 100000 rows",
    );
}

#[test]
fn a_table_with_few_rows_and_many_bytes() {
    let note = "x".repeat(900_000);
    let line = format!("1,Café,\"{note}\",123,QR_CODE\r\n").repeat(40);
    let file = format!("_id,store,note,cardid,barcodetype\r\n{line}");
    refused(file.as_bytes(), "fileTooLarge", "file.bin");
}

#[test]
fn files_of_other_kinds() {
    for bytes in [
        &b""[..],
        b"hello",
        b"\x89PNG\r\n\x1a\n",
        b"a,b,c\r\n1,2,3\r\n",
        b"_id,store\r\n1,Shop\r\n",
        b"[{\"uuid\":\"1\",\"code\":\"2\"}]",
        &archive(&[("main.json", b"{}")]),
        &archive(&[("letter.txt", b"hello")]),
    ] {
        refused(bytes, "unknownFile", "neither a pass nor an export");
    }
    refused(b"3\r\n\r\n_id\r\n", "unknownVersion", "line 1");
}

#[test]
fn a_file_beyond_the_limit_is_not_read() {
    refused(
        &vec![b'2'; kantis_wallet::import::MAX_FILE_BYTES + 1],
        "fileTooLarge",
        "at most",
    );
}

#[test]
fn one_unreadable_file_never_loses_the_others() {
    use kantis_wallet::import::{self, Source};
    let home = Home::new();
    let wallet = home.open();
    let sources = vec![
        Source::new("a.csv", table()),
        Source::new("b.bin", b"noise".to_vec()),
        Source::new("c.csv", v2(&[], &[&row(1, "Other", "9", "")], &[])),
    ];
    let mut on = |_, _| std::ops::ControlFlow::Continue(());
    let preview = import::preview(&wallet, sources, &Default::default(), &mut on).unwrap();
    assert_eq!(verdicts(&preview), [2, 0, 0, 1]);
    assert_eq!(
        counts(&apply(&wallet, &preview, &Default::default())),
        [2, 0, 0, 1]
    );
}

#[test]
fn many_open_quotes_end_soon() {
    let mut file = format!("{HEADER}\r\n");
    for number in 0..50_000 {
        file.push_str(&format!("{number},\"Shop\r\n"));
        file.push('\"');
    }
    let home = Home::new();
    let wallet = home.open();
    let preview = preview(&wallet, "q.csv", file.as_bytes());
    assert_eq!(verdicts(&preview)[0], 0);
}
