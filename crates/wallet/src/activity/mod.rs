//! The timeline: what happened to cards, by day, with filters and search; and the curves of their
//! balances.

mod came;
mod csv;
mod figures;
mod history;
mod list;
mod prune;
mod shops;

use std::collections::BTreeSet;

use rusqlite::params;
use uuid::Uuid;

use crate::domain::{ActivityId, ActivityKey, CardId, Happening, Topic};
use crate::error::Result;
use crate::loyalty::text;
use crate::notice;
use crate::store::writer::Writer;

pub(crate) use came::pass_came;
pub use figures::{Figures, MoneyFigures, MoneyMonth, PointFigures, PointMonth};
pub(crate) use history::observe;
pub(crate) use list::{Asked, Place, TITLED, title};
pub(crate) use prune::{has_old, prune};

/// The topic of lines that are not in the timeline.
const UNSEEN: &str = "";

/// Which lines of the timeline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActivityQuery {
    /// Only this card's.
    pub card: Option<CardId>,
    /// Only these topics; empty means all.
    pub topics: BTreeSet<Topic>,
    /// Words to find in titles, labels and values; empty finds all.
    pub search: String,
    /// Only lines behind this one.
    pub before: Option<ActivityKey>,
    /// At most this many, 1–200.
    pub limit: u32,
}

/// How a pass came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CameBy {
    /// The issuer's web service gave it: what changed is told.
    Service,
    /// A person brought it in: what changed is noted, but no news.
    Hand,
}

/// Whether a line is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// It stands in the timeline.
    Line,
    /// Only its notice speaks of it: the timeline shows a shop's own record instead.
    Notice,
}

/// Notes what happened to a card, and that it is to be told, once: a second time with the same key
/// does nothing and gives `false`.
pub(crate) fn note(
    writer: &mut Writer<'_>,
    card: CardId,
    what: &Happening,
    key: &str,
) -> Result<bool> {
    note_as(writer, card, what, key, Seen::Line)
}

/// The same, seen or not.
pub(crate) fn note_as(
    writer: &mut Writer<'_>,
    card: CardId,
    what: &Happening,
    key: &str,
    seen: Seen,
) -> Result<bool> {
    let told = writer
        .connection()
        .prepare_cached("SELECT 1 FROM notice WHERE key = ?1")?
        .exists([key])?;
    if told {
        return Ok(false);
    }
    let line = add(writer, card, what, seen)?;
    tell(writer, card, what, line, key)?;
    Ok(true)
}

/// Notes that something is known, and never told.
pub(crate) fn note_known(writer: &mut Writer<'_>, card: CardId, key: &str) -> Result<()> {
    writer
        .connection()
        .prepare_cached(
            "INSERT INTO notice (key, card, at, activity, told_at) VALUES (?1, ?2, ?3, ?4, ?3)
             ON CONFLICT (key) DO NOTHING",
        )?
        .execute(params![
            key,
            card.0,
            writer.now().timestamp_millis(),
            Uuid::nil()
        ])?;
    Ok(())
}

/// Whether there is a notice with this key, told or not.
pub(crate) fn is_noted(writer: &Writer<'_>, key: &str) -> Result<bool> {
    let mut notice = writer
        .connection()
        .prepare_cached("SELECT 1 FROM notice WHERE key = ?1")?;
    Ok(notice.exists([key])?)
}

/// A notice that waits is not told any more: another one says the same.
pub(crate) fn hush(writer: &Writer<'_>, key: &str) -> Result<()> {
    writer
        .connection()
        .prepare_cached("UPDATE notice SET told_at = at WHERE key = ?1 AND told_at IS NULL")?
        .execute([key])?;
    Ok(())
}

/// The stamp that a notice tells of is no line of the timeline any more: its receipt has come. What
/// fills a card stays one.
pub(crate) fn unsee_stamp(writer: &Writer<'_>, key: &str) -> Result<()> {
    writer
        .connection()
        .prepare_cached(
            "UPDATE activity SET topic = ?2
             WHERE id = (SELECT activity FROM notice WHERE key = ?1)
                 AND json_extract(detail, '$.kind') = 'stamped'",
        )?
        .execute(params![key, UNSEEN])?;
    Ok(())
}

/// Writes a line that is told to nobody.
pub(crate) fn add_line(writer: &mut Writer<'_>, card: CardId, what: &Happening) -> Result<()> {
    add(writer, card, what, Seen::Line).map(drop)
}

/// Writes a line of the timeline.
fn add(writer: &mut Writer<'_>, card: CardId, what: &Happening, seen: Seen) -> Result<ActivityId> {
    let topic = match seen {
        Seen::Line => what.topic().name(),
        Seen::Notice => UNSEEN,
    };
    let id = ActivityId(writer.new_id());
    writer
        .connection()
        .prepare_cached(
            "INSERT INTO activity (id, card, at, topic, detail, words)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            id.0,
            card.0,
            writer.now().timestamp_millis(),
            topic,
            serde_json::to_string(what)?,
            words(what),
        ])?;
    Ok(id)
}

/// Leaves a notice that waits to be told. What the shopper switched off never is, however soon it
/// may be switched on again.
fn tell(
    writer: &mut Writer<'_>,
    card: CardId,
    what: &Happening,
    line: ActivityId,
    key: &str,
) -> Result<()> {
    let connection = writer.connection();
    let now = writer.now().timestamp_millis();
    let over = (!notice::is_wanted(connection, card, what)?).then_some(now);
    connection
        .prepare_cached(
            "INSERT INTO notice (key, card, at, activity, told_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (key) DO NOTHING",
        )?
        .execute(params![key, card.0, now, line.0, over])?;
    Ok(())
}

/// What a search finds of a line: folded words, each behind a space.
fn words(what: &Happening) -> String {
    let mut found = String::new();
    let mut push = |text: &str| {
        for word in text::words(text).into_iter().take(200) {
            found.push(' ');
            found.push_str(&word);
        }
    };
    match what {
        Happening::Field {
            label,
            before,
            after,
            message,
            ..
        } => {
            [label, before, after, message]
                .into_iter()
                .flatten()
                .for_each(|text| push(text));
        }
        Happening::OfferCame { title, message, .. } => {
            push(title);
            message.iter().for_each(|text| push(text));
        }
        Happening::OfferWent { title } => push(title),
        Happening::Validity { before, after } => {
            [before, after]
                .into_iter()
                .flatten()
                .for_each(|day| push(&day.to_string()));
        }
        Happening::EndsSoon { date } | Happening::BalanceEndsSoon { date, .. } => {
            push(&date.to_string());
        }
        Happening::Receipt { number, place, .. } => {
            [number, place].into_iter().for_each(|t| push(t))
        }
        Happening::Moved { reason, .. } => push(reason),
        Happening::StampCardFull { title, reward } | Happening::ChallengeMet { title, reward } => {
            [title, reward].into_iter().for_each(|text| push(text));
        }
        Happening::OfferForMe { title, why, .. } => {
            push(title);
            why.iter().for_each(|text| push(text));
        }
        Happening::TierChanged { before, name, .. } => {
            before
                .iter()
                .chain([name])
                .for_each(|text| push(text.as_str()));
        }
        Happening::Stamped { title, .. }
        | Happening::RewardReady { title }
        | Happening::RewardInReach { title, .. }
        | Happening::ClaimLapsed { title }
        | Happening::OfferEndsSoon { title, .. }
        | Happening::ClaimEndsSoon { title, .. }
        | Happening::TierAtRisk { name: title, .. }
        | Happening::WarrantyEnds { title, .. } => push(title),
        Happening::Code
        | Happening::Voided { .. }
        | Happening::UpdateRefused { .. }
        | Happening::UpdatesEnded { .. }
        | Happening::ConnectionTrouble { .. } => {}
    }
    found
}
