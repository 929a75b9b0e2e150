//! esPass (`.espass`), the open format of PassAndroid: read into the terms of `pass.json`, so that
//! one reader understands both.
//!
//! An esPass is a zip with `main.json` and pictures of the usual names. Nobody signs it.

use crate::json::Json;
use crate::zone::Zone;

/// The file that makes a zip an esPass.
pub(crate) const MAIN_JSON: &str = "main.json";
/// The type of passes that have no issuer's type; their id is unique by itself.
const TYPE: &str = "espass";
/// Fields that fit below the first one; more go to the row below.
const SECONDARY: usize = 4;

/// Whether a JSON text is an esPass and no other program's `main.json`.
pub(crate) fn is_espass(main: &Json) -> bool {
    let known = ["barCode", "fields", "description", "accentColor"];
    main.text_at("type").is_some() && known.iter().any(|key| main.get(key).is_some())
}

/// `pass.json` that says what an esPass says.
pub(crate) fn translate(main: &Json) -> Json {
    let style = style(&main.text_at("type").unwrap_or_default());
    // An esPass that was made of an issuer's pass keeps whose it was.
    let issued = main
        .text_at("passIdent")
        .zip(main.text_at("serial"))
        .filter(|(kind, serial)| !kind.is_empty() && !serial.is_empty());
    let (kind, serial) = match issued {
        Some((kind, serial)) => (Some(kind), Some(serial)),
        None => (Some(TYPE.to_owned()), main.text_at("id")),
    };
    let mut pairs = vec![
        ("formatVersion".to_owned(), Json::Number("1".to_owned())),
        (style.to_owned(), sections(main)),
    ];
    let mut put = |key: &str, value: Option<Json>| {
        pairs.extend(value.map(|value| (key.to_owned(), value)));
    };
    let text = |key: &str| main.text_at(key).map(Json::String);
    put("passTypeIdentifier", kind.map(Json::String));
    put("serialNumber", serial.map(Json::String));
    put("organizationName", text("creator"));
    put("description", text("description"));
    put("backgroundColor", main.get("accentColor").and_then(colour));
    put("barcode", main.get("barCode").and_then(barcode));
    put("expirationDate", expiration(main).map(Json::String));
    put("relevantDates", main.get("calendarTimespan").and_then(span));
    put("locations", main.get("locations").map(locations));
    put("webServiceURL", text("webServiceURL"));
    put("authenticationToken", text("authToken"));
    Json::Object(pairs)
}

fn object(pairs: impl IntoIterator<Item = (&'static str, Option<Json>)>) -> Json {
    let pairs = pairs.into_iter();
    Json::Object(
        pairs
            .filter_map(|(key, value)| Some((key.to_owned(), value?)))
            .collect(),
    )
}

fn style(kind: &str) -> &'static str {
    match kind.to_ascii_uppercase().as_str() {
        "EVENT" => "eventTicket",
        "COUPON" | "VOUCHER" => "coupon",
        "LOYALTY" => "storeCard",
        "BOARDING" | "PKBOARDING" => "boardingPass",
        _ => "generic",
    }
}

/// The format knows fields that are hidden and others: the hidden ones go on the back, of the
/// others the first one is the large one.
fn sections(main: &Json) -> Json {
    let items = main.get("fields").map(Json::items).unwrap_or_default();
    let (mut primary, mut secondary) = (Vec::new(), Vec::new());
    let (mut auxiliary, mut back) = (Vec::new(), Vec::new());
    for item in items.iter().filter(|item| matches!(item, Json::Object(_))) {
        let hidden = item.get("hide").and_then(Json::truth).unwrap_or(false);
        let section = if hidden {
            &mut back
        } else if primary.is_empty() {
            &mut primary
        } else if secondary.len() < SECONDARY {
            &mut secondary
        } else {
            &mut auxiliary
        };
        section.push(object(
            ["key", "label", "value"].map(|key| (key, item.get(key).cloned())),
        ));
    }
    object([
        ("primaryFields", Some(Json::Array(primary))),
        ("secondaryFields", Some(Json::Array(secondary))),
        ("auxiliaryFields", Some(Json::Array(auxiliary))),
        ("backFields", Some(Json::Array(back))),
    ])
}

/// `#aarrggbb`, or the same as a signed number, as `#rrggbb`.
fn colour(value: &Json) -> Option<Json> {
    let text = value.text()?;
    let hex = text.trim().strip_prefix('#');
    let hex = match (hex, value) {
        (Some(argb), _) if argb.len() == 8 => argb.get(2..)?.to_owned(),
        (Some(rgb), _) => rgb.to_owned(),
        (None, Json::Number(digits)) => {
            let argb: i64 = digits.parse().ok()?;
            format!("{:06x}", argb & 0xff_ffff)
        }
        (None, _) => return Some(Json::String(text)),
    };
    Some(Json::String(format!("#{hex}")))
}

fn barcode(code: &Json) -> Option<Json> {
    let message = code.text_at("message").filter(|text| !text.is_empty())?;
    let mut format = code.text_at("format")?;
    // GNOME Passes writes one name for both lengths.
    if format.eq_ignore_ascii_case("EAN") {
        format = if message.len() == 8 {
            "EAN_8"
        } else {
            "EAN_13"
        }
        .to_owned();
    }
    // The format names no charset; its programs draw with ZXing, whose charset is Latin-1 as long
    // as that will do.
    let latin1 = message.chars().all(|char| u32::from(char) < 256);
    let charset = if latin1 { "iso-8859-1" } else { "utf-8" };
    let alternative = code.text_at("alternativeText");
    Some(object([
        ("format", Some(Json::String(format))),
        ("message", Some(Json::String(message))),
        ("messageEncoding", Some(Json::String(charset.to_owned()))),
        ("altText", alternative.map(Json::String)),
    ]))
}

/// When the last span of validity ends; one without an end, or that repeats, never does.
fn expiration(main: &Json) -> Option<String> {
    let spans = main.get("validTimespans")?.items();
    let ends: Option<Vec<String>> = spans
        .iter()
        .map(|span| {
            let repeats = matches!(span.get("repeat"), Some(Json::Object(_)));
            span.text_at("to").filter(|to| !to.is_empty() && !repeats)
        })
        .collect();
    let moment = |text: &String| {
        let date = crate::date::PassDate::parse(text)?;
        Some(date.end(Zone::of(&chrono::Utc)))
    };
    ends?.into_iter().max_by_key(moment)
}

fn span(span: &Json) -> Option<Json> {
    let (from, to) = (span.get("from").cloned(), span.get("to").cloned());
    from.as_ref()?.text()?;
    Some(Json::Array(vec![object([
        ("startDate", from),
        ("endDate", to),
    ])]))
}

fn locations(locations: &Json) -> Json {
    let place = |item: &Json| {
        object([
            ("latitude", item.get("lat").cloned()),
            ("longitude", item.get("lon").cloned()),
            ("relevantText", item.get("name").cloned()),
        ])
    };
    Json::Array(locations.items().iter().map(place).collect())
}
