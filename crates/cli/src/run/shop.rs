//! What connected shops say, and what can be done there: `kantis connections`, `offers`, `rewards`,
//! `activate`, `redeem`.

use std::sync::Arc;

use kantis_api::Api;
use kantis_api::dto::{
    Asked, AskedState, ById, CardOffer, CardReward, ClaimState, ConnectionState, Nothing,
    RewardBar, ShopClaim, ShopConnection, ShopOffer, ShopOfferState, ShopReward, ShopView,
    ShopWish, ShopWishRequest,
};

use crate::args::{Activate, Global, Offers, Redeem, Rewards};
use crate::failure::{Exit, Failure};
use crate::render::{self, Table};
use crate::run::cards::{find, short};
use crate::{open, out};

/// The fewest characters of an id that are taken for its beginning or end.
const SHORTEST_ID: usize = 4;

/// The connection of a card.
///
/// # Errors
/// `notFound` when the card has none.
pub(crate) fn connection_of(api: &Api, card: &str) -> Result<ShopConnection, Failure> {
    let all: Vec<ShopConnection> = open::call(api, "connections", &Nothing {})?;
    let known = all.into_iter().find(|connection| connection.card == card);
    known.ok_or_else(|| {
        let text = "This card is connected to no shop.";
        Failure::new("notFound", text).with("what", "connection")
    })
}

/// Lists connected shops.
pub(crate) fn connections(global: &Global) -> Result<Exit, Failure> {
    let api = open::open(global)?;
    let all: Vec<ShopConnection> = open::call(&api, "connections", &Nothing {})?;
    if global.json {
        out::say_json(&all);
        return Ok(Exit::Done);
    }
    if all.is_empty() {
        out::say("No shop is connected: kantis connect ADDRESS.");
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&["card", "title", "shop", "state", "as of", "waiting"]);
    for connection in &all {
        table.row([
            short(&connection.card).to_owned(),
            connection.card_title.clone(),
            connection.host.clone(),
            state(connection.state).to_owned(),
            connection
                .checked_at
                .map(render::instant)
                .unwrap_or_default(),
            match connection.waiting {
                0 => String::new(),
                waiting => waiting.to_string(),
            },
        ]);
    }
    out::say(&table.text());
    Ok(Exit::Done)
}

const fn state(state: ConnectionState) -> &'static str {
    match state {
        ConnectionState::New => "not read yet",
        ConnectionState::Live => "connected",
        ConnectionState::Waiting => "no answer lately",
        ConnectionState::SignInOver => "sign in again",
        ConnectionState::Gone => "gone",
        ConnectionState::Unsafe => "refused",
    }
}

/// Lists offers of all cards.
pub(crate) fn offers(global: &Global, args: &Offers) -> Result<Exit, Failure> {
    let api = open::open(global)?;
    let mut all: Vec<CardOffer> = open::call(&api, "offers", &Nothing {})?;
    all.retain(|offer| args.hidden || offer.shop.as_ref().is_none_or(|shop| !shop.hidden));
    if global.json {
        out::say_json(&all);
        return Ok(Exit::Done);
    }
    if all.is_empty() {
        out::say("There are no offers.");
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&["offer", "title", "card", "until", "state"]);
    for offer in &all {
        let shop = offer.shop.as_ref();
        table.row([
            shop.map(|shop| short(&shop.id).to_owned())
                .unwrap_or_default(),
            offer.offer.title.clone(),
            offer.card_title.clone(),
            offer.offer.until.clone().unwrap_or_default(),
            shop.map(standing).unwrap_or_default().to_owned(),
        ]);
    }
    out::say(&table.text());
    Ok(Exit::Done)
}

fn standing(offer: &ShopOffer) -> &'static str {
    match offer.state {
        ShopOfferState::Available if offer.hidden => "hidden",
        ShopOfferState::Available if offer.can_activate => "activate it first",
        ShopOfferState::Available if offer.queued.is_some() => "waits to be activated",
        ShopOfferState::Available => "for you",
        ShopOfferState::Activated => "activated",
        ShopOfferState::Reserved => "being used",
        ShopOfferState::Redeemed => "used",
        ShopOfferState::Expired => "over",
        ShopOfferState::Withdrawn => "taken back",
        ShopOfferState::Unknown => "",
    }
}

/// Lists rewards of all connected shops.
pub(crate) fn rewards(global: &Global, args: &Rewards) -> Result<Exit, Failure> {
    let api = open::open(global)?;
    let mut all: Vec<CardReward> = open::call(&api, "rewards", &Nothing {})?;
    all.retain(|one| !args.now || one.reward.can_have);
    if global.json {
        out::say_json(&all);
        return Ok(Exit::Done);
    }
    if all.is_empty() {
        out::say("There are no rewards.");
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&["reward", "title", "card", "cost", "can be had"]);
    for one in &all {
        table.row([
            one.reward.id.clone(),
            one.reward.title.clone(),
            one.card_title.clone(),
            render::balance(&one.reward.cost),
            having(&one.reward),
        ]);
    }
    out::say(&table.text());
    Ok(Exit::Done)
}

fn having(reward: &ShopReward) -> String {
    match (reward.why_not, &reward.missing) {
        (None, _) => "now".to_owned(),
        (Some(RewardBar::Points), Some(missing)) => {
            format!("{} more", render::balance(missing))
        }
        (Some(RewardBar::Points), None) => String::new(),
        (Some(RewardBar::Stock), _) => "none is left".to_owned(),
        (Some(RewardBar::Limit), _) => "not once more".to_owned(),
        (Some(RewardBar::Tier), _) => match &reward.tier {
            Some(tier) => format!("from tier {tier}"),
            None => "in a higher tier".to_owned(),
        },
        (Some(RewardBar::NotYet), _) => match &reward.from {
            Some(day) => format!("from {day}"),
            None => "later".to_owned(),
        },
        (Some(RewardBar::Over), _) => "no more".to_owned(),
        (Some(RewardBar::ReadOnly), _) => "not by Kantis: it may only read here".to_owned(),
    }
}

/// Activates an offer.
pub(crate) fn activate(global: &Global, args: &Activate) -> Result<Exit, Failure> {
    let api = open::open(global)?;
    let card = find(&api, &args.card)?;
    let view = view(&api, &card)?;
    let named = |offer: &&ShopOffer| named(&offer.id, &offer.title, &args.offer);
    let offer = one(view.offers.iter().filter(named), "offer")?;
    let title = offer.title.clone();
    let wish = ShopWish::ActivateOffer {
        offer: offer.id.clone(),
    };
    let asked = ask(&api, &card, wish)?;
    if global.json {
        out::say_json(&asked);
    } else {
        let title = out::plain(&title);
        out::say(&match asked.state {
            AskedState::Queued => {
                format!("The shop cannot be reached: {title} is activated as soon as it can.")
            }
            AskedState::Unclear => format!(
                "The shop's answer got lost: whether {title} is activated will be known with the \
                 next sync."
            ),
            _ => format!("{title} is activated."),
        });
    }
    Ok(Exit::Done)
}

/// Reserves a reward, and shows what the till takes.
pub(crate) fn redeem(global: &Global, args: &Redeem) -> Result<Exit, Failure> {
    let api = open::open(global)?;
    let card = find(&api, &args.card)?;
    let before = view(&api, &card)?;
    let named = |reward: &&ShopReward| named(&reward.id, &reward.title, &args.reward);
    let reward = one(before.rewards.iter().filter(named), "reward")?
        .id
        .clone();
    let wish = ShopWish::Reserve {
        reward: reward.clone(),
    };
    let asked = ask(&api, &card, wish)?;
    if asked.state != AskedState::Done {
        let text = "The shop's answer got lost. Nothing is asked twice: kantis sync says whether \
                    it is reserved.";
        return Err(Failure::new("unclear", text));
    }
    let known: Vec<&str> = before
        .claims
        .iter()
        .map(|claim| claim.id.as_str())
        .collect();
    let after = view(&api, &card)?;
    let mut fresh = after.claims.iter().filter(|claim| {
        claim.state == ClaimState::Reserved
            && claim.reward.as_ref() == Some(&reward)
            && !known.contains(&claim.id.as_str())
    });
    let Some(claim) = fresh.next() else {
        let text = "It is reserved; its code comes with the next kantis sync.";
        return Err(Failure::new("unclear", text));
    };
    if global.json {
        out::say_json(claim);
    } else {
        out::say(&shown(claim));
    }
    Ok(Exit::Done)
}

fn shown(claim: &ShopClaim) -> String {
    let until = match claim.hold_until {
        Some(until) => format!(", until {}", render::instant(until)),
        None => String::new(),
    };
    format!(
        "Reserved: {}. Show this code at the till{until}:\n{}",
        out::plain(&claim.title),
        out::plain(&claim.code.groups.join(" "))
    )
}

/// Asks a shop, and says its no as a failure.
fn ask(api: &Arc<Api>, card: &str, wish: ShopWish) -> Result<Asked, Failure> {
    let request = ShopWishRequest {
        card: card.to_owned(),
        wish,
    };
    let asked: Asked = open::call(api, "shopWish", &request)?;
    match asked.state {
        AskedState::Refused => {
            let why = asked.why.unwrap_or_default();
            let text = format!(
                "The shop said no ({}). Nothing was changed.",
                why.replace('-', " ")
            );
            Err(Failure::new("shopRefused", text).with("why", why))
        }
        AskedState::Offline => {
            let text = "This needs the shop's word, and it cannot be reached. Nothing was changed.";
            Err(Failure::new("shopUnreachable", text))
        }
        _ => Ok(asked),
    }
}

fn view(api: &Arc<Api>, card: &str) -> Result<ShopView, Failure> {
    connection_of(api, card)?;
    let id = card.to_owned();
    open::call(api, "shop", &ById { id })
}

/// Whether a person means this: its id, the beginning or end of it, or its exact title.
fn named(id: &str, title: &str, wanted: &str) -> bool {
    let wanted = wanted.trim().to_lowercase();
    let part = wanted.len() >= SHORTEST_ID && (id.starts_with(&wanted) || id.ends_with(&wanted));
    id == wanted || title.to_lowercase() == wanted || part
}

/// The only one.
fn one<'a, T>(mut all: impl Iterator<Item = &'a T>, what: &str) -> Result<&'a T, Failure> {
    let first = all.next().ok_or_else(|| {
        Failure::new("notFound", format!("This card's shop has no such {what}.")).with("what", what)
    })?;
    if all.next().is_some() {
        let text = format!("Several fit: say which {what} by its id.");
        return Err(Failure::new("ambiguous", text));
    }
    Ok(first)
}
