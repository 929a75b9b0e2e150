//! The member code and the card number.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use chrono::{DateTime, Utc};
use kantis_protocol::{CardNumber, CodeError, CodeSecret, MemberCode, step_of};

/// Test vectors of `docs/loyalty-protocol.md`: secret, alias, seconds since 1970, code. Made with
/// another implementation (Python's `hmac`).
fn vectors() -> Vec<(CodeSecret, String, DateTime<Utc>, String)> {
    let document = include_str!("../../../docs/loyalty-protocol.md");
    document
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line
                .strip_prefix("| vector |")?
                .trim_end_matches('|')
                .split('|')
                .map(|cell| cell.trim().trim_matches('`'))
                .collect();
            let [secret, alias, seconds, code] = cells[..] else {
                panic!("a vector is malformed: {line}");
            };
            let secret = serde_json::from_value(serde_json::Value::from(secret)).unwrap();
            let at = DateTime::from_timestamp(seconds.parse().unwrap(), 0).unwrap();
            Some((secret, alias.to_owned(), at, code.to_owned()))
        })
        .collect()
}

#[test]
fn the_documents_vectors_come_out() {
    let vectors = vectors();
    assert!(vectors.len() >= 5);
    for (secret, alias, at, expected) in vectors {
        let code = secret.code(&alias, at);
        assert_eq!(code, expected);
        assert_eq!(code.len(), 28);
        let taken = MemberCode::parse(&code).unwrap();
        assert_eq!(
            (taken.alias.as_str(), taken.step),
            (alias.as_str(), step_of(at))
        );
        assert!(secret.made(&taken));
    }
}

#[test]
fn a_code_with_any_digit_changed_is_not_the_devices() {
    let secret = CodeSecret::new([7; 32]);
    let at = "2026-03-10T10:00:00Z".parse().unwrap();
    let code = secret.code("12345678901", at);
    for place in 0..code.len() {
        let mut digits = code.clone().into_bytes();
        digits[place] = if digits[place] == b'9' {
            b'0'
        } else {
            digits[place] + 1
        };
        let changed = String::from_utf8(digits).unwrap();
        match MemberCode::parse(&changed) {
            Ok(taken) => assert!(!secret.made(&taken), "digit {place}"),
            Err(error) => assert_eq!((place, error), (0, CodeError::Version)),
        }
    }
}

#[test]
fn a_clock_of_another_century_makes_a_code_that_nobody_takes() {
    let late = "2100-01-01T00:00:00Z".parse().unwrap();
    let code = CodeSecret::new([7; 32]).code("12345678901", late);
    assert_ne!(MemberCode::parse(&code).unwrap().step, step_of(late));
}

#[test]
fn another_devices_secret_did_not_make_it() {
    let at = "2026-03-10T10:00:00Z".parse().unwrap();
    let code = CodeSecret::new([7; 32]).code("12345678901", at);
    assert!(!CodeSecret::new([8; 32]).made(&MemberCode::parse(&code).unwrap()));
}

#[test]
fn what_is_scanned_is_read_strictly() {
    let shape = |expected| Some(CodeError::Shape { expected });
    for (scanned, error) in [
        ("", shape(28)),
        ("1", shape(28)),
        ("1123456789010589075245678901x", shape(28)),
        (
            "１１２３４５６７８９０１０５８９０７５２４５６７８９０１２",
            shape(28),
        ),
        ("2123456789010589075212345678", Some(CodeError::Version)),
        ("1123456789010589075212345678", None),
        ("1123 4567 8901 0589 0752 1234 5678", None),
    ] {
        assert_eq!(MemberCode::parse(scanned).err(), error, "{scanned}");
    }
    assert_eq!(MemberCode::parse(&"1".repeat(100_000)).err(), shape(28));
}

#[test]
fn a_card_number_finds_every_single_wrong_digit() {
    let number = CardNumber::from_chance(31_415_926_535);
    let digits = number.as_str().to_owned();
    assert_eq!(digits.len(), 12);
    assert_eq!(CardNumber::parse(&digits), Ok(number));
    for place in 0..digits.len() {
        for other in b'0'..=b'9' {
            let mut wrong = digits.clone().into_bytes();
            if wrong[place] == other {
                continue;
            }
            wrong[place] = other;
            assert_eq!(
                CardNumber::parse(core::str::from_utf8(&wrong).unwrap()),
                Err(CodeError::CheckDigit)
            );
        }
    }
}

#[test]
fn card_numbers_are_luhn_numbers() {
    // Made with another implementation.
    for number in ["799273987104", "000000000000", "123456789015"] {
        assert_eq!(
            CardNumber::parse(number).map(|n| n.as_str().to_owned()),
            Ok(number.to_owned())
        );
    }
    assert_eq!(
        CardNumber::parse("1234 5678 9015").unwrap().as_str(),
        "123456789015"
    );
}

#[test]
fn secrets_are_not_shown() {
    let secret = CodeSecret::new([7; 32]);
    assert_eq!(format!("{secret:?}"), "CodeSecret(…)");
    assert_eq!(
        serde_json::to_value(&secret).unwrap(),
        "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc"
    );
    for wrong in [
        "",
        "BwcH",
        "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH",
        "!",
    ] {
        assert!(serde_json::from_value::<CodeSecret>(wrong.into()).is_err());
    }
}
