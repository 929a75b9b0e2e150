//! `kantis export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use kantis_api::dto::ExportFormat;

/// `kantis export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The file to write
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// In which form
    #[arg(long, value_enum)]
    pub(crate) format: Format,
    /// The card: its id, the beginning or end of its id, or its exact title
    #[arg(long, value_name = "ID")]
    pub(crate) card: String,
    /// Write over a file that is there
    #[arg(long)]
    pub(crate) force: bool,
}

/// In which form a card leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// An unsigned pass made anew, of any card
    Pkpass,
    /// The pass file as it came, with its issuer's token
    Original,
}

impl From<Format> for ExportFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Pkpass => Self::Pkpass,
            Format::Original => Self::Original,
        }
    }
}
