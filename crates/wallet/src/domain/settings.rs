//! Settings of this wallet.

use std::collections::BTreeSet;

use super::{Happening, Topic};

/// The words of the UI.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// As the system says.
    #[default]
    System,
    /// English.
    En,
    /// Suomi.
    Fi,
    /// Svenska.
    Sv,
}

/// Light, dark or high contrast.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Pure black and white.
    Contrast,
}

/// Order of the home list; favourites come first in every order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CardSort {
    /// The shopper's own order.
    #[default]
    Manual,
    /// By title.
    Name,
    /// Latest use first.
    LastUsed,
    /// Most uses first.
    MostUsed,
    /// Newest first.
    Added,
    /// What ends first, first; cards without an end last.
    Expiry,
}

impl Language {
    /// The word kept in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::En => "en",
            Self::Fi => "fi",
            Self::Sv => "sv",
        }
    }

    /// The one with this word; unknown words, from a newer Kantis, count as the first.
    pub fn from_name(name: &str) -> Self {
        match name {
            "en" => Self::En,
            "fi" => Self::Fi,
            "sv" => Self::Sv,
            _ => Self::System,
        }
    }
}

impl Theme {
    /// The word kept in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Contrast => "contrast",
        }
    }

    /// The one with this word; unknown words, from a newer Kantis, count as the first.
    pub fn from_name(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            "contrast" => Self::Contrast,
            _ => Self::System,
        }
    }
}

impl CardSort {
    /// The word kept in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Name => "name",
            Self::LastUsed => "lastUsed",
            Self::MostUsed => "mostUsed",
            Self::Added => "added",
            Self::Expiry => "expiry",
        }
    }

    /// The one with this word; unknown words, from a newer Kantis, count as the first.
    pub fn from_name(name: &str) -> Self {
        match name {
            "name" => Self::Name,
            "lastUsed" => Self::LastUsed,
            "mostUsed" => Self::MostUsed,
            "added" => Self::Added,
            "expiry" => Self::Expiry,
            _ => Self::Manual,
        }
    }
}

/// All settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The words of the UI.
    pub language: Language,
    /// BCP 47 tag of the reader, as the host last told it; empty until then.
    pub locale: String,
    /// The look.
    pub theme: Theme,
    /// Order of the home list.
    pub sort: CardSort,
    /// What is told outside of Kantis's own window.
    pub notices: NoticeSettings,
    /// What is near may be shown first: the place is asked of the device and stays there.
    pub use_place: bool,
}

/// What is told outside of Kantis's own window, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeSettings {
    /// Any at all.
    pub on: bool,
    /// Topics that are told.
    pub topics: BTreeSet<Topic>,
    /// Hours of the day in which none is shown, as minutes from midnight in the reader's zone:
    /// from, until; may go over midnight. `None`: at any time.
    pub quiet: Option<(u16, u16)>,
    /// Names and numbers may stand on a locked screen.
    pub private_on_lock: bool,
    /// Days before an end that a reminder is told.
    pub remind_days: u8,
}

impl NoticeSettings {
    /// Whether such a thing is told.
    pub fn wants(&self, what: &Happening) -> bool {
        self.on && self.topics.contains(&what.topic())
    }
}

impl Default for NoticeSettings {
    fn default() -> Self {
        Self {
            on: true,
            topics: Topic::ALL.into_iter().collect(),
            quiet: Some((22 * 60, 8 * 60)),
            private_on_lock: false,
            remind_days: 7,
        }
    }
}

impl Settings {
    /// The locale that passes are read in: the chosen language, else the reader's, else English.
    pub fn reading_locale(&self) -> &str {
        match self.language {
            Language::En if self.locale.starts_with("en") => &self.locale,
            Language::En => "en",
            Language::Fi => "fi",
            Language::Sv if self.locale.starts_with("sv") => &self.locale,
            Language::Sv => "sv",
            Language::System if self.locale.is_empty() => "en",
            Language::System => &self.locale,
        }
    }
}
