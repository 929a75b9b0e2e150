//! Settings of this wallet, each with its stamp.

use rusqlite::{Connection, params};

use crate::domain::{CardSort, Language, Settings, Theme};
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
            _ => {}
        }
    }
    Ok(settings)
}

fn texts(settings: &Settings) -> [(&'static str, String); 4] {
    let tag = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let locale = &settings.locale;
    let locale = if locale.len() <= 64 && locale.chars().all(tag) {
        locale.as_str()
    } else {
        ""
    };
    [
        ("language", settings.language.name().to_owned()),
        ("locale", locale.to_owned()),
        ("theme", settings.theme.name().to_owned()),
        ("sort", settings.sort.name().to_owned()),
    ]
}
