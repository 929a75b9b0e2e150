//! Codes between the edge and the barcode room.

use kantis_barcode::{CannotCarry, DrawError, Symbol, Symbology, Verdict};
use kantis_wallet::CardSymbol;

use crate::dto::{Drawing, Nothing, Problem, ReadBack, SymbolInput, SymbolView, SymbologyInfo};
use crate::{Api, ApiError, Code};

impl Api {
    #[allow(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "the shape of a command"
    )]
    pub(crate) fn symbol_preview(&self, input: SymbolInput) -> Result<SymbolView, ApiError> {
        Ok(view_symbol(&input))
    }

    #[allow(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "the shape of a command"
    )]
    pub(crate) fn symbologies(&self, _: Nothing) -> Result<Vec<SymbologyInfo>, ApiError> {
        let info = |symbology: &Symbology| SymbologyInfo {
            name: symbology.name().to_owned(),
            drawable: symbology.is_drawable(),
            linear: symbology.is_linear(),
        };
        Ok(Symbology::ALL.iter().map(info).collect())
    }
}

/// The code that a person describes.
///
/// # Errors
/// `invalid` when the symbology is unknown or the hex digits are none.
pub fn symbol_of(input: &SymbolInput) -> Result<Symbol, ApiError> {
    let symbology = Symbology::from_name(&input.symbology).ok_or_else(|| {
        ApiError::new(Code::Invalid)
            .with("field", "symbology")
            .with("why", "unknown")
    })?;
    let charset = input
        .charset
        .as_deref()
        .filter(|charset| !charset.is_empty());
    let mut symbol = match input.hex.as_deref() {
        Some(hex) => Symbol {
            charset: charset.map(str::to_owned),
            ..Symbol::new(symbology, bytes_of(hex)?)
        },
        None => Symbol::from_text(symbology, &input.text, charset),
    };
    symbol.text = input.alt_text.clone().filter(|text| !text.is_empty());
    symbol.as_printed = input.as_printed;
    symbol.gs1 = input.gs1;
    symbol.eci = input.eci;
    Ok(symbol)
}

/// Draws a code that a person describes, reads it back, and says what is wrong with it.
pub fn view_symbol(input: &SymbolInput) -> SymbolView {
    match symbol_of(input) {
        Ok(symbol) => {
            let drawn = symbol.draw_checked();
            let (drawing, verdict) = match drawn {
                Ok((drawing, verdict)) => (Ok(drawing), Some(verdict)),
                Err(error) => (Err(error), None),
            };
            SymbolView {
                id: input.id.clone(),
                ..view(&symbol, drawing, verdict)
            }
        }
        Err(_) => SymbolView {
            id: input.id.clone(),
            symbology: input.symbology.clone(),
            text: input.text.clone(),
            alt_text: input.alt_text.clone(),
            groups: vec![input.text.clone()],
            hex: input.hex.clone(),
            charset: input.charset.clone(),
            as_printed: input.as_printed,
            gs1: input.gs1,
            eci: input.eci,
            drawing: None,
            problem: Some(Problem {
                code: "unknownSymbology".to_owned(),
                params: [("symbology".to_owned(), input.symbology.clone())].into(),
            }),
            alternatives: Vec::new(),
            read_back: ReadBack::NotDrawn,
        },
    }
}

/// A card's code with the verdict that was kept.
pub(crate) fn view_card_symbol(card_symbol: &CardSymbol) -> SymbolView {
    let drawn = card_symbol.symbol.draw();
    let view = view(&card_symbol.symbol, drawn, card_symbol.verdict);
    SymbolView {
        id: Some(card_symbol.id.to_string()),
        ..view
    }
}

fn view(
    symbol: &Symbol,
    drawn: Result<kantis_barcode::Drawing, DrawError>,
    verdict: Option<Verdict>,
) -> SymbolView {
    let text = payload_text(symbol);
    let (drawing, problem, alternatives) = match drawn {
        Ok(drawn) => (
            Some(drawing(&drawn, symbol.symbology.is_linear())),
            None,
            Vec::new(),
        ),
        Err(DrawError::CannotCarry(cannot)) => {
            let alternatives = cannot
                .alternatives
                .iter()
                .map(|other| other.name().to_owned());
            let alternatives = alternatives.collect();
            (None, Some(cannot_carry_problem(&cannot)), alternatives)
        }
        Err(other) => {
            let problem = Problem {
                code: other.code().to_owned(),
                params: [].into(),
            };
            (None, Some(problem), Vec::new())
        }
    };
    let read_back = match (&drawing, verdict) {
        (None, _) => ReadBack::NotDrawn,
        (Some(_), Some(Verdict::ReadBack)) => ReadBack::Good,
        (Some(_), _) => ReadBack::Bad,
    };
    SymbolView {
        id: None,
        symbology: symbol.symbology.name().to_owned(),
        hex: text.is_none().then(|| hex_of(&symbol.payload)),
        text: text.unwrap_or_else(|| shown_text(symbol)),
        alt_text: symbol.text.clone(),
        groups: symbol.spoken_groups(),
        charset: symbol.charset.clone(),
        as_printed: symbol.as_printed,
        gs1: symbol.gs1,
        eci: symbol.eci,
        drawing,
        problem,
        alternatives,
        read_back,
    }
}

/// The payload as the edge shows it, whether or not the text gives the same bytes again.
pub(crate) fn shown_text(symbol: &Symbol) -> String {
    Symbol {
        text: None,
        ..symbol.clone()
    }
    .human_text()
}

/// The payload as text, when that text gives the same bytes again.
fn payload_text(symbol: &Symbol) -> Option<String> {
    let text = shown_text(symbol);
    let again = Symbol::from_text(symbol.symbology, &text, symbol.charset.as_deref());
    let printable = !text
        .chars()
        .any(|c| c.is_control() && c != '\u{1d}' && c != '\n');
    (printable && again.payload == symbol.payload).then_some(text)
}

pub(crate) fn drawing(drawn: &kantis_barcode::Drawing, linear: bool) -> Drawing {
    Drawing {
        width: drawn.total_width(),
        height: drawn.total_height(),
        path: drawn.path(),
        linear,
    }
}

/// Why a symbology cannot carry a payload, as words and numbers for the UI.
pub(crate) fn cannot_carry_problem(cannot: &CannotCarry) -> Problem {
    let params = cannot.reason.params().into_iter();
    let mut params: std::collections::BTreeMap<String, String> = params
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    params.insert("symbology".to_owned(), cannot.symbology.name().to_owned());
    Problem {
        code: cannot.reason.code().to_owned(),
        params,
    }
}

/// The same as an error, for a card that was to be kept.
pub(crate) fn cannot_carry_error(cannot: &CannotCarry) -> ApiError {
    let problem = cannot_carry_problem(cannot);
    let names: Vec<_> = cannot
        .alternatives
        .iter()
        .map(|other| other.name())
        .collect();
    ApiError {
        code: Code::CannotCarry,
        params: problem.params,
        retryable: false,
    }
    .with("reason", problem.code)
    .with("alternatives", names.join(" "))
}

fn bytes_of(hex: &str) -> Result<Vec<u8>, ApiError> {
    let invalid = || {
        ApiError::new(Code::Invalid)
            .with("field", "hex")
            .with("why", "notHex")
    };
    let digits: Vec<u8> = hex
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    if digits.is_empty() || digits.len() % 2 == 1 {
        return Err(invalid());
    }
    digits
        .chunks_exact(2)
        .map(|pair| {
            let digit = |byte: &u8| char::from(*byte).to_digit(16);
            match pair {
                [high, low] => {
                    let value = digit(high)
                        .zip(digit(low))
                        .map(|(high, low)| high * 16 + low);
                    value
                        .and_then(|value| u8::try_from(value).ok())
                        .ok_or_else(invalid)
                }
                _ => Err(invalid()),
            }
        })
        .collect()
}

fn hex_of(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}
