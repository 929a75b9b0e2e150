//! The lenient reader: one pass over the text, bounded in depth and in values.

use super::Json;
use crate::limits::Limits;

/// What stopped the reading, and where.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) what: &'static str,
    pub(super) offset: usize,
}

/// How deep arrays and objects nest, without building anything.
pub(super) fn depth(bytes: &[u8]) -> usize {
    let (mut deepest, mut depth) = (0usize, 0usize);
    let (mut quoted, mut escaped) = (false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Reads the first value of the text; what follows it is not looked at.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Json, Problem> {
    let mut reader = Reader {
        text,
        at: 0,
        depth: limits.json_depth,
        values: limits.json_values,
    };
    reader.skip_blank();
    match reader.peek() {
        Some('{' | '[') => reader.value(),
        _ => Err(reader.problem("an object was expected")),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Levels that may still be entered.
    depth: usize,
    /// Values that may still be read.
    values: usize,
}

impl<'a> Reader<'a> {
    fn problem(&self, what: &'static str) -> Problem {
        Problem {
            what,
            offset: self.at,
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let char = self.peek()?;
        self.at += char.len_utf8();
        Some(char)
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|char| !accept(char)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// White space, comments and stray control characters.
    fn skip_blank(&mut self) {
        loop {
            self.take_while(|char| char.is_whitespace() || char.is_control() || char == '\u{feff}');
            let rest = self.rest();
            if rest.starts_with("//") {
                self.take_while(|char| char != '\n');
            } else if rest.starts_with("/*") {
                self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
            } else {
                return;
            }
        }
    }

    fn value(&mut self) -> Result<Json, Problem> {
        self.values = self
            .values
            .checked_sub(1)
            .ok_or_else(|| self.problem("too many values"))?;
        match self.peek() {
            Some('{') => self.nested(Self::object),
            Some('[') => self.nested(Self::array),
            Some('"') => Ok(Json::String(self.string()?)),
            _ => self.bare(),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Json, Problem>) -> Result<Json, Problem> {
        self.depth = self
            .depth
            .checked_sub(1)
            .ok_or_else(|| self.problem("nested too deep"))?;
        self.next();
        let value = read(self);
        self.depth += 1;
        value
    }

    fn object(&mut self) -> Result<Json, Problem> {
        let mut pairs = Vec::new();
        loop {
            self.skip_blank();
            match self.peek() {
                Some('}') => {
                    self.next();
                    return Ok(Json::Object(pairs));
                }
                Some(',') => {
                    self.next();
                }
                Some('"') => {
                    let key = self.string()?;
                    pairs.push((key, self.member()?));
                }
                Some(_) => return Err(self.problem("a quoted key was expected")),
                None => return Err(self.problem("the text ends inside an object")),
            }
        }
    }

    /// `: value`, where the value may be missing.
    fn member(&mut self) -> Result<Json, Problem> {
        self.skip_blank();
        if self.peek() != Some(':') {
            return Err(self.problem("a colon was expected"));
        }
        self.next();
        self.skip_blank();
        match self.peek() {
            Some(',' | '}') => Ok(Json::Null),
            _ => self.value(),
        }
    }

    fn array(&mut self) -> Result<Json, Problem> {
        let mut items = Vec::new();
        loop {
            self.skip_blank();
            match self.peek() {
                Some(']') => {
                    self.next();
                    return Ok(Json::Array(items));
                }
                Some(',') => {
                    self.next();
                }
                Some(_) => items.push(self.value()?),
                None => return Err(self.problem("the text ends inside an array")),
            }
        }
    }

    /// A number or one of the three words.
    fn bare(&mut self) -> Result<Json, Problem> {
        let start = self.at;
        let word = self.take_while(|char| char.is_ascii_alphanumeric() || "+-._".contains(char));
        match word {
            "true" | "True" | "TRUE" => Ok(Json::Bool(true)),
            "false" | "False" | "FALSE" => Ok(Json::Bool(false)),
            "null" | "None" | "nil" | "undefined" | "NaN" => Ok(Json::Null),
            _ if is_number(word) => Ok(Json::Number(word.to_owned())),
            _ => Err(Problem {
                what: "a value was expected",
                offset: start,
            }),
        }
    }

    fn string(&mut self) -> Result<String, Problem> {
        let start = self.at;
        self.next();
        let mut text = String::new();
        loop {
            text.push_str(self.take_while(|char| char != '"' && char != '\\'));
            match self.next() {
                Some('"') => return Ok(text),
                Some(_) => text.push(self.escape()),
                None => {
                    return Err(Problem {
                        what: "a string is not closed",
                        offset: start,
                    });
                }
            }
        }
    }

    /// What follows a backslash. An unknown escape stands for its own character.
    fn escape(&mut self) -> char {
        match self.next() {
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('u') => self.unicode(),
            Some(char) => char,
            None => char::REPLACEMENT_CHARACTER,
        }
    }

    /// The four digits after `\u`, and those of the second half of a surrogate pair.
    fn unicode(&mut self) -> char {
        let Some(unit) = self.hex4() else {
            return char::REPLACEMENT_CHARACTER;
        };
        if !(0xd800..0xdc00).contains(&unit) {
            return char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER);
        }
        let after_first = self.at;
        if self.rest().starts_with("\\u") {
            self.at += 2;
            if let Some(low) = self.hex4().filter(|low| (0xdc00..0xe000).contains(low)) {
                let code = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                return char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            }
        }
        self.at = after_first;
        char::REPLACEMENT_CHARACTER
    }

    fn hex4(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}

/// JSON's numbers, and beside them `+5`, `.5`, `5.` and leading zeros.
fn is_number(word: &str) -> bool {
    let (mantissa, exponent) = match word.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (word, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let exponent_fits = exponent.is_none_or(|text| {
        let text = text.strip_prefix(['-', '+']).unwrap_or(text);
        !text.is_empty() && digits(text)
    });
    digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty()) && exponent_fits
}

#[cfg(test)]
mod tests {
    use super::super::{Json, parse};
    use crate::limits::Limits;

    fn repaired(bytes: &[u8]) -> (serde_json::Value, bool) {
        let parsed = parse("pass.json", bytes, &Limits::default()).unwrap();
        (parsed.value.to_serde(), parsed.repaired)
    }

    #[test]
    fn valid_json_reads_as_serde_reads_it() {
        let text =
            r#"{"a":[1,-2.5,1e3,true,false,null,{}],"b":"\u00e4\ud83d\ude00\n\/","c":{"d":[]}}"#;
        let (value, repaired) = repaired(text.as_bytes());
        assert!(!repaired);
        assert_eq!(
            value,
            serde_json::from_str::<serde_json::Value>(text).unwrap()
        );
    }

    #[test]
    fn damage_met_in_the_field_is_repaired() {
        let good = serde_json::json!({"a": [1, 2], "b": null, "c": "x\ny"});
        let cases: &[&[u8]] = &[
            br#"{"a":[1,2,],"b":null,"c":"x\ny",}"#,
            br#"{"a":[1,,2],,"b": ,"c":"x\ny"}"#,
            b"{\"a\":[1 2] \"b\":null /* why */ , \"c\":\"x\ny\" // end\n}",
            b"\xef\xbb\xbf{\"a\":[1,2],\"b\":null,\"c\":\"x\\ny\"}",
            b"{\"a\":[1,2],\"b\":null,\"c\":\"x\ny\"}\0\0",
            b"{\"a\":[1,2],\"b\":null,\"c\":\"x\\ny\"} trailing",
        ];
        for bytes in cases {
            let (value, repaired) = repaired(bytes);
            assert!(repaired, "{}", String::from_utf8_lossy(bytes));
            assert_eq!(value, good, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn other_encodings_are_read() {
        let text = "{\"a\":\"ä\"}";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(repaired(&utf16), (serde_json::json!({"a": "ä"}), true));
        assert_eq!(
            repaired(b"{\"a\":\"\xe4\"}"),
            (serde_json::json!({"a": "ä"}), true)
        );
    }

    #[test]
    fn numbers_keep_their_digits() {
        let parsed = parse("f", b"{\"a\":12.50}", &Limits::default()).unwrap();
        assert_eq!(parsed.value.get("a"), Some(&Json::Number("12.50".into())));
    }

    #[test]
    fn limits_and_hopeless_texts_are_errors_with_a_place() {
        let deep = format!("{}{}", "[".repeat(17), "]".repeat(17));
        let many = format!("[{}]", "0,".repeat(100_001));
        let cases: &[(&[u8], &str)] = &[
            (deep.as_bytes(), "nested too deep at byte 16"),
            (many.as_bytes(), "too many values"),
            (b"{\"a\":[1,2", "the text ends inside an array at byte 9"),
            (b"{\"a\":\"x", "a string is not closed at byte 5"),
            (b"hello", "an object was expected at byte 0"),
            (b"{\"a\" 1}", "a colon was expected at byte 5"),
            (b"{\"a\":what}", "a value was expected at byte 5"),
            (b"", "an object was expected"),
        ];
        for (bytes, message) in cases {
            let error = parse("pass.json", bytes, &Limits::default())
                .unwrap_err()
                .to_string();
            assert!(error.contains(message), "{error}");
            assert!(error.starts_with("pass.json: "), "{error}");
        }
    }
}
