//! Sums of money: decimals by ISO 4217, sign and place by language.

use fixed_decimal::Decimal;

use super::Formatter;

/// Currencies in use, by ISO 4217 (list one of 2024), without funds and metals.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL \
BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR \
FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES \
KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK \
MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR \
SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD \
UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ZWL";

/// Whether ISO 4217 has the code.
pub(crate) fn is_known(code: &str) -> bool {
    code.len() == 3 && CODES.split(' ').any(|known| known == code)
}

/// Decimals of a currency by ISO 4217; none for a code it does not have.
fn decimals(code: &str) -> Option<i16> {
    match code {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => Some(0),
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => Some(3),
        "CLF" => Some(4),
        known if is_known(known) => Some(2),
        _ => None,
    }
}

/// A sum with its currency, rounded half to even to the currency's decimals. An unknown code
/// stands behind the number as it was written.
pub(super) fn show(mut number: Decimal, code: &str, formatter: &Formatter) -> String {
    let Some(decimals) = decimals(code) else {
        return format!("{}\u{a0}{code}", formatter.decimal(&number));
    };
    number.round_with_mode(
        -decimals,
        fixed_decimal::SignedRoundingMode::Unsigned(fixed_decimal::UnsignedRoundingMode::HalfEven),
    );
    number.absolute.trim_end();
    number.absolute.pad_end(-decimals);
    let negative = number.sign() == fixed_decimal::Sign::Negative && !number.absolute.is_zero();
    let sign = symbol(code, formatter);
    let shown = formatter.decimal(&number.clone().with_sign(fixed_decimal::Sign::None));
    match place(formatter) {
        Place::Before => {
            // Letters need a gap, signs do not.
            let gap = if sign.ends_with(char::is_alphabetic) {
                "\u{a0}"
            } else {
                ""
            };
            let minus = if negative { "-" } else { "" };
            format!("{minus}{sign}{gap}{shown}")
        }
        Place::BeforeSpaced => {
            let minus = if negative { "-" } else { "" };
            format!("{sign}\u{a0}{minus}{shown}")
        }
        Place::After if negative => {
            let signed = formatter.decimal(&number.with_sign(fixed_decimal::Sign::Negative));
            format!("{signed}\u{a0}{sign}")
        }
        Place::After => format!("{shown}\u{a0}{sign}"),
    }
}

enum Place {
    Before,
    BeforeSpaced,
    After,
}

fn place(formatter: &Formatter) -> Place {
    match (formatter.language(), formatter.region()) {
        ("de", Some("AT" | "CH" | "LI")) | ("nl", _) | ("pt", None | Some("BR")) => {
            Place::BeforeSpaced
        }
        ("es", Some("MX" | "US" | "AR" | "CL" | "CO" | "PE" | "UY" | "PR" | "DO")) => Place::Before,
        (
            "en" | "ja" | "zh" | "ko" | "th" | "tr" | "hi" | "id" | "ms" | "ga" | "cy" | "mt"
            | "fil" | "bn" | "ta" | "te" | "mr" | "gu" | "ur" | "sw" | "af" | "zu",
            _,
        ) => Place::Before,
        _ => Place::After,
    }
}

/// The sign of a currency where its readers know it, else its code.
fn symbol<'a>(code: &'a str, formatter: &Formatter) -> &'a str {
    let (language, region) = (formatter.language(), formatter.region());
    match code {
        "EUR" => "€",
        "GBP" => "£",
        "JPY" if language == "ja" => "￥",
        "JPY" => "¥",
        "INR" => "₹",
        "ILS" => "₪",
        "KRW" => "₩",
        "VND" => "₫",
        "USD" => match (language, region) {
            ("en", None | Some("US" | "PR" | "GU" | "VI" | "AS" | "MP")) => "$",
            ("en", Some("GB" | "IE" | "ZA" | "IN")) => "US$",
            ("en", _) | ("sv" | "pt" | "nl" | "zh", _) => "US$",
            ("fr", Some("CA")) => "$\u{a0}US",
            ("fr", _) => "$US",
            ("nb" | "nn" | "no", _) => "USD",
            _ => "$",
        },
        "SEK" if language == "sv" => "kr",
        "NOK" if matches!(language, "nb" | "nn" | "no") => "kr",
        "DKK" if language == "da" => "kr.",
        "DKK" if language == "fo" => "kr",
        "ISK" if language == "is" => "kr.",
        "PLN" if language == "pl" => "zł",
        "CZK" if language == "cs" => "Kč",
        "HUF" if language == "hu" => "Ft",
        "RUB" if language == "ru" => "₽",
        "UAH" if language == "uk" => "₴",
        "TRY" if language == "tr" => "₺",
        "RON" if language == "ro" => "RON",
        "BGN" if language == "bg" => "лв.",
        "BRL" => "R$",
        "CNY" if language == "zh" => "¥",
        "CAD" if region == Some("CA") => "$",
        "AUD" if region == Some("AU") => "$",
        "NZD" if region == Some("NZ") => "$",
        "MXN" if region == Some("MX") => "$",
        "THB" if language == "th" => "฿",
        other => other,
    }
}
