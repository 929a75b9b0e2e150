//! Settings of this wallet, each with its stamp.

use rusqlite::{Connection, params};

use crate::domain::{CardSort, Language, Settings, Theme, Topic};
use crate::error::Result;
use crate::store::Wallet;

impl Wallet {
    /// The settings.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn settings(&self) -> Result<Settings> {
        self.read(load)
    }

    /// Keeps settings; only those that differ get a new stamp. Not a step. A locale that is no
    /// BCP 47 tag is kept as empty.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn set_settings(&self, settings: &Settings) -> Result<()> {
        let before = self.settings()?;
        let (before, after) = (texts(&before), texts(settings));
        if before == after {
            return Ok(());
        }
        let mut writer = self.unrecorded_writer()?;
        for ((name, value), (_, old)) in after.into_iter().zip(before) {
            if value == old {
                continue;
            }
            let pen = writer.pen();
            pen.connection
                .prepare_cached(
                    "INSERT INTO setting (name, value, hlc, device) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (name) DO UPDATE SET
                         value = excluded.value, hlc = excluded.hlc, device = excluded.device",
                )?
                .execute(params![name, value, pen.stamp.0, pen.device.0])?;
        }
        writer.commit().map(drop)
    }

    /// The locale that passes are read in.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reading_locale(&self) -> Result<String> {
        Ok(self.settings()?.reading_locale().to_owned())
    }
}

/// The settings; what is missing or unknown is as at the beginning.
pub(crate) fn load(connection: &Connection) -> Result<Settings> {
    let mut statement = connection.prepare_cached("SELECT name, value FROM setting")?;
    let mut rows = statement.query([])?;
    let mut settings = Settings::default();
    while let Some(row) = rows.next()? {
        let (name, value): (String, String) = (row.get(0)?, row.get(1)?);
        match name.as_str() {
            "language" => settings.language = Language::from_name(&value),
            "locale" => settings.locale = value,
            "theme" => settings.theme = Theme::from_name(&value),
            "sort" => settings.sort = CardSort::from_name(&value),
            "notices" => settings.notices.on = value == "1",
            "noticeTopics" => {
                settings.notices.topics = value.split(' ').filter_map(Topic::from_name).collect();
            }
            "quiet" => settings.notices.quiet = quiet(&value),
            "privateOnLock" => settings.notices.private_on_lock = value == "1",
            "remindDays" => {
                settings.notices.remind_days = value.parse().unwrap_or(7).min(60);
            }
            "usePlace" => settings.use_place = value == "1",
            _ => {}
        }
    }
    Ok(settings)
}

fn texts(settings: &Settings) -> [(&'static str, String); 10] {
    let tag = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let locale = &settings.locale;
    let locale = if locale.len() <= 64 && locale.chars().all(tag) {
        locale.as_str()
    } else {
        ""
    };
    let topics: Vec<&str> = settings
        .notices
        .topics
        .iter()
        .map(|topic| topic.name())
        .collect();
    [
        ("language", settings.language.name().to_owned()),
        ("locale", locale.to_owned()),
        ("theme", settings.theme.name().to_owned()),
        ("sort", settings.sort.name().to_owned()),
        ("notices", switch(settings.notices.on)),
        ("noticeTopics", topics.join(" ")),
        (
            "quiet",
            settings
                .notices
                .quiet
                .map_or_else(String::new, |(from, until)| format!("{from}-{until}")),
        ),
        ("privateOnLock", switch(settings.notices.private_on_lock)),
        ("remindDays", settings.notices.remind_days.to_string()),
        ("usePlace", switch(settings.use_place)),
    ]
}

fn switch(on: bool) -> String {
    if on { "1" } else { "0" }.to_owned()
}

/// Minutes from midnight, `1320-480`; anything else means no quiet hours.
fn quiet(text: &str) -> Option<(u16, u16)> {
    let (from, until) = text.split_once('-')?;
    let minute = |text: &str| text.parse().ok().filter(|minute| *minute < 24 * 60);
    Some((minute(from)?, minute(until)?))
}
