//! The columns of a table of cards: found by name, in any order, most of them optional.

use super::csv::Record;
use crate::import::reason::{ImportReason, shown};

/// A column that Kantis reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Id,
    Store,
    Note,
    ValidFrom,
    Expiry,
    Balance,
    BalanceType,
    CardId,
    BarcodeId,
    BarcodeType,
    BarcodeEncoding,
    HeaderColor,
    StarStatus,
    LastUsed,
    Archive,
}

/// Columns by their names in the file.
const NAMES: [(&str, Column); 15] = [
    ("_id", Column::Id),
    ("store", Column::Store),
    ("note", Column::Note),
    ("validfrom", Column::ValidFrom),
    ("expiry", Column::Expiry),
    ("balance", Column::Balance),
    ("balancetype", Column::BalanceType),
    ("cardid", Column::CardId),
    ("barcodeid", Column::BarcodeId),
    ("barcodetype", Column::BarcodeType),
    ("barcodeencoding", Column::BarcodeEncoding),
    ("headercolor", Column::HeaderColor),
    ("starstatus", Column::StarStatus),
    ("lastused", Column::LastUsed),
    ("archive", Column::Archive),
];

/// Columns of some version that say nothing about the card itself.
const OF_NO_USE: [&str; 3] = ["headertextcolor", "zoomlevel", "zoomlevelwidth"];

impl Column {
    /// Its name in the file.
    pub(super) fn name(self) -> &'static str {
        NAMES
            .iter()
            .find(|(_, column)| *column == self)
            .map_or("", |(name, _)| name)
    }
}

/// Where each column stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Columns {
    found: Vec<(Column, usize)>,
    /// Fields in the header.
    pub(super) width: usize,
}

impl Columns {
    /// Whether this record can only be the header of a table of cards.
    pub(super) fn is_header(record: &Record<'_>) -> bool {
        let has = |name: &str| {
            (0..record.fields.len()).any(|index| record.word(index).eq_ignore_ascii_case(name))
        };
        record.fields.len() > 1 && has("_id") && has("store") && has("cardid")
    }

    /// Reads a header; tells of columns that nobody knows and of columns named twice.
    pub(super) fn read(record: &Record<'_>, warnings: &mut Vec<ImportReason>) -> Self {
        let mut columns = Self {
            found: Vec::new(),
            width: record.fields.len(),
        };
        for index in 0..record.fields.len() {
            let name = record.word(index);
            let known = NAMES
                .iter()
                .find(|(known, _)| name.eq_ignore_ascii_case(known));
            match known {
                Some((_, column)) if columns.has(*column) => warnings.push(
                    ImportReason::new(
                        "repeatedColumn",
                        format!("column {} is there twice; the first is read", column.name()),
                    )
                    .with("column", column.name()),
                ),
                Some((_, column)) => columns.found.push((*column, index)),
                None if name.is_empty() || OF_NO_USE.contains(&name.as_ref()) => {}
                None => warnings.push(
                    ImportReason::new(
                        "unknownColumn",
                        format!("column {} is not known and not read", shown(&name)),
                    )
                    .with("column", shown(&name)),
                ),
            }
        }
        columns
    }

    /// Whether the table has this column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.index(column).is_some()
    }

    /// Where this column stands.
    pub(super) fn index(&self, column: Column) -> Option<usize> {
        self.found
            .iter()
            .find(|(found, _)| *found == column)
            .map(|(_, index)| *index)
    }
}
