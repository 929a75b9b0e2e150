//! Where and when a pass is of use.

use crate::date::PassDate;
use crate::json::Json;
use crate::warning::Warning;

/// A moment or a span of time in which the pass is of use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relevance {
    /// The moment, or when the span begins.
    pub from: PassDate,
    /// When the span ends; none for a moment.
    pub until: Option<PassDate>,
}

/// A place at which the pass is of use.
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Metres above the sea.
    pub altitude: Option<f64>,
    /// What to say there.
    pub relevant_text: Option<String>,
}

/// A Bluetooth beacon near which the pass is of use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beacon {
    /// `proximityUUID`.
    pub proximity_uuid: String,
    /// `major`, when it matters.
    pub major: Option<u16>,
    /// `minor`, when it matters.
    pub minor: Option<u16>,
    /// What to say there.
    pub relevant_text: Option<String>,
}

/// The dates of `relevantDates` (a moment is `date`, in older passes `relevantDate`) and the older
/// single `relevantDate`.
pub(super) fn relevance(pass: &Json, warnings: &mut Vec<Warning>) -> Vec<Relevance> {
    let mut date = |item: &Json, key: &str| {
        let text = item.text_at(key).filter(|text| !text.is_empty())?;
        let date = PassDate::parse(&text);
        if date.is_none() {
            warnings.push(Warning::BadDate {
                field: key.to_owned(),
            });
        }
        date
    };
    let mut all = Vec::new();
    for item in pass
        .get("relevantDates")
        .map(Json::items)
        .unwrap_or_default()
    {
        let from = ["date", "relevantDate", "startDate"]
            .iter()
            .find_map(|key| date(item, key));
        let until = date(item, "endDate");
        if let Some(from) = from {
            all.push(Relevance { from, until });
        }
    }
    let known = |from: &PassDate| all.iter().any(|other| other.from.moment == from.moment);
    if let Some(from) = date(pass, "relevantDate").filter(|from| !known(from)) {
        all.push(Relevance { from, until: None });
    }
    all
}

/// Places with a position on Earth; one bad place does not lose the others.
pub(super) fn locations(pass: &Json, warnings: &mut Vec<Warning>) -> Vec<Location> {
    let items = pass.get("locations").map(Json::items).unwrap_or_default();
    let read = |item: &Json| {
        let degrees = |key: &str, most: f64| {
            item.get(key)
                .and_then(Json::number)
                .filter(|degrees| degrees.abs() <= most)
        };
        Some(Location {
            latitude: degrees("latitude", 90.0)?,
            longitude: degrees("longitude", 180.0)?,
            altitude: item.get("altitude").and_then(Json::number),
            relevant_text: item.text_at("relevantText").filter(|text| !text.is_empty()),
        })
    };
    let locations: Vec<Location> = items.iter().filter_map(read).collect();
    if locations.len() < items.len() {
        warnings.push(Warning::BadValue {
            field: "locations".to_owned(),
        });
    }
    locations
}

pub(super) fn beacons(pass: &Json) -> Vec<Beacon> {
    let items = pass.get("beacons").map(Json::items).unwrap_or_default();
    let number = |item: &Json, key: &str| item.text_at(key)?.trim().parse().ok();
    let read = |item: &Json| {
        Some(Beacon {
            proximity_uuid: item.text_at("proximityUUID")?,
            major: number(item, "major"),
            minor: number(item, "minor"),
            relevant_text: item.text_at("relevantText").filter(|text| !text.is_empty()),
        })
    };
    items.iter().filter_map(read).collect()
}
