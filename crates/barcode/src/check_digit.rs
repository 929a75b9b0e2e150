//! Check digits of the EAN/UPC family: modulo 10 with weights 3 and 1 from the right
//! (GS1 General Specifications, section 7.9).
//!
//! All functions take ASCII digits and give `None` when they meet anything else, or a length
//! that has no meaning.

/// The digit that completes `data`: EAN-13, EAN-8, UPC-A, GTIN-14 or SSCC without their last
/// digit. At least one digit, at most 32.
#[must_use]
pub fn mod10(data: &[u8]) -> Option<u8> {
    if data.is_empty() || data.len() > 32 {
        return None;
    }
    let mut sum = 0u32;
    for (place, byte) in data.iter().rev().enumerate() {
        let digit = byte.is_ascii_digit().then(|| u32::from(byte - b'0'))?;
        sum += if place % 2 == 0 { 3 * digit } else { digit };
    }
    u8::try_from((10 - sum % 10) % 10)
        .ok()
        .map(|digit| b'0' + digit)
}

/// Whether the last digit of `number` is the modulo 10 check digit of the others.
#[must_use]
pub fn verify_mod10(number: &[u8]) -> Option<bool> {
    let (last, data) = number.split_last()?;
    Some(mod10(data)? == *last)
}

/// The eleven digits of UPC-A (without check digit) that seven digits of UPC-E (number system
/// 0 or 1 and six digits, without check digit) stand for.
#[must_use]
pub fn expand_upc_e(data: &[u8]) -> Option<[u8; 11]> {
    let &[system, a, b, c, d, e, last] = data else {
        return None;
    };
    if !data.iter().all(u8::is_ascii_digit) || !matches!(system, b'0' | b'1') {
        return None;
    }
    let z = b'0';
    Some(match last {
        b'0'..=b'2' => [system, a, b, last, z, z, z, z, c, d, e],
        b'3' => [system, a, b, c, z, z, z, z, z, d, e],
        b'4' => [system, a, b, c, d, z, z, z, z, z, e],
        _ => [system, a, b, c, d, e, z, z, z, z, last],
    })
}

/// The check digit of seven digits of UPC-E: that of the UPC-A number they stand for.
#[must_use]
pub fn upc_e(data: &[u8]) -> Option<u8> {
    mod10(&expand_upc_e(data)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers() {
        for number in [
            "6430012345679",
            "4006381333931",
            "96385074",
            "036000291452",
            "73513537",
        ] {
            assert_eq!(verify_mod10(number.as_bytes()), Some(true), "{number}");
        }
        assert_eq!(verify_mod10(b"4006381333932"), Some(false));
        assert_eq!(mod10(b"12a4"), None);
        assert_eq!(mod10(b""), None);
        assert_eq!(verify_mod10(b""), None);
    }

    #[test]
    fn upc_e_stands_for_upc_a() {
        for (short, long) in [
            ("0425261", "04210000526"),
            ("0123453", "01230000045"),
            ("0123454", "01234000005"),
            ("0123457", "01234500007"),
        ] {
            let expanded = expand_upc_e(short.as_bytes()).unwrap();
            assert_eq!(std::str::from_utf8(&expanded).unwrap(), long);
        }
        assert_eq!(upc_e(b"0425261"), Some(b'4'));
        assert_eq!(expand_upc_e(b"2425261"), None);
        assert_eq!(expand_upc_e(b"042526"), None);
    }
}
