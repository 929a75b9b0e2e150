//! Reading the timeline.

use rusqlite::types::Value;
use rusqlite::{OptionalExtension as _, params_from_iter};
use uuid::Uuid;

use super::ActivityQuery;
use crate::domain::{ActivityEntry, ActivityId, CardId, Happening};
use crate::error::Result;
use crate::loyalty::text;
use crate::store::Wallet;
use crate::store::convert::instant;

/// Lines that are given at once.
const MOST_LINES: u32 = 200;
/// Words of a search that count; nobody types more.
const MOST_WORDS: usize = 16;

impl Wallet {
    /// The timeline, newest first. Lines of cards that are gone are left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn activity(&self, query: &ActivityQuery) -> Result<Vec<ActivityEntry>> {
        self.read(|connection| {
            let mut sql = "SELECT activity.id, activity.at, activity.card, activity.detail
                           FROM activity JOIN card ON card.id = activity.card WHERE 1"
                .to_owned();
            let mut arguments: Vec<Value> = Vec::new();
            if let Some(card) = query.card {
                sql.push_str(" AND activity.card = ?");
                arguments.push(card.0.as_bytes().to_vec().into());
            }
            if !query.topics.is_empty() {
                let marks = vec!["?"; query.topics.len()].join(", ");
                sql.push_str(&format!(" AND activity.topic IN ({marks})"));
                arguments.extend(
                    query
                        .topics
                        .iter()
                        .map(|topic| topic.name().to_owned().into()),
                );
            }
            if let Some(before) = query.before {
                let place: Option<(i64, i64)> = connection
                    .prepare_cached("SELECT at, num FROM activity WHERE id = ?1")?
                    .query_row([before.0], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()?;
                let Some((at, num)) = place else {
                    return Ok(Vec::new());
                };
                sql.push_str(" AND (activity.at, activity.num) < (?, ?)");
                arguments.extend([at.into(), num.into()]);
            }
            for word in text::words(&query.search).into_iter().take(MOST_WORDS) {
                // A word of the line begins so, or one of the card's title.
                sql.push_str(
                    " AND (instr(activity.words, ?) > 0 OR card.num IN
                         (SELECT rowid FROM card_text WHERE card_text MATCH ?))",
                );
                arguments.push(format!(" {word}").into());
                arguments.push(format!("title : \"{word}\"*").into());
            }
            sql.push_str(" ORDER BY activity.at DESC, activity.num DESC LIMIT ?");
            arguments.push(i64::from(query.limit.clamp(1, MOST_LINES)).into());
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query(params_from_iter(arguments))?;
            let mut lines = Vec::new();
            while let Some(row) = rows.next()? {
                let detail: String = row.get(3)?;
                // A line of a newer Kantis is not shown by this one.
                let Ok(what) = serde_json::from_str::<Happening>(&detail) else {
                    continue;
                };
                lines.push(ActivityEntry {
                    id: ActivityId(row.get::<_, Uuid>(0)?),
                    at: instant(row.get(1)?)?,
                    card: CardId(row.get::<_, Uuid>(2)?),
                    what,
                });
            }
            Ok(lines)
        })
    }
}
