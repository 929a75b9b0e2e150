//! `kantis symbol …`, `kantis code`, and the flags that describe a code.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use kantis_api::dto::SymbolInput;
use kantis_barcode::Symbology;

#[derive(Debug, Subcommand)]
pub(crate) enum SymbolCommand {
    /// Draw a code, in the terminal or into a file
    Draw(Draw),
}

/// `kantis symbol draw`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("kind").required(true).args(["symbology"]))]
#[command(group = clap::ArgGroup::new("payload").required(true).args(["text", "hex"]))]
pub(crate) struct Draw {
    #[command(flatten)]
    pub(crate) code: SymbolFields,
    #[command(flatten)]
    pub(crate) picture: Picture,
}

/// `kantis code`.
#[derive(Debug, Args)]
pub(crate) struct CodeArgs {
    /// The card: its id, the beginning or end of its id, or its exact title
    #[arg(value_name = "ID")]
    pub(crate) card: String,
    /// Which of the card's codes, from 1
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) nth: u16,
    #[command(flatten)]
    pub(crate) picture: Picture,
}

/// Where a drawing goes; without a file it goes to the terminal.
#[derive(Debug, Args)]
pub(crate) struct Picture {
    /// Write an SVG file
    #[arg(long, value_name = "F")]
    pub(crate) svg: Option<PathBuf>,
    /// Write a PNG file
    #[arg(long, value_name = "F")]
    pub(crate) png: Option<PathBuf>,
    /// Pixels a module in the file
    #[arg(long, value_name = "PX", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub(crate) module: u32,
}

/// A code in words.
#[derive(Debug, Default, Args)]
pub(crate) struct SymbolFields {
    /// Kind of code, by ZXing's name, such as CODE_128
    #[arg(long, value_name = "S", ignore_case = true, value_parser = symbology_names())]
    pub(crate) symbology: Option<String>,
    /// Payload as text
    #[arg(
        long,
        value_name = "T",
        conflicts_with = "hex",
        allow_hyphen_values = true
    )]
    pub(crate) text: Option<String>,
    /// Payload as bytes in hex
    #[arg(long, value_name = "H", value_parser = hex_digits)]
    pub(crate) hex: Option<String>,
    /// Charset that turns the text into bytes [default: ISO-8859-1]
    #[arg(long, value_name = "NAME")]
    pub(crate) charset: Option<String>,
    /// ECI number to declare in the code
    #[arg(long, value_name = "N")]
    pub(crate) eci: Option<u32>,
    /// The payload is GS1 element strings
    #[arg(long)]
    pub(crate) gs1: bool,
    /// Keep the check digit as printed on the card, right or wrong
    #[arg(long)]
    pub(crate) as_printed: bool,
}

impl SymbolFields {
    /// Whether anything was said of a code.
    pub(crate) fn any(&self) -> bool {
        self.symbology.is_some()
            || self.text.is_some()
            || self.hex.is_some()
            || self.charset.is_some()
            || self.eci.is_some()
            || self.gs1
            || self.as_printed
    }

    /// Puts what was said over `input`; the rest stays.
    pub(crate) fn apply(&self, input: &mut SymbolInput) {
        if let Some(symbology) = &self.symbology {
            input.symbology = symbology.to_ascii_uppercase();
        }
        if let Some(text) = &self.text {
            input.text.clone_from(text);
            input.hex = None;
            input.alt_text = None;
        }
        if let Some(hex) = &self.hex {
            input.hex = Some(hex.clone());
            input.text = String::new();
            input.alt_text = None;
        }
        if let Some(charset) = &self.charset {
            input.charset = Some(charset.clone());
        }
        if self.eci.is_some() {
            input.eci = self.eci;
        }
        input.gs1 |= self.gs1;
        input.as_printed |= self.as_printed;
    }
}

fn symbology_names() -> PossibleValuesParser {
    PossibleValuesParser::new(Symbology::ALL.iter().map(|symbology| symbology.name()))
}

fn hex_digits(text: &str) -> Result<String, String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.is_empty() || digits.len() % 2 == 1 || !digits.chars().all(|c| c.is_ascii_hexdigit())
    {
        return Err("it takes pairs of hex digits, such as 48656C6C6F".to_owned());
    }
    Ok(digits)
}
