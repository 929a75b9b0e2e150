//! Colours as issuers write them.

/// A colour without transparency, 0 to 255 a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

impl Rgb {
    /// `#rrggbb`.
    pub fn hex(&self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

/// A colour of the pass: what was written, and what it means when it means something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassColour {
    /// The text in `pass.json`.
    pub issued: String,
    /// The colour; none when the text is no colour or out of range.
    pub rgb: Option<Rgb>,
}

impl PassColour {
    pub(crate) fn new(issued: String) -> Self {
        let rgb = parse(&issued);
        Self { issued, rgb }
    }
}

/// `rgb(1, 2, 3)`, `rgba(…)` (transparency dropped), `#rgb`, `#rrggbb`, `#rrggbbaa`, names of CSS,
/// bare numbers; commas, spaces, dashes or slashes between them. Out of range is no colour.
fn parse(text: &str) -> Option<Rgb> {
    let text = text.trim().to_ascii_lowercase();
    if let Some(digits) = text.strip_prefix('#') {
        return hex(digits);
    }
    let body = text
        .strip_prefix("rgba")
        .or_else(|| text.strip_prefix("rgb"));
    match body {
        Some(body) => numbers(
            body.trim()
                .trim_start_matches('(')
                .trim_end_matches([')', ';']),
        ),
        None => named(&text)
            .or_else(|| numbers(&text))
            .or_else(|| hex(&text)),
    }
}

fn hex(digits: &str) -> Option<Rgb> {
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let part = |at: usize, length: usize| u8::from_str_radix(digits.get(at..at + length)?, 16).ok();
    match digits.len() {
        3 | 4 => Some(Rgb {
            r: part(0, 1)? * 17,
            g: part(1, 1)? * 17,
            b: part(2, 1)? * 17,
        }),
        6 | 8 => Some(Rgb {
            r: part(0, 2)?,
            g: part(2, 2)?,
            b: part(4, 2)?,
        }),
        _ => None,
    }
}

fn numbers(body: &str) -> Option<Rgb> {
    let separators = |char: char| char.is_whitespace() || ",-/;".contains(char);
    let parts: Vec<&str> = body
        .split(separators)
        .filter(|part| !part.is_empty())
        .collect();
    let [r, g, b] = match parts.as_slice() {
        [r, g, b] | [r, g, b, _] => [r, g, b],
        _ => return None,
    };
    Some(Rgb {
        r: channel(r)?,
        g: channel(g)?,
        b: channel(b)?,
    })
}

fn channel(text: &str) -> Option<u8> {
    if let Some(percent) = text.strip_suffix('%') {
        let share: f64 = percent
            .parse()
            .ok()
            .filter(|share| (0.0..=100.0).contains(share))?;
        return Some((share * 255.0 / 100.0).round() as u8);
    }
    // Whole numbers, also written with a fraction (`12.0`).
    let value: f64 = text
        .parse()
        .ok()
        .filter(|value| (0.0..=255.0).contains(value))?;
    Some(value.round() as u8)
}

/// The sixteen basic names of CSS and the few others that occur.
fn named(name: &str) -> Option<Rgb> {
    let (r, g, b) = match name {
        "black" => (0, 0, 0),
        "silver" => (192, 192, 192),
        "gray" | "grey" => (128, 128, 128),
        "lightgray" | "lightgrey" => (211, 211, 211),
        "darkgray" | "darkgrey" => (169, 169, 169),
        "white" => (255, 255, 255),
        "maroon" => (128, 0, 0),
        "red" => (255, 0, 0),
        "darkred" => (139, 0, 0),
        "purple" => (128, 0, 128),
        "fuchsia" | "magenta" => (255, 0, 255),
        "green" => (0, 128, 0),
        "darkgreen" => (0, 100, 0),
        "lime" => (0, 255, 0),
        "olive" => (128, 128, 0),
        "yellow" => (255, 255, 0),
        "gold" => (255, 215, 0),
        "orange" => (255, 165, 0),
        "navy" => (0, 0, 128),
        "blue" => (0, 0, 255),
        "darkblue" => (0, 0, 139),
        "lightblue" => (173, 216, 230),
        "teal" => (0, 128, 128),
        "aqua" | "cyan" => (0, 255, 255),
        "pink" => (255, 192, 203),
        "brown" => (165, 42, 42),
        _ => return None,
    };
    Some(Rgb { r, g, b })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_every_dialect() {
        let cases = [
            ("rgb(1, 2, 3)", Some("#010203")),
            ("rgb(152,1,46)", Some("#98012e")),
            (" RGB( 1 2 3 ) ", Some("#010203")),
            ("rgb(255-255-255)", Some("#ffffff")),
            ("rgba(10, 20, 30, 0.5)", Some("#0a141e")),
            ("rgb(100%, 0%, 50%)", Some("#ff0080")),
            ("#a1B2c3", Some("#a1b2c3")),
            ("#fff", Some("#ffffff")),
            ("#11223344", Some("#112233")),
            ("A1B2C3", Some("#a1b2c3")),
            ("1,2,3", Some("#010203")),
            ("white", Some("#ffffff")),
            ("rgb(256, 0, 0)", None),
            ("rgb(1,2)", None),
            ("#12345", None),
            ("#ääää", None),
            ("nonsense", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let colour = PassColour::new(text.to_owned());
            assert_eq!(
                colour.rgb.map(|rgb| rgb.hex()).as_deref(),
                expected,
                "{text}"
            );
            assert_eq!(colour.issued, text);
        }
    }
}
