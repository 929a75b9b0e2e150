//! Settings between the edge and the wallet.

use kantis_wallet::{Language, NoticeSettings, Settings, Theme};

use crate::convert;
use crate::dto;
use crate::{Api, ApiError, Event};

impl Api {
    pub(crate) fn settings(&self, _: dto::Nothing) -> Result<dto::Settings, ApiError> {
        self.wallet()?.settings().map(out).map_err(convert::error)
    }

    pub(crate) fn settings_update(&self, wanted: dto::Settings) -> Result<dto::Settings, ApiError> {
        let wallet = self.wallet()?;
        let before = wallet.settings().map_err(convert::error)?;
        let after = within(wanted);
        if before == after {
            return Ok(out(after));
        }
        wallet.set_settings(&after).map_err(convert::error)?;
        if before.reading_locale() != after.reading_locale() {
            self.read_passes_again(&wallet)?;
            self.tell(Event::CardsChanged { ids: Vec::new() });
        }
        self.tell(Event::SettingsChanged);
        // What may be told, and when, may be another now.
        self.nudge_engine();
        Ok(out(after))
    }
}

fn out(settings: Settings) -> dto::Settings {
    dto::Settings {
        language: match settings.language {
            Language::System => dto::Language::System,
            Language::En => dto::Language::En,
            Language::Fi => dto::Language::Fi,
            Language::Sv => dto::Language::Sv,
        },
        theme: match settings.theme {
            Theme::System => dto::Theme::System,
            Theme::Light => dto::Theme::Light,
            Theme::Dark => dto::Theme::Dark,
            Theme::Contrast => dto::Theme::Contrast,
        },
        sort: convert::sort_out(settings.sort),
        locale: settings.locale,
        notices: notices_out(settings.notices),
        use_place: settings.use_place,
    }
}

fn within(settings: dto::Settings) -> Settings {
    Settings {
        language: match settings.language {
            dto::Language::System => Language::System,
            dto::Language::En => Language::En,
            dto::Language::Fi => Language::Fi,
            dto::Language::Sv => Language::Sv,
        },
        theme: match settings.theme {
            dto::Theme::System => Theme::System,
            dto::Theme::Light => Theme::Light,
            dto::Theme::Dark => Theme::Dark,
            dto::Theme::Contrast => Theme::Contrast,
        },
        sort: convert::sort_in(settings.sort),
        locale: tag(&settings.locale),
        notices: notices_in(&settings.notices),
        use_place: settings.use_place,
    }
}

pub(crate) fn notices_out(notices: NoticeSettings) -> dto::NoticeSettings {
    dto::NoticeSettings {
        on: notices.on,
        topics: notices.topics.into_iter().map(convert::topic_out).collect(),
        quiet_from: notices.quiet.map(|(from, _)| from),
        quiet_until: notices.quiet.map(|(_, until)| until),
        private_on_lock: notices.private_on_lock,
        remind_days: notices.remind_days,
    }
}

fn notices_in(notices: &dto::NoticeSettings) -> NoticeSettings {
    let minute = |minute: u16| minute % (24 * 60);
    NoticeSettings {
        on: notices.on,
        topics: notices
            .topics
            .iter()
            .copied()
            .map(convert::topic_in)
            .collect(),
        quiet: notices
            .quiet_from
            .zip(notices.quiet_until)
            .map(|(from, until)| (minute(from), minute(until))),
        private_on_lock: notices.private_on_lock,
        remind_days: notices.remind_days.min(60),
    }
}

/// A language tag as far as it is one: letters, digits and hyphens, at most 35 characters (RFC
/// 5646, 4.4.1).
fn tag(locale: &str) -> String {
    locale
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .take(35)
        .collect()
}
