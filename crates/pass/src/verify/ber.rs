//! ASN.1 elements out of BER: definite and indefinite lengths, nesting bounded.
//!
//! Slices are as sent. Signatures cover bytes, and re-encoding them (sorting a set, say) is how
//! readers come to refuse genuine ones.

/// A structure that is not as its standard says; the text names the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed(pub(super) &'static str);

/// Levels of nesting that are followed.
const DEPTH: usize = 24;
const CONSTRUCTED: u8 = 0x20;

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const NULL: u8 = 0x05;
pub(super) const OID: u8 = 0x06;
pub(super) const NUMERIC_STRING: u8 = 0x12;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// One element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'a> {
    /// Class, constructed bit and number; numbers above 30 do not occur here.
    pub(super) tag: u8,
    /// What is inside, without an end mark.
    pub(super) content: &'a [u8],
    /// The whole element, header and end mark included.
    pub(super) raw: &'a [u8],
}

/// Elements one after another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Elements<'a> {
    rest: &'a [u8],
}

impl<'a> Elements<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next element, whatever it is.
    pub(super) fn next(&mut self, what: &'static str) -> Result<Element<'a>, Malformed> {
        let (element, rest) = read(self.rest, DEPTH).ok_or(Malformed(what))?;
        self.rest = rest;
        Ok(element)
    }

    /// The next element, which has to have this tag.
    pub(super) fn expect(&mut self, tag: u8, what: &'static str) -> Result<Element<'a>, Malformed> {
        if self.peek() != Some(tag) {
            return Err(Malformed(what));
        }
        self.next(what)
    }

    /// The next element when it has this tag.
    pub(super) fn optional(
        &mut self,
        tag: u8,
        what: &'static str,
    ) -> Result<Option<Element<'a>>, Malformed> {
        if self.peek() == Some(tag) {
            self.next(what).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Nothing may be left.
    pub(super) fn finish(&self, what: &'static str) -> Result<(), Malformed> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(Malformed(what))
        }
    }
}

impl<'a> Element<'a> {
    /// What is inside a constructed element.
    pub(super) fn inside(&self) -> Elements<'a> {
        Elements::new(self.content)
    }
}

fn read(bytes: &[u8], depth: usize) -> Option<(Element<'_>, &[u8])> {
    let (tag, after) = bytes.split_first()?;
    if tag & 0x1f == 0x1f {
        return None;
    }
    let (first, after) = after.split_first()?;
    if *first == 0x80 {
        return read_indefinite(bytes, *tag, after, depth);
    }
    let (length, after) = match first & 0x80 {
        0 => (usize::from(*first), after),
        _ => {
            let octets = usize::from(first & 0x7f);
            let digits = after.get(..octets).filter(|_| octets <= 4)?;
            let length = digits
                .iter()
                .fold(0usize, |sum, byte| (sum << 8) | usize::from(*byte));
            (length, after.get(octets..)?)
        }
    };
    let content = after.get(..length)?;
    let header = bytes.len() - after.len();
    let raw = bytes.get(..header + length)?;
    Some((
        Element {
            tag: *tag,
            content,
            raw,
        },
        after.get(length..)?,
    ))
}

/// Contents up to the end mark (two zero bytes) that belongs to this level.
fn read_indefinite<'a>(
    bytes: &'a [u8],
    tag: u8,
    body: &'a [u8],
    depth: usize,
) -> Option<(Element<'a>, &'a [u8])> {
    let depth = depth.checked_sub(1)?;
    if tag & CONSTRUCTED == 0 {
        return None;
    }
    let mut rest = body;
    while !rest.starts_with(&[0, 0]) {
        rest = read(rest, depth)?.1;
    }
    let content = body.get(..body.len() - rest.len())?;
    let after = rest.get(2..)?;
    let raw = bytes.get(..bytes.len() - after.len())?;
    Some((Element { tag, content, raw }, after))
}

/// The bytes of an octet string, also one sent in pieces. `tag` is that of the primitive form.
pub(super) fn octets(
    element: &Element<'_>,
    tag: u8,
    what: &'static str,
) -> Result<Vec<u8>, Malformed> {
    if element.tag == tag {
        return Ok(element.content.to_vec());
    }
    if element.tag != tag | CONSTRUCTED {
        return Err(Malformed(what));
    }
    let mut pieces = element.inside();
    let mut bytes = Vec::new();
    while !pieces.is_empty() {
        // Pieces of pieces are allowed by the standard and written by nobody.
        bytes.extend_from_slice(pieces.expect(OCTET_STRING, what)?.content);
    }
    Ok(bytes)
}

/// Checks that contents are what their universal tags say, all the way down. A reader that skips
/// what it does not need would accept what others refuse.
pub(super) fn check_any(element: &Element<'_>, what: &'static str) -> Result<(), Malformed> {
    check_any_within(element, what, DEPTH)
}

fn check_any_within(
    element: &Element<'_>,
    what: &'static str,
    depth: usize,
) -> Result<(), Malformed> {
    let depth = depth.checked_sub(1).ok_or(Malformed(what))?;
    if element.tag & CONSTRUCTED != 0 {
        let mut inside = element.inside();
        while !inside.is_empty() {
            check_any_within(&inside.next(what)?, what, depth)?;
        }
        return Ok(());
    }
    let fits = match element.tag {
        BOOLEAN => element.content.len() == 1,
        INTEGER | 0x0a => is_integer(element.content),
        BIT_STRING => is_bit_string(element.content),
        NULL => element.content.is_empty(),
        OID => is_oid(element.content),
        SEQUENCE | SET | 0x00 => false,
        tag if is_text(tag) => text(element).is_some(),
        UTC_TIME | GENERALIZED_TIME => true,
        _ => true,
    };
    if fits { Ok(()) } else { Err(Malformed(what)) }
}

/// At least one byte, and no more than needed.
pub(super) fn is_integer(content: &[u8]) -> bool {
    match content {
        [] => false,
        [0, next, ..] => next & 0x80 != 0,
        [0xff, next, ..] => next & 0x80 == 0,
        _ => true,
    }
}

pub(super) fn is_oid(content: &[u8]) -> bool {
    let ends = content.last().is_some_and(|last| last & 0x80 == 0);
    let mut starts = true;
    for byte in content {
        if starts && *byte == 0x80 {
            return false;
        }
        starts = byte & 0x80 == 0;
    }
    ends
}

fn is_bit_string(content: &[u8]) -> bool {
    match content {
        [] => false,
        [unused] => *unused == 0,
        [unused, ..] => *unused < 8,
    }
}

/// A bit string of whole bytes.
pub(super) fn bits<'a>(element: &Element<'a>, what: &'static str) -> Result<&'a [u8], Malformed> {
    match element.content.split_first() {
        Some((0, bytes)) if element.tag == BIT_STRING => Ok(bytes),
        _ => Err(Malformed(what)),
    }
}

fn is_text(tag: u8) -> bool {
    matches!(tag, 0x0c | 0x12 | 0x13 | 0x14 | 0x16 | 0x1a | 0x1c | 0x1e)
}

/// The text of a string of any of the usual kinds.
pub(super) fn text(element: &Element<'_>) -> Option<String> {
    let content = element.content;
    match element.tag {
        0x0c => String::from_utf8(content.to_vec()).ok(),
        // Teletex is in practice Latin-1; the others are ASCII.
        0x12 | 0x13 | 0x14 | 0x16 | 0x1a => Some(content.iter().copied().map(char::from).collect()),
        0x1e => {
            let (pairs, rest) = content.as_chunks::<2>();
            let units = pairs.iter().copied().map(u16::from_be_bytes).map(u32::from);
            rest.is_empty()
                .then(|| units.map(char::from_u32).collect())?
        }
        0x1c => {
            let (quads, rest) = content.as_chunks::<4>();
            let codes = quads.iter().copied().map(u32::from_be_bytes);
            rest.is_empty()
                .then(|| codes.map(char::from_u32).collect())?
        }
        _ => None,
    }
}
