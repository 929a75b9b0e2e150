//! One row of a table of cards, column by column.

use chrono::NaiveDate;
use kantis_barcode::{Symbol, Symbology};
use kantis_pass::Zone;

use super::columns::{Column, Columns};
use super::csv::Record;
use super::values::{self, Date};
use crate::domain::{Balance, CardContent, Unit, currency};
use crate::import::draft::{Candidate, Carried, Draft, PictureSet, shorten, without_id};
use crate::import::reason::{ImportReason, shown};

/// A row as it was read.
pub(super) struct Row {
    /// The file's own number of the card.
    pub(super) id: Option<i64>,
    /// The card.
    pub(super) candidate: Candidate,
}

/// Reads one row. `place` names the file and line.
pub(super) fn read(record: &Record<'_>, columns: &Columns, place: &str, zone: Zone) -> Row {
    let reader = RowReader {
        record,
        columns,
        place,
        zone,
    };
    let mut warnings = Vec::new();
    let title = reader.lossy(Column::Store);
    let id = reader.lossy(Column::Id).trim().parse().ok();
    let candidate = match reader.draft(&mut warnings) {
        Ok(draft) => Candidate {
            place: place.to_owned(),
            title: draft.content.title.clone(),
            warnings,
            refusal: None,
            draft: Some(draft),
            provenance: None,
        },
        Err(refusal) => Candidate {
            warnings,
            ..Candidate::refused(place, &title, refusal)
        },
    };
    Row { id, candidate }
}

struct RowReader<'a> {
    record: &'a Record<'a>,
    columns: &'a Columns,
    place: &'a str,
    zone: Zone,
}

impl RowReader<'_> {
    fn draft(&self, warnings: &mut Vec<ImportReason>) -> Result<Draft, ImportReason> {
        let title = self.text(Column::Store)?;
        if title.trim().is_empty() {
            return Err(self.missing("missingStore", Column::Store));
        }
        let number = self.text(Column::CardId)?;
        if number.is_empty() {
            return Err(self.missing("missingCardId", Column::CardId));
        }
        let symbol = self.symbol(&number, warnings)?;
        let balance = self.balance(warnings)?;
        let (valid_from, valid_until) = self.validity(warnings)?;
        let note = self.text(Column::Note)?.replace("\r\n", "\n");
        let content = CardContent {
            title: shorten(title, "store", 200, warnings),
            number: Some(number),
            symbols: symbol.map(without_id).into_iter().collect(),
            colour: self.colour(warnings)?,
            note: shorten(note, "note", 10_000, warnings),
            valid_from,
            valid_until,
            balance,
            favourite: self.switch(Column::StarStatus)?,
            archived: self.switch(Column::Archive)?,
            ..CardContent::default()
        };
        content.check().map_err(|invalid| {
            let sentence = format!(
                "{}: {} cannot be kept: {}",
                self.place, invalid.field, invalid.why
            );
            ImportReason::new("invalidCard", sentence)
                .with("field", invalid.field)
                .with("why", invalid.why)
                .with("place", self.place)
        })?;
        let carried = |column| self.columns.has(column);
        Ok(Draft {
            content,
            groups: Vec::new(),
            carried: Carried {
                note: carried(Column::Note),
                valid_from: carried(Column::ValidFrom),
                valid_until: carried(Column::Expiry),
                balance: carried(Column::Balance),
                colour: carried(Column::HeaderColor),
                favourite: carried(Column::StarStatus),
                archived: carried(Column::Archive),
            },
            last_used_at: values::last_used(self.text(Column::LastUsed)?.trim()),
            pictures: PictureSet::default(),
            pass: None,
        })
    }

    /// A missing or empty `barcodetype` is a card without a code, not an error.
    fn symbol(
        &self,
        number: &str,
        warnings: &mut Vec<ImportReason>,
    ) -> Result<Option<Symbol>, ImportReason> {
        let name = self.text(Column::BarcodeType)?;
        let name = name.trim();
        let payload = self.text(Column::BarcodeId)?;
        if name.is_empty() {
            return Ok(None);
        }
        let Some(symbology) = Symbology::from_name(name) else {
            if name == "UPC_EAN_EXTENSION" {
                let sentence = "the add-on of a book's or magazine's code is kept as a number only";
                warnings.push(self.odd("notDrawable", Column::BarcodeType, sentence));
                return Ok(None);
            }
            return Err(self.unknown("unknownSymbology", Column::BarcodeType, name, "a symbology"));
        };
        if !symbology.is_drawable() {
            let sentence = format!("{symbology} is kept as a number; it cannot be drawn yet");
            warnings.push(self.odd("notDrawable", Column::BarcodeType, &sentence));
        }
        let text = if payload.is_empty() { number } else { &payload };
        let charset = self.text(Column::BarcodeEncoding)?;
        let charset = Some(charset.trim()).filter(|charset| !charset.is_empty());
        let mut symbol = Symbol::from_text(symbology, text, charset);
        if symbol.charset.as_deref() != charset {
            let sentence = match charset {
                Some(charset) => format!("the code does not fit charset {}", shown(charset)),
                None => "the code does not fit ISO-8859-1".to_owned(),
            };
            let sentence = sentence + " and is taken as UTF-8";
            warnings.push(self.odd("charset", Column::BarcodeEncoding, &sentence));
        } else {
            symbol.eci = announced_eci(&symbol);
        }
        // Looking for what fits instead takes long for long payloads only.
        if symbology.is_drawable()
            && symbol.payload.len() <= 100
            && let Err(cannot) = symbol.check()
        {
            let sentence = format!("{symbology} cannot carry this code; it is kept as a number");
            let odd = self.odd("symbolUnfit", Column::BarcodeType, &sentence);
            warnings.push(odd.with("why", cannot.reason.code()));
        }
        Ok(Some(symbol))
    }

    fn balance(&self, warnings: &mut Vec<ImportReason>) -> Result<Option<Balance>, ImportReason> {
        let amount = self.text(Column::Balance)?;
        let code = self.text(Column::BalanceType)?;
        let code = code.trim();
        let (unit, decimals) = if code.is_empty() {
            (Unit::Points, 0)
        } else {
            let decimals = currency::decimals(code).ok_or_else(|| {
                self.unknown("unknownCurrency", Column::BalanceType, code, "a currency")
            })?;
            (Unit::Currency(code.to_owned()), decimals)
        };
        let amount = amount.trim();
        if amount.is_empty() {
            return Ok(None);
        }
        let Some(balance) = values::balance(amount, unit, decimals) else {
            warnings.push(self.odd("badBalance", Column::Balance, "the balance is no number"));
            return Ok(None);
        };
        // Every card without a balance is written with 0 points.
        Ok(Some(balance).filter(|balance| balance.amount != 0 || balance.unit != Unit::Points))
    }

    fn validity(
        &self,
        warnings: &mut Vec<ImportReason>,
    ) -> Result<(Option<NaiveDate>, Option<NaiveDate>), ImportReason> {
        let from = self.date(Column::ValidFrom, warnings)?;
        let until = self.date(Column::Expiry, warnings)?;
        if let (Some(first), Some(last)) = (from, until)
            && first > last
        {
            let sentence = "the card begins after it ends; only the end is kept";
            warnings.push(self.odd("datesOrder", Column::ValidFrom, sentence));
            return Ok((None, until));
        }
        Ok((from, until))
    }

    fn date(
        &self,
        column: Column,
        warnings: &mut Vec<ImportReason>,
    ) -> Result<Option<NaiveDate>, ImportReason> {
        match values::date(self.text(column)?.trim(), self.zone) {
            Date::Unset => Ok(None),
            Date::Day { day, seconds } => {
                if seconds {
                    let sentence = "the date is in seconds, not milliseconds, and is read so";
                    warnings.push(self.odd("dateInSeconds", column, sentence));
                }
                Ok(Some(day))
            }
            Date::Bad => {
                warnings.push(self.odd("badDate", column, "the date is none"));
                Ok(None)
            }
        }
    }

    fn colour(
        &self,
        warnings: &mut Vec<ImportReason>,
    ) -> Result<Option<crate::domain::Colour>, ImportReason> {
        let text = self.text(Column::HeaderColor)?;
        let text = text.trim();
        let colour = values::colour(text);
        if colour.is_none() && !text.is_empty() {
            warnings.push(self.odd("badColour", Column::HeaderColor, "the colour is none"));
        }
        Ok(colour)
    }

    fn switch(&self, column: Column) -> Result<bool, ImportReason> {
        Ok(self.text(column)?.trim() == "1")
    }

    /// The column's text; empty when the table or the row has none.
    fn text(&self, column: Column) -> Result<String, ImportReason> {
        let bytes = self.bytes(column);
        std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| {
            let sentence = format!("{}: column {} is not UTF-8", self.place, column.name());
            self.about("invalidUtf8", column, sentence)
        })
    }

    fn lossy(&self, column: Column) -> String {
        String::from_utf8_lossy(self.bytes(column))
            .chars()
            .take(200)
            .collect()
    }

    fn bytes(&self, column: Column) -> &[u8] {
        let index = self.columns.index(column);
        let field = index.and_then(|index| self.record.fields.get(index));
        field.map(AsRef::as_ref).unwrap_or_default()
    }

    fn missing(&self, code: &str, column: Column) -> ImportReason {
        let sentence = format!("{}: column {} is empty", self.place, column.name());
        self.about(code, column, sentence)
    }

    fn unknown(&self, code: &str, column: Column, value: &str, kind: &str) -> ImportReason {
        let value = shown(value);
        let name = column.name();
        let sentence = format!(
            "{}: {value} in column {name} is not {kind} known",
            self.place
        );
        self.about(code, column, sentence).with("value", value)
    }

    fn odd(&self, code: &str, column: Column, sentence: &str) -> ImportReason {
        self.about(code, column, format!("{}: {sentence}", self.place))
    }

    fn about(&self, code: &str, column: Column, sentence: String) -> ImportReason {
        ImportReason::new(code, sentence)
            .with("place", self.place)
            .with("line", self.record.line)
            .with("column", column.name())
    }
}

/// Catima draws a code that says UTF-8 with the ECI of UTF-8, and any other without an ECI. Where
/// the text is ASCII the ECI tells a reader nothing, and some tills stumble over it.
fn announced_eci(symbol: &Symbol) -> Option<u32> {
    const UTF_8: u32 = 26;
    let says_utf8 = symbol.charset.as_deref().is_some_and(|label| {
        label.eq_ignore_ascii_case("UTF-8") || label.eq_ignore_ascii_case("UTF8")
    });
    let takes_eci = matches!(
        symbol.symbology,
        Symbology::Aztec | Symbology::DataMatrix | Symbology::Pdf417 | Symbology::QrCode
    );
    (says_utf8 && takes_eci && !symbol.payload.is_ascii()).then_some(UTF_8)
}
