//! Bad input: refused at once, with little memory, and the wallet untouched.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![cfg(unix)]
#![cfg(target_os = "linux")]

mod common;

use std::fs::File;
use std::io::Write as _;
use std::process::Command;

use common::{Kantis, Ran, ran};

/// The most memory that any input may cost, in KiB.
const MEMORY_KIB: u64 = 300 * 1024;

/// Runs the program with its memory bounded: beyond it, allocating fails and the program ends by a
/// signal. Data is what a program allocates; what it maps to read is not counted.
fn bounded(kantis: &Kantis, args: &[&str]) -> Ran {
    let program = kantis.command();
    let mut shell = Command::new("/bin/sh");
    shell.env_clear();
    for (name, value) in program.get_envs() {
        if let Some(value) = value {
            shell.env(name, value);
        }
    }
    shell
        .current_dir(program.get_current_dir().unwrap())
        .arg("-c")
        .arg(format!("ulimit -d {MEMORY_KIB} && exec \"$0\" \"$@\""))
        .arg(program.get_program())
        .args(args)
        .stdin(std::process::Stdio::null());
    ran(&mut shell)
}

#[test]
fn a_file_of_2_gb_is_refused_by_its_size() {
    let kantis = Kantis::new();
    kantis.add(&["--title", "Mine"]);
    let huge = File::create(kantis.path("huge.zip")).unwrap();
    huge.set_len(2 * 1024 * 1024 * 1024).unwrap();
    let report = bounded(&kantis, &["--json", "import", "huge.zip"])
        .ends(1)
        .json();
    assert_eq!(report["failed"][0]["code"], "fileTooLarge", "{report}");
    assert_eq!(report["failed"][0]["source"], "huge.zip");
    let inspected = bounded(&kantis, &["--json", "pass", "inspect", "huge.zip"]).ends(1);
    assert!(inspected.err.contains("fileTooLarge"), "{inspected:?}");
    assert_eq!(kantis.titles(&[]), ["Mine"]);
}

#[test]
fn a_million_rows_are_refused() {
    let kantis = Kantis::new();
    kantis.add(&["--title", "Mine"]);
    let mut csv = b"2\r\n\r\n_id\r\n\r\n_id,store,cardid,barcodetype\r\n".to_vec();
    for row in 1..=1_000_000 {
        writeln!(csv, "{row},Shop {row},{row},\r").unwrap();
    }
    csv.extend_from_slice(b"\r\ncardId,groupId\r\n");
    kantis.file("many.csv", &csv);
    let report = bounded(&kantis, &["--json", "import", "many.csv"])
        .ends(1)
        .json();
    assert_eq!(report["failed"][0]["code"], "tooManyRows", "{report}");
    assert!(
        report["failed"][0]["reason"]
            .as_str()
            .unwrap()
            .contains("100000"),
        "{report}"
    );
    assert_eq!(kantis.titles(&[]), ["Mine"]);
}

#[test]
fn devices_and_folders_are_no_files() {
    let kantis = Kantis::new();
    for path in ["/dev/zero", "/", "wallet"] {
        let report = bounded(&kantis, &["--json", "import", path]).ends(1).json();
        assert_eq!(
            report["failed"][0]["code"], "unreadableFile",
            "{path}: {report}"
        );
    }
}
