//! From flags to the content of a card.

use kantis_api::Api;
use kantis_api::dto::{CardDetail, CardInput, CustomField, GroupInput, GroupTile, SymbolInput};

use crate::args::{CardFields, SymbolFields};
use crate::failure::Failure;
use crate::run::cards::{group_named, list};
use crate::{open, render};

/// Looks at what can be wrong with the flags alone, before a wallet is opened.
///
/// # Errors
/// Wrong use.
pub(crate) fn check(fields: &CardFields) -> Result<(), Failure> {
    let mut scratch = CardInput::default();
    apply(fields, &mut scratch)
}

/// The content of a card as it is, to be changed and written back.
pub(crate) fn of(card: &CardDetail) -> CardInput {
    CardInput {
        title: card.tile.title.clone(),
        issuer: card.tile.issuer.clone(),
        holder: card.holder.clone(),
        number: card.tile.number.clone(),
        symbols: card.symbols.iter().map(symbol_input).collect(),
        colour: card.colour.clone(),
        note: card.note.clone(),
        fields: card.fields.clone(),
        groups: card.tile.groups.clone(),
        valid_from: card.valid_from.clone(),
        valid_until: card.tile.valid_until.clone(),
        balance: card.balance.clone(),
        favourite: card.tile.favourite,
    }
}

/// A code of a card as it would be entered.
pub(crate) fn symbol_input(symbol: &kantis_api::dto::SymbolView) -> SymbolInput {
    SymbolInput {
        id: symbol.id.clone(),
        symbology: symbol.symbology.clone(),
        text: symbol.text.clone(),
        hex: symbol.hex.clone(),
        charset: symbol.charset.clone(),
        alt_text: symbol.alt_text.clone(),
        as_printed: symbol.as_printed,
        gs1: symbol.gs1,
        eci: symbol.eci,
    }
}

/// Puts the flags over `input`, groups and code excepted. An empty text takes a field away.
///
/// # Errors
/// Wrong use.
pub(crate) fn apply(fields: &CardFields, input: &mut CardInput) -> Result<(), Failure> {
    let texts = [
        (&fields.number, &mut input.number),
        (&fields.issuer, &mut input.issuer),
        (&fields.holder, &mut input.holder),
        (&fields.colour, &mut input.colour),
        (&fields.valid_from, &mut input.valid_from),
        (&fields.valid_until, &mut input.valid_until),
    ];
    for (flag, field) in texts {
        if let Some(text) = flag {
            *field = Some(text.clone()).filter(|text| !text.is_empty());
        }
    }
    if let Some(note) = &fields.note {
        input.note.clone_from(note);
    }
    if let Some(text) = &fields.balance {
        input.balance = match text.trim() {
            "" => None,
            text => Some(render::parse_balance(text).map_err(Failure::usage)?),
        };
    }
    for pair in &fields.fields {
        let (label, value) = pair
            .split_once('=')
            .filter(|(label, _)| !label.is_empty())
            .ok_or_else(|| {
                Failure::usage("A field is written LABEL=VALUE, such as --field \"PIN=1234\".")
            })?;
        input.fields.retain(|field| field.label != label);
        if !value.is_empty() {
            input.fields.push(CustomField {
                label: label.to_owned(),
                value: value.to_owned(),
            });
        }
    }
    input.favourite |= fields.favourite;
    Ok(())
}

/// Puts what was said of a code over the card's first code, or makes one.
///
/// # Errors
/// Wrong use: a code without its kind or its payload.
pub(crate) fn apply_code(code: &SymbolFields, input: &mut CardInput) -> Result<(), Failure> {
    if !code.any() {
        return Ok(());
    }
    if let Some(first) = input.symbols.first_mut() {
        code.apply(first);
        return Ok(());
    }
    if code.symbology.is_none() {
        return Err(Failure::usage(
            "Say the kind of code by --symbology, such as EAN_13.",
        ));
    }
    let mut symbol = SymbolInput::default();
    code.apply(&mut symbol);
    if symbol.text.is_empty() && symbol.hex.is_none() {
        // A card's number is what its code says, unless told otherwise.
        symbol.text = input.number.clone().unwrap_or_default();
    }
    if symbol.text.is_empty() && symbol.hex.is_none() {
        return Err(Failure::usage(
            "Say what the code carries by --text, --hex or --number.",
        ));
    }
    input.symbols.push(symbol);
    Ok(())
}

/// Ids of the groups that were named; those that are missing are made. An empty name is no group.
pub(crate) fn groups(api: &Api, fields: &CardFields) -> Result<Vec<String>, Failure> {
    let names = fields
        .groups
        .iter()
        .map(|name| name.trim())
        .filter(|name| !name.is_empty());
    let mut known: Option<Vec<GroupTile>> = None;
    let mut ids = Vec::new();
    for name in names {
        let groups = match &mut known {
            Some(groups) => groups,
            None => known.insert(list(api, false)?.groups),
        };
        let id = match group_named(groups, name) {
            Ok(group) => group.id.clone(),
            Err(_) => {
                let made: GroupTile = open::call(
                    api,
                    "groupCreate",
                    &GroupInput {
                        name: name.to_owned(),
                    },
                )?;
                let id = made.id.clone();
                groups.push(made);
                id
            }
        };
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}
