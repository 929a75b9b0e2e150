//! Turns the wallet's values into what crosses the edge, and back.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use kantis_wallet::{
    Balance, CardSort, CardSymbol, Colour, CustomField, Group, Origin, PhotoSide, StoredCard,
    SymbolId, Topic, Unit, WalletError,
};
use uuid::Uuid;

use crate::dto;
use crate::symbol::{cannot_carry_error, symbol_of};
use crate::{ApiError, Code};

/// An id from its text.
pub(crate) fn id_of<T: FromStr>(text: &str) -> Result<T, ApiError> {
    text.parse().map_err(|_| ApiError::new(Code::NotFound))
}

/// Milliseconds since 1970.
pub(crate) fn instant(instant: DateTime<Utc>) -> i64 {
    instant.timestamp_millis()
}

/// `YYYY-MM-DD`.
pub(crate) fn date(day: NaiveDate) -> String {
    day.to_string()
}

/// Text without blanks around it; nothing when nothing is left.
pub(crate) fn plain(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

fn invalid(field: &str, why: &str) -> ApiError {
    ApiError::new(Code::Invalid)
        .with("field", field)
        .with("why", why)
}

pub(crate) fn date_of(field: &str, text: Option<&str>) -> Result<Option<NaiveDate>, ApiError> {
    match text {
        None | Some("") => Ok(None),
        Some(text) => NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map(Some)
            .map_err(|_| invalid(field, "notADate")),
    }
}

pub(crate) fn colour_of(text: Option<&str>) -> Result<Option<Colour>, ApiError> {
    match text {
        None | Some("") => Ok(None),
        Some(text) => text
            .parse()
            .map(Some)
            .map_err(|_| invalid("colour", "notAColour")),
    }
}

/// A card's colours, readable; a card without one gets a calm colour of our own.
pub(crate) fn colours(colour: Option<Colour>, title: &str) -> dto::CardColours {
    let (background, text) = colour
        .unwrap_or_else(|| Colour::for_title(title))
        .readable();
    dto::CardColours {
        background: background.to_string(),
        text: text.to_string(),
    }
}

pub(crate) fn balance(balance: &Balance) -> dto::Balance {
    dto::Balance {
        amount: balance.amount,
        scale: balance.scale,
        unit: match &balance.unit {
            Unit::Points => dto::Unit::Points,
            Unit::Currency(code) => dto::Unit::Currency(code.clone()),
            Unit::Other(word) => dto::Unit::Other(word.clone()),
        },
    }
}

pub(crate) fn balance_in(balance: dto::Balance) -> Balance {
    Balance {
        amount: balance.amount,
        scale: balance.scale,
        unit: match balance.unit {
            dto::Unit::Points => Unit::Points,
            dto::Unit::Currency(code) => Unit::Currency(code),
            dto::Unit::Other(word) => Unit::Other(word),
        },
    }
}

pub(crate) fn group(group: &Group) -> dto::GroupTile {
    dto::GroupTile {
        id: group.id.to_string(),
        name: group.name.clone(),
        count: group.count,
    }
}

pub(crate) fn custom_field(field: &CustomField) -> dto::CustomField {
    dto::CustomField {
        label: field.label.clone(),
        value: field.value.clone(),
    }
}

pub(crate) fn custom_field_in(field: dto::CustomField) -> CustomField {
    CustomField {
        label: field.label,
        value: field.value,
    }
}

/// A typed code; one that names a code of the card keeps its bytes unless the text was changed.
pub(crate) fn card_symbol(
    input: &dto::SymbolInput,
    before: Option<&StoredCard>,
) -> Result<CardSymbol, ApiError> {
    let symbol = symbol_of(input)?;
    let id: Option<SymbolId> = input.id.as_deref().map(id_of).transpose()?;
    let known = before
        .zip(id)
        .and_then(|(card, id)| card.content.symbols.iter().find(|known| known.id == id));
    if let Some(known) = known
        && input.hex.is_none()
        && known.symbol.symbology == symbol.symbology
        && known.symbol.charset == symbol.charset
        && crate::symbol::shown_text(&known.symbol) == input.text
    {
        let symbol = kantis_barcode::Symbol {
            payload: known.symbol.payload.clone(),
            ..symbol
        };
        let verdict = known.verdict.filter(|_| symbol == known.symbol);
        return Ok(CardSymbol {
            id: known.id,
            symbol,
            verdict,
        });
    }
    let id = known.map_or_else(|| SymbolId(Uuid::now_v7()), |known| known.id);
    Ok(CardSymbol {
        id,
        symbol,
        verdict: None,
    })
}

pub(crate) fn sort_in(sort: dto::CardSort) -> CardSort {
    match sort {
        dto::CardSort::Manual => CardSort::Manual,
        dto::CardSort::Name => CardSort::Name,
        dto::CardSort::LastUsed => CardSort::LastUsed,
        dto::CardSort::MostUsed => CardSort::MostUsed,
        dto::CardSort::Added => CardSort::Added,
        dto::CardSort::Expiry => CardSort::Expiry,
    }
}

pub(crate) fn sort_out(sort: CardSort) -> dto::CardSort {
    match sort {
        CardSort::Manual => dto::CardSort::Manual,
        CardSort::Name => dto::CardSort::Name,
        CardSort::LastUsed => dto::CardSort::LastUsed,
        CardSort::MostUsed => dto::CardSort::MostUsed,
        CardSort::Added => dto::CardSort::Added,
        CardSort::Expiry => dto::CardSort::Expiry,
    }
}

pub(crate) fn side(side: dto::PhotoSide) -> PhotoSide {
    match side {
        dto::PhotoSide::Front => PhotoSide::Front,
        dto::PhotoSide::Back => PhotoSide::Back,
        dto::PhotoSide::Icon => PhotoSide::Icon,
    }
}

pub(crate) fn origin(origin: Origin) -> dto::Origin {
    match origin {
        Origin::Manual => dto::Origin::Manual,
        Origin::Imported => dto::Origin::Imported,
        Origin::Pass => dto::Origin::Pass,
        Origin::Shop => dto::Origin::Shop,
    }
}

pub(crate) fn provenance(provenance: kantis_pass::Provenance) -> dto::Provenance {
    match provenance {
        kantis_pass::Provenance::Verified => dto::Provenance::Verified,
        kantis_pass::Provenance::Incomplete => dto::Provenance::Incomplete,
        kantis_pass::Provenance::UnknownIssuer => dto::Provenance::UnknownIssuer,
        kantis_pass::Provenance::Unsigned => dto::Provenance::Unsigned,
        kantis_pass::Provenance::Tampered => dto::Provenance::Tampered,
    }
}

/// What the wallet says, as the edge says it.
pub(crate) fn error(error: impl std::borrow::Borrow<WalletError>) -> ApiError {
    match error.borrow() {
        WalletError::NotFound => ApiError::new(Code::NotFound),
        WalletError::Invalid(wrong) => invalid(wrong.field, wrong.why),
        WalletError::CannotCarry(cannot) => cannot_carry_error(cannot),
        WalletError::NothingToUndo => ApiError::new(Code::NothingToUndo),
        WalletError::BadPicture { why } => ApiError::new(Code::BadPicture).with("why", why),
        WalletError::SharingProhibited => ApiError::new(Code::SharingProhibited),
        WalletError::NoOriginal => ApiError::new(Code::NoOriginal),
        WalletError::Connected => ApiError::new(Code::Connected),
        WalletError::Busy => ApiError::new(Code::Busy),
        WalletError::DiskFull => ApiError::new(Code::DiskFull),
        WalletError::ReadOnly => ApiError::new(Code::ReadOnly),
        WalletError::Corrupt => ApiError::new(Code::WalletCorrupt),
        WalletError::Io { kind } => crate::session::io_error(*kind),
        WalletError::Internal(_) => ApiError::new(Code::Internal),
    }
}

/// A topic on its way out.
pub(crate) fn topic_out(topic: Topic) -> dto::Topic {
    match topic {
        Topic::Balance => dto::Topic::Balance,
        Topic::Receipts => dto::Topic::Receipts,
        Topic::Offers => dto::Topic::Offers,
        Topic::Expiry => dto::Topic::Expiry,
        Topic::Changes => dto::Topic::Changes,
        Topic::Trouble => dto::Topic::Trouble,
    }
}

/// A topic on its way in.
pub(crate) fn topic_in(topic: dto::Topic) -> Topic {
    match topic {
        dto::Topic::Balance => Topic::Balance,
        dto::Topic::Receipts => Topic::Receipts,
        dto::Topic::Offers => Topic::Offers,
        dto::Topic::Expiry => Topic::Expiry,
        dto::Topic::Changes => Topic::Changes,
        dto::Topic::Trouble => Topic::Trouble,
    }
}
