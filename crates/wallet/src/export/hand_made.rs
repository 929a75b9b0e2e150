//! The `pass.json` of a card that no issuer made.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, TimeDelta};
use kantis_barcode::{Symbol, Symbology};
use kantis_pass::Zone;
use serde_json::{Value, json};

use super::{kept, own_colour};
use crate::domain::{Balance, Colour, StoredCard, Unit};

/// The format requires a team; nobody has this one, and nobody signs for it.
const TEAM: &str = "KANTISCARD";
/// Characters of a text that is shown under a code.
const LONGEST_TEXT: usize = 80;

/// Words of the labels, in the shopper's language.
struct Words {
    balance: &'static str,
    number: &'static str,
    holder: &'static str,
    valid_from: &'static str,
    valid_until: &'static str,
}

const ENGLISH: Words = Words {
    balance: "Balance",
    number: "Number",
    holder: "Name",
    valid_from: "Valid from",
    valid_until: "Valid until",
};
const FINNISH: Words = Words {
    balance: "Saldo",
    number: "Numero",
    holder: "Nimi",
    valid_from: "Alkaen",
    valid_until: "Voimassa",
};
const SWEDISH: Words = Words {
    balance: "Saldo",
    number: "Nummer",
    holder: "Namn",
    valid_from: "Gäller från",
    valid_until: "Gäller till",
};

/// What a card says, in the terms of a pass. Note and groups are not in it.
pub(super) fn pass_json(card: &StoredCard, locale: &str, zone: Zone) -> Value {
    let content = &card.content;
    let words = match locale.split(['-', '_']).next() {
        Some("fi") => FINNISH,
        Some("sv") => SWEDISH,
        _ => ENGLISH,
    };
    let (background, text) = own_colour(card).readable();
    let codes: Vec<(Symbology, Value)> = content
        .symbols
        .iter()
        .filter_map(|code| Some((code.symbol.symbology, barcode(&code.symbol)?)))
        .collect();
    // Older readers know one code of four kinds.
    let old = codes.iter().find(|(symbology, _)| is_classic(*symbology));
    // A pass with a thumbnail is a generic one; a store card has no place for it.
    let style = if content.front.is_some() {
        "generic"
    } else {
        "storeCard"
    };
    let mut pass = json!({
        "formatVersion": 1,
        "passTypeIdentifier": kept::PASS_TYPE,
        "serialNumber": card.id.to_string(),
        "teamIdentifier": TEAM,
        "organizationName": content.issuer.as_ref().unwrap_or(&content.title),
        "description": content.title,
        "logoText": content.title,
        "backgroundColor": rgb(background),
        "foregroundColor": rgb(text),
        "labelColor": rgb(text),
        style: sections(card, &words),
        "userInfo": { kept::KEY: kept::record(content) },
    });
    let mut put = |key: &str, value: Option<Value>| {
        if let (Some(map), Some(value)) = (pass.as_object_mut(), value) {
            map.insert(key.to_owned(), value);
        }
    };
    put("barcode", old.map(|(_, code)| code.clone()));
    let all: Vec<Value> = codes.into_iter().map(|(_, code)| code).collect();
    put("barcodes", (!all.is_empty()).then(|| all.into()));
    let until = content.valid_until.and_then(|day| end_of(day, zone));
    put("expirationDate", until.map(|time| time.to_rfc3339().into()));
    pass
}

fn sections(card: &StoredCard, words: &Words) -> Value {
    let content = &card.content;
    let text = |key: &str, label: &str, value: &Option<String>| {
        let value = value.as_ref().filter(|text| !text.is_empty())?;
        Some(json!({"key": key, "label": label, "value": value}))
    };
    let day = |key: &str, label: &str, day: Option<NaiveDate>| {
        let value = day?.to_string();
        Some(json!({"key": key, "label": label, "value": value, "dateStyle": "PKDateStyleMedium"}))
    };
    let balance = content.balance.as_ref();
    let header: Vec<Value> = balance
        .map(|balance| amount(balance, words.balance))
        .into_iter()
        .collect();
    let secondary = [
        text("memberNumber", words.number, &content.number),
        text("holder", words.holder, &content.holder),
    ];
    let auxiliary = [
        day("validFrom", words.valid_from, content.valid_from),
        day("validUntil", words.valid_until, content.valid_until),
    ];
    let fields = content.fields.iter().enumerate();
    let back: Vec<Value> = fields
        .map(|(at, field)| {
            json!({"key": format!("field{at}"), "label": field.label, "value": field.value})
        })
        .collect();
    json!({
        "headerFields": header,
        "secondaryFields": secondary.into_iter().flatten().collect::<Vec<_>>(),
        "auxiliaryFields": auxiliary.into_iter().flatten().collect::<Vec<_>>(),
        "backFields": back,
    })
}

/// A balance as a number of a field; with a word of the shop's own as text.
fn amount(balance: &Balance, label: &str) -> Value {
    let digits = decimal(balance);
    let number: Value = serde_json::from_str(&digits).unwrap_or_else(|_| digits.clone().into());
    match &balance.unit {
        Unit::Points => json!({
            "key": "points", "label": label, "value": number,
            "numberStyle": "PKNumberStyleDecimal",
        }),
        Unit::Currency(code) => json!({
            "key": "balance", "label": label, "value": number, "currencyCode": code,
            "semantics": {"balance": {"amount": digits, "currencyCode": code}},
        }),
        Unit::Other(word) => {
            json!({"key": "balance", "label": label, "value": format!("{digits} {word}")})
        }
    }
}

/// The amount with a point: `-12.50`.
fn decimal(balance: &Balance) -> String {
    let scale = usize::from(balance.scale);
    let digits = format!(
        "{:0>width$}",
        balance.amount.unsigned_abs(),
        width = scale + 1
    );
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if balance.amount < 0 { "-" } else { "" };
    let point = if scale == 0 { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

/// The kinds of code that every reader of passes knows.
fn is_classic(symbology: Symbology) -> bool {
    matches!(
        symbology,
        Symbology::QrCode | Symbology::Pdf417 | Symbology::Aztec | Symbology::Code128
    )
}

/// The format's name of a symbology: Apple's eight, and for the others the names that follow the
/// same pattern. `None` where no reader is known that would draw the same code.
fn format(symbology: Symbology) -> Option<&'static str> {
    Some(match symbology {
        Symbology::QrCode => "PKBarcodeFormatQR",
        Symbology::Pdf417 => "PKBarcodeFormatPDF417",
        Symbology::Aztec => "PKBarcodeFormatAztec",
        Symbology::Code128 => "PKBarcodeFormatCode128",
        Symbology::Code39 => "PKBarcodeFormatCode39",
        Symbology::Codabar => "PKBarcodeFormatCodabar",
        Symbology::Ean13 => "PKBarcodeFormatEAN13",
        Symbology::Itf => "PKBarcodeFormatI2of5",
        Symbology::Code93 => "PKBarcodeFormatCode93",
        Symbology::Ean8 => "PKBarcodeFormatEAN8",
        Symbology::UpcA => "PKBarcodeFormatUPCA",
        Symbology::UpcE => "PKBarcodeFormatUPCE",
        Symbology::DataMatrix => "PKBarcodeFormatDataMatrix",
        _ => return None,
    })
}

/// A code whose message gives the payload's very bytes. `None` where a pass has no words for it:
/// GS1 data would be drawn without its first character, and be another code.
fn barcode(symbol: &Symbol) -> Option<Value> {
    let format = format(symbol.symbology).filter(|_| !symbol.gs1)?;
    let (message, encoding) = message(symbol);
    let text = symbol.human_text();
    let shown = text.chars().count() <= LONGEST_TEXT && !text.chars().any(char::is_control);
    let mut code = json!({"format": format, "message": message, "messageEncoding": encoding});
    if let Some(map) = code.as_object_mut().filter(|_| shown && !text.is_empty()) {
        map.insert("altText".to_owned(), text.into());
    }
    Some(code)
}

/// The payload as text, and the charset in which that text is these bytes. ISO-8859-1 has a
/// character for every byte.
fn message(symbol: &Symbol) -> (String, String) {
    if let Some(charset) = &symbol.charset {
        let plain = Symbol {
            text: None,
            ..symbol.clone()
        };
        let text = plain.human_text();
        let again = Symbol::from_text(symbol.symbology, &text, Some(charset));
        if again.payload == symbol.payload && again.charset.as_ref() == Some(charset) {
            return (text, charset.clone());
        }
    }
    let latin1 = symbol.payload.iter().copied().map(char::from).collect();
    (latin1, "iso-8859-1".to_owned())
}

fn rgb(colour: Colour) -> String {
    format!("rgb({}, {}, {})", colour.red, colour.green, colour.blue)
}

/// The last second of a day.
fn end_of(day: NaiveDate, zone: Zone) -> Option<DateTime<FixedOffset>> {
    let midnight = zone.midnight(day.checked_add_days(Days::new(1))?);
    Some(zone.at(midnight.checked_sub_signed(TimeDelta::seconds(1))?))
}
