//! Catima's archives: pictures, passwords, and names.

use std::process::Command;

use image::GenericImageView as _;
use kantis_wallet::import::{Choices, ImportError};
use zip::AesMode;
use zip::write::SimpleFileOptions;

use crate::make::{
    apply, archive, archive_with, card, cards, counts, import, png, preview, row, try_preview, v2,
    verdicts, warnings,
};
use crate::support::Home;

fn table() -> Vec<u8> {
    v2(
        &[],
        &[
            &row(7, "Café", "123", "QR_CODE"),
            &row(8, "Shop", "456", "CODE_128"),
        ],
        &[],
    )
}

#[test]
fn pictures_find_their_card() {
    let home = Home::new();
    let wallet = home.open();
    let (front, back, icon) = (
        png(40, 20, [200, 0, 0]),
        png(30, 20, [0, 200, 0]),
        png(16, 16, [0, 0, 200]),
    );
    let file = archive(&[
        ("catima.csv", &table()),
        ("card_7_front.png", &front),
        ("card_7_back.png", &back),
        ("card_8_icon.png", &icon),
    ]);
    assert_eq!(counts(&import(&wallet, "Catima.zip", &file)), [2, 0, 0, 0]);
    let cafe = card(&wallet, "Café").content;
    for (blob, size) in [(cafe.front, (40, 20)), (cafe.back, (30, 20))] {
        let blob = wallet.blob(blob.unwrap()).unwrap();
        let picture = image::load_from_memory(&blob.bytes).unwrap();
        assert_eq!(picture.dimensions(), size);
    }
    assert!(cafe.icon.is_none());
    assert!(card(&wallet, "Shop").content.icon.is_some());

    assert_eq!(counts(&import(&wallet, "Catima.zip", &file)), [0, 2, 0, 0]);
    let other = archive(&[("catima.csv", &table()), ("card_7_front.png", &back)]);
    let changed = preview(&wallet, "Catima.zip", &other);
    assert_eq!(verdicts(&changed), [0, 1, 1, 0]);
    assert_eq!(changed.rows().next().unwrap().differences[0].field, "front");
    apply(&wallet, &changed, &Choices::default());
    assert_eq!(counts(&import(&wallet, "Catima.zip", &other)), [0, 2, 0, 0]);
}

#[test]
fn what_is_no_part_of_an_export_is_left_out() {
    let home = Home::new();
    let wallet = home.open();
    let picture = png(4, 4, [1, 2, 3]);
    let file = archive(&[
        ("backup/catima.csv", &table()),
        ("backup/card_7_front.png", b"no picture at all"),
        ("backup/card_99_front.png", &picture),
        ("backup/readme.txt", b"hello"),
        ("__MACOSX/._catima.csv", b"junk"),
        ("backup/.DS_Store", b"junk"),
    ]);
    let preview = preview(&wallet, "Catima.zip", &file);
    assert_eq!(verdicts(&preview), [2, 0, 0, 0]);
    let mut odd = warnings(&preview);
    odd.sort_unstable();
    assert_eq!(odd, ["badPicture", "strayEntry", "strayPicture"]);
    assert_eq!(
        preview.rows().next().unwrap().source,
        "Catima.zip/backup/catima.csv, line 6"
    );
    apply(&wallet, &preview, &Choices::default());
    assert!(
        cards(&wallet)
            .iter()
            .all(|card| card.content.front.is_none())
    );
}

#[test]
fn a_split_archives_mark_is_passed_over() {
    let home = Home::new();
    let wallet = home.open();
    let file = [
        b"PK\x07\x08".as_slice(),
        &archive(&[("catima.csv", &table())]),
    ]
    .concat();
    assert_eq!(counts(&import(&wallet, "split", &file)), [2, 0, 0, 0]);
}

/// Archives of the same contents, protected by `sesam` in each way there is.
fn protected() -> Vec<(&'static str, Vec<u8>)> {
    let picture = png(40, 20, [200, 0, 0]);
    let table = table();
    let entries: [(&str, &[u8]); 2] = [("catima.csv", &table), ("card_7_front.png", &picture)];
    let aes = |mode| {
        archive_with(
            &entries,
            SimpleFileOptions::default().with_aes_encryption(mode, "sesam"),
        )
    };
    let mut all = vec![
        ("AES-256", aes(AesMode::Aes256)),
        ("AES-128", aes(AesMode::Aes128)),
    ];
    // Written by another program, where there is one.
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in entries {
        std::fs::write(dir.path().join(name), bytes).unwrap();
    }
    let zipped = Command::new("zip")
        .args([
            "-q",
            "-P",
            "sesam",
            "out.zip",
            "catima.csv",
            "card_7_front.png",
        ])
        .current_dir(dir.path())
        .status();
    match zipped {
        Ok(status) if status.success() => {
            all.push((
                "ZipCrypto",
                std::fs::read(dir.path().join("out.zip")).unwrap(),
            ));
        }
        _ => eprintln!("zip is not installed: ZipCrypto is not tried"),
    }
    all
}

#[test]
fn a_password_opens_what_it_protects() {
    for (kind, file) in protected() {
        let home = Home::new();
        let wallet = home.open();
        let needed = try_preview(&wallet, "Catima.zip", &file, None);
        assert!(
            matches!(&needed, Err(ImportError::PasswordNeeded { source }) if source == "Catima.zip"),
            "{kind}: {needed:?}"
        );
        // More tries than the weak check of the old kind lets pass by chance.
        for number in 0..600 {
            if number > 3 && kind != "ZipCrypto" {
                break;
            }
            let wrong = try_preview(
                &wallet,
                "Catima.zip",
                &file,
                Some(&format!("wrong {number}")),
            );
            assert!(
                matches!(&wrong, Err(ImportError::PasswordWrong { .. })),
                "{kind}: {wrong:?}"
            );
        }
        let right = try_preview(&wallet, "Catima.zip", &file, Some("sesam")).unwrap();
        assert_eq!(
            counts(&apply(&wallet, &right, &Choices::default())),
            [2, 0, 0, 0],
            "{kind}"
        );
        assert!(card(&wallet, "Café").content.front.is_some(), "{kind}");
    }
}

#[test]
fn damage_is_not_a_wrong_password() {
    for (kind, mut file) in protected() {
        let home = Home::new();
        let wallet = home.open();
        // Somewhere in the table's contents, behind what tells the password.
        file[150] ^= 0x55;
        let preview = try_preview(&wallet, "Catima.zip", &file, Some("sesam")).unwrap();
        assert_eq!(verdicts(&preview), [0, 0, 0, 1], "{kind}");
        let reason = preview.rows().next().unwrap().reason.clone().unwrap();
        assert_eq!(reason.code, "damagedEntry", "{kind}");
        assert_eq!(reason.params["entry"], "catima.csv", "{kind}");
    }
}
