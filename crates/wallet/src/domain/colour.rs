//! Colours with contrast repair.
//!
//! A shop's colour is used only where text on it reaches 4.5:1 (WCAG 2.2, 1.4.3); until it does it
//! is darkened or lightened. Integer arithmetic is not needed here: nothing is stored from it.

use std::fmt;
use std::str::FromStr;

/// An sRGB colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Colour {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

/// The ratio that text needs against what is behind it.
const READABLE: f64 = 4.5;

impl Colour {
    /// Pure white.
    pub const WHITE: Self = Self::new(255, 255, 255);
    /// The darkest text of the light theme.
    pub const INK: Self = Self::new(0x1b, 0x1d, 0x1c);

    /// A colour by its three parts.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// A calm colour of our own for a card that has none, chosen by its title so that it stays.
    pub fn for_title(title: &str) -> Self {
        const OWN: [Colour; 8] = [
            Colour::new(0x1f, 0x5a, 0x49),
            Colour::new(0x6b, 0x3d, 0x2a),
            Colour::new(0x23, 0x42, 0x5f),
            Colour::new(0x7a, 0x2b, 0x47),
            Colour::new(0x3b, 0x4a, 0x8f),
            Colour::new(0xa0, 0x48, 0x58),
            Colour::new(0x4b, 0x4f, 0x4d),
            Colour::new(0x85, 0x66, 0x14),
        ];
        // FNV-1a: small, stable across versions of the standard library.
        let hash = title.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let index = usize::try_from(hash % 8).unwrap_or_default();
        OWN.get(index).copied().unwrap_or(Self::INK)
    }

    /// The contrast ratio of two colours, 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// This colour as a background with a text colour that can be read on it.
    ///
    /// White text is preferred; a middling colour is darkened until white reads on it, a very
    /// light one keeps its tone and takes dark text.
    pub fn readable(self) -> (Self, Self) {
        if self.contrast(Self::WHITE) >= READABLE {
            return (self, Self::WHITE);
        }
        if self.luminance() > 0.6 {
            return (self, Self::INK);
        }
        (self.shifted_until_readable(Self::WHITE), Self::WHITE)
    }

    /// This colour as text on `background`, darkened or lightened until it reads.
    pub fn readable_on(self, background: Self) -> Self {
        self.shifted_until_readable(background)
    }

    fn shifted_until_readable(self, against: Self) -> Self {
        let towards = if against.luminance() > 0.18 {
            Self::new(0, 0, 0)
        } else {
            Self::WHITE
        };
        (0..=20)
            .map(|step| self.mixed(towards, step))
            .find(|colour| colour.contrast(against) >= READABLE)
            .unwrap_or(towards)
    }

    /// `step` twentieths of the way to `other`.
    fn mixed(self, other: Self, step: u16) -> Self {
        let mix = |a: u8, b: u8| {
            let value = (u16::from(a) * (20 - step) + u16::from(b) * step) / 20;
            u8::try_from(value).unwrap_or(u8::MAX)
        };
        Self::new(
            mix(self.red, other.red),
            mix(self.green, other.green),
            mix(self.blue, other.blue),
        )
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

/// The text is not `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a colour of the form #rrggbb")]
pub struct NotAColour;

impl FromStr for Colour {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6)
            .ok_or(NotAColour)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NotAColour);
        }
        let value = u32::from_str_radix(digits, 16).map_err(|_| NotAColour)?;
        let [_, red, green, blue] = value.to_be_bytes();
        Ok(Self { red, green, blue })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_becomes_readable() {
        for red in (0..=255).step_by(17) {
            for green in (0..=255).step_by(17) {
                for blue in (0..=255).step_by(51) {
                    let colour = Colour::new(red, green, blue);
                    let (background, text) = colour.readable();
                    assert!(
                        background.contrast(text) >= READABLE,
                        "{colour} {background} {text}"
                    );
                    let text = colour.readable_on(Colour::INK);
                    assert!(
                        text.contrast(Colour::INK) >= READABLE,
                        "{colour} on ink: {text}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_readable_colour_stays_as_it_is() {
        let green: Colour = "#1f5a49".parse().unwrap();
        assert_eq!(green.readable(), (green, Colour::WHITE));
        assert_eq!(green.to_string(), "#1f5a49");
    }

    #[test]
    fn text_that_is_no_colour_is_refused() {
        for text in [
            "", "#12345", "#12345g", "123456", "#1234567", "#+12345", "#ééé",
        ] {
            assert_eq!(text.parse::<Colour>(), Err(NotAColour), "{text}");
        }
    }
}
