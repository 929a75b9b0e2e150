//! The timeline as a table for spreadsheets (RFC 4180).

use std::collections::BTreeMap;

use chrono::SecondsFormat;

use super::ActivityQuery;
use crate::domain::{ActivityEntry, Balance, CardId, Happening, Unit};
use crate::error::Result;
use crate::export::{ExportedCard, file_name};
use crate::notice::Words;
use crate::store::Wallet;

/// Lines of a table: more than a spreadsheet shows with ease.
const MOST_LINES: usize = 200_000;
const PAGE: u32 = 200;

impl Wallet {
    /// The timeline of a card or of all, newest first, as a table. Columns are named in the
    /// shopper's language and stand in the same order in each; amounts are plain decimals with a
    /// point, kinds and states the protocol's words.
    ///
    /// # Errors
    /// When a store cannot be read.
    pub fn activity_csv(&self, card: Option<CardId>) -> Result<ExportedCard> {
        let words = Words::of(&self.reading_locale()?);
        let zone = self.ports.clock.zone();
        let today = zone.day(self.ports.clock.now());
        let titles: BTreeMap<CardId, String> = self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT id, title FROM card")?;
            let rows = statement.query_map([], |row| Ok((CardId(row.get(0)?), row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })?;
        let mut table = String::new();
        row(&mut table, words.columns.clone());
        let mut query = ActivityQuery {
            card,
            limit: PAGE,
            ..ActivityQuery::default()
        };
        let mut lines = 0;
        while lines < MOST_LINES {
            let page = self.activity(&query)?;
            let Some(last) = page.last() else { break };
            query.before = Some(last.key);
            lines += page.len();
            for entry in &page {
                let time = zone
                    .at(entry.at)
                    .to_rfc3339_opts(SecondsFormat::Secs, false);
                let title = titles.get(&entry.card).cloned().unwrap_or_default();
                let what = match &entry.what {
                    Happening::Moved { reason, .. } => reason.clone(),
                    other => words.sentence(other, today),
                };
                row(&mut table, cells(entry, time, title, what));
            }
        }
        let title = card.and_then(|card| titles.get(&card).cloned());
        let name = format!("{} {today}", title.as_deref().unwrap_or("Kantis"));
        Ok(ExportedCard {
            name: file_name(&name, "csv"),
            mime: "text/csv; charset=utf-8",
            bytes: table.into_bytes(),
        })
    }
}

fn cells(entry: &ActivityEntry, time: String, title: String, what: String) -> [String; 14] {
    let empty = String::new;
    let mut cells: [String; 14] = std::array::from_fn(|_| empty());
    let [
        at,
        card,
        kind,
        text,
        number,
        spot,
        sum,
        currency,
        less,
        points,
        used,
        unit,
        stand,
        ends,
    ] = &mut cells;
    *at = time;
    *card = guarded(&title);
    *text = guarded(&what);
    *kind = kind_of(&entry.what);
    match &entry.what {
        Happening::Receipt {
            number: printed,
            place,
            total,
            points: given,
            spent,
            saved,
            ..
        } => {
            *number = guarded(printed);
            *spot = guarded(place);
            *sum = decimal(total);
            *currency = unit_of(total);
            *less = saved.as_ref().map(decimal).unwrap_or_default();
            *points = given.as_ref().map(decimal).unwrap_or_default();
            *used = spent.as_ref().map(decimal).unwrap_or_default();
            *unit = given
                .as_ref()
                .or(spent.as_ref())
                .map(unit_of)
                .unwrap_or_default();
        }
        Happening::Moved {
            amount,
            state,
            expires,
            ..
        } => {
            *points = decimal(amount);
            *unit = unit_of(amount);
            stand.clone_from(state);
            *ends = expires.map(|day| day.to_string()).unwrap_or_default();
        }
        _ => {}
    }
    cells
}

/// The word for what happened: for ledgers, the protocol's.
fn kind_of(what: &Happening) -> String {
    match what {
        Happening::Receipt {
            is_return: true, ..
        } => "return".to_owned(),
        Happening::Moved { why, .. } => why.clone(),
        other => serde_json::to_value(other)
            .ok()
            .and_then(|value| Some(value.get("kind")?.as_str()?.to_owned()))
            .unwrap_or_default(),
    }
}

fn unit_of(balance: &Balance) -> String {
    match &balance.unit {
        Unit::Points => "points".to_owned(),
        Unit::Currency(code) => code.clone(),
        Unit::Other(word) => guarded(word),
    }
}

/// A plain decimal: `-12.50`.
fn decimal(balance: &Balance) -> String {
    let sign = if balance.amount < 0 { "-" } else { "" };
    let scale = usize::from(balance.scale);
    let digits = format!(
        "{:0>width$}",
        balance.amount.unsigned_abs(),
        width = scale + 1
    );
    let (whole, decimals) = digits.split_at(digits.len() - scale);
    let point = if scale > 0 { "." } else { "" };
    format!("{sign}{whole}{point}{decimals}")
}

/// Text on one line that a spreadsheet does not take for a formula, nor a terminal for a command:
/// one that begins like a formula gets an apostrophe, and control characters become blanks.
fn guarded(text: &str) -> String {
    const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let plain = text.replace(char::is_control, " ");
    let plain = plain.trim();
    if plain.starts_with(FORMULA) {
        format!("'{plain}")
    } else {
        plain.to_owned()
    }
}

/// Writes a row; what holds a comma, a quote or the end of a line stands in quotes.
fn row(table: &mut String, cells: [String; 14]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            table.push(',');
        }
        if cell.contains([',', '"', '\r', '\n']) {
            table.push('"');
            table.push_str(&cell.replace('"', "\"\""));
            table.push('"');
        } else {
            table.push_str(cell);
        }
    }
    table.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_text() {
        for (text, wanted) in [
            ("=1+1", "'=1+1"),
            ("-20 % pullista", "'-20 % pullista"),
            ("@x", "'@x"),
            ("+358", "'+358"),
            ("＝1", "'＝1"),
            ("\t=1", "'=1"),
            ("a\u{1b}[2J", "a [2J"),
            ("Kahvi", "Kahvi"),
            ("", ""),
        ] {
            assert_eq!(guarded(text), wanted);
        }
    }

    #[test]
    fn amounts_are_plain_decimals() {
        for (amount, scale, wanted) in [
            (-1250, 2, "-12.50"),
            (5, 2, "0.05"),
            (-5, 2, "-0.05"),
            (7, 0, "7"),
            (i64::MIN, 0, "-9223372036854775808"),
        ] {
            let unit = Unit::Points;
            assert_eq!(
                decimal(&Balance {
                    amount,
                    scale,
                    unit
                }),
                wanted
            );
        }
    }

    #[test]
    fn cells_are_quoted_as_rfc_4180_says() {
        let mut table = String::new();
        let mut cells: [String; 14] = std::array::from_fn(|_| String::new());
        cells[0] = "a,b".to_owned();
        cells[1] = "say \"hi\"".to_owned();
        cells[2] = "two\r\nlines".to_owned();
        row(&mut table, cells);
        assert_eq!(
            table,
            "\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\",,,,,,,,,,,\r\n"
        );
    }
}
