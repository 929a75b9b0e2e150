//! What may be written on the command line. The manual is `docs/cli.md`.

mod activity;
mod card;
mod export;
mod pass;
mod shop;
mod symbol;

pub(crate) use activity::ActivityArgs;
pub(crate) use card::{Add, ArchiveCards, CardCommand, CardFields, Edit, OneCard, SeveralCards};
pub(crate) use export::{Export, Format};
pub(crate) use pass::{Inspect, PassCommand, Refresh};
pub(crate) use shop::{Activate, Connect, Disconnect, Offers, Redeem, Rewards, Sync};
pub(crate) use symbol::{CodeArgs, Draw, Picture, SymbolCommand, SymbolFields};

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use kantis_api::dto::{CardSort, OnConflict};

/// A wallet for loyalty cards, in the terminal.
#[derive(Debug, Parser)]
#[command(name = "kantis", version, propagate_version = true)]
#[command(
    after_help = "Exit codes: 0 done, 1 something failed, 2 wrong use, 3 refused (tampered)."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Flags that every command takes, before or after its name.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// The wallet's folder, made when missing [default: kantis in the user's data folder]
    #[arg(long, global = true, value_name = "DIR", env = "KANTIS_WALLET")]
    pub(crate) wallet: Option<PathBuf>,
    /// Print JSON, for scripts
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Read the wallet's passphrase from this file (its first line)
    #[arg(long, global = true, value_name = "F")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Bring in cards: pass files and Catima exports
    Import(Import),
    /// Take back the latest step
    Undo,
    /// List cards
    Cards(Cards),
    /// Show, add, edit, archive or delete a card
    #[command(subcommand)]
    Card(CardCommand),
    /// Draw a card's code, in the terminal or into a file
    Code(CodeArgs),
    /// Look at a pass file, or ask issuers for newer versions of passes
    #[command(subcommand)]
    Pass(PassCommand),
    /// Connect a shop: sign in there, and its card shows what it says
    Connect(Connect),
    /// End a shop's connection
    Disconnect(Disconnect),
    /// Ask shops and issuers for what is new, now
    Sync(Sync),
    /// List connected shops
    Connections,
    /// List offers of all cards
    Offers(Offers),
    /// List rewards of connected shops: what can be had, then what is nearest
    Rewards(Rewards),
    /// Activate an offer of a connected shop
    Activate(Activate),
    /// Reserve a reward, and show the code that the till takes
    Redeem(Redeem),
    /// What happened: balances, offers, what ends, what shops changed
    Activity(ActivityArgs),
    /// Write a card into a file for other wallets
    Export(Export),
    /// Draw a code without a wallet
    #[command(subcommand)]
    Symbol(SymbolCommand),
    /// Open the wallet in a browser on this machine
    Serve(Serve),
    /// Say whether the wallet opens, and what keeps it shut
    Status,
}

/// `kantis import`.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Files to bring in; `-` is the standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Say what would happen and change nothing
    #[arg(long)]
    pub(crate) preview: bool,
    /// Read the archive's password from this file (its first line)
    #[arg(long, value_name = "F")]
    pub(crate) password_file: Option<PathBuf>,
    /// What to do with cards that are in the wallet and differ
    #[arg(long, value_name = "RULE", value_enum, default_value_t = Conflict::Theirs)]
    pub(crate) on_conflict: Conflict,
    /// Bring in passes that are not what their issuer signed
    #[arg(long)]
    pub(crate) accept_tampered: bool,
}

/// What to do with a card that differs from the wallet's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Conflict {
    /// Keep the wallet's card
    Mine,
    /// Take the file's values
    Theirs,
    /// Keep both, side by side
    Both,
}

impl From<Conflict> for OnConflict {
    fn from(rule: Conflict) -> Self {
        match rule {
            Conflict::Mine => Self::Mine,
            Conflict::Theirs => Self::Theirs,
            Conflict::Both => Self::Both,
        }
    }
}

/// `kantis cards`.
#[derive(Debug, Args)]
pub(crate) struct Cards {
    /// Words to find in title, number, note, issuer and groups
    #[arg(long, value_name = "Q", default_value = "", hide_default_value = true)]
    pub(crate) search: String,
    /// Archived cards instead of the others
    #[arg(long)]
    pub(crate) archived: bool,
    /// Only cards of this group
    #[arg(long, value_name = "NAME")]
    pub(crate) group: Option<String>,
    /// Their order [default: as in the settings]
    #[arg(long, value_enum)]
    pub(crate) sort: Option<Sort>,
}

/// An order of cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sort {
    /// Your own order
    Manual,
    /// By title
    Name,
    /// Latest use first
    LastUsed,
    /// Most uses first
    MostUsed,
    /// Newest first
    Added,
    /// What ends first, first
    Expiry,
}

impl From<Sort> for CardSort {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Manual => Self::Manual,
            Sort::Name => Self::Name,
            Sort::LastUsed => Self::LastUsed,
            Sort::MostUsed => Self::MostUsed,
            Sort::Added => Self::Added,
            Sort::Expiry => Self::Expiry,
        }
    }
}

/// `kantis serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Port on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) port: u16,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declaration_is_sound() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }
}
