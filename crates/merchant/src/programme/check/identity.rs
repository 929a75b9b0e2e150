//! Who runs it, who stands on receipts, what members are asked for, and what the till offers.

use std::collections::BTreeSet;

use kantis_protocol::Purpose;

use super::{Check, MOST, is_shop_name};

/// Active ISO 4217 codes of money with two digits behind the point.
const TWO_DIGITS: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD \
BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS \
GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD \
MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN \
QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD \
TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG";

impl Check<'_> {
    pub(super) fn identity(&mut self) {
        let programme = self.programme;
        let identity = &programme.programme;
        self.id("programme.id", &identity.id);
        self.name("programme.issuer", &identity.issuer);
        self.name("seller.name", &programme.seller.name);
        if let Some(address) = &programme.seller.address {
            self.name("seller.address", address);
        }
        self.must(
            TWO_DIGITS
                .split(' ')
                .any(|code| code == identity.currency.as_str()),
            "programme.currency",
            "is not the ISO 4217 code of money with two digits behind the point, such as \"EUR\"",
        );
        let digits = identity.colour.strip_prefix('#').unwrap_or("");
        self.must(
            digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "programme.colour",
            "is no colour: write # and six digits from 0 to f, such as \"#7a4b2a\"",
        );
        if let Some(logo) = &identity.logo {
            self.must(
                is_logo(logo),
                "programme.logo",
                "is neither an address that begins with https:// nor the name of a file beside \
                 this one",
            );
        }
        self.between("programme.return_days", identity.return_days.into(), 0, 365);
        self.languages();
        self.must(
            is_vat_id(&programme.seller.vat_id),
            "seller.vat_id",
            "is no VAT id: two letters of the country and 2 to 15 digits or letters without \
             spaces, such as \"FI12345671\"",
        );
    }

    fn name(&mut self, place: &str, name: &str) {
        self.must(
            !name.trim().is_empty()
                && name.chars().count() <= 200
                && !name.chars().any(char::is_control),
            place,
            "must be words on one line, at most 200 letters",
        );
    }

    fn languages(&mut self) {
        let languages = &self.programme.programme.languages;
        self.must(
            (1..=20).contains(&languages.len()),
            "programme.languages",
            "must name at least one language, the shop's own first: [\"fi\", \"sv\", \"en\"]",
        );
        let mut seen = BTreeSet::new();
        for (index, language) in languages.iter().enumerate() {
            let place = format!("programme.languages[{index}]");
            self.must(
                is_language(language),
                &place,
                "is no language: two or three small letters, such as \"fi\"",
            );
            self.must(seen.insert(language), &place, "is there twice");
        }
    }

    pub(super) fn consents(&mut self) {
        let mut seen = BTreeSet::new();
        for (index, consent) in self.programme.consents.iter().enumerate() {
            let place = format!("consent[{index}].purpose");
            if consent.purpose == Purpose::Unknown {
                self.fault(
                    place,
                    "is no purpose; there are newsletter, profiling, personalised_offers and \
                     partners",
                );
            } else {
                self.must(
                    seen.insert(consent.purpose),
                    place,
                    "has words already; change those, and make their version higher",
                );
            }
            self.between(
                format!("consent[{index}].version"),
                consent.version.into(),
                1,
                1_000_000,
            );
        }
    }

    pub(super) fn products(&mut self) {
        let categories = &self.programme.categories;
        let names = categories.iter().map(|category| category.id.as_str());
        self.ids("category", "id", names);
        let products = &self.programme.products;
        self.ids(
            "product",
            "sku",
            products.iter().map(|product| product.sku.as_str()),
        );
        for (index, product) in products.iter().enumerate() {
            let place = format!("product[{index}]");
            let names = [
                ("sku", Some(&product.sku)),
                ("category", product.category.as_ref()),
            ];
            for (key, name) in names {
                self.must(
                    name.is_none_or(|name| is_shop_name(name)),
                    format!("{place}.{key}"),
                    "must be 1 to 64 letters on one line, with no space at either end",
                );
            }
            self.must(
                (0..=MOST).contains(&product.price.0),
                format!("{place}.price"),
                "must be at most \"10000000.00\"",
            );
            self.must(
                product.vat.0 <= 10_000,
                format!("{place}.vat"),
                "is more than 100 per cent",
            );
        }
    }
}

/// Two or three small letters (the first part of BCP 47).
pub(super) fn is_language(language: &str) -> bool {
    (2..=3).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn is_vat_id(id: &str) -> bool {
    let bytes = id.as_bytes();
    let Some((country, number)) = bytes.split_at_checked(2) else {
        return false;
    };
    let whole = country.iter().all(u8::is_ascii_uppercase)
        && (2..=15).contains(&number.len())
        && number
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && number.iter().any(u8::is_ascii_digit);
    whole && (country != b"FI" || (number.len() == 8 && number.iter().all(u8::is_ascii_digit)))
}

/// An https address, or a file that lies beside the programme and is no drawing: wallets draw no SVG
/// that others wrote.
pub(super) fn is_picture(picture: &str) -> bool {
    let lower = picture.to_ascii_lowercase();
    let file = [".png", ".jpg", ".jpeg", ".webp"]
        .iter()
        .any(|end| lower.ends_with(end));
    is_logo(picture) && (file || lower.starts_with("https://"))
}

/// An https address, or a file that lies beside the programme.
fn is_logo(logo: &str) -> bool {
    if logo.len() > 500 || logo.chars().any(char::is_control) {
        return false;
    }
    if logo.starts_with("https://") {
        return url::Url::parse(logo).is_ok_and(|url| url.host_str().is_some());
    }
    !logo.is_empty()
        && !logo.starts_with('.')
        && logo
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}
