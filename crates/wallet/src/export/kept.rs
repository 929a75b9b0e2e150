//! What an exported hand-made card keeps for Kantis itself, in the pass's `userInfo`, so that it
//! comes back as the very card that left: other programs have no word for some of it.

use chrono::NaiveDate;
use kantis_barcode::{Symbol, Symbology};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{Balance, CardContent, CardSymbol, Colour, CustomField, SymbolId};

/// The pass type of exported hand-made cards.
pub(super) const PASS_TYPE: &str = "pass.app.kantis.card";
/// The key within `userInfo`.
pub(super) const KEY: &str = "kantis";
/// The version of these records.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    version: u32,
    title: String,
    issuer: Option<String>,
    holder: Option<String>,
    number: Option<String>,
    symbols: Vec<KeptSymbol>,
    colour: Option<[u8; 3]>,
    fields: Vec<(String, String)>,
    valid_from: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
    balance: Option<Balance>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeptSymbol {
    symbology: String,
    #[serde(with = "crate::hex::serde_vec")]
    payload: Vec<u8>,
    charset: Option<String>,
    eci: Option<u32>,
    gs1: bool,
    text: Option<String>,
    as_printed: bool,
}

/// The record of a card.
pub(super) fn record(card: &CardContent) -> serde_json::Value {
    let symbols = card.symbols.iter().map(|code| &code.symbol);
    let kept = Kept {
        version: VERSION,
        title: card.title.clone(),
        issuer: card.issuer.clone(),
        holder: card.holder.clone(),
        number: card.number.clone(),
        symbols: symbols
            .map(|symbol| KeptSymbol {
                symbology: symbol.symbology.name().to_owned(),
                payload: symbol.payload.clone(),
                charset: symbol.charset.clone(),
                eci: symbol.eci,
                gs1: symbol.gs1,
                text: symbol.text.clone(),
                as_printed: symbol.as_printed,
            })
            .collect(),
        colour: card
            .colour
            .map(|colour| [colour.red, colour.green, colour.blue]),
        fields: card
            .fields
            .iter()
            .map(|field| (field.label.clone(), field.value.clone()))
            .collect(),
        valid_from: card.valid_from,
        valid_until: card.valid_until,
        balance: card.balance.clone(),
    };
    // Every key of it is a text, so that this does not fail.
    serde_json::to_value(kept).unwrap_or_default()
}

/// The card that a pass was made of by Kantis; `None` for any other pass, and for one that a
/// wallet could not keep.
pub(crate) fn content(pass: &kantis_pass::PassData) -> Option<CardContent> {
    if pass.pass_type_identifier.as_deref() != Some(PASS_TYPE) {
        return None;
    }
    let record = pass.other.get("userInfo")?.get(KEY)?.clone();
    let kept: Kept = serde_json::from_value(record).ok()?;
    if kept.version != VERSION {
        return None;
    }
    let symbols: Option<Vec<CardSymbol>> = kept.symbols.into_iter().map(symbol).collect();
    let content = CardContent {
        title: kept.title,
        issuer: kept.issuer,
        holder: kept.holder,
        number: kept.number,
        symbols: symbols?,
        colour: kept
            .colour
            .map(|[red, green, blue]| Colour::new(red, green, blue)),
        fields: kept
            .fields
            .into_iter()
            .map(|(label, value)| CustomField { label, value })
            .collect(),
        valid_from: kept.valid_from,
        valid_until: kept.valid_until,
        balance: kept.balance,
        ..CardContent::default()
    };
    content.check().ok()?;
    Some(content)
}

fn symbol(kept: KeptSymbol) -> Option<CardSymbol> {
    let symbol = Symbol {
        charset: kept.charset,
        eci: kept.eci,
        gs1: kept.gs1,
        text: kept.text,
        as_printed: kept.as_printed,
        ..Symbol::new(Symbology::from_name(&kept.symbology)?, kept.payload)
    };
    Some(CardSymbol {
        id: SymbolId(Uuid::nil()),
        symbol,
        verdict: None,
    })
}
