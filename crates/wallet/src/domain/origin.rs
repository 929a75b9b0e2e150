//! How a card came to the wallet.

/// How a card came to the wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Made by hand.
    Manual,
    /// From another wallet's export.
    Imported,
    /// From a pass file.
    Pass,
    /// From a shop that was connected.
    Shop,
}

impl Origin {
    /// The word kept in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Imported => "imported",
            Self::Pass => "pass",
            Self::Shop => "shop",
        }
    }

    /// The origin with this word; unknown words, from a newer Kantis, count as made by hand.
    pub fn from_name(name: &str) -> Self {
        match name {
            "imported" => Self::Imported,
            "pass" => Self::Pass,
            "shop" => Self::Shop,
            _ => Self::Manual,
        }
    }
}
