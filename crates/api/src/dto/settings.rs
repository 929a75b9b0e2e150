//! Settings of this wallet.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CardSort, Topic};

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
    /// Svenska.
    Sv,
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
    /// What is told outside of Kantis's own window.
    pub notices: NoticeSettings,
    /// What is near may be shown first.
    pub use_place: bool,
}

/// What is told outside of Kantis's own window, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct NoticeSettings {
    /// Any at all.
    pub on: bool,
    /// Topics that are told.
    pub topics: Vec<Topic>,
    /// None is shown from this minute of the day on; absent: at any time.
    pub quiet_from: Option<u16>,
    /// Until this minute of the day.
    pub quiet_until: Option<u16>,
    /// Names and numbers may stand on a locked screen.
    pub private_on_lock: bool,
    /// Days before an end that a reminder is told, 0–60.
    pub remind_days: u8,
}

impl Default for NoticeSettings {
    fn default() -> Self {
        crate::settings::notices_out(kantis_wallet::NoticeSettings::default())
    }
}
