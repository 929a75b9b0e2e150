//! Which characters a text file's bytes stand for.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Text out of a file whose encoding nobody states: a byte-order mark decides, else the pattern of
/// NUL bytes (UTF-16 of mostly Latin text), else UTF-8, else windows-1252.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let body = bytes.get(mark..).unwrap_or_default();
        return encoding.decode_without_bom_handling(body).0;
    }
    guess(bytes).decode_without_bom_handling(bytes).0
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    match bytes {
        [0, second, ..] if *second != 0 => UTF_16BE,
        [first, 0, ..] if *first != 0 => UTF_16LE,
        _ if std::str::from_utf8(bytes).is_ok() => UTF_8,
        _ => WINDOWS_1252,
    }
}

/// Why a message has no bytes in the charset that its issuer names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unencodable {
    /// Nobody knows a charset of that name.
    Charset,
    /// The message holds a character that the charset lacks.
    Message,
}

/// A barcode message in the charset its issuer names: the bytes that the symbol carries.
///
/// ISO-8859-1 (also when none is named) is the real one, where 0x80 to 0x9F are control
/// characters; web standards read that name as windows-1252.
pub(crate) fn encode(message: &str, charset: &str) -> Result<Vec<u8>, Unencodable> {
    let name = charset.trim().to_ascii_lowercase();
    let bytes = match name.as_str() {
        "" | "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "iso88591" | "latin1" | "latin-1"
        | "l1" => latin1(message),
        "ascii" | "us-ascii" => message.is_ascii().then(|| message.as_bytes().to_vec()),
        "utf-16" | "utf-16be" | "utf16" => Some(utf16(message, u16::to_be_bytes)),
        "utf-16le" => Some(utf16(message, u16::to_le_bytes)),
        other => by_name(message, other).ok_or(Unencodable::Charset)?,
    };
    bytes.ok_or(Unencodable::Message)
}

fn latin1(message: &str) -> Option<Vec<u8>> {
    message
        .chars()
        .map(|char| u8::try_from(u32::from(char)).ok())
        .collect()
}

fn utf16(message: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    message.encode_utf16().flat_map(order).collect()
}

/// None when nobody knows the charset, `Some(None)` when the message does not fit it.
fn by_name(message: &str, name: &str) -> Option<Option<Vec<u8>>> {
    // Apple's own tables name the Windows charsets `cp1252` besides their registered names.
    let page = name.strip_prefix("cp").filter(|page| page.len() == 4);
    let label = page.map_or_else(|| name.to_owned(), |page| format!("windows-{page}"));
    let encoding = Encoding::for_label(label.as_bytes())?;
    let (bytes, _, unmappable) = encoding.encode(message);
    Some((!unmappable).then(|| bytes.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_decode_whatever_their_encoding() {
        let cases: &[(&[u8], &str)] = &[
            (b"plain", "plain"),
            (b"\xef\xbb\xbfmark", "mark"),
            (b"\xff\xfea\0\xe4\0", "aä"),
            (b"\xfe\xff\0a\0\xe4", "aä"),
            (b"\"\0a\0\"\0", "\"a\""),
            (b"\0\"\0a\0\"", "\"a\""),
            (b"k\xe4nn", "känn"),
            ("känn".as_bytes(), "känn"),
            (b"", ""),
        ];
        for (bytes, text) in cases {
            assert_eq!(decode(bytes), *text, "{bytes:?}");
        }
    }

    #[test]
    fn messages_become_the_bytes_of_their_charset() {
        use Unencodable::{Charset, Message};
        type Case<'a> = (&'a str, &'a str, Result<&'a [u8], Unencodable>);
        let cases: &[Case<'_>] = &[
            ("äö", "iso-8859-1", Ok(b"\xe4\xf6")),
            ("äö", "ISO-8859-1", Ok(b"\xe4\xf6")),
            ("äö", "", Ok(b"\xe4\xf6")),
            ("\u{80}\u{9f}\u{0}", "iso-8859-1", Ok(b"\x80\x9f\0")),
            ("€", "iso-8859-1", Err(Message)),
            ("€", "windows-1252", Ok(b"\x80")),
            ("€", "cp1252", Ok(b"\x80")),
            ("ä", "utf-8", Ok("ä".as_bytes())),
            ("ä", "no-such-charset", Err(Charset)),
            ("A", "us-ascii", Ok(b"A")),
            ("ä", "us-ascii", Err(Message)),
            ("日", "shift_jis", Ok(b"\x93\xfa")),
            ("A", "utf-16", Ok(b"\0A")),
        ];
        for (message, charset, bytes) in cases {
            let encoded = encode(message, charset);
            assert_eq!(
                encoded.as_deref(),
                bytes.as_ref().map(|b| &**b),
                "{message:?} {charset:?}"
            );
        }
    }
}
