//! Making and changing cards.

use chrono::{NaiveDate, TimeDelta};
use kantis_barcode::{Symbology, Verdict};
use kantis_wallet::{
    Balance, CardContent, CardQuery, CardSymbol, Colour, CustomField, InvalidCard, Origin,
    StoredCard, Unit, WalletError,
};

use crate::support::{Home, add, only, symbol, titled, titles};

fn full() -> CardContent {
    CardContent {
        title: "Kahvilä".into(),
        issuer: Some("Paahtimo".into()),
        holder: Some("Maija".into()),
        number: Some("6430012345679".into()),
        symbols: vec![
            symbol(Symbology::Code128, "6430012345679"),
            symbol(Symbology::QrCode, "K"),
        ],
        colour: Some(Colour::new(1, 2, 3)),
        note: "kassalla".into(),
        fields: vec![CustomField {
            label: "PIN".into(),
            value: "1234".into(),
        }],
        groups: Vec::new(),
        valid_from: NaiveDate::from_ymd_opt(2026, 1, 1),
        valid_until: NaiveDate::from_ymd_opt(2027, 1, 1),
        balance: Some(Balance {
            amount: -150,
            scale: 2,
            unit: Unit::Currency("EUR".into()),
        }),
        favourite: true,
        archived: false,
        front: None,
        back: None,
        icon: None,
    }
}

/// Ids and verdicts of symbols are the wallet's; all else comes back as it went in.
fn without_judgement(card: StoredCard) -> CardContent {
    let blank = |one: CardSymbol| CardSymbol {
        id: kantis_wallet::SymbolId(uuid::Uuid::nil()),
        verdict: None,
        ..one
    };
    let symbols = card.content.symbols.into_iter().map(blank).collect();
    CardContent {
        symbols,
        ..card.content
    }
}

#[test]
fn a_card_comes_back_as_it_went_in_after_a_restart() {
    let home = Home::new();
    let id = only(&home.open().add(full(), Origin::Manual).unwrap());
    let card = home.open().card(id).unwrap();
    assert_eq!(card.origin, Origin::Manual);
    assert_eq!(
        (card.use_count, card.checkout_size, card.last_used_at),
        (0, 100, None)
    );
    assert_eq!(card.added_at, card.edited_at);
    assert_eq!(without_judgement(card), full());
}

#[test]
fn every_unit_of_a_balance_is_kept() {
    let home = Home::new();
    let wallet = home.open();
    for unit in [
        Unit::Points,
        Unit::Other("visits: each".into()),
        Unit::Currency("JPY".into()),
    ] {
        let balance = Some(Balance {
            amount: i64::MAX,
            scale: 9,
            unit,
        });
        let content = CardContent {
            balance,
            ..titled("Saldo")
        };
        let id = only(&wallet.add(content.clone(), Origin::Manual).unwrap());
        assert_eq!(wallet.card(id).unwrap().content, content);
    }
}

#[test]
fn a_code_is_read_back_once_and_the_verdict_is_kept() {
    let home = Home::new();
    let wallet = home.open();
    let id = only(&wallet.add(full(), Origin::Manual).unwrap());
    let symbols = wallet.card(id).unwrap().content.symbols;
    assert!(
        symbols
            .iter()
            .all(|one| one.verdict == Some(Verdict::ReadBack)),
        "{symbols:?}"
    );
    assert_ne!(symbols[0].id, symbols[1].id);
}

#[test]
fn a_code_that_cannot_be_is_refused_unless_it_was_there() {
    let home = Home::new();
    let wallet = home.open();
    let bad = CardContent {
        symbols: vec![symbol(Symbology::Ean13, "12x")],
        ..titled("A")
    };
    let refused = wallet.add(bad.clone(), Origin::Manual);
    assert!(
        matches!(refused, Err(WalletError::CannotCarry(_))),
        "{refused:?}"
    );
    assert_eq!(wallet.cards(&CardQuery::default()).unwrap().total, 0);

    // As an import may leave it.
    let id = add(&wallet, "A");
    home.sql("wallet.db")
        .execute_batch(
            "INSERT INTO symbol (id, card, position, payload, symbology, hlc, device)
             SELECT randomblob(16), num, 0, x'616263', 'MAXICODE', 1, x'' FROM card",
        )
        .unwrap();
    let mut content = wallet.card(id).unwrap().content;
    content.note = "muistiinpano".into();
    wallet.update(id, content.clone()).unwrap();
    wallet.judge_symbols(id).unwrap();
    assert_eq!(wallet.card(id).unwrap().content, content);
    content.symbols.push(symbol(Symbology::MaxiCode, "other"));
    assert!(matches!(
        wallet.update(id, content),
        Err(WalletError::CannotCarry(_))
    ));
}

#[test]
fn codes_of_an_import_are_judged_when_asked() {
    let home = Home::new();
    let wallet = home.open();
    let content = CardContent {
        symbols: vec![symbol(Symbology::Aztec, "A1")],
        ..titled("A")
    };
    let id = only(&wallet.add(content, Origin::Imported).unwrap());
    home.sql("wallet.db")
        .execute_batch("UPDATE symbol SET verdict = ''")
        .unwrap();
    assert_eq!(wallet.card(id).unwrap().content.symbols[0].verdict, None);
    wallet.judge_symbols(id).unwrap();
    assert_eq!(
        wallet.card(id).unwrap().content.symbols[0].verdict,
        Some(Verdict::ReadBack)
    );
}

#[test]
fn a_code_keeps_its_id_while_it_is_edited() {
    let home = Home::new();
    let wallet = home.open();
    let id = only(&wallet.add(full(), Origin::Manual).unwrap());
    let before = wallet.card(id).unwrap().content;
    let mut content = before.clone();
    content.symbols.reverse();
    content.symbols[1].symbol.payload = b"5901234123457".to_vec();
    wallet.update(id, content).unwrap();
    let after = wallet.card(id).unwrap().content;
    assert_eq!(after.symbols[0], before.symbols[1]);
    assert_eq!(after.symbols[1].id, before.symbols[0].id);
    assert_eq!(after.symbols[1].symbol.payload, b"5901234123457");
}

#[test]
fn what_cannot_be_kept_is_refused_by_field() {
    let home = Home::new();
    let wallet = home.open();
    let long = |n: usize| "x".repeat(n);
    let field = |label: &str| CustomField {
        label: label.into(),
        value: String::new(),
    };
    let money = |code: &str| {
        Some(Balance {
            amount: 1,
            scale: 2,
            unit: Unit::Currency(code.into()),
        })
    };
    let date = |year| NaiveDate::from_ymd_opt(year, 1, 1);
    let cases = [
        (titled("  "), "title", "empty"),
        (titled(&long(201)), "title", "tooLong"),
        (
            CardContent {
                note: long(10_001),
                ..titled("A")
            },
            "note",
            "tooLong",
        ),
        (
            CardContent {
                fields: vec![field("a"); 41],
                ..titled("A")
            },
            "fields",
            "tooMany",
        ),
        (
            CardContent {
                fields: vec![field(" ")],
                ..titled("A")
            },
            "fields",
            "empty",
        ),
        (
            CardContent {
                symbols: vec![symbol(Symbology::QrCode, "1"); 9],
                ..titled("A")
            },
            "symbols",
            "tooMany",
        ),
        (
            CardContent {
                balance: money("QQQ"),
                ..titled("A")
            },
            "balance",
            "unknown",
        ),
        (
            CardContent {
                balance: money("eur"),
                ..titled("A")
            },
            "balance",
            "unknown",
        ),
        (
            CardContent {
                valid_from: date(2027),
                valid_until: date(2026),
                ..titled("A")
            },
            "validUntil",
            "order",
        ),
        (
            CardContent {
                groups: vec![kantis_wallet::GroupId(uuid::Uuid::nil())],
                ..titled("A")
            },
            "groups",
            "unknown",
        ),
        (
            CardContent {
                front: Some(kantis_wallet::BlobId([0; 32])),
                ..titled("A")
            },
            "front",
            "unknown",
        ),
    ];
    for (content, field, why) in cases {
        let refused = wallet.add(content, Origin::Manual);
        assert_eq!(
            refused,
            Err(WalletError::Invalid(InvalidCard { field, why }))
        );
    }
    assert_eq!(wallet.cards(&CardQuery::default()).unwrap().total, 0);
}

#[test]
fn an_edit_is_noted_and_an_edit_that_changes_nothing_is_no_step() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "A");
    home.clock.forward(TimeDelta::minutes(1));
    let same = wallet.update(id, titled(" A ")).unwrap();
    assert_eq!((same.ids.len(), same.step), (0, None));
    let before = wallet.card(id).unwrap();
    assert_eq!(before.edited_at, before.added_at);
    assert!(wallet.update(id, titled("B")).unwrap().step.is_some());
    let after = wallet.card(id).unwrap();
    assert_eq!(after.edited_at - after.added_at, TimeDelta::minutes(1));
}

#[test]
fn a_duplicate_is_a_card_of_its_own_beside_the_first() {
    let home = Home::new();
    let wallet = home.open();
    let id = only(&wallet.add(full(), Origin::Manual).unwrap());
    wallet.used(id).unwrap();
    let mut last = full();
    last.title = "Viimeinen".into();
    wallet.add(last, Origin::Manual).unwrap();
    let copy = only(&wallet.duplicate(id).unwrap());
    assert_eq!(
        titles(&wallet, &CardQuery::default()),
        ["Kahvilä", "Kahvilä", "Viimeinen"]
    );
    assert_eq!(
        wallet.cards(&CardQuery::default()).unwrap().cards[1].id,
        copy
    );
    let (first, second) = (wallet.card(id).unwrap(), wallet.card(copy).unwrap());
    assert_ne!(first.content.symbols[0].id, second.content.symbols[0].id);
    assert_eq!(second.use_count, 0);
    wallet.delete(&[id]).unwrap();
    assert_eq!(without_judgement(wallet.card(copy).unwrap()), full());
}

#[test]
fn uses_are_counted_and_listed_newest_first() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "A");
    for _ in 0..60 {
        home.clock.forward(TimeDelta::minutes(1));
        wallet.used(id).unwrap();
    }
    let card = wallet.card(id).unwrap();
    assert_eq!((card.use_count, card.uses.len()), (60, 20));
    assert_eq!(card.last_used_at, card.uses.first().copied());
    assert!(card.uses.windows(2).all(|pair| pair[0] > pair[1]));
    assert_eq!(
        wallet.used(kantis_wallet::CardId(uuid::Uuid::nil())),
        Err(WalletError::NotFound)
    );
}

#[test]
fn the_size_of_the_code_is_remembered_within_bounds() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "A");
    for (asked, kept) in [(70, 70), (10, 40), (255, 100)] {
        wallet.set_checkout_size(id, asked).unwrap();
        assert_eq!(wallet.card(id).unwrap().checkout_size, kept);
    }
}

#[test]
fn one_missing_card_stops_the_whole_change() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "A");
    let ids = [id, kantis_wallet::CardId(uuid::Uuid::nil())];
    assert_eq!(wallet.archive(&ids, true), Err(WalletError::NotFound));
    assert_eq!(wallet.favourite(&ids, true), Err(WalletError::NotFound));
    assert_eq!(wallet.delete(&ids), Err(WalletError::NotFound));
    assert_eq!(titles(&wallet, &CardQuery::default()), ["A"]);
    assert!(!wallet.card(id).unwrap().content.favourite);
}

#[test]
fn a_deleted_card_is_gone() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "A");
    wallet.delete(&[id]).unwrap();
    assert_eq!(wallet.card(id), Err(WalletError::NotFound));
    assert_eq!(wallet.update(id, titled("B")), Err(WalletError::NotFound));
}

#[test]
fn nothing_of_a_card_is_on_disk_in_the_clear() {
    let home = Home::new();
    let wallet = home.open();
    let content = CardContent {
        note: "salaisuus-4711".into(),
        ..titled("Nimeton-kortti-0815")
    };
    let id = only(&wallet.add(content, Origin::Manual).unwrap());
    wallet.delete(&[id]).unwrap();
    for plain in [
        "Nimeton-kortti-0815",
        "salaisuus-4711",
        "CREATE TABLE",
        "SQLite format 3",
    ] {
        let bytes = home.all_bytes();
        assert!(
            !bytes
                .windows(plain.len())
                .any(|part| part == plain.as_bytes()),
            "{plain}"
        );
    }
}
