//! Passes attached to mail messages.

use std::fmt::Write as _;

use proptest::prelude::*;

use crate::make::{archive, card, cards, counts, import, preview, reasons};
use crate::sets::{bundle, pass};
use crate::support::Home;

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for (at, chunk) in bytes.chunks(3).enumerate() {
        let mut group = [0_u8; 3];
        group[..chunk.len()].copy_from_slice(chunk);
        let number = u32::from_be_bytes([0, group[0], group[1], group[2]]);
        for digit in 0..4 {
            let index = (number >> (18 - 6 * digit)) & 63;
            let shown = digit <= chunk.len();
            text.push(if shown {
                char::from(DIGITS[index as usize])
            } else {
                '='
            });
        }
        if at % 19 == 18 {
            text.push_str("\r\n");
        }
    }
    text
}

fn quoted_printable(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (at, byte) in bytes.iter().enumerate() {
        let _ = write!(text, "={byte:02X}");
        if at % 24 == 23 {
            text.push_str("=\r\n");
        }
    }
    text
}

/// A part with these headers.
fn part(headers: &str, body: &str) -> String {
    format!("{headers}\r\n\r\n{body}")
}

fn attached(kind: &str, name: &str, bytes: &[u8]) -> String {
    let headers = format!(
        "Content-Type: {kind}; name=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"{name}\""
    );
    part(&headers, &base64(bytes))
}

fn multipart(boundary: &str, parts: &[String]) -> String {
    let mut body = format!("Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n");
    for part in parts {
        let _ = write!(body, "--{boundary}\r\n{part}\r\n");
    }
    body + &format!("--{boundary}--\r\n")
}

const HEAD: &str = "Return-Path: <shop@example.org>\r\nReceived: from a\r\n by b\r\n\
                    From: Shop <shop@example.org>\r\nTo: me@example.org\r\n\
                    Subject: =?utf-8?q?Korttisi_on_t=C3=A4ss=C3=A4?=\r\nMIME-Version: 1.0\r\n";

fn mail(parts: &[String]) -> Vec<u8> {
    (HEAD.to_owned() + &multipart("outer", parts)).into_bytes()
}

fn text() -> String {
    part(
        "Content-Type: text/plain; charset=utf-8",
        "Hei! Tässä korttisi.",
    )
}

#[test]
fn an_attached_pass_comes_in_however_it_is_packed() {
    let file = pass("a", 1);
    let quoted = part(
        "Content-Type: application/vnd.apple.pkpass\r\nContent-Transfer-Encoding: quoted-printable",
        &quoted_printable(&file),
    );
    let inner = HEAD.to_owned()
        + &multipart(
            "inner",
            &[attached("application/pkpass", "card.pkpass", &file)],
        );
    let forwarded = part("Content-Type: message/rfc822", &inner);
    let forwarded_packed = part(
        "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64",
        &base64(inner.as_bytes()),
    );
    let nested = multipart(
        "deep",
        &[
            text(),
            multipart(
                "deeper",
                &[attached("application/pkpass", "x.pkpass", &file)],
            ),
        ],
    );
    let alone = format!(
        "{HEAD}Content-Type: application/vnd.apple.pkpass\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}",
        base64(&file)
    );
    for (what, message) in [
        (
            "by media type",
            mail(&[text(), attached("application/vnd.apple.pkpass", "x", &file)]),
        ),
        (
            "by name",
            mail(&[
                text(),
                attached("application/octet-stream", "Kortti.PKPASS", &file),
            ]),
        ),
        (
            "by contents",
            mail(&[text(), attached("application/zip", "file.zip", &file)]),
        ),
        ("quoted", mail(&[text(), quoted])),
        ("nested", mail(&[nested])),
        ("forwarded", mail(&[text(), forwarded])),
        ("forwarded and packed", mail(&[text(), forwarded_packed])),
        ("alone", alone.into_bytes()),
        ("with bare line ends", {
            let message = String::from_utf8(mail(&[attached("x/y", "a.pkpass", &file)])).unwrap();
            message.replace("\r\n", "\n").into_bytes()
        }),
    ] {
        let home = Home::new();
        let wallet = home.open();
        assert_eq!(
            counts(&import(&wallet, "m.eml", &message)),
            [1, 0, 0, 0],
            "{what}"
        );
        let card = card(&wallet, "Card a");
        assert_eq!(wallet.original(card.id).unwrap(), file, "{what}");
        assert_eq!(
            counts(&import(&wallet, "m.eml", &message)),
            [0, 1, 0, 0],
            "{what}"
        );
    }
}

#[test]
fn several_attachments_are_several_cards_and_a_bundle_is_a_set() {
    let home = Home::new();
    let wallet = home.open();
    let main = br#"{"type":"COUPON","id":"7","description":"Kahvi","fields":[]}"#;
    let message = mail(&[
        text(),
        attached("application/pkpass", "a.pkpass", &pass("a", 1)),
        attached(
            "application/vnd.apple.pkpasses",
            "b.pkpasses",
            &bundle(&[("1", &pass("b", 1)), ("2", &pass("c", 1))]),
        ),
        attached(
            "application/vnd.espass-espass",
            "k.espass",
            &archive(&[("main.json", main)]),
        ),
        attached("application/pdf", "terms.pdf", b"%PDF-1.4"),
        attached("image/png", "logo.png", &crate::make::png(4, 4, [1, 2, 3])),
        attached("application/pkpass", "broken.pkpass", b"PK\x03\x04 no more"),
    ]);
    let shown = preview(&wallet, "m.eml", &message);
    let sources: Vec<&str> = shown.rows().map(|row| row.source.as_str()).collect();
    assert_eq!(
        sources,
        [
            "m.eml/a.pkpass",
            "m.eml/b.pkpasses/1.pkpass",
            "m.eml/b.pkpasses/2.pkpass",
            "m.eml/k.espass",
            "m.eml/broken.pkpass"
        ]
    );
    assert_eq!(reasons(&shown), ["notZip"]);
    assert_eq!(counts(&import(&wallet, "m.eml", &message)), [4, 0, 0, 1]);
    let set = |title: &str| card(&wallet, title).pass.unwrap().set;
    assert!(set("Card b").is_some());
    assert_eq!(set("Card b").unwrap().id, set("Card c").unwrap().id);
    assert_eq!(set("Card a"), None);
}

fn refused(message: &[u8], code: &str) {
    let home = Home::new();
    let wallet = home.open();
    let shown = preview(&wallet, "m.eml", message);
    assert_eq!(reasons(&shown), [code]);
    assert!(cards(&wallet).is_empty());
}

#[test]
fn what_brings_no_pass_is_told() {
    refused(&mail(&[text()]), "noPassInMail");
    refused(HEAD.as_bytes(), "noPassInMail");
    let cut = mail(&[
        text(),
        attached("application/pkpass", "a.pkpass", &pass("a", 1)),
    ]);
    refused(&cut[..cut.len() - 200], "notZip");
    let many: Vec<String> = (0..70)
        .map(|at| attached("application/pkpass", "a.pkpass", &pass(&at.to_string(), 1)))
        .collect();
    refused(&mail(&many), "tooManyPasses");
    refused(&vec![b'x'; 1000], "unknownFile");
}

#[test]
fn messages_made_to_be_slow_end() {
    // Messages within messages, and parts without number.
    let mut deep = attached("application/pkpass", "a.pkpass", &pass("a", 1));
    for _ in 0..200 {
        deep = format!("Content-Type: message/rfc822\r\n\r\n{HEAD}{deep}");
    }
    refused(
        deep.replacen("Content-Type: message/rfc822\r\n\r\n", "", 1)
            .as_bytes(),
        "noPassInMail",
    );
    let mut nested = text();
    for at in 0..2_000 {
        nested = multipart(&format!("b{at}"), &[nested]);
    }
    refused((HEAD.to_owned() + &nested).as_bytes(), "noPassInMail");
    let parts = vec![text(); 20_000];
    refused(&mail(&parts), "noPassInMail");
    let boundaries = HEAD.to_owned()
        + "Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n"
        + &"--\r\n".repeat(200_000);
    refused(boundaries.as_bytes(), "noPassInMail");
}

#[test]
fn mutated_messages_never_panic() {
    let home = Home::new();
    let wallet = home.open();
    let whole = mail(&[
        text(),
        attached("application/pkpass", "a.pkpass", &pass("a", 1)),
    ]);
    let config = ProptestConfig {
        cases: 128,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let change = (any::<prop::sample::Index>(), any::<u8>());
    proptest!(config, |(changes in prop::collection::vec(change, 1..10))| {
        let mut message = whole.clone();
        for (index, byte) in changes {
            let at = index.index(message.len());
            message[at] = byte;
        }
        prop_assert_eq!(preview(&wallet, "m.eml", &message).rows().count(), 1);
    });
}
