//! `kantis activity`.

use kantis_api::dto::{ActivityEntry, ActivityPage, ActivityQuery, ExportedFile, OfCard};
use kantis_api::{Api, ApiError};

use crate::args::{ActivityArgs, Global};
use crate::failure::{Exit, Failure};
use crate::run::cards::find;
use crate::{open, out, render};

/// The most that one question brings.
const PAGE: u32 = 200;

/// Says what happened, the newest first.
pub(crate) fn activity(global: &Global, args: &ActivityArgs) -> Result<Exit, Failure> {
    let api = open::open(global)?;
    let card = args.card.as_deref().map(|card| find(&api, card));
    let card = card.transpose()?;
    if args.csv {
        return csv(&api, card);
    }
    let mut query = ActivityQuery {
        card,
        topics: args.topics.iter().copied().map(Into::into).collect(),
        search: args.search.clone(),
        before: None,
        limit: 0,
    };
    let mut whole = ActivityPage {
        entries: Vec::new(),
        more: true,
    };
    while whole.more {
        let have = u32::try_from(whole.entries.len()).unwrap_or(u32::MAX);
        query.limit = args.limit.saturating_sub(have).min(PAGE);
        if query.limit == 0 {
            break;
        }
        let page: ActivityPage = open::call(&api, "activity", &query)?;
        whole.more = page.more && !page.entries.is_empty();
        whole.entries.extend(page.entries);
        query.before = whole.entries.last().map(|last| last.id.clone());
    }
    if global.json {
        out::say_json(&whole);
    } else if whole.entries.is_empty() {
        out::say("Nothing happened.");
    } else {
        for entry in &whole.entries {
            out::say(&line(entry));
        }
        if whole.more {
            out::say("There is more: --limit N.");
        }
    }
    Ok(Exit::Done)
}

/// Prints the whole timeline as a table.
fn csv(api: &Api, card: Option<String>) -> Result<Exit, Failure> {
    let made: ExportedFile = open::call(api, "activityCsv", &OfCard { card })?;
    let file = api
        .blob(&made.blob)
        .map_err(|error: ApiError| Failure::from(error))?;
    let table = String::from_utf8_lossy(&file.bytes);
    // The mark that spreadsheets want at the beginning of a file is in the way of a pipe.
    let table = table.trim_start_matches('\u{feff}');
    out::say(&format!("{}\r", table.trim_end_matches("\r\n")));
    Ok(Exit::Done)
}

fn line(entry: &ActivityEntry) -> String {
    format!(
        "{}  {}: {}",
        render::instant(entry.at),
        out::plain(&entry.card_title),
        out::plain(&render::happening(&entry.what))
    )
}
