//! Real files of others, where the folder is there.

use std::path::PathBuf;

use kantis_wallet::import::ImportVerdict;

use crate::make::{counts, import, preview, verdicts};
use crate::support::Home;

pub(crate) fn fixtures() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures");
    let folder = std::env::var_os("KANTIS_FIXTURES").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("no fixtures at {}: skipped", folder.display());
    None
}

#[test]
fn real_files_come_in_and_come_in_once() {
    let Some(folder) = fixtures() else { return };
    let mut files = 0;
    for kind in ["cards", "passes"] {
        for entry in std::fs::read_dir(folder.join(kind)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let bytes = std::fs::read(&path).unwrap();
            let home = Home::new();
            let wallet = home.open();
            let first = preview(&wallet, &name, &bytes);
            for row in first.rows() {
                eprintln!(
                    "{name}: {:?} {:?} {:?}",
                    row.verdict, row.reason, row.warnings
                );
            }
            files += 1;
            if [".csv", ".pkpass", ".espass"]
                .iter()
                .any(|end| name.ends_with(end))
            {
                assert_eq!(first.count(ImportVerdict::Cannot), 0, "{name}");
                let cards = first.count(ImportVerdict::New);
                assert!(cards > 0, "{name}");
                assert_eq!(
                    counts(&import(&wallet, &name, &bytes)),
                    [cards, 0, 0, 0],
                    "{name}"
                );
                assert_eq!(
                    counts(&import(&wallet, &name, &bytes)),
                    [0, cards, 0, 0],
                    "{name}"
                );
            } else {
                assert_eq!(verdicts(&first), [0, 0, 0, 1], "{name}");
            }
        }
    }
    assert!(files > 0);
}

#[test]
fn an_update_of_a_real_pass_is_a_change_of_its_card() {
    let Some(folder) = fixtures() else { return };
    let read = |name: &str| std::fs::read(folder.join("passes").join(name)).unwrap();
    let home = Home::new();
    let wallet = home.open();
    import(&wallet, "before", &read("update_before.pkpass"));
    let preview = preview(&wallet, "after", &read("update_after.pkpass"));
    assert_eq!(verdicts(&preview), [0, 0, 1, 0]);
    let row = preview.rows().next().unwrap();
    let gate = row
        .differences
        .iter()
        .find(|difference| difference.mine == "AB")
        .unwrap();
    assert_eq!(gate.theirs, "G30");
}
