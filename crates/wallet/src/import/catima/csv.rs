//! CSV as RFC 4180 has it, from bytes, with the line of every record.
//!
//! Records end with CRLF, LF or CR. A byte order mark at the start is skipped. Text after a closing
//! quote is taken as it stands, as most readers do. Fields stay bytes: text that is no UTF-8 is
//! one record's trouble, not the file's.

use std::borrow::Cow;

use crate::import::limits::{MAX_FIELD_BYTES, MAX_FIELDS};

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record<'a> {
    /// Line of the file that it starts on, from 1.
    pub(super) line: u32,
    /// Its fields, quotes taken off.
    pub(super) fields: Vec<Cow<'a, [u8]>>,
    /// The file ends in this record without a line end.
    pub(super) at_end: bool,
}

impl Record<'_> {
    /// Whether it says nothing at all; such records part the tables of a file.
    pub(super) fn is_blank(&self) -> bool {
        self.fields.iter().all(|field| field.is_empty())
    }

    /// The field at `index` as text without spaces around it; empty when it is not there.
    pub(super) fn word(&self, index: usize) -> Cow<'_, str> {
        let bytes = self
            .fields
            .get(index)
            .map(AsRef::as_ref)
            .unwrap_or_default();
        String::from_utf8_lossy(bytes.trim_ascii())
    }
}

/// Why a record cannot be read. Reading can go on at the next line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// A quote is opened and the file ends before it is closed.
    OpenQuote,
    /// A field holds more than [`MAX_FIELD_BYTES`].
    FieldTooLong,
    /// The record holds more than [`MAX_FIELDS`].
    TooManyFields,
}

/// A record that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadRecord {
    /// Line that it starts on, from 1.
    pub(super) line: u32,
    /// Why.
    pub(super) trouble: Trouble,
}

/// Reads records one after another.
#[derive(Debug, Clone)]
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
}

impl<'a> Reader<'a> {
    /// Reads from the start of `bytes`.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let at = if bytes.starts_with(b"\xef\xbb\xbf") {
            3
        } else {
            0
        };
        Self { bytes, at, line: 1 }
    }

    /// The next record; `None` at the end.
    ///
    /// After an error the reader stands at the line after the one where the bad record starts.
    pub(super) fn next(&mut self) -> Option<Result<Record<'a>, BadRecord>> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let (start, line) = (self.at, self.line);
        Some(self.record(line).map_err(|trouble| {
            (self.at, self.line) = (start, line);
            self.skip_line();
            BadRecord { line, trouble }
        }))
    }

    fn record(&mut self, line: u32) -> Result<Record<'a>, Trouble> {
        let mut fields = Vec::new();
        loop {
            if fields.len() == MAX_FIELDS {
                return Err(Trouble::TooManyFields);
            }
            fields.push(self.field()?);
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(_) => {
                    self.line_end();
                    return Ok(Record {
                        line,
                        fields,
                        at_end: false,
                    });
                }
                None => {
                    return Ok(Record {
                        line,
                        fields,
                        at_end: true,
                    });
                }
            }
        }
    }

    /// One field; leaves the reader at the comma, line end or end of file behind it.
    fn field(&mut self) -> Result<Cow<'a, [u8]>, Trouble> {
        let quoted = if self.peek() == Some(b'"') {
            Some(self.quoted()?)
        } else {
            None
        };
        let rest = self.plain()?;
        Ok(match quoted {
            None => Cow::Borrowed(rest),
            Some(quoted) if rest.is_empty() => quoted,
            Some(quoted) => Cow::Owned([quoted.as_ref(), rest].concat()),
        })
    }

    fn plain(&mut self) -> Result<&'a [u8], Trouble> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|byte| matches!(byte, b',' | b'\n' | b'\r'));
        let field = rest.get(..length.unwrap_or(rest.len())).unwrap_or_default();
        if field.len() > MAX_FIELD_BYTES {
            return Err(Trouble::FieldTooLong);
        }
        self.at += field.len();
        Ok(field)
    }

    /// What stands between quotes, doubled quotes made single.
    fn quoted(&mut self) -> Result<Cow<'a, [u8]>, Trouble> {
        self.at += 1;
        let mut field: Cow<'a, [u8]> = Cow::Borrowed(&[]);
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let length = rest
                .iter()
                .position(|byte| *byte == b'"')
                .ok_or(Trouble::OpenQuote)?;
            if field.len() + length > MAX_FIELD_BYTES {
                return Err(Trouble::FieldTooLong);
            }
            let part = rest.get(..length).unwrap_or_default();
            self.count_lines(part);
            self.at += length + 1;
            if field.is_empty() {
                field = Cow::Borrowed(part);
            } else {
                field.to_mut().extend_from_slice(part);
            }
            if self.peek() != Some(b'"') {
                return Ok(field);
            }
            self.at += 1;
            field.to_mut().push(b'"');
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn line_end(&mut self) {
        let crlf = self.bytes.get(self.at..self.at + 2) == Some(b"\r\n");
        self.at += if crlf { 2 } else { 1 };
        self.line = self.line.saturating_add(1);
    }

    fn skip_line(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        match rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            Some(length) => {
                self.at += length;
                self.line_end();
            }
            None => self.at = self.bytes.len(),
        }
    }

    fn count_lines(&mut self, part: &[u8]) {
        let feeds = part.iter().filter(|byte| **byte == b'\n').count();
        let lone_returns = part
            .iter()
            .zip(part.iter().skip(1).chain([&0]))
            .filter(|(byte, next)| **byte == b'\r' && **next != b'\n')
            .count();
        let lines = u32::try_from(feeds + lone_returns).unwrap_or(u32::MAX);
        self.line = self.line.saturating_add(lines);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Records as `line: field|field`, bad ones as `line! trouble`.
    fn read(text: &str) -> Vec<String> {
        let mut reader = Reader::new(text.as_bytes());
        std::iter::from_fn(|| reader.next())
            .map(|record| match record {
                Ok(record) => {
                    let fields: Vec<_> = record
                        .fields
                        .iter()
                        .map(|field| String::from_utf8_lossy(field))
                        .collect();
                    format!("{}: {}", record.line, fields.join("|"))
                }
                Err(bad) => format!("{}! {:?}", bad.line, bad.trouble),
            })
            .collect()
    }

    #[test]
    fn records_with_their_lines() {
        for (text, expected) in [
            ("a,b\r\nc,d\r\n", vec!["1: a|b", "2: c|d"]),
            ("a,b\nc,d", vec!["1: a|b", "2: c|d"]),
            ("a\rb\r", vec!["1: a", "2: b"]),
            ("\u{feff}a\n", vec!["1: a"]),
            ("a,\n,b\n\nc\n", vec!["1: a|", "2: |b", "3: ", "4: c"]),
            ("\"a,\"\"b\"\"\",c\n", vec!["1: a,\"b\"|c"]),
            (
                "\"one\r\n\r\nthree\",x\ny\n",
                vec!["1: one\r\n\r\nthree|x", "4: y"],
            ),
            ("\"\"\n\"\"\"\"\n", vec!["1: ", "2: \""]),
            ("\"a\"b,c\n", vec!["1: ab|c"]),
            ("a\"b,c\n", vec!["1: a\"b|c"]),
            ("", vec![]),
            (
                "a,\"b\nc,d\ne,f\n",
                vec!["1! OpenQuote", "2: c|d", "3: e|f"],
            ),
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn too_much_is_said_and_passed_over() {
        let long = format!("{}\nnext\n", "x".repeat(MAX_FIELD_BYTES + 1));
        assert_eq!(read(&long), ["1! FieldTooLong", "2: next"]);
        let long = format!("\"{}\"\nnext\n", "x".repeat(MAX_FIELD_BYTES + 1));
        assert_eq!(read(&long), ["1! FieldTooLong", "2: next"]);
        let wide = format!("{}\nnext\n", ",".repeat(MAX_FIELDS));
        assert_eq!(read(&wide), ["1! TooManyFields", "2: next"]);
    }
}
