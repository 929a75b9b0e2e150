//! Full and read-only disks. Real ones: a small file system in memory, where the machine lets
//! the test mount one; otherwise the test says so and is skipped.

use std::path::Path;

use kantis_wallet::{CardContent, CardQuery, CustomField, OpenError, Origin, Wallet, WalletError};

use crate::small_disk::SmallDisk;
use crate::support::{Home, add, titled};

fn fill(dir: &Path) {
    let mut size = 1 << 20;
    while size > 0 {
        let path = dir.join(format!("filler-{size}"));
        if std::fs::write(&path, vec![1_u8; size]).is_err() {
            let _ = std::fs::remove_file(path);
            size /= 2;
        } else if size > 4096 {
            size /= 2;
        } else {
            break;
        }
    }
}

fn heavy(number: usize) -> CardContent {
    let value = "x".repeat(1_000);
    let fields = vec![
        CustomField {
            label: "kenttä".into(),
            value
        };
        20
    ];
    CardContent {
        fields,
        ..titled(&format!("Kortti {number}"))
    }
}

#[test]
fn a_disk_that_fills_up_loses_nothing_that_was_confirmed() {
    let Some(disk) = SmallDisk::mount("1m") else {
        return;
    };
    let home = Home::at(disk.dir(), 1);
    let wallet = home.open();
    let mut confirmed = 0;
    let error = loop {
        match wallet.add(heavy(confirmed), Origin::Manual) {
            Ok(_) => confirmed += 1,
            Err(error) => break error,
        }
        assert!(confirmed < 1_000, "a megabyte holds no thousand cards");
    };
    assert_eq!(error, WalletError::DiskFull);
    assert!(confirmed > 3);
    let count = |wallet: &Wallet| {
        usize::try_from(wallet.cards(&CardQuery::default()).unwrap().total).unwrap()
    };
    assert_eq!(count(&wallet), confirmed);
    drop(wallet);
    disk.remount("size=8m");
    let wallet = home.open();
    assert_eq!(count(&wallet), confirmed);
    add(&wallet, "Mahtuu");
    assert_eq!(count(&wallet), confirmed + 1);
}

#[test]
fn a_full_disk_is_told_at_opening() {
    let Some(disk) = SmallDisk::mount("1m") else {
        return;
    };
    fill(disk.path());
    let home = Home::at(disk.dir(), 1);
    assert_eq!(home.try_open().err(), Some(OpenError::DiskFull));
}

#[test]
fn a_read_only_disk_is_told_at_opening_and_when_writing() {
    let Some(disk) = SmallDisk::mount("1m") else {
        return;
    };
    let home = Home::at(disk.dir(), 1);
    add(&home.open(), "A");
    disk.remount("ro");
    assert_eq!(home.try_open().err(), Some(OpenError::ReadOnly));
    let nowhere = Home::at(disk.path().join("new"), 2);
    assert_eq!(nowhere.try_open().err(), Some(OpenError::ReadOnly));
    disk.remount("rw");
    assert_eq!(home.open().cards(&CardQuery::default()).unwrap().total, 1);
}

#[test]
#[cfg(unix)]
fn a_folder_that_may_not_be_written_is_read_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new();
    add(&home.open(), "A");
    let set = |mode| {
        std::fs::set_permissions(home.dir(), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    set(0o500);
    let opened = home.try_open().map(drop);
    let writable = std::fs::write(home.file("probe"), b"").is_ok();
    set(0o700);
    if writable {
        eprintln!("skipped: this user may write everywhere");
        return;
    }
    assert_eq!(opened, Err(OpenError::ReadOnly));
}
