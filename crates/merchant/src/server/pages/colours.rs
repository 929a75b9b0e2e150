//! The shop's colour, made so that white or dark text on it can be read (WCAG 2.2, 1.4.3).

/// The least contrast of text.
const LEAST: f64 = 4.5;
const WHITE: [u8; 3] = [255; 3];
/// The pages' text colour.
const DARK: [u8; 3] = [0x1b, 0x1d, 0x1c];

/// A style sheet with the colour and what is written on it.
pub(super) fn css(colour: &str) -> String {
    let (on, colour) = readable(parse(colour).unwrap_or(DARK));
    format!(":root{{--shop:{};--on-shop:{}}}\n", hex(colour), hex(on))
}

/// Text and ground: white where it can be read, else dark, else on a ground made darker.
fn readable(mut colour: [u8; 3]) -> ([u8; 3], [u8; 3]) {
    if contrast(WHITE, colour) >= LEAST {
        return (WHITE, colour);
    }
    if contrast(DARK, colour) >= LEAST {
        return (DARK, colour);
    }
    while contrast(WHITE, colour) < LEAST {
        colour = colour.map(|part| part.saturating_sub(4));
    }
    (WHITE, colour)
}

fn parse(colour: &str) -> Option<[u8; 3]> {
    let digits = colour
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6)?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_on_every_colour_can_be_read() {
        for red in (0..=255).step_by(15) {
            for green in (0..=255).step_by(15) {
                for blue in (0..=255).step_by(15) {
                    let (on, colour) = readable([red, green, blue]);
                    assert!(contrast(on, colour) >= LEAST, "{red} {green} {blue}");
                }
            }
        }
    }

    #[test]
    fn a_colour_that_can_be_written_on_stays() {
        assert_eq!(css("#7a4a2b"), ":root{--shop:#7a4a2b;--on-shop:#ffffff}\n");
        assert_eq!(
            css("no colour"),
            ":root{--shop:#1b1d1c;--on-shop:#ffffff}\n"
        );
    }
}
