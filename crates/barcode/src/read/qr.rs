//! The data codewords of a QR Code (ISO/IEC 18004, section 7.4): bytes, ECI and FNC1 exactly.

use qrcode::bits::Bits as Capacity;
use qrcode::{EcLevel, Version};

use super::Content;
use super::bits::Bits;

const ALPHANUMERIC: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// `None` for Kanji, structured append, more than one ECI, or damage: the caller has the
/// reader's text then.
pub(super) fn decode(codewords: &[u8], level: &str) -> Option<Content> {
    let range = length_range(codewords.len(), level)?;
    let mut bits = Bits::new(codewords);
    let mut content = Content {
        payload: Vec::new(),
        eci: None,
        gs1: false,
    };
    loop {
        let mode = if bits.left() < 4 { 0 } else { bits.take(4)? };
        match mode {
            0 => return Some(content),
            1 => numeric(&mut bits, [10, 12, 14].get(range)?, &mut content.payload)?,
            2 => alphanumeric(&mut bits, [9, 11, 13].get(range)?, &mut content)?,
            4 => {
                let length = bits.take(*[8, 16, 16].get(range)?)?;
                for _ in 0..length {
                    content.payload.push(u8::try_from(bits.take(8)?).ok()?);
                }
            }
            5 => content.gs1 = true,
            7 if content.eci.is_none() && content.payload.is_empty() => {
                content.eci = Some(designator(&mut bits)?);
            }
            _ => return None,
        }
    }
}

/// Which of the three widths the segment lengths have: versions 1–9, 10–26, 27–40. The version
/// follows from the number of data codewords and the error correction level.
fn length_range(codewords: usize, level: &str) -> Option<usize> {
    let level = match level {
        // rxing 0.9.3 names the level by the two bits that the code has for it.
        "L" | "1" => EcLevel::L,
        "M" | "0" => EcLevel::M,
        "Q" | "3" => EcLevel::Q,
        "H" | "2" => EcLevel::H,
        _ => return None,
    };
    let holds = |version: &i16| {
        Capacity::new(Version::Normal(*version)).max_len(level) == Ok(codewords * 8)
    };
    Some(match (1..=40).find(holds)? {
        ..=9 => 0,
        10..=26 => 1,
        _ => 2,
    })
}

fn numeric(bits: &mut Bits<'_>, width: &usize, payload: &mut Vec<u8>) -> Option<()> {
    let mut left = bits.take(*width)?;
    while left > 0 {
        let digits = left.min(3);
        let (size, limit) = match digits {
            3 => (10, 1000),
            2 => (7, 100),
            _ => (4, 10),
        };
        let value = bits.take(size)?;
        if value >= limit {
            return None;
        }
        let text = format!("{value:03}");
        let skip = 3 - usize::try_from(digits).ok()?;
        payload.extend(text.bytes().skip(skip));
        left -= digits;
    }
    Some(())
}

fn alphanumeric(bits: &mut Bits<'_>, width: &usize, content: &mut Content) -> Option<()> {
    let mut left = bits.take(*width)?;
    let mut text = Vec::new();
    let mut push = |value: u32| {
        text.push(*ALPHANUMERIC.get(usize::try_from(value).ok()?)?);
        Some(())
    };
    while left > 1 {
        let value = bits.take(11)?;
        push(value / 45)?;
        push(value % 45)?;
        left -= 2;
    }
    if left == 1 {
        push(bits.take(6)?)?;
    }
    if !content.gs1 {
        content.payload.extend(text);
        return Some(());
    }
    // In GS1 data `%` is FNC1, and `%%` is the percent sign.
    let mut rest = text.as_slice();
    loop {
        rest = match rest {
            [b'%', b'%', after @ ..] => {
                content.payload.push(b'%');
                after
            }
            [b'%', after @ ..] => {
                content.payload.push(crate::encode::GS);
                after
            }
            [byte, after @ ..] => {
                content.payload.push(*byte);
                after
            }
            [] => return Some(()),
        };
    }
}

/// An ECI in one, two or three bytes.
fn designator(bits: &mut Bits<'_>) -> Option<u32> {
    let first = bits.take(8)?;
    if first & 0x80 == 0 {
        return Some(first);
    }
    if first & 0xc0 == 0x80 {
        return Some((first & 0x3f) << 8 | bits.take(8)?);
    }
    if first & 0xe0 == 0xc0 {
        return Some((first & 0x1f) << 16 | bits.take(16)?);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_of_every_kind() {
        // Version 1-M holds 16 codewords: ECI 26, byte "é" in UTF-8, numeric 007, end.
        let bits = "0111 00011010 0100 00000010 11000011 10101001 0001 0000000011 0000000111 0000";
        let decoded = decode(&packed(bits, 16), "M").unwrap();
        assert_eq!(decoded.payload, "é007".as_bytes());
        assert_eq!((decoded.eci, decoded.gs1), (Some(26), false));

        // FNC1 first, alphanumeric "A%B%%" : GS between A and B, then a percent sign.
        let pair = |a: u32, b: u32| format!("{:011b}", a * 45 + b);
        let bits = format!(
            "0101 0010 000000101 {} {} {:06b} 0000",
            pair(10, 38),
            pair(11, 38),
            38
        );
        let decoded = decode(&packed(&bits, 16), "M").unwrap();
        assert_eq!(decoded.payload, b"A\x1dB%");
        assert!(decoded.gs1);
    }

    #[test]
    fn damage_is_no_content() {
        assert!(decode(&[], "M").is_none());
        assert!(
            decode(&[0x40; 15], "M").is_none(),
            "no version has 15 codewords at M"
        );
        assert!(decode(&[0x4f; 16], "M").is_none(), "longer than there is");
        assert!(decode(&packed("1000 00000001", 16), "M").is_none(), "Kanji");
    }

    fn packed(bits: &str, codewords: usize) -> Vec<u8> {
        let bits: Vec<u8> = bits
            .bytes()
            .filter(u8::is_ascii_digit)
            .map(|b| b - b'0')
            .collect();
        let mut bytes: Vec<u8> = bits
            .chunks(8)
            .map(|byte| (0..8).fold(0, |v, i| v << 1 | byte.get(i).copied().unwrap_or(0)))
            .collect();
        bytes.resize(codewords, 0);
        bytes
    }
}
