//! Taking a file's values onto a card that is there.

use super::draft::Draft;
use crate::domain::{CardContent, CardSymbol};

/// The card with what the file speaks about taken from it. Title, number and first code are what
/// made it the same card; groups and pictures are added by the caller.
pub(super) fn carried(mut mine: CardContent, theirs: &Draft) -> CardContent {
    let (from, carried) = (&theirs.content, &theirs.carried);
    if carried.note {
        mine.note.clone_from(&from.note);
    }
    if carried.valid_from {
        mine.valid_from = from.valid_from;
    }
    if carried.valid_until {
        mine.valid_until = from.valid_until;
    }
    if carried.balance {
        mine.balance.clone_from(&from.balance);
    }
    if carried.colour {
        mine.colour = from.colour;
    }
    if carried.favourite {
        mine.favourite = from.favourite;
    }
    if carried.archived {
        mine.archived = from.archived;
    }
    if let (Some(from), Some(until)) = (mine.valid_from, mine.valid_until)
        && from > until
    {
        // One of the two is not the file's.
        mine.valid_from = theirs.content.valid_from.filter(|from| *from <= until);
    }
    mine
}

/// The card of a pass after a new version of it. What the shopper wrote stays; what still is as
/// the old version had it, in one of the languages it was `issued` in, becomes the new version's.
pub(crate) fn pass(
    mut mine: CardContent,
    issued: &[CardContent],
    theirs: &CardContent,
) -> CardContent {
    if issued.iter().any(|old| old.title == mine.title) {
        mine.title.clone_from(&theirs.title);
    }
    if issued.iter().any(|old| old.issuer == mine.issuer) {
        mine.issuer.clone_from(&theirs.issuer);
    }
    if issued.iter().any(|old| old.number == mine.number) {
        mine.number.clone_from(&theirs.number);
    }
    if issued.iter().any(|old| old.colour == mine.colour) {
        mine.colour = theirs.colour;
    }
    if issued.iter().any(|old| old.valid_until == mine.valid_until) {
        mine.valid_until = theirs.valid_until;
        // The new end may lie before a beginning that the shopper wrote.
        mine.valid_from = mine
            .valid_from
            .filter(|from| theirs.valid_until.is_none_or(|until| *from <= until));
    }
    mine.symbols = symbols(mine.symbols, issued, theirs);
    mine
}

/// The new version's codes, each with the id and verdict it had, then those the shopper added.
fn symbols(mine: Vec<CardSymbol>, issued: &[CardContent], theirs: &CardContent) -> Vec<CardSymbol> {
    const MOST: usize = 8;
    let was_issued = |symbol: &CardSymbol| {
        let codes = issued.iter().flat_map(|old| &old.symbols);
        codes.into_iter().any(|old| old.symbol == symbol.symbol)
    };
    let mut symbols: Vec<CardSymbol> = theirs
        .symbols
        .iter()
        .map(|new| {
            let known = mine.iter().find(|old| old.symbol == new.symbol);
            known.unwrap_or(new).clone()
        })
        .collect();
    for own in mine.into_iter().filter(|symbol| !was_issued(symbol)) {
        if !symbols.iter().any(|symbol| symbol.symbol == own.symbol) && symbols.len() < MOST {
            symbols.push(own);
        }
    }
    symbols
}
