//! Programmes as files: what is wrong, what an owner should think about, what members read.
//!
//! Each `faults/*.toml` and `advice/*.toml` stands beside what is said about it, line by line. With
//! `KANTIS_UPDATE=1` the tests write what is said now; look at the difference before you commit it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod pages;
mod words;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use kantis_merchant::programme::{Programme, check};

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programme")
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

/// Compares with a file, or writes it.
fn expect(path: &Path, said: &str) {
    if std::env::var_os("KANTIS_UPDATE").is_some() {
        std::fs::write(path, said).unwrap();
        return;
    }
    let wanted = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        said,
        wanted,
        "\n{} differs; KANTIS_UPDATE=1 writes it",
        path.display()
    );
}

/// Says something about each TOML file of a folder.
fn each(folder: &str, say: impl Fn(&str) -> String) {
    let mut files: Vec<PathBuf> = std::fs::read_dir(here().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let toml = std::fs::read_to_string(&file).unwrap();
        let said = say(&toml);
        assert!(!said.is_empty(), "nothing is said about {}", file.display());
        expect(&file.with_extension("txt"), &said);
    }
}

#[test]
fn faults_name_their_line_and_place() {
    each("faults", |toml| {
        let faults = Programme::read(toml).expect_err("a programme with faults was taken");
        assert!(faults.0.len() <= 100);
        format!("{faults}\n")
    });
}

#[test]
fn advice_names_its_line_and_place() {
    each("advice", |toml| {
        let advice = check(toml, today()).unwrap_or_else(|faults| panic!("{faults}"));
        advice.iter().fold(String::new(), |mut said, advice| {
            writeln!(
                said,
                "line {}: {}: {}",
                advice.line, advice.place, advice.what
            )
            .unwrap();
            said
        })
    });
}

#[test]
fn the_programmes_that_come_with_kantis_need_no_advice() {
    for (name, toml) in pages::SHIPPED {
        let advice = check(toml, today()).unwrap_or_else(|faults| panic!("{name}: {faults}"));
        assert_eq!(advice, [], "{name}");
    }
}

/// The page for owners shows a whole programme, piece by piece; it is a right one.
#[test]
fn the_examples_of_the_page_for_owners_are_a_programme() {
    let page = include_str!("../../../../docs/programme.md");
    let blocks = page.split("```toml\n").skip(1);
    let toml: String = blocks
        .filter_map(|block| block.split("```").next())
        .collect();
    let advice = check(&toml, today()).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(advice, []);
}

#[test]
fn whatever_is_written_is_read_or_refused() {
    let (_, whole) = pages::SHIPPED[1];
    // Cut anywhere, and with any one line taken out: no panic, and a fault has a line that is there.
    let lines = whole.lines().count();
    for cut in (0..whole.len())
        .step_by(97)
        .filter(|cut| whole.is_char_boundary(*cut))
    {
        if let Err(faults) = Programme::read(&whole[..cut]) {
            assert!(faults.0.iter().all(|fault| fault.line <= lines + 1));
        }
    }
    for out in (0..lines).step_by(7) {
        let without: Vec<&str> = whole
            .lines()
            .enumerate()
            .filter(|(line, _)| *line != out)
            .map(|(_, line)| line)
            .collect();
        let _ = Programme::read(&without.join("\n"));
    }
}

#[test]
fn a_file_has_bounds() {
    let long = format!("# {}\n", "a".repeat(1 << 20));
    assert!(
        Programme::read(&long)
            .unwrap_err()
            .to_string()
            .contains("1 MiB")
    );
    let deep = format!("a = {}", "[".repeat(100_000));
    assert!(Programme::read(&deep).is_err());
    let (_, cafe) = pages::SHIPPED[0];
    let mut many = cafe.to_owned();
    for index in 0..500 {
        write!(
            many,
            "\n[[product]]\nsku = \"p{index}\"\nname = \"P\"\nprice = 1\nvat = 10\n"
        )
        .unwrap();
    }
    let faults = Programme::read(&many).unwrap_err();
    assert!(
        faults.to_string().contains("more than 500 entries"),
        "{faults}"
    );
}
