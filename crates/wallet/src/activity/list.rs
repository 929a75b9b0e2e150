//! Reading the timeline: our lines and the shops' receipts and ledgers as one.

use std::cmp::Ordering;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use uuid::Uuid;

use super::{ActivityQuery, UNSEEN, shops};
use crate::domain::{ActivityEntry, ActivityKey, ActivitySource, CardId, Happening, Topic};
use crate::error::Result;
use crate::loyalty::text;
use crate::receipt;
use crate::store::Wallet;
use crate::store::convert::instant;

/// Lines that are given at once.
const MOST_LINES: u32 = 200;
/// Words of a search that count; nobody types more.
const MOST_WORDS: usize = 16;

impl Wallet {
    /// The timeline, newest first: what Kantis noted, and the receipts and ledgers of connected
    /// shops. A receipt and the ledger lines that belong to it are one entry. Lines of cards that
    /// are gone are left out.
    ///
    /// # Errors
    /// When a store cannot be read.
    pub fn activity(&self, query: &ActivityQuery) -> Result<Vec<ActivityEntry>> {
        let asked = Asked {
            query,
            words: text::words(&query.search)
                .into_iter()
                .take(MOST_WORDS)
                .collect(),
            limit: query.limit.clamp(1, MOST_LINES),
        };
        let (mut entries, shops) = self.read(|connection| {
            let mut entries = lines(connection, &asked)?;
            if asked.wants(Topic::Receipts) {
                entries.extend(receipt::kept_entries(connection, &asked)?);
            }
            Ok((entries, shops::find(connection, &asked)?))
        })?;
        if !shops.is_empty() {
            entries.extend(self.read_cache(|cache| shops::entries(cache, &shops, &asked))?);
        }
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.key));
        entries.truncate(usize::try_from(asked.limit).unwrap_or(usize::MAX));
        Ok(entries)
    }
}

/// A question to the timeline.
pub(crate) struct Asked<'q> {
    pub(crate) query: &'q ActivityQuery,
    /// Folded.
    pub(crate) words: Vec<String>,
    pub(crate) limit: u32,
}

impl Asked<'_> {
    /// Whether lines of this topic are wanted.
    pub(crate) fn wants(&self, topic: Topic) -> bool {
        self.query.topics.is_empty() || self.query.topics.contains(&topic)
    }

    /// Adds to a condition that the line stands behind the one that was named. `names` are the
    /// columns of time and identity; `source` makes a source of the kind that they are of.
    pub(crate) fn behind(
        &self,
        sql: &mut String,
        arguments: &mut Vec<Value>,
        names: [&str; 3],
        place: impl Fn(ActivitySource) -> Place,
    ) {
        let Some(before) = self.query.before else {
            return;
        };
        let [at, one, two] = names;
        match place(before.from) {
            Place::Before => sql.push_str(&format!(" AND {at} <= ?")),
            Place::Behind => sql.push_str(&format!(" AND {at} < ?")),
            Place::Among(first, second) => {
                arguments.push(before.at.into());
                match second {
                    Some(second) => {
                        sql.push_str(&format!(" AND ({at}, {one}, {two}) < (?, ?, ?)"));
                        arguments.extend([first, second]);
                    }
                    None => {
                        sql.push_str(&format!(" AND ({at}, {one}) < (?, ?)"));
                        arguments.push(first);
                    }
                }
                return;
            }
        }
        arguments.push(before.at.into());
    }
}

/// How a kind of lines stands to the line that was named, of the same moment.
pub(crate) enum Place {
    /// They come after it: those of the same moment are still to be given.
    Before,
    /// They came before it.
    Behind,
    /// It is one of them: what tells it from the others.
    Among(Value, Option<Value>),
}

impl Place {
    /// How a source stands to a named line of another kind. Sources are given from the last to the
    /// first.
    pub(crate) fn of(source: ActivitySource, named: ActivitySource) -> Self {
        match source.cmp(&named) {
            Ordering::Less => Self::Before,
            _ => Self::Behind,
        }
    }
}

/// Cards whose title has this word.
pub(crate) const TITLED: &str = "SELECT rowid FROM card_text WHERE card_text MATCH ?";

/// What a search of [`TITLED`] takes for a word.
pub(crate) fn title(word: &str) -> Value {
    format!("title : \"{word}\"*").into()
}

/// What Kantis noted.
fn lines(connection: &Connection, asked: &Asked<'_>) -> Result<Vec<ActivityEntry>> {
    let query = asked.query;
    let mut sql = "SELECT activity.num, activity.at, activity.card, activity.detail
                   FROM activity JOIN card ON card.id = activity.card
                   WHERE activity.topic <> ?"
        .to_owned();
    let mut arguments: Vec<Value> = vec![UNSEEN.to_owned().into()];
    if let Some(card) = query.card {
        sql.push_str(" AND activity.card = ?");
        arguments.push(card.0.as_bytes().to_vec().into());
    }
    if !query.topics.is_empty() {
        let marks = vec!["?"; query.topics.len()].join(", ");
        sql.push_str(&format!(" AND activity.topic IN ({marks})"));
        let topics = query.topics.iter();
        arguments.extend(topics.map(|topic| topic.name().to_owned().into()));
    }
    let names = ["activity.at", "activity.num", ""];
    asked.behind(&mut sql, &mut arguments, names, |named| match named {
        ActivitySource::Line(num) => Place::Among(num.into(), None),
        other => Place::of(ActivitySource::Line(0), other),
    });
    for word in &asked.words {
        // A word of the line begins so, or one of the card's title.
        sql.push_str(&format!(
            " AND (instr(activity.words, ?) > 0 OR card.num IN ({TITLED}))"
        ));
        arguments.extend([format!(" {word}").into(), title(word)]);
    }
    sql.push_str(" ORDER BY activity.at DESC, activity.num DESC LIMIT ?");
    arguments.push(i64::from(asked.limit).into());
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(arguments))?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let detail: String = row.get(3)?;
        // A line of a newer Kantis is not shown by this one.
        let Ok(what) = serde_json::from_str::<Happening>(&detail) else {
            continue;
        };
        let at: i64 = row.get(1)?;
        lines.push(ActivityEntry {
            key: ActivityKey {
                at,
                from: ActivitySource::Line(row.get(0)?),
            },
            at: instant(at)?,
            card: CardId(row.get::<_, Uuid>(2)?),
            what,
        });
    }
    Ok(lines)
}
