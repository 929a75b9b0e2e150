//! What `pass.json` says, typed and not yet localised. Unknown keys are kept.

mod field;
mod place;

use std::collections::BTreeMap;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::barcode::{self, PassBarcode};
use crate::colour::PassColour;
use crate::date::PassDate;
use crate::error::PassError;
use crate::json::Json;
use crate::warning::Warning;

pub use field::{Align, DateStyle, Detector, Field, FieldValue, NumberStyle, Section};
pub use place::{Beacon, Location, Relevance};

/// What kind of thing the pass is; it decides the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// A boarding pass or transit ticket.
    BoardingPass,
    /// A coupon.
    Coupon,
    /// A ticket to an event.
    EventTicket,
    /// Anything else.
    Generic,
    /// A loyalty, gift or member card.
    StoreCard,
}

impl Style {
    const ALL: [Self; 5] = [
        Self::BoardingPass,
        Self::Coupon,
        Self::EventTicket,
        Self::Generic,
        Self::StoreCard,
    ];

    /// The key in `pass.json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::BoardingPass => "boardingPass",
            Self::Coupon => "coupon",
            Self::EventTicket => "eventTicket",
            Self::Generic => "generic",
            Self::StoreCard => "storeCard",
        }
    }
}

/// The token of the pass's web service. Nothing prints it, and its memory is wiped when it goes.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct AuthenticationToken(String);

crate::redacted_debug!(AuthenticationToken);

impl AuthenticationToken {
    /// A token that was kept, or one for a test.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// The token itself, for the one request that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Everything that is understood of `pass.json`. Texts are as written: they may be keys of a
/// translation; [`crate::Pass::view`] resolves them.
#[derive(Clone)]
pub struct PassData {
    /// `formatVersion`; 1 in every pass known.
    pub format_version: Option<u32>,
    /// `passTypeIdentifier`, with the serial number the identity of the pass.
    pub pass_type_identifier: Option<String>,
    /// `serialNumber`.
    pub serial_number: Option<String>,
    /// `teamIdentifier` of the issuer.
    pub team_identifier: Option<String>,
    /// `organizationName`.
    pub organization_name: Option<String>,
    /// `description`, for those who cannot see the pass.
    pub description: Option<String>,
    /// `logoText`.
    pub logo_text: Option<String>,
    /// The style.
    pub style: Style,
    /// `transitType` of a boarding pass, as written.
    pub transit_type: Option<String>,
    /// All fields, section by section, in the issuer's order.
    pub fields: Vec<Field>,
    /// `foregroundColor`.
    pub foreground: Option<PassColour>,
    /// `backgroundColor`.
    pub background: Option<PassColour>,
    /// `labelColor`.
    pub label: Option<PassColour>,
    /// `stripColor`.
    pub strip: Option<PassColour>,
    /// Barcodes, the preferred one first.
    pub barcodes: Vec<PassBarcode>,
    /// `expirationDate`.
    pub expiration: Option<PassDate>,
    /// `voided`: no longer valid.
    pub voided: bool,
    /// `relevantDates`, and the older `relevantDate`.
    pub relevance: Vec<Relevance>,
    /// `locations` where the pass is of use.
    pub locations: Vec<Location>,
    /// `maxDistance` from those, in metres.
    pub max_distance: Option<f64>,
    /// `beacons` near which the pass is of use.
    pub beacons: Vec<Beacon>,
    /// `groupingIdentifier`.
    pub grouping_identifier: Option<String>,
    /// `sharingProhibited`: offer no sharing.
    pub sharing_prohibited: bool,
    /// `suppressStripShine`.
    pub suppress_strip_shine: bool,
    /// `appLaunchURL`; any scheme, so ask before opening.
    pub app_launch_url: Option<String>,
    /// Whether the pass would also work over NFC, which only its own phone system can do.
    pub has_nfc: bool,
    /// `webServiceURL` from which newer versions come.
    pub web_service: Option<String>,
    /// `authenticationToken` for it.
    pub token: Option<AuthenticationToken>,
    /// Every other key, as written (`semantics`, `userInfo` and what is yet to come).
    pub other: BTreeMap<String, serde_json::Value>,
}

crate::redacted_debug!(PassData);

/// Keys that have a place of their own above.
const KNOWN: &[&str] = &[
    "formatVersion",
    "passTypeIdentifier",
    "serialNumber",
    "teamIdentifier",
    "organizationName",
    "description",
    "logoText",
    "foregroundColor",
    "backgroundColor",
    "labelColor",
    "stripColor",
    "barcode",
    "barcodes",
    "expirationDate",
    "voided",
    "relevantDate",
    "relevantDates",
    "locations",
    "maxDistance",
    "beacons",
    "groupingIdentifier",
    "sharingProhibited",
    "suppressStripShine",
    "appLaunchURL",
    "webServiceURL",
    "authenticationToken",
];

/// Keys that the format requires.
const REQUIRED: &[&str] = &[
    "formatVersion",
    "passTypeIdentifier",
    "serialNumber",
    "teamIdentifier",
    "organizationName",
    "description",
];

pub(crate) fn read(pass: &Json, warnings: &mut Vec<Warning>) -> Result<PassData, PassError> {
    let (style, body) = find_style(pass, warnings)?;
    for &key in REQUIRED {
        if pass.text_at(key).is_none_or(|text| text.is_empty()) {
            warnings.push(Warning::MissingKey { key });
        }
    }
    let mut reader = Reader { pass, warnings };
    Ok(PassData {
        format_version: reader.number("formatVersion").map(|version| version as u32),
        pass_type_identifier: reader.text("passTypeIdentifier"),
        serial_number: reader.text("serialNumber"),
        team_identifier: reader.text("teamIdentifier"),
        organization_name: reader.text("organizationName"),
        description: reader.text("description"),
        logo_text: reader.text("logoText"),
        style,
        transit_type: body.text_at("transitType"),
        fields: field::read(body, reader.warnings),
        foreground: reader.colour("foregroundColor"),
        background: reader.colour("backgroundColor"),
        label: reader.colour("labelColor"),
        strip: reader.colour("stripColor"),
        barcodes: barcode::read(pass, reader.warnings),
        expiration: reader.date("expirationDate"),
        voided: reader.truth("voided"),
        relevance: place::relevance(pass, reader.warnings),
        locations: place::locations(pass, reader.warnings),
        max_distance: reader.number("maxDistance"),
        beacons: place::beacons(pass),
        grouping_identifier: reader.text("groupingIdentifier"),
        sharing_prohibited: reader.truth("sharingProhibited"),
        suppress_strip_shine: reader.truth("suppressStripShine"),
        app_launch_url: reader.text("appLaunchURL"),
        has_nfc: matches!(pass.get("nfc"), Some(Json::Object(_))),
        web_service: reader.text("webServiceURL"),
        token: reader.text("authenticationToken").map(AuthenticationToken),
        other: other_keys(pass),
    })
}

fn find_style<'a>(
    pass: &'a Json,
    warnings: &mut Vec<Warning>,
) -> Result<(Style, &'a Json), PassError> {
    // An empty object that went through PHP comes out as an empty array.
    let is_body = |body: &&Json| matches!(body, Json::Object(_) | Json::Array(_));
    let mut styles = Style::ALL
        .into_iter()
        .filter_map(|style| Some((style, pass.get(style.name()).filter(is_body)?)));
    let Some(first) = styles.next() else {
        // A home-made pass may say nothing about its style and still have a code to show.
        let usable = ["barcode", "barcodes", "serialNumber"];
        if usable.iter().all(|key| pass.get(key).is_none()) {
            return Err(PassError::NoStyle);
        }
        warnings.push(Warning::MissingKey { key: "style" });
        return Ok((Style::Generic, &Json::Null));
    };
    if styles.next().is_some() {
        warnings.push(Warning::SeveralStyles);
    }
    Ok(first)
}

fn other_keys(pass: &Json) -> BTreeMap<String, serde_json::Value> {
    let Json::Object(pairs) = pass else {
        return BTreeMap::new();
    };
    let is_style = |key: &str| Style::ALL.iter().any(|style| style.name() == key);
    let other = pairs
        .iter()
        .filter(|(key, _)| !KNOWN.contains(&key.as_str()) && !is_style(key));
    other
        .map(|(key, value)| (key.clone(), value.to_serde()))
        .collect()
}

/// Top-level values, with a warning for each that is there but of no use.
struct Reader<'a> {
    pass: &'a Json,
    warnings: &'a mut Vec<Warning>,
}

impl Reader<'_> {
    /// Text that is not empty.
    fn text(&mut self, key: &str) -> Option<String> {
        let value = self.present(key)?;
        let text = value.text();
        if text.is_none() {
            self.warnings.push(Warning::BadValue {
                field: key.to_owned(),
            });
        }
        text.filter(|text| !text.is_empty())
    }

    fn number(&mut self, key: &str) -> Option<f64> {
        let value = self.present(key)?;
        let number = value.number();
        if number.is_none() {
            self.warnings.push(Warning::BadValue {
                field: key.to_owned(),
            });
        }
        number
    }

    fn truth(&mut self, key: &str) -> bool {
        let Some(value) = self.present(key) else {
            return false;
        };
        let truth = value.truth();
        if truth.is_none() {
            self.warnings.push(Warning::BadValue {
                field: key.to_owned(),
            });
        }
        truth.unwrap_or(false)
    }

    fn colour(&mut self, key: &str) -> Option<PassColour> {
        let colour = PassColour::new(self.text(key)?);
        if colour.rgb.is_none() {
            self.warnings.push(Warning::BadColour {
                field: key.to_owned(),
            });
        }
        Some(colour)
    }

    fn date(&mut self, key: &str) -> Option<PassDate> {
        let date = PassDate::parse(&self.text(key)?);
        if date.is_none() {
            self.warnings.push(Warning::BadDate {
                field: key.to_owned(),
            });
        }
        date
    }

    fn present(&self, key: &str) -> Option<&Json> {
        self.pass
            .get(key)
            .filter(|value| !matches!(value, Json::Null))
    }
}
