//! An issuer of passes: unsigned files made here, brought in through the import.

use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;

use kantis_wallet::import::{self, Choices, OnConflict, Options, Source};
use kantis_wallet::{Balance, CardId, Loyalty, OfferValue, Unit, Wallet};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A pass of one issuer; `body` are the members of its style.
pub(crate) fn pass(style: &str, serial: &str, body: &str, more: &str) -> Vec<u8> {
    let json = format!(
        r#"{{"formatVersion":1,"passTypeIdentifier":"pass.example.kahvila","serialNumber":"{serial}",
            "teamIdentifier":"T","organizationName":"Kahvila","description":"Kanta-asiakaskortti",
            {more} "{style}":{{{body}}}}}"#
    );
    zipped(&[("pass.json", json.as_bytes())])
}

pub(crate) fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Brings a file in, over what is there.
pub(crate) fn bring(wallet: &Wallet, bytes: &[u8]) -> Vec<CardId> {
    let mut go_on = |_, _| ControlFlow::Continue(());
    let sources = vec![Source::new("a pass", bytes)];
    let preview = import::preview(wallet, sources, &Options::default(), &mut go_on).unwrap();
    let choices = Choices {
        on_conflict: OnConflict::Theirs,
        ..Choices::default()
    };
    let report = import::apply(wallet, &preview, &choices, &mut go_on).unwrap();
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    report.ids
}

/// Brings in a pass that makes or changes one card.
pub(crate) fn card_of(wallet: &Wallet, bytes: &[u8]) -> CardId {
    let ids = bring(wallet, bytes);
    assert_eq!(ids.len(), 1);
    ids[0]
}

/// What was found on a card's pass.
pub(crate) fn loyalty(wallet: &Wallet, card: CardId) -> Loyalty {
    wallet.card(card).unwrap().pass.unwrap().loyalty
}

/// `1250.50 EUR`, `127 points`, `12 Stars`.
pub(crate) fn shown(balance: &Balance) -> String {
    let digits = format!(
        "{:0>1$}",
        balance.amount.abs(),
        usize::from(balance.scale) + 1
    );
    let (whole, decimals) = digits.split_at(digits.len() - usize::from(balance.scale));
    let minus = if balance.amount < 0 { "-" } else { "" };
    let point = if decimals.is_empty() { "" } else { "." };
    let unit = match &balance.unit {
        Unit::Points => "points",
        Unit::Currency(code) => code,
        Unit::Other(word) => word,
    };
    format!("{minus}{whole}{point}{decimals} {unit}")
}

/// Everything that was found, in words.
pub(crate) fn told(loyalty: &Loyalty) -> String {
    let mut words = Vec::new();
    for found in &loyalty.balances {
        let mut text = shown(&found.value.available);
        if let Some(next) = &found.value.next_expiry {
            let amount = next.amount.as_ref().map_or("part".to_owned(), shown);
            text.push_str(&format!(" ({amount} ends {})", next.date));
        }
        words.push(text);
    }
    for found in &loyalty.stamps {
        let card = &found.value;
        let reward = card
            .reward
            .as_ref()
            .map_or(String::new(), |text| format!(" for {text}"));
        words.push(format!(
            "stamps {}/{}{reward}",
            card.collected, card.required
        ));
    }
    words.extend(
        loyalty
            .tier
            .iter()
            .map(|found| format!("tier {}", found.value.name)),
    );
    for found in &loyalty.offers {
        let offer = &found.value;
        let value = match &offer.value {
            Some(OfferValue::Percent { tenths }) => format!("{tenths}‰ "),
            Some(OfferValue::Amount { amount }) => format!("{} ", shown(amount)),
            Some(OfferValue::Multiplier { tenths }) => format!("×{tenths} "),
            Some(OfferValue::Gift) => "gift ".to_owned(),
            None => String::new(),
        };
        let until = offer
            .until
            .map_or(String::new(), |date| format!(" until {date}"));
        words.push(format!("offer {value}'{}'{until}", offer.title));
    }
    if words.is_empty() {
        "-".to_owned()
    } else {
        words.join(", ")
    }
}
