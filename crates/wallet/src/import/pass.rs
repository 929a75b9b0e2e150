//! Pass files become cards: what a shopper sees of the pass, with the original behind it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kantis_barcode::{Symbol, Symbology};
use kantis_pass::{
    FieldView, Limits, Moment, Pass, PassBarcode, PassDate, PassView, Provenance, Style,
    TrustAnchors, Warning, Zone,
};
use sha2::{Digest as _, Sha256};

use super::compare::Difference;
use super::draft::{Candidate, Carried, Draft, PictureSet, shorten, without_id};
use super::reason::ImportReason;
use crate::card::pass_link::{IssuerMeanings, PassReading, pass_link};
use crate::domain::{BlobId, CardContent, Colour, Headline, PassLink};

/// The most codes of a card.
const MOST_SYMBOLS: usize = 8;
/// Longer texts are messages, not numbers that a person reads out.
const LONGEST_NUMBER: usize = 40;

/// The pass behind a card that can come in.
#[derive(Debug, Clone)]
pub(super) struct PassDraft {
    /// What the wallet will keep of it.
    pub(super) link: PassLink,
    /// The original file.
    pub(super) original: Arc<[u8]>,
}

/// Who looks at a pass, when, and whom they trust.
pub(crate) struct PassReader<'a> {
    /// BCP 47 tag.
    pub(crate) locale: &'a str,
    /// Now.
    pub(crate) now: DateTime<Utc>,
    /// The reader's zone.
    pub(crate) zone: Zone,
    /// Certificates that a genuine pass leads to.
    pub(crate) anchors: &'a TrustAnchors,
    /// What the shopper said about fields.
    pub(crate) meanings: &'a IssuerMeanings,
}

impl PassReader<'_> {
    /// Reads one pass file into a card. `place` names the file, and the member of a bundle.
    pub(super) fn candidate(&self, original: Arc<[u8]>, place: &str) -> Candidate {
        let pass = match Pass::read(&original, &Limits::default()) {
            Ok(pass) => pass,
            Err(error) => {
                let reason = ImportReason::new(error.code(), format!("{place}: {error}"));
                return Candidate::refused(place, "", reason.with("place", place));
            }
        };
        if let Some(content) = crate::export::kept_content(pass.data()) {
            return own(content, place);
        }
        let provenance = pass.verify(self.anchors, self.now).provenance;
        let mut warnings: Vec<_> = pass
            .warnings()
            .iter()
            .map(|warning| plain(warning, place))
            .collect();
        let draft = self.draft(&pass, original, provenance, &mut warnings);
        let refusal = (provenance == Provenance::Tampered).then(|| {
            let sentence = format!("{place}: the file is not what its issuer signed");
            ImportReason::new("tampered", sentence).with("place", place)
        });
        Candidate {
            place: place.to_owned(),
            title: draft.content.title.clone(),
            warnings,
            refusal,
            draft: Some(draft),
            provenance: Some(provenance),
        }
    }

    /// What a pass file says, without judging it, first in the reader's language and then in
    /// each of its own: a card was made of it in one of them.
    pub(crate) fn issued(&self, original: &[u8]) -> Vec<CardContent> {
        let Ok(pass) = Pass::read(original, &Limits::default()) else {
            return Vec::new();
        };
        let locales = std::iter::once(self.locale.to_owned()).chain(pass.locales());
        locales
            .map(|locale| {
                let view = pass.view(&locale, self.now, self.zone);
                self.read_content(&view, &mut Vec::new())
            })
            .collect()
    }

    /// What differs between two versions of a pass, by the issuer's labels.
    pub(super) fn differences(&self, mine: &[u8], theirs: &[u8]) -> Vec<Difference> {
        let read = |bytes: &[u8]| {
            let pass = Pass::read(bytes, &Limits::default()).ok()?;
            Some(pass.view(self.locale, self.now, self.zone))
        };
        let (Some(mine), Some(theirs)) = (read(mine), read(theirs)) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let mut compare = |field: &str, mine: &str, theirs: &str| {
            if mine != theirs {
                found.push(Difference::new(field, mine, theirs));
            }
        };
        let name = |field: &FieldView| field.label.clone().unwrap_or_else(|| field.key.clone());
        let same = |a: &FieldView, b: &FieldView| a.key == b.key && a.section == b.section;
        for field in theirs.fields() {
            let old = mine.fields().find(|old| same(old, field));
            let old = old.map_or("", |old| old.display.as_str());
            compare(&name(field), old, &field.display);
        }
        for gone in mine
            .fields()
            .filter(|old| !theirs.fields().any(|new| same(old, new)))
        {
            compare(&name(gone), &gone.display, "");
        }
        let codes = |view: &PassView| {
            let codes: Vec<_> = view
                .barcodes
                .iter()
                .map(|code| code.message.as_str())
                .collect();
            codes.join(", ")
        };
        compare("symbols", &codes(&mine), &codes(&theirs));
        let ends = |view: &PassView| view.expiration.as_ref().map(|date| date.issued.clone());
        compare(
            "validUntil",
            &ends(&mine).unwrap_or_default(),
            &ends(&theirs).unwrap_or_default(),
        );
        let voided = |view: &PassView| if view.voided { "yes" } else { "no" };
        compare("voided", voided(&mine), voided(&theirs));
        found
    }

    fn draft(
        &self,
        pass: &Pass,
        original: Arc<[u8]>,
        provenance: Provenance,
        warnings: &mut Vec<ImportReason>,
    ) -> Draft {
        let view = pass.view(self.locale, self.now, self.zone);
        let reading = PassReading {
            locale: self.locale,
            now: self.now,
            zone: self.zone,
            meanings: self.meanings,
        };
        let name = BlobId(Sha256::digest(&original).into());
        let link = pass_link(pass, name, provenance, reading);
        let pass = PassDraft { link, original };
        Draft {
            content: self.read_content(&view, warnings),
            groups: Vec::new(),
            carried: Carried::default(),
            last_used_at: None,
            pictures: PictureSet::default(),
            pass: Some(Box::new(pass)),
        }
    }

    fn read_content(&self, view: &PassView, warnings: &mut Vec<ImportReason>) -> CardContent {
        let issuer = said(view.organization_name.as_deref());
        let title = said(view.logo_text.as_deref())
            .or_else(|| issuer.clone())
            .or_else(|| said(view.description.as_deref()))
            .unwrap_or_else(|| "Pass".to_owned());
        let symbols = view.barcodes.iter().filter_map(symbol).take(MOST_SYMBOLS);
        CardContent {
            title: shorten(title, "title", 200, warnings),
            issuer: issuer.map(|issuer| shorten(issuer, "issuer", 200, warnings)),
            number: number(view),
            symbols: symbols.map(without_id).collect(),
            colour: view
                .background
                .as_ref()
                .and_then(|colour| colour.rgb)
                .map(|rgb| Colour::new(rgb.r, rgb.g, rgb.b)),
            valid_until: view.expiration.as_ref().map(|date| self.last_day(date)),
            ..CardContent::default()
        }
    }

    fn last_day(&self, date: &PassDate) -> chrono::NaiveDate {
        match date.moment {
            Moment::Instant(instant) => self.zone.day(instant.to_utc()),
            Moment::Local(local) => local.date(),
            Moment::Day(day) => day,
        }
    }
}

/// A card that somebody made in Kantis and exported: it comes back as that card. Its file is no
/// issuer's, so there is nothing to keep or to judge.
fn own(content: CardContent, place: &str) -> Candidate {
    let draft = Draft {
        content,
        groups: Vec::new(),
        carried: Carried {
            valid_from: true,
            valid_until: true,
            balance: true,
            colour: true,
            ..Carried::default()
        },
        last_used_at: None,
        pictures: PictureSet::default(),
        pass: None,
    };
    Candidate {
        place: place.to_owned(),
        title: draft.content.title.clone(),
        warnings: Vec::new(),
        refusal: None,
        draft: Some(draft),
        provenance: None,
    }
}

/// A text that says something.
fn said(text: Option<&str>) -> Option<String> {
    let text = text?.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(text).filter(|text| !text.is_empty())
}

/// The code as the issuer means it. An unknown format is never drawn as another one.
fn symbol(barcode: &PassBarcode) -> Option<Symbol> {
    let symbology = Symbology::from_name(barcode.symbology?)?;
    let latin1 = barcode.encoding.trim().eq_ignore_ascii_case("iso-8859-1");
    let charset = Some(barcode.encoding.trim()).filter(|_| !latin1);
    let mut symbol = Symbol::from_text(symbology, &barcode.message, charset);
    symbol.text = barcode
        .alt_text
        .clone()
        .filter(|text| *text != barcode.message);
    Some(symbol)
}

/// The number that a person would read out: under the code, else a field that says it is one,
/// else what the code holds.
fn number(view: &PassView) -> Option<String> {
    let under_code = view
        .barcodes
        .iter()
        .find_map(|barcode| barcode.alt_text.as_deref());
    if let Some(text) = under_code.map(str::trim).filter(|text| is_number(text)) {
        return Some(text.to_owned());
    }
    let field = view
        .fields()
        .find(|field| tells_number(field) && is_number(field.value.trim()));
    if let Some(field) = field {
        return Some(field.value.trim().to_owned());
    }
    let message = view.barcodes.first()?.message.trim();
    let printable = message.chars().all(|char| !char.is_control());
    let short = message.chars().count() <= LONGEST_NUMBER;
    Some(message.to_owned()).filter(|text| printable && short && !text.is_empty())
}

/// Mostly digits, and short enough to be read out.
fn is_number(text: &str) -> bool {
    let length = text.chars().filter(|char| !char.is_whitespace()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (3..=LONGEST_NUMBER).contains(&length) && digits * 2 >= length
}

/// Whether a field's key or label says that it holds the membership number.
fn tells_number(field: &FieldView) -> bool {
    const KEYS: [&str; 16] = [
        "number",
        "id",
        "memberid",
        "membernumber",
        "memberno",
        "membershipid",
        "membershipnumber",
        "cardid",
        "cardnumber",
        "cardno",
        "customerid",
        "customernumber",
        "loyaltyid",
        "loyaltynumber",
        "accountid",
        "accountnumber",
    ];
    const WORDS: [&str; 12] = [
        "number",
        "numero",
        "numéro",
        "número",
        "nummer",
        "numer",
        "kortnummer",
        "medlemsnummer",
        "jäsennumero",
        "korttinumero",
        "asiakasnumero",
        "kartennummer",
    ];
    let key: String = field
        .key
        .chars()
        .filter(|char| char.is_alphanumeric())
        .collect();
    if KEYS.contains(&key.to_lowercase().as_str()) {
        return true;
    }
    let label = field.label.as_deref().unwrap_or_default().to_lowercase();
    label
        .split(|char: char| !char.is_alphanumeric())
        .any(|word| WORDS.contains(&word))
}

/// The field for a tile. On store cards and coupons that is the balance or points, which issuers
/// put into the header, else the large field; on other passes the large field.
pub fn headline(view: &PassView) -> Option<Headline> {
    let header_first = matches!(view.style, Style::StoreCard | Style::Coupon);
    let (first, second) = if header_first {
        (&view.header, &view.primary)
    } else {
        (&view.primary, &view.header)
    };
    let shown = || {
        let rest = view.secondary.iter().chain(&view.auxiliary);
        first
            .iter()
            .chain(second)
            .chain(rest)
            .filter(|field| !field.display.trim().is_empty())
    };
    let counts = |field: &&FieldView| field.display.chars().any(|char| char.is_ascii_digit());
    // A membership number is on the card already.
    let amount = shown().find(|field| header_first && counts(field) && !tells_number(field));
    amount.or_else(|| shown().next()).map(|field| Headline {
        label: field.label.clone().filter(|label| !label.trim().is_empty()),
        display: field.display.trim().chars().take(200).collect(),
    })
}

/// A warning of the pass reader as a sentence.
fn plain(warning: &Warning, place: &str) -> ImportReason {
    let mut words = String::new();
    for char in warning.code().chars() {
        if char.is_ascii_uppercase() {
            words.push(' ');
        }
        words.push(char.to_ascii_lowercase());
    }
    let params = warning.params();
    let particulars: Vec<&str> = params.iter().map(|(_, value)| value.as_str()).collect();
    let sentence = if particulars.is_empty() {
        format!("{place}: {words}")
    } else {
        format!("{place}: {words} ({})", particulars.join(", "))
    };
    params
        .iter()
        .fold(
            ImportReason::new(warning.code(), sentence),
            |reason, (name, value)| reason.with(name, value),
        )
        .with("place", place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_mostly_digits() {
        for (text, expected) in [
            ("23403552810", true),
            ("6430 0123 4567 8", true),
            ("K-1234-5", true),
            ("M1KRAUSE/VOLKER", false),
            ("Gold member", false),
            ("12", false),
            ("", false),
        ] {
            assert_eq!(is_number(text), expected, "{text}");
        }
    }
}
