//! A card with everything, in words.

use kantis_api::Api;
use kantis_api::dto::{CardDetail, Origin, PassSource, ReadBack, SourceState, SymbolView};

use crate::failure::Failure;
use crate::run::cards::list;
use crate::run::inspect;
use crate::{render, words};

/// The card page in words.
pub(crate) fn text(api: &Api, card: &CardDetail) -> Result<String, Failure> {
    let tile = &card.tile;
    let groups = list(api, tile.archived)?.groups;
    let groups: Vec<String> = groups
        .into_iter()
        .filter(|group| tile.groups.contains(&group.id))
        .map(|group| group.name)
        .collect();
    let marks = [
        (tile.favourite, "favourite"),
        (tile.archived, "archived"),
        (tile.expired, "expired"),
        (tile.voided, "voided by the issuer"),
        (card.muted, "no notices"),
    ];
    let marks: Vec<&str> = marks
        .iter()
        .filter(|(set, _)| *set)
        .map(|(_, mark)| *mark)
        .collect();
    let balance = card.balance.as_ref().map(render::balance);
    let origin = match card.origin {
        Origin::Manual => "made by hand",
        Origin::Imported => "imported",
        Origin::Pass => "a pass file",
        Origin::Shop => "a connected shop",
    };
    let mut rows = vec![
        ("Title", tile.title.clone()),
        ("Number", tile.number.clone().unwrap_or_default()),
        ("Issuer", tile.issuer.clone().unwrap_or_default()),
        ("Holder", card.holder.clone().unwrap_or_default()),
    ];
    rows.extend(
        card.symbols
            .iter()
            .map(|symbol| ("Code", code_text(symbol))),
    );
    rows.extend([
        ("Balance", balance.unwrap_or_default()),
        ("Valid from", card.valid_from.clone().unwrap_or_default()),
        ("Valid until", tile.valid_until.clone().unwrap_or_default()),
        ("Groups", groups.join(", ")),
        ("Note", card.note.clone()),
    ]);
    rows.extend(
        card.fields
            .iter()
            .map(|own| ("Field", format!("{}: {}", own.label, own.value))),
    );
    rows.extend(shop_rows(card));
    rows.extend([
        ("Marks", marks.join(", ")),
        (
            "Came as",
            format!("{origin}, {}", render::instant(card.added_at)),
        ),
        ("Used", format!("{} times", card.use_count)),
        ("ID", tile.id.clone()),
    ]);
    let mut text = render::pairs(&rows);
    if let Some(pass) = &card.pass {
        let genuine = inspect::provenance_words(pass.provenance);
        let mut rows = vec![
            ("Pass", pass.description.clone()),
            ("Genuine", genuine.to_owned()),
        ];
        rows.extend(pass.fields.iter().map(inspect::field_row));
        text.push_str("\n\n");
        text.push_str(&render::pairs(&rows));
    }
    Ok(text)
}

/// What the shop says, how old that is, and whether it stays fresh.
fn shop_rows(card: &CardDetail) -> Vec<(&'static str, String)> {
    let shop = &card.loyalty;
    let mut rows = Vec::new();
    for balance in &shop.balances {
        let ends = balance.expires_on.as_ref().map(|day| {
            let part = balance.expiring.as_ref().map(render::balance);
            format!(" ({} until {day})", part.as_deref().unwrap_or("some only"))
        });
        let amount = render::balance(&balance.available);
        rows.push(("Balance", format!("{amount}{}", ends.unwrap_or_default())));
    }
    for stamps in &shop.stamps {
        let reward = stamps.reward.as_ref().map(|reward| format!(": {reward}"));
        let count = format!("{} of {}", stamps.collected, stamps.required);
        rows.push(("Stamps", format!("{count}{}", reward.unwrap_or_default())));
    }
    rows.extend(shop.tier.iter().map(|tier| ("Tier", tier.name.clone())));
    for offer in &shop.offers {
        let until = offer.until.as_ref().map(|day| format!(" (until {day})"));
        let title = &offer.title;
        rows.push(("Offer", format!("{title}{}", until.unwrap_or_default())));
    }
    let as_of = card.tile.as_of.map(render::instant);
    rows.push(("As of", as_of.unwrap_or_default()));
    rows.extend(
        card.source
            .iter()
            .map(|source| ("Updates", updates(source))),
    );
    rows
}

/// Whether a card's issuer is asked for newer versions, and how that goes.
fn updates(source: &PassSource) -> String {
    let state = match source.state {
        _ if !source.on => "off",
        SourceState::New => "not asked yet",
        SourceState::Live => "fresh",
        SourceState::Waiting => "no answer lately",
        SourceState::Rejected => "its token is no longer accepted",
        SourceState::Gone => "the issuer no longer serves it",
        SourceState::Refused => "the last answer was refused",
        SourceState::Unsafe => "its address is not one that Kantis asks",
    };
    let mut text = format!("{state}, from {}", source.host);
    if let Some(at) = source.checked_at {
        text.push_str(&format!(", checked {}", render::instant(at)));
    }
    if source.registered {
        text.push_str(", registered");
    } else if source.may_register {
        text.push_str("; it may answer registered devices only (kantis pass register)");
    }
    text
}

fn code_text(symbol: &SymbolView) -> String {
    let shown = symbol.groups.join(" ");
    let verdict = match (&symbol.problem, symbol.read_back) {
        (Some(problem), _) => format!(" (not drawn: {})", words::spaced(&problem.code)),
        (None, ReadBack::Bad) => " (does not read back: do not trust it at a till)".to_owned(),
        (None, _) => String::new(),
    };
    format!("{} {shown}{verdict}", symbol.symbology)
}
