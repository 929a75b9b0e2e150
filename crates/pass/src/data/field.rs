//! The fields of a pass.

use crate::format::currency;
use crate::json::Json;
use crate::warning::Warning;

/// The part of the pass that a field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Top right.
    Header,
    /// Largest.
    Primary,
    /// Below the primary ones.
    Secondary,
    /// Below the secondary ones.
    Auxiliary,
    /// On the back.
    Back,
    /// More information, of newer event tickets.
    Additional,
}

impl Section {
    /// Every section, from the most prominent on.
    pub const ALL: [Self; 6] = [
        Self::Header,
        Self::Primary,
        Self::Secondary,
        Self::Auxiliary,
        Self::Back,
        Self::Additional,
    ];

    /// `header`, `primary`, `secondary`, `auxiliary`, `back` or `additional`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Auxiliary => "auxiliary",
            Self::Back => "back",
            Self::Additional => "additional",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Header => "headerFields",
            Self::Primary => "primaryFields",
            Self::Secondary => "secondaryFields",
            Self::Auxiliary => "auxiliaryFields",
            Self::Back => "backFields",
            Self::Additional => "additionalInfoFields",
        }
    }
}

/// A value as written.
#[derive(Clone, PartialEq, Eq)]
pub enum FieldValue {
    /// No value, or one that is neither text nor number.
    Missing,
    /// Text, perhaps a key of a translation, a date or a number in quotes.
    Text(String),
    /// The digits of a number, untouched.
    Number(String),
}

crate::redacted_debug!(FieldValue);

impl FieldValue {
    /// The value as text; empty when missing.
    pub fn text(&self) -> &str {
        match self {
            Self::Missing => "",
            Self::Text(text) | Self::Number(text) => text,
        }
    }
}

/// Where a field's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Left.
    Left,
    /// Centre.
    Center,
    /// Right.
    Right,
    /// As the script runs.
    Natural,
}

impl Align {
    /// `left`, `center`, `right` or `natural`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Center => "center",
            Self::Right => "right",
            Self::Natural => "natural",
        }
    }
}

/// How much of a date or a time is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateStyle {
    /// Nothing.
    None,
    /// Numbers only.
    Short,
    /// Abbreviated words.
    Medium,
    /// Full words.
    Long,
    /// Everything, the weekday too.
    Full,
}

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberStyle {
    /// Grouped digits.
    Decimal,
    /// A hundredfold, with a percent sign.
    Percent,
    /// With an exponent.
    Scientific,
    /// In words.
    SpellOut,
}

/// What may be made tappable in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detector {
    /// Telephone numbers.
    PhoneNumber,
    /// Web addresses.
    Link,
    /// Postal addresses.
    Address,
    /// Dates for a calendar.
    CalendarEvent,
}

impl Detector {
    /// Every detector.
    pub const ALL: [Self; 4] = [
        Self::PhoneNumber,
        Self::Link,
        Self::Address,
        Self::CalendarEvent,
    ];

    /// `phoneNumber`, `link`, `address` or `calendarEvent`.
    pub fn name(self) -> &'static str {
        match self {
            Self::PhoneNumber => "phoneNumber",
            Self::Link => "link",
            Self::Address => "address",
            Self::CalendarEvent => "calendarEvent",
        }
    }
}

/// One field as written.
#[derive(Clone)]
pub struct Field {
    /// Its section.
    pub section: Section,
    /// Its key, unique in a well-made pass; empty when missing.
    pub key: String,
    /// Its label.
    pub label: Option<String>,
    /// Its value.
    pub value: FieldValue,
    /// A value with links, shown instead.
    pub attributed_value: Option<String>,
    /// What to say when the value changes; `%@` stands for the new one.
    pub change_message: Option<String>,
    /// Where its text stands.
    pub align: Align,
    /// What may be made tappable; on the back everything unless the issuer says less, elsewhere
    /// nothing.
    pub detectors: Vec<Detector>,
    /// Style of the date, when the value is one.
    pub date_style: Option<DateStyle>,
    /// Style of the time of day, when the value is a date.
    pub time_style: Option<DateStyle>,
    /// Show the date as a distance from now.
    pub is_relative: bool,
    /// Show the time on the clock it was written for, not on the reader's.
    pub ignores_time_zone: bool,
    /// Currency of the number, ISO 4217.
    pub currency_code: Option<String>,
    /// Style of the number.
    pub number_style: Option<NumberStyle>,
    /// Row of an auxiliary field, 0 or 1.
    pub row: u8,
    /// Meaning for machines, as written.
    pub semantics: Option<serde_json::Value>,
}

crate::redacted_debug!(Field);

pub(super) fn read(body: &Json, warnings: &mut Vec<Warning>) -> Vec<Field> {
    let mut fields = Vec::new();
    for section in Section::ALL {
        for item in body.get(section.key()).map(list).unwrap_or_default() {
            if matches!(item, Json::Object(_)) {
                fields.push(read_one(section, item, warnings));
            } else if *item != Json::Null {
                warnings.push(Warning::BadValue {
                    field: section.key().to_owned(),
                });
            }
        }
    }
    fields
}

/// The fields of a section: an array, or what PHP makes of one with gaps, an object of objects.
fn list(fields: &Json) -> Vec<&Json> {
    match fields {
        Json::Object(pairs) if fields.get("value").is_none() && fields.get("key").is_none() => {
            pairs.iter().map(|(_, field)| field).collect()
        }
        other => other.items().iter().collect(),
    }
}

fn read_one(section: Section, item: &Json, warnings: &mut Vec<Warning>) -> Field {
    let text = |key: &str| item.text_at(key).filter(|text| !text.is_empty());
    let truth = |key: &str| item.get(key).and_then(Json::truth).unwrap_or(false);
    let key = item.text_at("key").unwrap_or_default();
    let value = match item.get("value") {
        Some(Json::Number(digits)) => FieldValue::Number(digits.clone()),
        Some(Json::Null) | None => FieldValue::Missing,
        Some(other) => other.text().map_or(FieldValue::Missing, FieldValue::Text),
    };
    if matches!(item.get("value"), Some(Json::Array(_) | Json::Object(_))) {
        warnings.push(Warning::BadValue { field: key.clone() });
    }
    let currency_code = text("currencyCode").map(|code| code.trim().to_ascii_uppercase());
    if let Some(code) = currency_code
        .as_deref()
        .filter(|code| !currency::is_known(code))
    {
        warnings.push(Warning::UnknownCurrency {
            field: key.clone(),
            currency: code.to_owned(),
        });
    }
    Field {
        section,
        label: text("label"),
        value,
        attributed_value: text("attributedValue"),
        change_message: text("changeMessage"),
        align: align(text("textAlignment").as_deref()),
        detectors: detectors(section, item),
        date_style: text("dateStyle").and_then(|style| date_style(&style)),
        time_style: text("timeStyle").and_then(|style| date_style(&style)),
        is_relative: truth("isRelative"),
        ignores_time_zone: truth("ignoresTimeZone"),
        currency_code,
        number_style: text("numberStyle").and_then(|style| number_style(&style)),
        row: u8::from(item.get("row").and_then(Json::number) == Some(1.0)),
        semantics: item.get("semantics").map(Json::to_serde),
        key,
    }
}

/// The part of a constant that differs: `PKTextAlignmentLeft` and `left` are the same.
fn constant(text: &str, prefix: &str) -> String {
    text.strip_prefix(prefix)
        .unwrap_or(text)
        .to_ascii_lowercase()
}

fn align(text: Option<&str>) -> Align {
    match constant(text.unwrap_or_default(), "PKTextAlignment").as_str() {
        "left" => Align::Left,
        "center" | "centre" => Align::Center,
        "right" => Align::Right,
        _ => Align::Natural,
    }
}

fn date_style(text: &str) -> Option<DateStyle> {
    Some(match constant(text, "PKDateStyle").as_str() {
        "none" => DateStyle::None,
        "short" => DateStyle::Short,
        "medium" => DateStyle::Medium,
        "long" => DateStyle::Long,
        "full" => DateStyle::Full,
        _ => return None,
    })
}

fn number_style(text: &str) -> Option<NumberStyle> {
    Some(match constant(text, "PKNumberStyle").as_str() {
        "decimal" => NumberStyle::Decimal,
        "percent" => NumberStyle::Percent,
        "scientific" => NumberStyle::Scientific,
        "spellout" => NumberStyle::SpellOut,
        _ => return None,
    })
}

fn detectors(section: Section, item: &Json) -> Vec<Detector> {
    if !matches!(section, Section::Back | Section::Additional) {
        return Vec::new();
    }
    let Some(chosen) = item
        .get("dataDetectorTypes")
        .filter(|value| **value != Json::Null)
    else {
        return Detector::ALL.to_vec();
    };
    let known = |item: &Json| match constant(&item.text()?, "PKDataDetectorType").as_str() {
        "phonenumber" => Some(Detector::PhoneNumber),
        "link" => Some(Detector::Link),
        "address" => Some(Detector::Address),
        "calendarevent" => Some(Detector::CalendarEvent),
        _ => None,
    };
    chosen.items().iter().filter_map(known).collect()
}
