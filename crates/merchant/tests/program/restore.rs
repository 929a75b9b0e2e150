//! Bringing a backup back.

use std::path::Path;

use kantis_merchant::store::sqlite::SqliteStore;
use rusqlite::Connection;

use crate::program::{run, text};

fn epoch(database: &Path) -> i64 {
    Connection::open(database)
        .unwrap()
        .query_row("SELECT epoch FROM change_clock", [], |row| row.get(0))
        .unwrap()
}

#[test]
fn a_backup_comes_back_with_a_new_epoch_and_what_was_there_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let database = data.join("shop.db");
    let copy = folder.path().join("copy.db");
    let in_data = |word: &[&str], rest: &[&str]| {
        let mut arguments = word.to_vec();
        arguments.extend(["--data", data.to_str().unwrap()]);
        arguments.extend(rest);
        run(&arguments)
    };
    let keys = || text(&in_data(&["key", "list"], &[]).stdout);

    assert!(in_data(&["key", "add"], &["Before"]).status.success());
    Connection::open(&database)
        .unwrap()
        .execute("VACUUM INTO ?1", [copy.to_str().unwrap()])
        .unwrap();
    assert!(in_data(&["key", "add"], &["After"]).status.success());

    let open = SqliteStore::open(&database).unwrap();
    let refused = in_data(&["restore"], &[copy.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));
    drop(open);
    assert!(keys().contains("After"), "nothing was changed");

    let broken = folder.path().join("broken.db");
    std::fs::write(&broken, "not a database").unwrap();
    let refused = in_data(&["restore"], &[broken.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(keys().contains("After"), "nothing was changed");

    let before = epoch(&database);
    let restored = in_data(&["restore"], &[copy.to_str().unwrap()]);
    assert!(restored.status.success(), "{}", text(&restored.stderr));
    assert!(keys().contains("Before") && !keys().contains("After"));
    assert_ne!(epoch(&database), before);
    let aside = text(&restored.stdout);
    let aside = aside.rsplit(": ").next().unwrap().trim();
    assert_eq!(epoch(Path::new(aside)), before);
}
