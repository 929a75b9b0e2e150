//! Catima's tables: every version, every column, and rows that cannot be read.

use kantis_barcode::Symbology;
use kantis_wallet::{Balance, Origin, Unit};

use crate::make::{
    HEADER, card, cards, counts, import, preview, reasons, row, v2, verdicts, warnings,
};
use crate::support::Home;

#[test]
fn every_column_comes_in() {
    let home = Home::new();
    let wallet = home.open();
    let file = v2(
        &["Food", "Health"],
        &[
            "1,Café,\"a note\r\n\r\nwith \"\"quotes\"\", and commas\",1577836800000,1893456000000,\
             12.50,EUR,K-1234,6430012345679,EAN_13,,-9977996,1,1766674633,0",
            "2,Kauppa,,,,1E+3,,99,Käseschnitte,AZTEC,UTF-8,,0,0,1",
            "3,Number only,,0,-1,0,,55,,,,1,0,0,0",
        ],
        &["1,Food", "1,Health", "2,Health"],
    );
    let report = import(&wallet, "catima.csv", &file);
    assert_eq!(counts(&report), [3, 0, 0, 0]);

    let first = card(&wallet, "Café");
    assert_eq!(first.origin, Origin::Imported);
    let content = &first.content;
    assert_eq!(content.number.as_deref(), Some("K-1234"));
    assert_eq!(content.note, "a note\n\nwith \"quotes\", and commas");
    assert_eq!(content.valid_from.unwrap().to_string(), "2020-01-01");
    assert_eq!(content.valid_until.unwrap().to_string(), "2030-01-01");
    let euro = Unit::Currency("EUR".to_owned());
    assert_eq!(
        content.balance,
        Some(Balance {
            amount: 1250,
            scale: 2,
            unit: euro
        })
    );
    assert_eq!(content.colour.unwrap().to_string(), "#67bf74");
    assert!(content.favourite && !content.archived);
    assert_eq!(first.last_used_at.unwrap().timestamp(), 1_766_674_633);
    assert_eq!(first.use_count, 0);
    let symbol = &content.symbols[0].symbol;
    assert_eq!(
        (symbol.symbology, symbol.payload.as_slice()),
        (Symbology::Ean13, &b"6430012345679"[..])
    );
    assert_eq!((symbol.charset.as_deref(), symbol.eci), (None, None));

    let second = card(&wallet, "Kauppa").content;
    assert!(second.archived);
    assert_eq!(
        second.balance,
        Some(Balance {
            amount: 1000,
            scale: 0,
            unit: Unit::Points
        })
    );
    let symbol = &second.symbols[0].symbol;
    assert_eq!(symbol.payload, "Käseschnitte".as_bytes());
    assert_eq!(symbol.eci, Some(26));

    let third = card(&wallet, "Number only").content;
    assert!(third.symbols.is_empty());
    assert_eq!(
        (third.valid_from, third.valid_until, third.balance),
        (None, None, None)
    );

    let groups = wallet.groups().unwrap();
    let names: Vec<_> = groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(names, ["Food", "Health"]);
    assert_eq!(content.groups.len(), 2);
    assert_eq!(second.groups, [groups[1].id]);
    let order: Vec<_> = cards(&wallet)
        .into_iter()
        .map(|card| card.content.title)
        .collect();
    assert_eq!(order, ["Café", "Number only", "Kauppa"]);
}

#[test]
fn every_older_version_comes_in() {
    for (name, header, line) in [
        (
            "Loyalty Card Keychain to 0.24",
            "_id,store,note,cardid,barcodetype",
            "1,Shop,a note,12345678,CODE_128",
        ),
        (
            "Loyalty Card Keychain from 0.25",
            "_id,store,note,cardid,headercolor,headertextcolor,barcodetype",
            "1,Shop,a note,12345678,-9977996,-1,CODE_128",
        ),
        (
            "Catima 1",
            "_id,store,note,cardid,barcodetype,headercolor,headertextcolor,starstatus",
            "1,Shop,a note,12345678,CODE_128,-9977996,-1,1",
        ),
        (
            "the last of version 1",
            "_id,store,note,expiry,balance,balancetype,cardid,barcodeid,headercolor,\
             headertextcolor,barcodetype,starstatus",
            "1,Shop,a note,1893456000000,3.10,EUR,12345678,,-9977996,-1,CODE_128,1",
        ),
        (
            "columns in another order, with one of the future",
            "barcodetype,cardid,colour_of_the_future,note,store,_id",
            "CODE_128,12345678,mauve,a note,Shop,1",
        ),
    ] {
        for (end, last) in [("\n", "\n"), ("\r\n", "\r\n"), ("\r\n", "")] {
            let home = Home::new();
            let wallet = home.open();
            let file = format!("{header}{end}{line}{last}");
            let report = import(&wallet, "export", file.as_bytes());
            assert_eq!(counts(&report), [1, 0, 0, 0], "{name}");
            let content = card(&wallet, "Shop").content;
            assert_eq!(content.note, "a note", "{name}");
            assert_eq!(content.number.as_deref(), Some("12345678"), "{name}");
            assert_eq!(
                content.symbols[0].symbol.symbology,
                Symbology::Code128,
                "{name}"
            );
            assert_eq!(
                content.colour.is_some(),
                header.contains("headercolor"),
                "{name}"
            );
            assert_eq!(content.favourite, header.contains("starstatus"), "{name}");
            assert_eq!(
                content.balance.is_some(),
                header.contains("balance"),
                "{name}"
            );
        }
    }
}

#[test]
fn one_bad_card_never_loses_the_others() {
    let home = Home::new();
    let wallet = home.open();
    for (bad, code, column) in [
        ("2,,,,,0,,123,,,,,0,0,0", "missingStore", "store"),
        ("2,Shop,,,,0,,,,QR_CODE,,,0,0,0", "missingCardId", "cardid"),
        (
            "2,Shop,,,,0,,123,,QUICK_RESPONSE,,,0,0,0",
            "unknownSymbology",
            "barcodetype",
        ),
        (
            "2,Shop,,,,5,QQQ,123,,QR_CODE,,,0,0,0",
            "unknownCurrency",
            "balancetype",
        ),
    ] {
        let file = v2(
            &[],
            &[
                &row(1, "Before", "1", "QR_CODE"),
                bad,
                &row(3, "After", "3", ""),
            ],
            &[],
        );
        let preview = preview(&wallet, "my.csv", &file);
        assert_eq!(verdicts(&preview), [2, 0, 0, 1], "{bad}");
        let refused = preview.rows().nth(1).unwrap();
        let reason = refused.reason.as_ref().unwrap();
        assert_eq!(reason.code, code, "{bad}");
        assert_eq!(reason.params["line"], "7", "{bad}");
        assert_eq!(reason.params["column"], column, "{bad}");
        assert_eq!(refused.source, "my.csv, line 7");
        assert!(reason.text.contains("my.csv, line 7"), "{}", reason.text);
        assert!(!refused.acceptable);
    }
    let report = import(
        &wallet,
        "my.csv",
        &v2(&[], &[&row(1, "", "1", ""), &row(2, "B", "2", "")], &[]),
    );
    assert_eq!(counts(&report), [1, 0, 0, 1]);
    assert_eq!(report.failed[0].source, "my.csv, line 6");
}

#[test]
fn text_that_is_no_utf8_costs_one_card() {
    let home = Home::new();
    let wallet = home.open();
    let mut file = format!("{HEADER}\r\n").into_bytes();
    file.extend(b"1,Caf\xe9,,,,0,,1,,,,,0,0,0\r\n");
    file.extend(row(2, "Good", "2", "QR_CODE").as_bytes());
    file.extend(b"\r\n");
    let preview = preview(&wallet, "old.csv", &file);
    assert_eq!(verdicts(&preview), [1, 0, 0, 1]);
    assert_eq!(reasons(&preview), ["invalidUtf8"]);
    let reason = preview.rows().next().unwrap().reason.clone().unwrap();
    assert_eq!(
        (
            reason.params["line"].as_str(),
            reason.params["column"].as_str()
        ),
        ("2", "store")
    );
}

#[test]
fn odd_values_become_none_with_a_word() {
    let home = Home::new();
    let wallet = home.open();
    let odd = "1,Shop,,soon,1618053234,much,,a,,RSS_14,,green,yes,,maybe";
    let preview_of = preview(&wallet, "c.csv", &v2(&["G"], &[odd], &["7,G", "1,Nowhere"]));
    assert_eq!(verdicts(&preview_of), [1, 0, 0, 0]);
    let mut odd = warnings(&preview_of);
    odd.sort_unstable();
    assert_eq!(
        odd,
        [
            "badBalance",
            "badColour",
            "badDate",
            "danglingLink",
            "danglingLink",
            "dateInSeconds",
            "notDrawable"
        ]
    );
    import(
        &wallet,
        "c.csv",
        &v2(
            &["G"],
            &["1,Shop,,soon,1618053234,much,,a,,RSS_14,,green,yes,,maybe"],
            &[],
        ),
    );
    let content = card(&wallet, "Shop").content;
    assert_eq!(content.valid_until.unwrap().to_string(), "2021-04-10");
    assert_eq!(
        (content.valid_from, content.colour, content.balance),
        (None, None, None)
    );
    assert!(!content.favourite && !content.archived);
    assert_eq!(content.symbols[0].symbol.symbology, Symbology::Rss14);
}

#[test]
fn a_stray_quote_costs_one_card() {
    let home = Home::new();
    let wallet = home.open();
    let file = v2(
        &["G"],
        &[
            &row(1, "Before", "1", ""),
            &row(2, "\"Bad", "2", ""),
            &row(3, "After", "3", ""),
        ],
        &["3,G"],
    );
    let preview = preview(&wallet, "c.csv", &file);
    assert_eq!(verdicts(&preview), [2, 0, 0, 1]);
    assert_eq!(reasons(&preview), ["openQuote"]);
}

#[test]
fn a_code_that_its_symbology_cannot_carry_comes_in_with_a_word() {
    let home = Home::new();
    let wallet = home.open();
    for (number, symbology, unfit) in [
        ("6430012345679", "EAN_13", false),
        ("6430012345678", "EAN_13", true),
        ("abc", "EAN_13", true),
        ("abc", "CODE_128", false),
    ] {
        let file = v2(&[], &[&row(1, "Shop", number, symbology)], &[]);
        let preview = preview(&wallet, "c.csv", &file);
        assert_eq!(verdicts(&preview), [1, 0, 0, 0], "{number}");
        let expected: &[&str] = if unfit { &["symbolUnfit"] } else { &[] };
        assert_eq!(warnings(&preview), expected, "{number}");
    }
}
