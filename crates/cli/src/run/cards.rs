//! `kantis cards`, and finding the card that a person means.

use kantis_api::Api;
use kantis_api::dto::{CardList, CardQuery, CardTile, GroupTile};

use crate::args::{Cards, Global};
use crate::failure::{Exit, Failure};
use crate::run::undo::counted;
use crate::{open, out, render};

/// How much of an id's end is shown, and the least of an id that names a card.
const SHORT_ID: usize = 8;
const SHORTEST_ID: usize = 4;

/// Lists cards.
pub(crate) fn cards(global: &Global, args: &Cards) -> Result<Exit, Failure> {
    let api = open::open(global)?;
    let group = match &args.group {
        Some(name) => Some(group_named(&list(&api, false)?.groups, name)?.id.clone()),
        None => None,
    };
    let query = CardQuery {
        search: args.search.clone(),
        group,
        archived: args.archived,
        sort: args.sort.map(Into::into),
    };
    let found: CardList = open::call(&api, "cards", &query)?;
    if global.json {
        out::say_json(&found);
        return Ok(Exit::Done);
    }
    if found.cards.is_empty() {
        out::say(nothing_found(&found, args));
        return Ok(Exit::Done);
    }
    let mut table = render::Table::new(&[
        "ID", "Title", "Number", "Balance", "Tier", "As of", "Until", "Groups", "",
    ]);
    for card in &found.cards {
        table.row(row(card, &found.groups));
    }
    out::say(&table.text());
    if !args.archived && found.archived > 0 {
        out::say(&format!("In the archive: {}.", counted(found.archived)));
    }
    Ok(Exit::Done)
}

fn nothing_found(found: &CardList, args: &Cards) -> &'static str {
    if !args.search.is_empty() || args.group.is_some() {
        "No card fits."
    } else if args.archived {
        "The archive is empty."
    } else if found.total == 0 {
        "No cards yet. Bring some in by `kantis import FILE`, or make one by `kantis card add`."
    } else {
        "No card fits."
    }
}

fn row(card: &CardTile, groups: &[GroupTile]) -> [String; 9] {
    let headline = card.headline.as_ref().map(render::headline);
    let names = groups
        .iter()
        .filter(|group| card.groups.contains(&group.id));
    let names: Vec<&str> = names.map(|group| group.name.as_str()).collect();
    let marks = [
        (card.favourite, "favourite"),
        (card.expired, "expired"),
        (card.voided, "voided"),
    ];
    let mut marks: Vec<String> = marks
        .iter()
        .filter(|(set, _)| *set)
        .map(|(_, mark)| (*mark).to_owned())
        .collect();
    marks.extend(match card.offers {
        0 => None,
        1 => Some("1 offer".to_owned()),
        offers => Some(format!("{offers} offers")),
    });
    [
        short(&card.id).to_owned(),
        card.title.clone(),
        card.number.clone().unwrap_or_default(),
        headline.unwrap_or_default(),
        card.tier.clone().unwrap_or_default(),
        card.as_of.map(render::instant).unwrap_or_default(),
        card.valid_until.clone().unwrap_or_default(),
        names.join(", "),
        marks.join(", "),
    ]
}

/// The end of an id: its random part, enough to name a card by.
pub(crate) fn short(id: &str) -> &str {
    let start = id.len().saturating_sub(SHORT_ID);
    id.get(start..).unwrap_or(id)
}

/// All cards, archived or not, in their manual order.
pub(crate) fn list(api: &Api, archived: bool) -> Result<CardList, Failure> {
    open::call(
        api,
        "cards",
        &CardQuery {
            archived,
            ..CardQuery::default()
        },
    )
}

/// The id of the one card that `wanted` means: an id, the beginning or end of an id, or an exact
/// title, of which the archive's come second.
///
/// # Errors
/// `notFound`, or `ambiguous` when several cards fit.
pub(crate) fn find(api: &Api, wanted: &str) -> Result<String, Failure> {
    let wanted = wanted.trim();
    let open_cards = list(api, false)?.cards;
    let archived = list(api, true)?.cards;
    let all = || open_cards.iter().chain(&archived);
    if let Some(card) = all().find(|card| card.id.eq_ignore_ascii_case(wanted)) {
        return Ok(card.id.clone());
    }
    let part = wanted.to_ascii_lowercase();
    let by_id = |card: &&CardTile| {
        part.len() >= SHORTEST_ID && (card.id.starts_with(&part) || card.id.ends_with(&part))
    };
    let by_title = |card: &&CardTile| card.title.to_lowercase() == wanted.to_lowercase();
    let attempts: [Vec<&CardTile>; 3] = [
        open_cards.iter().filter(by_title).collect(),
        archived.iter().filter(by_title).collect(),
        all().filter(by_id).collect(),
    ];
    match attempts
        .iter()
        .find(|fitting| !fitting.is_empty())
        .map(Vec::as_slice)
    {
        Some([card]) => Ok(card.id.clone()),
        Some(several) => {
            let ids: Vec<&str> = several
                .iter()
                .take(10)
                .map(|card| short(&card.id))
                .collect();
            let text = format!(
                "Several cards fit. Say which by its id: {}.",
                ids.join(", ")
            );
            Err(Failure::new("ambiguous", text).with("ids", ids.join(" ")))
        }
        None => Err(Failure::new("notFound", "There is no such card.").with("what", "card")),
    }
}

/// The group of this name, in any case.
///
/// # Errors
/// `notFound`.
pub(crate) fn group_named<'a>(
    groups: &'a [GroupTile],
    name: &str,
) -> Result<&'a GroupTile, Failure> {
    let wanted = name.trim().to_lowercase();
    groups
        .iter()
        .find(|group| group.name.to_lowercase() == wanted)
        .ok_or_else(|| Failure::new("notFound", "There is no such group.").with("what", "group"))
}
