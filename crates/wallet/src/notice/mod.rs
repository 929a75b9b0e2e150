//! What is told outside of Kantis's own window: once, in the shopper's language, not at night.
//!
//! A notice is marked as told before it is shown, in a transaction: it may be lost when the
//! process dies in between, but it is never shown twice, however many processes run.

mod quiet;
mod remind;
mod words;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kantis_pass::Zone;
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::activity;
use crate::domain::{ActivityId, CardId, Happening, Settings};
use crate::error::Result;
use crate::ports::{Notice, Notifier};
use crate::settings;
use crate::store::Wallet;
pub(crate) use words::{Words, filled};

/// A notice that could not be told for so long is no news any more.
const KEPT: TimeDelta = TimeDelta::days(7);
/// After so long nothing of a notice stands on a platform's list.
const STANDS: TimeDelta = TimeDelta::days(30);
/// More than these are told as one.
const MOST_AT_ONCE: usize = 3;
/// Cards that one notice for many names.
const MOST_NAMES: usize = 4;

impl Wallet {
    /// Finds reminders that fell due, and tells every notice that waits and may be told now.
    /// Takes back what stands on the platform's list about cards that are gone or archived.
    /// Gives when there is something to tell next.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn tell_notices(
        &self,
        notifier: Option<&Arc<dyn Notifier>>,
    ) -> Result<Option<DateTime<Utc>>> {
        let (now, zone) = (self.ports.clock.now(), self.ports.clock.zone());
        let hears = notifier.is_some();
        let shops = self.shop_summaries()?;
        // Only what changes something is worth a transaction: other processes hear of each.
        let (idle, later) = self.read(|connection| {
            let settings = settings::load(connection)?;
            let round = Round::new(&settings, hears, now, zone);
            let (due, next) = remind::due(connection, &shops, round.days(), now, zone)?;
            let waiting = waiting(connection)?;
            let held = waiting.iter().any(|notice| round.holds(notice));
            let idle = due.is_empty()
                && waiting.iter().all(|notice| round.holds(notice))
                && !(hears && has_gone(connection)?)
                && !activity::has_old(connection, now)?;
            Ok((idle, round.later(next, held)))
        })?;
        if idle {
            return Ok(later);
        }
        let mut writer = self.unrecorded_writer()?;
        let settings = settings::load(writer.connection())?;
        let round = Round::new(&settings, hears, now, zone);
        let (due, next) = remind::due(writer.connection(), &shops, round.days(), now, zone)?;
        for reminder in due {
            activity::note(&mut writer, reminder.card, &reminder.what, &reminder.key)?;
        }
        let (told, held) = round.claim(writer.connection())?;
        let gone = match notifier {
            Some(_) => withdrawn(writer.connection(), now)?,
            None => Vec::new(),
        };
        activity::prune(writer.connection(), now)?;
        writer.commit()?;
        if let Some(notifier) = notifier {
            gone.iter().for_each(|key| notifier.withdraw(key));
            for notice in round.notices(&told) {
                // Nobody to show it to: it is in the timeline all the same.
                let _ = notifier.show(&notice);
            }
        }
        Ok(round.later(next, held))
    }
}

/// Whether the shopper wants to hear of such a thing now, and of this card.
pub(crate) fn is_wanted(connection: &Connection, card: CardId, what: &Happening) -> Result<bool> {
    let silent = connection
        .prepare_cached("SELECT 1 FROM card WHERE id = ?1 AND (archived = 1 OR muted = 1)")?
        .exists([card.0])?;
    Ok(!silent && settings::load(connection)?.notices.wants(what))
}

/// A notice that waits, with what it is about.
struct Waiting {
    num: i64,
    key: String,
    at: i64,
    line: ActivityId,
    card: CardId,
    title: String,
    what: Option<Happening>,
    /// The card is there, not archived and not muted.
    wanted: bool,
}

/// One look at what waits.
struct Round<'a> {
    settings: &'a Settings,
    now: DateTime<Utc>,
    today: NaiveDate,
    /// There is somebody to tell.
    hears: bool,
    /// When the quiet hours end, while they last.
    quiet_until: Option<DateTime<Utc>>,
}

impl<'a> Round<'a> {
    fn new(settings: &'a Settings, hears: bool, now: DateTime<Utc>, zone: Zone) -> Self {
        Self {
            settings,
            now,
            today: zone.day(now),
            hears,
            quiet_until: quiet::until(settings.notices.quiet, now, zone),
        }
    }

    /// Days before an end that a reminder is told.
    fn days(&self) -> u8 {
        self.settings.notices.remind_days
    }

    /// Whether a notice is kept for later.
    fn holds(&self, notice: &Waiting) -> bool {
        let telling = self.hears && self.quiet_until.is_none();
        !telling && self.is_wanted(notice)
    }

    /// When there is something to tell next.
    fn later(&self, reminder: Option<DateTime<Utc>>, held: bool) -> Option<DateTime<Utc>> {
        let morning = self.quiet_until.filter(|_| held && self.hears);
        reminder.into_iter().chain(morning).min()
    }

    /// Marks what is told now, and what will never be; gives the first, and whether others are
    /// held back.
    fn claim(&self, connection: &Connection) -> Result<(Vec<Waiting>, bool)> {
        let (mut told, mut held) = (Vec::new(), false);
        for notice in waiting(connection)? {
            if self.holds(&notice) {
                held = true;
                continue;
            }
            connection
                .prepare_cached("UPDATE notice SET told_at = ?2 WHERE num = ?1")?
                .execute(params![notice.num, self.now.timestamp_millis()])?;
            if self.is_wanted(&notice) {
                told.push(notice);
            }
        }
        if told.len() <= MOST_AT_ONCE {
            for notice in &told {
                connection
                    .prepare_cached("UPDATE notice SET shown = 1 WHERE num = ?1")?
                    .execute([notice.num])?;
            }
        }
        Ok((told, held))
    }

    /// Whether the shopper wants to hear of it, and it is still news.
    fn is_wanted(&self, notice: &Waiting) -> bool {
        let notices = &self.settings.notices;
        let Some(what) = &notice.what else {
            return false;
        };
        notice.wanted
            && notices.wants(what)
            && notice.at >= (self.now - KEPT).timestamp_millis()
            && remind::date(what).is_none_or(|date| date >= self.today)
    }

    /// What is shown: each by itself, or all as one.
    fn notices(&self, told: &[Waiting]) -> Vec<Notice> {
        let words = Words::of(self.settings.reading_locale());
        let public = self.settings.notices.private_on_lock;
        if told.len() <= MOST_AT_ONCE {
            return told
                .iter()
                .filter_map(|notice| {
                    Some(Notice {
                        key: notice.key.clone(),
                        title: notice.title.clone(),
                        body: words.sentence(notice.what.as_ref()?, self.today),
                        card: Some(notice.card),
                        public,
                        discreet: words.discreet.clone(),
                    })
                })
                .collect();
        }
        let mut titles: Vec<&str> = Vec::new();
        for notice in told {
            if !titles.contains(&notice.title.as_str()) {
                titles.push(&notice.title);
            }
        }
        let more = titles.len() > MOST_NAMES;
        titles.truncate(MOST_NAMES);
        let body = titles.join(", ") + if more { ", …" } else { "" };
        let first = told.first().map(|notice| notice.line);
        first
            .map(|line| Notice {
                key: format!("many/{line}"),
                title: words.many(told.len()),
                body,
                card: None,
                public,
                discreet: words.discreet_grouped.clone(),
            })
            .into_iter()
            .collect()
    }
}

/// All that waits, oldest first.
fn waiting(connection: &Connection) -> Result<Vec<Waiting>> {
    let mut statement = connection.prepare_cached(
        "SELECT notice.num, notice.key, notice.at, notice.activity, notice.card,
                ifnull(card.title, ''), activity.detail,
                card.num IS NOT NULL AND archived = 0 AND muted = 0
         FROM notice
         LEFT JOIN activity ON activity.id = notice.activity
         LEFT JOIN card ON card.id = notice.card
         WHERE told_at IS NULL ORDER BY notice.num",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let detail: Option<String> = row.get(6)?;
        found.push(Waiting {
            num: row.get(0)?,
            key: row.get(1)?,
            at: row.get(2)?,
            line: ActivityId(row.get::<_, Uuid>(3)?),
            card: CardId(row.get::<_, Uuid>(4)?),
            title: row.get(5)?,
            what: detail.and_then(|detail| serde_json::from_str(&detail).ok()),
            wanted: row.get(7)?,
        });
    }
    Ok(found)
}

/// Keys of what stands on the platform's list about cards that are gone or archived; they are
/// noted as taken away.
fn withdrawn(connection: &Connection, now: DateTime<Utc>) -> Result<Vec<String>> {
    let mut statement = connection.prepare_cached(
        "UPDATE notice SET shown = 0
         WHERE shown = 1 AND (told_at < ?1
             OR NOT EXISTS (SELECT 1 FROM card WHERE card.id = notice.card AND archived = 0))
         RETURNING key, told_at < ?1",
    )?;
    let long_ago = (now - STANDS).timestamp_millis();
    let rows = statement.query_map([long_ago], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?))
    })?;
    let mut keys = Vec::new();
    for row in rows {
        let (key, is_old) = row?;
        if !is_old {
            keys.push(key);
        }
    }
    Ok(keys)
}

/// Whether something stands on the platform's list about a card that is gone or archived.
fn has_gone(connection: &Connection) -> Result<bool> {
    let sql = "SELECT 1 FROM notice WHERE shown = 1 AND NOT EXISTS
                   (SELECT 1 FROM card WHERE card.id = notice.card AND archived = 0)";
    Ok(connection.prepare_cached(sql)?.exists([])?)
}
