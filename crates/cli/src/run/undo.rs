//! `kantis undo`.

use kantis_api::dto::{UndoRequest, Undone};

use crate::args::Global;
use crate::failure::{Exit, Failure};
use crate::{open, out};

/// Takes back the latest step.
pub(crate) fn undo(global: &Global) -> Result<Exit, Failure> {
    let api = open::open(global)?;
    let undone: Undone = open::call(&api, "undo", &UndoRequest::default())?;
    if global.json {
        out::say_json(&undone);
        return Ok(Exit::Done);
    }
    out::say(&format!(
        "Took back: {} ({}).",
        undone.kind,
        counted(undone.restored)
    ));
    if undone.kept > 0 {
        out::say(&format!(
            "Changed since and left alone: {}.",
            counted(undone.kept)
        ));
    }
    Ok(Exit::Done)
}

/// `1 card`, `2 cards`.
pub(crate) fn counted(cards: u32) -> String {
    if cards == 1 {
        "1 card".to_owned()
    } else {
        format!("{cards} cards")
    }
}
