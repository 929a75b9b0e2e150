//! `pass.strings`: the translations of one language, in the dialects met in real passes.
//!
//! `"key" = "value";` with `/* */` and `//` comments. Values may hold raw line breaks, `//`, and
//! quotes that nobody escaped: a closing quote is one that a semicolon, the end or the next pair
//! follows.

use std::collections::BTreeMap;

use crate::text;

/// Translations by key, and whether something in the file could not be understood.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Strings {
    pub(crate) pairs: BTreeMap<String, String>,
    pub(crate) flawed: bool,
}

/// Bad lines after which the rest of a file is given up: each may cost a look at all that follows.
const PATIENCE: usize = 50;

/// Reads a strings file; what cannot be understood is skipped to the next line.
pub(crate) fn parse(bytes: &[u8], limit: usize) -> Strings {
    let text = text::decode(bytes);
    let mut strings = Strings::default();
    let mut rest = text.as_ref();
    let mut patience = PATIENCE;
    loop {
        rest = skip_blank(rest);
        if rest.is_empty() {
            return strings;
        }
        if strings.pairs.len() >= limit || patience == 0 {
            strings.flawed = true;
            return strings;
        }
        match pair(rest) {
            Some((key, value, after)) => {
                strings.pairs.insert(key, value);
                rest = after;
            }
            None => {
                strings.flawed = true;
                patience -= 1;
                rest = rest.split_once('\n').map_or("", |(_, after)| after);
            }
        }
    }
}

fn skip_blank(mut text: &str) -> &str {
    loop {
        let blank = |char: char| char.is_whitespace() || matches!(char, ';' | '\u{feff}' | '\0');
        text = text.trim_start_matches(blank);
        if let Some(comment) = text.strip_prefix("/*") {
            text = comment.split_once("*/").map_or("", |(_, after)| after);
        } else if text.starts_with("//") {
            text = text.split_once('\n').map_or("", |(_, after)| after);
        } else {
            return text;
        }
    }
}

fn pair(text: &str) -> Option<(String, String, &str)> {
    let (key, after) = match text.strip_prefix('"') {
        Some(body) => quoted(body, closes_key)?,
        None => bare_key(text)?,
    };
    let after = skip_blank(after).strip_prefix('=')?;
    let body = skip_blank(after).strip_prefix('"')?;
    let (value, after) = quoted(body, closes_value)?;
    Some((key, value, after))
}

/// An unquoted key, as property lists allow.
fn bare_key(text: &str) -> Option<(String, &str)> {
    let length = text.find(|char: char| char.is_whitespace() || char == '=')?;
    let (key, after) = text.split_at(length);
    let plain = |char: char| char.is_alphanumeric() || "._-$:/".contains(char);
    (!key.is_empty() && key.chars().all(plain)).then(|| (key.to_owned(), after))
}

fn closes_key(after: &str) -> Ending {
    if skip_blank(after).starts_with('=') {
        Ending::Closes
    } else {
        Ending::SameLine
    }
}

fn closes_value(after: &str) -> Ending {
    let next = after.trim_start_matches([' ', '\t', '\r']);
    // A forgotten semicolon: the quote ends its line and a pair or comment begins the next.
    let line = next.strip_prefix('\n').map(str::trim_start);
    let begins = |line: &str| {
        let first = line.lines().next().unwrap_or_default();
        line.is_empty()
            || line.starts_with([';', '/'])
            || (first.starts_with('"') && first.contains('='))
    };
    if next.is_empty() || next.starts_with([';', '/']) || line.is_some_and(begins) {
        return Ending::Closes;
    }
    Ending::Goes
}

/// What a quote that nobody escaped means.
enum Ending {
    /// It closes the text.
    Closes,
    /// It is part of the text, and so is what follows.
    Goes,
    /// It is part of the text if another one closes it on the same line.
    SameLine,
}

/// Text up to the quote that closes it by what follows, escapes resolved.
fn quoted(text: &str, ending: fn(&str) -> Ending) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text;
    let mut same_line = false;
    loop {
        let stop = rest.find(['"', '\\'])?;
        let (plain, special) = rest.split_at(stop);
        if same_line && plain.contains('\n') {
            return None;
        }
        value.push_str(plain);
        if let Some(after) = special.strip_prefix('"') {
            match ending(after) {
                Ending::Closes => return Some((value, after)),
                Ending::Goes => {}
                Ending::SameLine => same_line = true,
            }
            value.push('"');
            rest = after;
        } else {
            let (char, after) = escape(special.strip_prefix('\\')?)?;
            value.push(char);
            rest = after;
        }
    }
}

/// The character that an escape stands for; an unknown one stands for itself.
fn escape(text: &str) -> Option<(char, &str)> {
    let char = text.chars().next()?;
    let after = text.get(char.len_utf8()..)?;
    match char {
        'n' => Some(('\n', after)),
        'r' => Some(('\r', after)),
        't' => Some(('\t', after)),
        'U' | 'u' => Some(unicode(after).unwrap_or((char, after))),
        other => Some((other, after)),
    }
}

/// Four digits of UTF-16, and a second escape when they are half a pair.
fn unicode(text: &str) -> Option<(char, &str)> {
    let (first, after) = unit(text)?;
    if let Some(char) = char::from_u32(u32::from(first)) {
        return Some((char, after));
    }
    let second = after
        .strip_prefix("\\U")
        .or_else(|| after.strip_prefix("\\u"))?;
    let (low, after) = unit(second)?;
    let char = char::decode_utf16([first, low]).next()?.ok()?;
    Some((char, after))
}

fn unit(text: &str) -> Option<(u16, &str)> {
    let digits = text.get(..4)?;
    let all_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let unit = u16::from_str_radix(digits, 16).ok().filter(|_| all_hex)?;
    Some((unit, text.get(4..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let strings = parse(text.as_bytes(), 100);
        let pairs: Vec<(&str, &str)> = strings
            .pairs
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        assert_eq!(pairs, expected, "{text}");
        assert!(!strings.flawed, "{text}");
    }

    #[test]
    fn dialects() {
        check("\"a\" = \"b\";", &[("a", "b")]);
        check(
            "\"a\"=\"b\";\r\n\"c\"=\"d\";\r\n",
            &[("a", "b"), ("c", "d")],
        );
        check(
            "/* x */ \"a\" /* y */ = \"b\" ; // z\n\"c\" = \"d\";",
            &[("a", "b"), ("c", "d")],
        );
        check(
            "\"a\" = \"https://b.example/c\";",
            &[("a", "https://b.example/c")],
        );
        check("\"a\" = \"two\nlines\";", &[("a", "two\nlines")]);
        check(
            r#""a" = "q \"q\" \\ \n \t \U00e4 \ud83d\ude00 \/";"#,
            &[("a", "q \"q\" \\ \n \t ä 😀 /")],
        );
        check(
            r#""say "hi"" = "an "inner" quote";"#,
            &[("say \"hi\"", "an \"inner\" quote")],
        );
        check("\"a\" = \"b\"\n\"c\" = \"d\"", &[("a", "b"), ("c", "d")]);
        check("key.one = \"b\";", &[("key.one", "b")]);
        check("\"a\" = \"\";", &[("a", "")]);
        check("", &[]);
    }

    #[test]
    fn encodings() {
        for order in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
            for mark in ["\u{feff}", ""] {
                let text = format!("{mark}\"a\" = \"ä\";");
                let bytes: Vec<u8> = text.encode_utf16().flat_map(order).collect();
                assert_eq!(
                    parse(&bytes, 9).pairs.get("a").map(String::as_str),
                    Some("ä")
                );
            }
        }
        assert_eq!(
            parse(b"\"a\"=\"\xe4\";", 9)
                .pairs
                .get("a")
                .map(String::as_str),
            Some("ä")
        );
    }

    #[test]
    fn a_bad_line_loses_itself_only() {
        let strings = parse(
            b"nonsense here\n\"a\" = \"b\";\n\"c\" \"d\";\n\"e\" = \"f\";",
            100,
        );
        assert!(strings.flawed);
        assert_eq!(strings.pairs.get("a").map(String::as_str), Some("b"));
        assert_eq!(strings.pairs.get("e").map(String::as_str), Some("f"));
    }
}
