//! `kantis pass …`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::OneCard;

#[derive(Debug, Subcommand)]
pub(crate) enum PassCommand {
    /// Say what is in a pass file, how genuine it is, and how each check went
    Inspect(Inspect),
    /// Ask issuers for newer versions of passes, now
    Refresh(Refresh),
    /// Tell a pass's issuer that this device has it, for issuers that answer only then
    Register(OneCard),
    /// Take that back
    Unregister(OneCard),
}

/// `kantis pass inspect`.
#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// A .pkpass or .espass file
    pub(crate) file: PathBuf,
    /// Read it in this language (BCP 47) [default: the system's]
    #[arg(long, value_name = "TAG")]
    pub(crate) language: Option<String>,
}

/// `kantis pass refresh`.
#[derive(Debug, Args)]
pub(crate) struct Refresh {
    /// Cards: ids, beginnings or ends of ids, or exact titles [default: all]
    #[arg(value_name = "ID")]
    pub(crate) cards: Vec<String>,
    /// All cards whose issuer can be asked
    #[arg(long, conflicts_with = "cards")]
    pub(crate) all: bool,
}
