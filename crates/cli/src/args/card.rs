//! `kantis card …`.

use clap::{Args, Subcommand};

use super::SymbolFields;

#[derive(Debug, Subcommand)]
pub(crate) enum CardCommand {
    /// Show a card with everything
    Show(OneCard),
    /// Make a card
    Add(Box<Add>),
    /// Change a card; what is not named stays
    Edit(Box<Edit>),
    /// Put cards out of the way
    Archive(ArchiveCards),
    /// Delete cards; `kantis undo` brings them back
    Delete(SeveralCards),
}

/// One card.
#[derive(Debug, Args)]
pub(crate) struct OneCard {
    /// Its id, the beginning or end of its id, or its exact title
    #[arg(value_name = "ID")]
    pub(crate) card: String,
}

/// Several cards.
#[derive(Debug, Args)]
pub(crate) struct SeveralCards {
    /// Ids, beginnings or ends of ids, or exact titles
    #[arg(value_name = "ID", required = true)]
    pub(crate) cards: Vec<String>,
}

/// `kantis card archive`.
#[derive(Debug, Args)]
pub(crate) struct ArchiveCards {
    #[command(flatten)]
    pub(crate) which: SeveralCards,
    /// Bring them back from the archive
    #[arg(long)]
    pub(crate) restore: bool,
}

/// `kantis card add`.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The name of the card
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: String,
    #[command(flatten)]
    pub(crate) fields: CardFields,
    #[command(flatten)]
    pub(crate) code: SymbolFields,
}

/// `kantis card edit`.
#[derive(Debug, Args)]
pub(crate) struct Edit {
    #[command(flatten)]
    pub(crate) which: OneCard,
    /// The name of the card
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
    #[command(flatten)]
    pub(crate) fields: CardFields,
    #[command(flatten)]
    pub(crate) code: SymbolFields,
    /// Take all codes off the card
    #[arg(long, conflicts_with_all = ["symbology", "text", "hex"])]
    pub(crate) no_code: bool,
    /// No longer a favourite
    #[arg(long, conflicts_with = "favourite")]
    pub(crate) no_favourite: bool,
}

/// What a person knows of a card. In `edit`, an empty text takes a field away.
#[derive(Debug, Default, Args)]
pub(crate) struct CardFields {
    /// Membership number; that of the code when not given
    #[arg(long, value_name = "TEXT")]
    pub(crate) number: Option<String>,
    /// Who issued it
    #[arg(long, value_name = "TEXT")]
    pub(crate) issuer: Option<String>,
    /// Whose card it is
    #[arg(long, value_name = "TEXT")]
    pub(crate) holder: Option<String>,
    /// Free text
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
    /// Colour of the card
    #[arg(long, alias = "color", value_name = "#RRGGBB")]
    pub(crate) colour: Option<String>,
    /// A group, made when missing; may be given several times
    #[arg(long = "group", value_name = "NAME")]
    pub(crate) groups: Vec<String>,
    /// First day of validity
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) valid_from: Option<String>,
    /// Last day of validity
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) valid_until: Option<String>,
    /// Balance, such as "12.50 EUR", "120 points", "8 visits"
    #[arg(long, value_name = "AMOUNT UNIT", allow_hyphen_values = true)]
    pub(crate) balance: Option<String>,
    /// A field of your own; may be given several times
    #[arg(long = "field", value_name = "LABEL=VALUE")]
    pub(crate) fields: Vec<String>,
    /// Shown first
    #[arg(long, alias = "favorite")]
    pub(crate) favourite: bool,
}
