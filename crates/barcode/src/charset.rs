//! Text to payload bytes and back, by IANA charset label.

use encoding_rs::Encoding;

/// What Catima and ZXing take when nothing is said.
pub(crate) const LATIN1: &str = "ISO-8859-1";

fn is_latin1(label: &str) -> bool {
    // encoding_rs follows the web and reads this label as windows-1252, which would change
    // bytes 80–9F. A payload needs the real one.
    ["iso-8859-1", "iso8859-1", "latin1", "l1"]
        .iter()
        .any(|name| name.eq_ignore_ascii_case(label))
}

/// `text` in the charset `label`; `None` for an unknown charset or a character outside it.
pub(crate) fn encode(text: &str, label: &str) -> Option<Vec<u8>> {
    let label = label.trim();
    if is_latin1(label) {
        return text
            .chars()
            .map(|c| u8::try_from(u32::from(c)).ok())
            .collect();
    }
    let encoding = Encoding::for_label(label.as_bytes())?;
    // UTF-16 can be decoded but not encoded by encoding_rs.
    if encoding.output_encoding() != encoding {
        return None;
    }
    let (bytes, _, unmappable) = encoding.encode(text);
    (!unmappable).then(|| bytes.into_owned())
}

/// `bytes` read in the charset `label`; `None` for an unknown charset or bytes outside it.
pub(crate) fn decode(bytes: &[u8], label: &str) -> Option<String> {
    let label = label.trim();
    if is_latin1(label) {
        return Some(latin1(bytes));
    }
    let encoding = Encoding::for_label(label.as_bytes())?;
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(text.into_owned())
}

/// Each byte as the character of the same number.
pub(crate) fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// For showing only: UTF-8 when the bytes are that, else ISO-8859-1, which always works.
pub(crate) fn for_show(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| latin1(bytes), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin1_is_not_windows_1252() {
        assert_eq!(encode("\u{9e}é", LATIN1), Some(vec![0x9e, 0xe9]));
        assert_eq!(decode(&[0x9e, 0xe9], LATIN1).as_deref(), Some("\u{9e}é"));
        assert_eq!(encode("€", LATIN1), None);
        assert_eq!(encode("€", "windows-1252"), Some(vec![0x80]));
    }

    #[test]
    fn unknown_or_one_way_charsets_are_refused() {
        assert_eq!(encode("x", "KLINGON"), None);
        assert_eq!(encode("x", "UTF-16"), None);
        assert_eq!(decode(&[0xff], "UTF-8"), None);
        assert_eq!(
            decode("Kahvilä".as_bytes(), "utf-8").as_deref(),
            Some("Kahvilä")
        );
    }
}
