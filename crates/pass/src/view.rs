//! A pass as it is shown: in the reader's language, formatted for their locale.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::attributed::{self, Link};
use crate::barcode::PassBarcode;
use crate::colour::PassColour;
use crate::data::{
    Align, Detector, Field, FieldValue, Location, PassData, Relevance, Section, Style,
};
use crate::date::PassDate;
use crate::detect;
use crate::format::{self, Formatter};
use crate::zone::Zone;

/// Who looks at the pass, and when.
pub(crate) struct Reader<'a> {
    pub(crate) locale: &'a str,
    pub(crate) now: DateTime<Utc>,
    pub(crate) zone: Zone,
}

/// One field as it is shown.
#[derive(Clone, PartialEq)]
pub struct FieldView {
    /// Its section.
    pub section: Section,
    /// Its key; empty when the issuer gave none.
    pub key: String,
    /// Its label.
    pub label: Option<String>,
    /// The value as text: localised, not formatted.
    pub value: String,
    /// The value as it is shown: formatted, free of markup.
    pub display: String,
    /// Links within `display`, in its order: the issuer's, else what was detected.
    pub links: Vec<Link>,
    /// Where the text stands.
    pub align: Align,
    /// Row of an auxiliary field, 0 or 1.
    pub row: u8,
    /// What to say when the value changes; `%@` stands for the new one.
    pub change_message: Option<String>,
    /// What may be made tappable.
    pub data_detectors: Vec<Detector>,
    /// The issuer wrote a number, or asks that the value is shown as one.
    pub is_number: bool,
    /// Currency of the number, ISO 4217.
    pub currency_code: Option<String>,
    /// Meaning for machines, as written.
    pub semantics: Option<serde_json::Value>,
}

crate::redacted_debug!(FieldView, PassView);

/// The whole pass as it is shown. The web service's token is not in it.
#[derive(Clone, PartialEq)]
pub struct PassView {
    /// The style.
    pub style: Style,
    /// The issuer's name.
    pub organization_name: Option<String>,
    /// What the pass is, for those who cannot see it.
    pub description: Option<String>,
    /// Text beside the logo.
    pub logo_text: Option<String>,
    /// Identity: the type.
    pub pass_type_identifier: Option<String>,
    /// Identity: the number.
    pub serial_number: Option<String>,
    /// The issuer's team.
    pub team_identifier: Option<String>,
    /// Colour of values.
    pub foreground: Option<PassColour>,
    /// Colour behind everything.
    pub background: Option<PassColour>,
    /// Colour of labels; the foreground's when the issuer names none.
    pub label: Option<PassColour>,
    /// Colour of the strip.
    pub strip: Option<PassColour>,
    /// Fields at the top right.
    pub header: Vec<FieldView>,
    /// The largest fields.
    pub primary: Vec<FieldView>,
    /// Fields below those.
    pub secondary: Vec<FieldView>,
    /// Fields below those.
    pub auxiliary: Vec<FieldView>,
    /// Fields on the back.
    pub back: Vec<FieldView>,
    /// More information.
    pub additional: Vec<FieldView>,
    /// Means of transport of a boarding pass: `air`, `boat`, `bus`, `train`, `generic`.
    pub transit_type: Option<String>,
    /// Barcodes, the preferred one first, with their text localised.
    pub barcodes: Vec<PassBarcode>,
    /// No longer valid.
    pub voided: bool,
    /// When it expires.
    pub expiration: Option<PassDate>,
    /// Whether that has passed for the reader.
    pub expired: bool,
    /// When it is of use.
    pub relevance: Vec<Relevance>,
    /// Where it is of use.
    pub locations: Vec<Location>,
    /// How far from there it still is, in metres; the reader decides when absent.
    pub max_distance: Option<f64>,
    /// Offer no sharing.
    pub sharing_prohibited: bool,
    /// Address of the issuer's web service.
    pub web_service: Option<String>,
    /// Whether the pass brings a token for it.
    pub has_token: bool,
    /// `pass.json` had to be repaired.
    pub repaired: bool,
}

impl PassView {
    /// All fields, from the most prominent section on.
    pub fn fields(&self) -> impl Iterator<Item = &FieldView> {
        [
            &self.header,
            &self.primary,
            &self.secondary,
            &self.auxiliary,
            &self.back,
            &self.additional,
        ]
        .into_iter()
        .flatten()
    }
}

pub(crate) fn build(
    data: &PassData,
    repaired: bool,
    strings: &BTreeMap<String, String>,
    reader: &Reader<'_>,
) -> PassView {
    let words = Words { strings };
    let formatter = Formatter::new(reader.locale, reader.now, reader.zone);
    let section = |section: Section| {
        let fields = data.fields.iter().filter(|field| field.section == section);
        fields
            .map(|field| view_field(field, &words, &formatter))
            .collect()
    };
    PassView {
        style: data.style,
        organization_name: words.option(&data.organization_name),
        description: words.option(&data.description),
        logo_text: words.option(&data.logo_text),
        pass_type_identifier: data.pass_type_identifier.clone(),
        serial_number: data.serial_number.clone(),
        team_identifier: data.team_identifier.clone(),
        foreground: data.foreground.clone(),
        background: data.background.clone(),
        label: data.label.clone().or_else(|| data.foreground.clone()),
        strip: data.strip.clone(),
        header: section(Section::Header),
        primary: section(Section::Primary),
        secondary: section(Section::Secondary),
        auxiliary: section(Section::Auxiliary),
        back: section(Section::Back),
        additional: section(Section::Additional),
        transit_type: data.transit_type.as_deref().map(transit_name),
        barcodes: data
            .barcodes
            .iter()
            .map(|barcode| words.barcode(barcode))
            .collect(),
        voided: data.voided,
        expired: data
            .expiration
            .as_ref()
            .is_some_and(|date| date.end(reader.zone) <= reader.now),
        expiration: data.expiration.clone(),
        relevance: data.relevance.clone(),
        locations: data
            .locations
            .iter()
            .map(|location| words.location(location))
            .collect(),
        max_distance: data.max_distance,
        sharing_prohibited: data.sharing_prohibited,
        web_service: data.web_service.clone(),
        has_token: data.token.is_some(),
        repaired,
    }
}

fn transit_name(issued: &str) -> String {
    issued
        .strip_prefix("PKTransitType")
        .unwrap_or(issued)
        .to_ascii_lowercase()
}

/// The translations of the chosen language. A whole text is a key; one without a translation
/// stands for itself.
struct Words<'a> {
    strings: &'a BTreeMap<String, String>,
}

impl Words<'_> {
    fn text(&self, text: &str) -> String {
        self.strings
            .get(text)
            .map_or(text, String::as_str)
            .to_owned()
    }

    fn option(&self, text: &Option<String>) -> Option<String> {
        text.as_deref()
            .map(|text| self.text(text))
            .filter(|text| !text.is_empty())
    }

    fn barcode(&self, barcode: &PassBarcode) -> PassBarcode {
        PassBarcode {
            alt_text: self.option(&barcode.alt_text),
            ..barcode.clone()
        }
    }

    fn location(&self, location: &Location) -> Location {
        Location {
            relevant_text: self.option(&location.relevant_text),
            ..location.clone()
        }
    }
}

fn view_field(field: &Field, words: &Words<'_>, formatter: &Formatter) -> FieldView {
    let value = match &field.value {
        // A number is no key of a translation.
        FieldValue::Number(digits) => digits.clone(),
        FieldValue::Text(text) => words.text(text),
        FieldValue::Missing => String::new(),
    };
    let (display, mut links) = match words.option(&field.attributed_value) {
        Some(markup) => {
            let (text, links) = attributed::strip(&markup);
            // Some issuers repeat a bare date or number here.
            let bare = links
                .is_empty()
                .then(|| format::text(field, &text, formatter));
            (bare.unwrap_or(text), links)
        }
        None if matches!(field.value, FieldValue::Number(_)) => {
            (format::number(field, &value, formatter), Vec::new())
        }
        None => (format::text(field, &value, formatter), Vec::new()),
    };
    let label = words.option(&field.label);
    // The issuer's own links say all there is to say.
    if links.is_empty() {
        links = detect::links(&display, label.as_deref(), &field.detectors);
    }
    FieldView {
        section: field.section,
        key: field.key.clone(),
        label,
        value,
        display,
        links,
        align: field.align,
        row: field.row,
        change_message: words.option(&field.change_message),
        data_detectors: field.detectors.clone(),
        is_number: format::is_number(field),
        currency_code: field.currency_code.clone(),
        semantics: field.semantics.clone(),
    }
}
