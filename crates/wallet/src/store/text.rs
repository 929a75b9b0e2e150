//! The search index: keeping it, and asking it.

use rusqlite::{Connection, params};

use super::row::CardRow;
use crate::error::Result;

/// Writes what can be found of a card; call it with the row in place.
pub(crate) fn index(connection: &Connection, num: i64, card: &CardRow, groups: &str) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO card_text (rowid, title, number, note, issuer, groups)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            num,
            card.title,
            card.number,
            card.note,
            card.issuer,
            groups
        ])?;
    Ok(())
}

/// Forgets a card.
pub(crate) fn forget(connection: &Connection, num: i64) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM card_text WHERE rowid = ?1")?
        .execute([num])?;
    Ok(())
}

/// A number without what people put between its digits.
pub(crate) fn number_key(number: &str) -> String {
    number
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

/// The fewest characters of a number that are looked for inside it.
const INFIX: usize = 3;
/// Words of a search that count; nobody types more.
const MOST_WORDS: usize = 16;

/// A search as conditions on `card`, with their arguments.
pub(crate) struct Search {
    /// An SQL condition.
    pub(crate) condition: String,
    /// Its arguments, in order.
    pub(crate) arguments: Vec<String>,
}

/// What `typed` asks for; `None` when nothing was typed.
///
/// Each word has to begin a word of the card, or be a part of its number; or all of it, without
/// spaces and dashes, is a part of the number. What people type never reaches FTS5's own
/// language: each word is a quoted string.
pub(crate) fn search(typed: &str) -> Option<Search> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let mut arguments = Vec::new();
    let mut words = Vec::new();
    for word in typed
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric))
    {
        if words.len() == MOST_WORDS {
            break;
        }
        arguments.push(format!(
            "\"{}\"*",
            word.replace('"', "\"\"").replace('\0', "")
        ));
        let mut condition =
            "num IN (SELECT rowid FROM card_text WHERE card_text MATCH ?)".to_owned();
        push_infix(word, &mut condition, &mut arguments);
        words.push(format!("({condition})"));
    }
    if words.is_empty() {
        // Signs only, such as an emoji: the index does not hold them.
        arguments.push(typed.to_owned());
        let condition = "instr(title || ' ' || note, ?) > 0".to_owned();
        return Some(Search {
            condition,
            arguments,
        });
    }
    let mut condition = format!("({})", words.join(" AND "));
    push_infix(typed, &mut condition, &mut arguments);
    Some(Search {
        condition: format!("({condition})"),
        arguments,
    })
}

fn push_infix(text: &str, condition: &mut String, arguments: &mut Vec<String>) {
    let key = number_key(text);
    if key.chars().count() >= INFIX {
        condition.push_str(" OR instr(number_key, ?) > 0");
        arguments.push(key);
    }
}
