//! Catima's export: one table (version 1, and Loyalty Card Keychain before it) or three
//! (version 2) as CSV.
//!
//! Version 2 is `2`, then the tables of groups, of cards and of links between them, each with a
//! header, parted by an empty record. A header is known by its names, so the order of the tables
//! does not matter. A row that cannot be read is that card's trouble only; a file that ends before
//! it is complete is refused as a whole.

mod card;
mod columns;
mod csv;
mod values;

use std::collections::BTreeMap;

use kantis_pass::Zone;

use self::columns::Columns;
use self::csv::{BadRecord, Reader, Record, Trouble};
use super::draft::Candidate;
use super::limits::{MAX_GROUP_NAME, MAX_GROUPS, MAX_RESTARTS, MAX_ROWS};
use super::reason::{ImportReason, shown};

/// What a Catima file holds.
#[derive(Debug, Default)]
pub(super) struct Export {
    /// Names of groups in the order they are shown.
    pub(super) groups: Vec<String>,
    /// Cards in the order of the file, with the file's own number of each.
    pub(super) cards: Vec<(Option<i64>, Candidate)>,
    /// What was odd about the file.
    pub(super) warnings: Vec<ImportReason>,
}

/// Whether the bytes begin as some version of this format does.
pub(super) fn looks_like(bytes: &[u8]) -> bool {
    match first_record(&mut Reader::new(bytes)) {
        Some(Ok(first)) => version(&first).is_some() || Columns::is_header(&first),
        _ => false,
    }
}

/// Reads a file. `file` is its name, for places; `tick` is asked now and then whether to go on.
///
/// # Errors
/// What is wrong with the file as a whole; what is wrong with one card is in its candidate.
pub(super) fn read(
    bytes: &[u8],
    file: &str,
    zone: Zone,
    tick: &mut dyn FnMut() -> Result<(), super::Stop>,
) -> Result<Export, super::Stop> {
    let mut reader = Reader::new(bytes);
    let Some(Ok(first)) = first_record(&mut reader) else {
        return Err(unfit(file, 1, "notCatima", "no version and no header of cards").into());
    };
    let mut tables = Tables::new(file, zone);
    match version(&first) {
        Some(2) => {}
        Some(version) => {
            let sentence = format!("version {version} of Catima's format is not known");
            let reason = unfit(file, first.line, "unknownVersion", &sentence);
            return Err(reason.with("version", version).into());
        }
        None => tables.begin_cards(&first)?,
    }
    let one_table = version(&first).is_none();
    tables.read(&mut reader, one_table, tick)?;
    Ok(tables.finish())
}

/// The first record that says something.
fn first_record<'a>(reader: &mut Reader<'a>) -> Option<Result<Record<'a>, BadRecord>> {
    std::iter::from_fn(|| reader.next())
        .take(1_000)
        .find(|record| !record.as_ref().is_ok_and(Record::is_blank))
}

/// The number of the version, when the record is one: at most five digits and nothing else.
fn version(record: &Record<'_>) -> Option<u32> {
    let word = record.word(0);
    let alone = record.fields.iter().skip(1).all(|field| field.is_empty());
    let digits = (1..=5).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    if alone && digits {
        word.parse().ok()
    } else {
        None
    }
}

/// Which table is being read.
enum Part {
    None,
    Groups,
    Cards(Columns),
    Links,
}

/// The tables as they are read.
struct Tables<'a> {
    file: &'a str,
    zone: Zone,
    part: Part,
    groups: Vec<String>,
    cards: Vec<card::Row>,
    links: Vec<(i64, String, u32)>,
    links_seen: bool,
    rows: usize,
    restarts: usize,
    warnings: Vec<ImportReason>,
}

impl<'a> Tables<'a> {
    fn new(file: &'a str, zone: Zone) -> Self {
        Self {
            file,
            zone,
            part: Part::None,
            groups: Vec::new(),
            cards: Vec::new(),
            links: Vec::new(),
            links_seen: false,
            rows: 0,
            restarts: 0,
            warnings: Vec::new(),
        }
    }

    fn begin_cards(&mut self, header: &Record<'_>) -> Result<(), super::Stop> {
        if !Columns::is_header(header) {
            let sentence = "a header with _id, store and cardid is expected";
            return Err(unfit(self.file, header.line, "missingColumn", sentence).into());
        }
        self.part = Part::Cards(Columns::read(header, &mut self.warnings));
        Ok(())
    }

    fn read(
        &mut self,
        reader: &mut Reader<'_>,
        one_table: bool,
        tick: &mut dyn FnMut() -> Result<(), super::Stop>,
    ) -> Result<(), super::Stop> {
        let mut after_blank = true;
        let mut last_line = 1;
        let mut cut = false;
        let mut records = 0_usize;
        while let Some(record) = reader.next() {
            records += 1;
            if records.is_multiple_of(256) {
                tick()?;
            }
            let record = match record {
                Ok(record) => record,
                Err(bad) => {
                    last_line = bad.line;
                    cut = bad.trouble == Trouble::OpenQuote;
                    self.bad_record(bad)?;
                    continue;
                }
            };
            last_line = record.line;
            if record.is_blank() {
                after_blank = true;
                continue;
            }
            let starts = std::mem::take(&mut after_blank) && !one_table && self.begins(&record)?;
            if starts {
                self.rows = 0;
                continue;
            }
            self.rows += 1;
            if self.rows > MAX_ROWS {
                return Err(self.too_many_rows(record.line).into());
            }
            if let Some(whole) = self.row(&record)? {
                cut = if whole { false } else { cut || record.at_end };
            }
        }
        // The third table is always there, if only its header.
        let complete = if one_table { !cut } else { self.links_seen };
        if !complete {
            return Err(self.truncated(last_line).into());
        }
        Ok(())
    }

    /// Starts the table that this record is the header of, if it is one.
    fn begins(&mut self, record: &Record<'_>) -> Result<bool, super::Stop> {
        let word = |index| record.word(index).to_ascii_lowercase();
        let (first, second) = (word(0), word(1));
        let rest_empty = |from: usize| {
            record
                .fields
                .iter()
                .skip(from)
                .all(|field| field.is_empty())
        };
        if first == "_id" && rest_empty(1) {
            self.part = Part::Groups;
        } else if first == "cardid" && second == "groupid" && rest_empty(2) {
            self.part = Part::Links;
            self.links_seen = true;
        } else if Columns::is_header(record)
            || (first == "_id" && matches!(self.part, Part::Groups))
        {
            self.begin_cards(record)?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// Takes one row; says whether it is as long as its header, where that matters.
    fn row(&mut self, record: &Record<'_>) -> Result<Option<bool>, super::Stop> {
        match &self.part {
            Part::None => {
                let sentence = "the header of a table is expected";
                Err(unfit(self.file, record.line, "notCatima", sentence).into())
            }
            Part::Groups => {
                self.group(record);
                Ok(None)
            }
            Part::Links => {
                self.link(record);
                Ok(None)
            }
            Part::Cards(columns) => {
                let whole = record.fields.len() >= columns.width;
                let place = place(self.file, record.line);
                let row = if whole || self.restarts == 0 {
                    card::read(record, columns, &place, self.zone)
                } else {
                    // The rest of a note whose quote was never closed looks like rows.
                    let sentence = "the row is shorter than the header";
                    let reason = unfit(self.file, record.line, "shortRow", sentence);
                    card::Row {
                        id: None,
                        candidate: Candidate::refused(&place, "", reason),
                    }
                };
                self.cards.push(row);
                Ok(Some(whole))
            }
        }
    }

    /// Notes what was odd about the file; after a hundred times it is known to be odd.
    fn warn(&mut self, reason: ImportReason) {
        if self.warnings.len() < 100 {
            self.warnings.push(reason);
        }
    }

    fn group(&mut self, record: &Record<'_>) {
        let name = group_name(record, 0);
        let line = record.line;
        if name.contains(char::REPLACEMENT_CHARACTER) {
            let sentence = "the group's name is not UTF-8; it is left out";
            self.warn(unfit(self.file, line, "invalidUtf8", sentence));
        } else if self.groups.len() == MAX_GROUPS {
            let sentence = format!("more than {MAX_GROUPS} groups; this one is left out");
            self.warn(unfit(self.file, line, "tooManyGroups", &sentence));
        } else if !self.groups.contains(&name) {
            self.groups.push(name);
        }
    }

    fn link(&mut self, record: &Record<'_>) {
        let Ok(card) = record.word(0).parse() else {
            let sentence = "the link names no card; it is left out";
            self.warn(unfit(self.file, record.line, "danglingLink", sentence));
            return;
        };
        self.links.push((card, group_name(record, 1), record.line));
    }

    /// A record that cannot be read costs one card, unless it is no card.
    fn bad_record(&mut self, bad: BadRecord) -> Result<(), super::Stop> {
        let (code, sentence) = match bad.trouble {
            Trouble::OpenQuote => ("openQuote", "a quote is opened here and never closed"),
            Trouble::FieldTooLong => ("fieldTooLong", "a field holds more than 1 MB"),
            Trouble::TooManyFields => ("tooManyFields", "the row has more than 200 fields"),
        };
        let reason = unfit(self.file, bad.line, code, sentence);
        self.restarts += 1;
        if self.restarts > MAX_RESTARTS {
            return Err(reason.into());
        }
        if matches!(self.part, Part::Cards(_)) {
            let candidate = Candidate::refused(&place(self.file, bad.line), "", reason);
            self.cards.push(card::Row {
                id: None,
                candidate,
            });
        } else {
            self.warn(reason);
        }
        Ok(())
    }

    /// Puts cards into their groups.
    fn finish(mut self) -> Export {
        let mut by_id = BTreeMap::new();
        for (index, row) in self.cards.iter().enumerate() {
            if let Some(id) = row.id {
                by_id.entry(id).or_insert(index);
            }
        }
        for (id, name, line) in std::mem::take(&mut self.links) {
            let card = by_id.get(&id).and_then(|index| self.cards.get_mut(*index));
            let known = self.groups.contains(&name);
            match card {
                Some(row) if known => {
                    if let Some(draft) = &mut row.candidate.draft
                        && !draft.groups.contains(&name)
                    {
                        draft.groups.push(name);
                    }
                }
                _ => {
                    let what = if known { "card" } else { "group" };
                    let sentence =
                        format!("the link names a {what} that is not there; it is left out");
                    self.warn(unfit(self.file, line, "danglingLink", &sentence));
                }
            }
        }
        let cards = self
            .cards
            .into_iter()
            .map(|row| (row.id, row.candidate))
            .collect();
        Export {
            groups: self.groups,
            cards,
            warnings: self.warnings,
        }
    }

    fn too_many_rows(&self, line: u32) -> ImportReason {
        let sentence =
            format!("more than {MAX_ROWS} rows in one table; nothing of the file is taken");
        unfit(self.file, line, "tooManyRows", &sentence).with("max", MAX_ROWS)
    }

    fn truncated(&self, line: u32) -> ImportReason {
        let sentence = "the file ends before it is complete; nothing of it is taken";
        unfit(self.file, line, "truncated", sentence)
    }
}

/// A group's name as a wallet keeps it.
fn group_name(record: &Record<'_>, index: usize) -> String {
    let name: String = record.word(index).chars().take(MAX_GROUP_NAME).collect();
    name.trim().to_owned()
}

/// `catima.csv, line 4`.
fn place(file: &str, line: u32) -> String {
    format!("{file}, line {line}")
}

/// What is wrong at a line.
fn unfit(file: &str, line: u32, code: &str, sentence: &str) -> ImportReason {
    let place = place(file, line);
    let text = format!("{}: {sentence}", shown_place(&place));
    ImportReason::new(code, text)
        .with("place", place)
        .with("line", line)
}

fn shown_place(place: &str) -> String {
    if place.chars().any(char::is_control) {
        shown(place)
    } else {
        place.to_owned()
    }
}
