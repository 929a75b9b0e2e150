//! The data codewords of a Data Matrix (ISO/IEC 16022, section 5.2), where they are in ASCII or
//! Base 256 encodation: bytes, ECI and FNC1 exactly.

use super::Content;

/// `None` for C40, Text, X12, EDIFACT, structured append, a late ECI or damage: the caller has
/// the reader's text then.
pub(super) fn decode(codewords: &[u8]) -> Option<Content> {
    let mut content = Content {
        payload: Vec::new(),
        eci: None,
        gs1: false,
    };
    let mut at = 0;
    let next = |at: &mut usize| {
        let codeword = codewords.get(*at).copied();
        *at += 1;
        codeword
    };
    while let Some(codeword) = next(&mut at) {
        match codeword {
            1..=128 => content.payload.push(codeword - 1),
            129 => break,
            130..=229 => {
                let pair = codeword - 130;
                content.payload.extend([b'0' + pair / 10, b'0' + pair % 10]);
            }
            231 => at = base_256(codewords, at, &mut content.payload)?,
            232 if at == 1 => content.gs1 = true,
            232 => content.payload.push(crate::encode::GS),
            235 => {
                let low = next(&mut at)?;
                content
                    .payload
                    .push(low.checked_add(127).filter(|_| low > 0)?);
            }
            241 if content.eci.is_none() && content.payload.is_empty() => {
                let mut part = || next(&mut at).map(u32::from);
                content.eci = Some(match part()? {
                    first @ 1..=127 => first - 1,
                    first @ 128..=191 => (first - 128) * 254 + part()?.checked_sub(1)? + 127,
                    first @ 192..=207 => {
                        let (middle, last) = (part()?.checked_sub(1)?, part()?.checked_sub(1)?);
                        (first - 192) * 64_516 + middle * 254 + last + 16_383
                    }
                    _ => return None,
                });
            }
            _ => return None,
        }
    }
    Some(content)
}

/// Takes a Base 256 run whose length codeword is at `at`; gives the place after it.
fn base_256(codewords: &[u8], mut at: usize, payload: &mut Vec<u8>) -> Option<usize> {
    let plain = |at: usize| {
        let hidden = u32::from(*codewords.get(at)?);
        let place = u32::try_from(at + 1).ok()?;
        u8::try_from((hidden + 256 - (149 * place % 255 + 1)) % 256).ok()
    };
    let first = usize::from(plain(at)?);
    at += 1;
    let length = match first {
        // Zero means: to the end of the symbol.
        0 => codewords.len() - at,
        1..=249 => first,
        _ => {
            at += 1;
            (first - 249) * 250 + usize::from(plain(at - 1)?)
        }
    };
    for place in at..at + length {
        payload.push(plain(place)?);
    }
    Some(at + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_eci_and_gs1() {
        let decoded = decode(&[232, b'A' + 1, 232, 130 + 42, 129, 7]).unwrap();
        assert_eq!(decoded.payload, b"A\x1d42");
        assert!(decoded.gs1 && decoded.eci.is_none());
        let decoded = decode(&[241, 27, 235, 0xc3 - 127, 235, 0xa9 - 127]).unwrap();
        assert_eq!(
            (decoded.payload.as_slice(), decoded.eci),
            ("é".as_bytes(), Some(26))
        );
        let decoded = decode(&[241, 131, 11, b'x' + 1]).unwrap();
        assert_eq!(decoded.eci, Some(899));
    }

    #[test]
    fn damage_is_no_content() {
        assert!(decode(&[230, 1, 2]).is_none(), "C40");
        assert!(decode(&[231]).is_none(), "no length");
        assert!(decode(&[231, 200, 1]).is_none(), "shorter than its length");
        assert!(decode(&[235]).is_none(), "nothing to shift");
        assert!(decode(&[0]).is_none());
        assert!(decode(&[241, 128, 0]).is_none(), "no such ECI");
    }
}
