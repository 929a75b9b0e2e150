//! Settings of this wallet.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::CardSort;

/// The words of the UI.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Language {
    /// As the system says.
    #[default]
    System,
    /// English.
    En,
    /// Suomi.
    Fi,
}

/// Light, dark or high contrast.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
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

/// All settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// The words of the UI.
    pub language: Language,
    /// The reader's locale (BCP 47) that `language: system` stands for; the UI tells it at start.
    pub locale: String,
    /// The look.
    pub theme: Theme,
    /// Order of the home list.
    pub sort: CardSort,
}
