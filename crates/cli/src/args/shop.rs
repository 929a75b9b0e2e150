//! `kantis connect` and what can be done at shops that are connected.

use clap::Args;

/// `kantis connect`.
#[derive(Debug, Args)]
pub(crate) struct Connect {
    /// The shop's address, such as shop.example, or an invite's link
    #[arg(value_name = "ADDRESS")]
    pub(crate) address: String,
    /// Link this card of the wallet: its id, the beginning or end of its id, or its exact title
    #[arg(long, value_name = "ID")]
    pub(crate) card: Option<String>,
    /// Sign in on another device, by a code: for a machine whose browser is elsewhere
    #[arg(long)]
    pub(crate) device: bool,
}

/// `kantis disconnect`.
#[derive(Debug, Args)]
pub(crate) struct Disconnect {
    /// Its id, the beginning or end of its id, or its exact title
    #[arg(value_name = "ID")]
    pub(crate) card: String,
    /// Keep the card, with its number and balance as they are now
    #[arg(long)]
    pub(crate) keep: bool,
}

/// `kantis sync`.
#[derive(Debug, Args)]
pub(crate) struct Sync {
    /// Cards: ids, beginnings or ends of ids, or exact titles [default: all]
    #[arg(value_name = "ID")]
    pub(crate) cards: Vec<String>,
}

/// `kantis offers`.
#[derive(Debug, Args)]
pub(crate) struct Offers {
    /// Hidden ones too
    #[arg(long)]
    pub(crate) hidden: bool,
}

/// `kantis rewards`.
#[derive(Debug, Args)]
pub(crate) struct Rewards {
    /// Only what can be had now
    #[arg(long)]
    pub(crate) now: bool,
}

/// `kantis activate`.
#[derive(Debug, Args)]
pub(crate) struct Activate {
    /// The card: its id, the beginning or end of its id, or its exact title
    #[arg(value_name = "CARD")]
    pub(crate) card: String,
    /// The offer: its id, the beginning or end of its id, or its exact title
    #[arg(value_name = "OFFER")]
    pub(crate) offer: String,
}

/// `kantis redeem`.
#[derive(Debug, Args)]
pub(crate) struct Redeem {
    /// The card: its id, the beginning or end of its id, or its exact title
    #[arg(value_name = "CARD")]
    pub(crate) card: String,
    /// The reward: its name in the programme, or its exact title
    #[arg(value_name = "REWARD")]
    pub(crate) reward: String,
}
