//! `kantis card show`, `add`, `edit`, `archive` and `delete`.

use kantis_api::Api;
use kantis_api::dto::{ById, CardDetail, CardIds, CardInput, CardUpdate, CardsSwitch, Done};

use crate::args::{Add, ArchiveCards, CardCommand, Edit, Global, OneCard, SeveralCards};
use crate::failure::{Exit, Failure};
use crate::run::cards::{find, short};
use crate::run::undo::counted;
use crate::run::{card_input, card_text};
use crate::{open, out};

/// One of the commands on cards.
pub(crate) fn card(global: &Global, command: &CardCommand) -> Result<Exit, Failure> {
    match command {
        CardCommand::Show(which) => show(global, which),
        CardCommand::Add(add) => self::add(global, add),
        CardCommand::Edit(edit) => self::edit(global, edit),
        CardCommand::Archive(archive) => self::archive(global, archive),
        CardCommand::Delete(which) => delete(global, which),
    }
}

fn show(global: &Global, which: &OneCard) -> Result<Exit, Failure> {
    let api = open::open(global)?;
    let id = find(&api, &which.card)?;
    let card: CardDetail = open::call(&api, "card", &ById { id })?;
    if global.json {
        out::say_json(&card);
    } else {
        out::say(&card_text::text(&api, &card)?);
    }
    Ok(Exit::Done)
}

fn add(global: &Global, add: &Add) -> Result<Exit, Failure> {
    let mut input = CardInput {
        title: add.title.clone(),
        ..CardInput::default()
    };
    card_input::check(&add.fields)?;
    card_input::apply(&add.fields, &mut input)?;
    card_input::apply_code(&add.code, &mut input)?;
    let api = open::open(global)?;
    input.groups = card_input::groups(&api, &add.fields)?;
    let done: Done = open::call(&api, "cardCreate", &input)?;
    if global.json {
        out::say_json(&done);
    } else {
        let id = done.ids.first().map_or("", |id| short(id));
        out::say(&format!("Added {} ({id}).", out::plain(&add.title)));
    }
    Ok(Exit::Done)
}

fn edit(global: &Global, edit: &Edit) -> Result<Exit, Failure> {
    card_input::check(&edit.fields)?;
    let api = open::open(global)?;
    let id = find(&api, &edit.which.card)?;
    let card: CardDetail = open::call(&api, "card", &ById { id: id.clone() })?;
    let mut input = card_input::of(&card);
    if let Some(title) = &edit.title {
        input.title.clone_from(title);
    }
    if edit.no_code {
        input.symbols.clear();
    }
    input.favourite &= !edit.no_favourite;
    card_input::apply(&edit.fields, &mut input)?;
    card_input::apply_code(&edit.code, &mut input)?;
    if !edit.fields.groups.is_empty() {
        input.groups = card_input::groups(&api, &edit.fields)?;
    }
    let done: Done = open::call(&api, "cardUpdate", &CardUpdate { id, card: input })?;
    say_done(global, "Changed", &done);
    Ok(Exit::Done)
}

fn archive(global: &Global, archive: &ArchiveCards) -> Result<Exit, Failure> {
    let api = open::open(global)?;
    let ids = find_all(&api, &archive.which)?;
    let done: Done = open::call(
        &api,
        "cardsArchive",
        &CardsSwitch {
            ids,
            on: !archive.restore,
        },
    )?;
    say_done(
        global,
        if archive.restore {
            "Brought back"
        } else {
            "Archived"
        },
        &done,
    );
    Ok(Exit::Done)
}

fn delete(global: &Global, which: &SeveralCards) -> Result<Exit, Failure> {
    let api = open::open(global)?;
    let ids = find_all(&api, which)?;
    let done: Done = open::call(&api, "cardsDelete", &CardIds { ids })?;
    say_done(global, "Deleted", &done);
    Ok(Exit::Done)
}

fn find_all(api: &Api, which: &SeveralCards) -> Result<Vec<String>, Failure> {
    let mut ids = Vec::new();
    for wanted in &which.cards {
        let id = find(api, wanted)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

fn say_done(global: &Global, what: &str, done: &Done) {
    if global.json {
        out::say_json(done);
    } else if done.undo.is_none() {
        out::say("Nothing to change.");
    } else {
        let count = u32::try_from(done.ids.len()).unwrap_or(u32::MAX);
        out::say(&format!(
            "{what} {}. `kantis undo` takes it back.",
            counted(count)
        ));
    }
}
