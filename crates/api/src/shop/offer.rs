//! Offers of connected shops, beside those that were found on passes; and what was saved by them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use kantis_protocol::{Money, Offer, OfferState};
use kantis_wallet::{CardId, CardSummary, ShopConnection};

use super::amount::{Units, money};
use super::code::shown;
use super::queued::Wishes;
use crate::convert::{self, date, instant};
use crate::dto;
use crate::{Api, ApiError};

impl Api {
    /// Offers of connected shops that may still be used, hidden ones too.
    pub(crate) fn offers_of_shops(&self) -> Result<Vec<dto::CardOffer>, ApiError> {
        let wallet = self.wallet()?;
        let offers = wallet.shop_offers().map_err(convert::error)?;
        if offers.is_empty() {
            return Ok(Vec::new());
        }
        let cards = self.summaries(offers.iter().map(|offer| offer.card))?;
        let connections = wallet.connections().map_err(convert::error)?;
        let outbox = wallet.outbox().map_err(convert::error)?;
        let mut pictures = BTreeMap::new();
        for connection in &connections {
            pictures.insert(connection.id, self.shop_pictures(connection.id)?);
        }
        let out = |known: &kantis_wallet::ShopOffer| {
            let card = cards.get(&known.card)?;
            let connection = connections.iter().find(|one| one.id == known.connection)?;
            let about = outbox
                .iter()
                .filter(|entry| entry.connection == known.connection);
            let wishes = Wishes(about.collect());
            let units = Units {
                points: known.unit.as_ref(),
                money: None,
            };
            let mut shop = offer_out(&known.offer, connection, &units, &wishes);
            shop.picture = pictures
                .get(&known.connection)
                .and_then(|pictures| pictures.id(known.offer.image.as_deref()));
            if !is_open(known.offer.state) {
                return None;
            }
            Some(dto::CardOffer {
                card: known.card.to_string(),
                card_title: card.title.clone(),
                colours: convert::colours(card.colour, &card.title),
                logo: self.logo(card),
                offer: dto::Offer {
                    title: shop.title.clone(),
                    body: shop.body.clone(),
                    value: shop.value.clone(),
                    until: shop.until.clone(),
                    found: dto::FoundIn {
                        field: shop.id.clone(),
                        label: None,
                        by: dto::FoundBy::Shop,
                    },
                },
                as_of: known.as_of.map_or(0, instant),
                shop: Some(shop),
            })
        };
        Ok(offers.iter().filter_map(out).collect())
    }

    pub(crate) fn savings(&self, _: dto::Nothing) -> Result<dto::Savings, ApiError> {
        let saved = self.wallet()?.saved().map_err(convert::error)?;
        let cards = self.summaries(saved.iter().map(|(card, _)| *card))?;
        let mut total: BTreeMap<_, i64> = BTreeMap::new();
        let mut shops: Vec<(CardId, Vec<Money>)> = Vec::new();
        for (card, sum) in saved {
            let all = total.entry(sum.currency).or_default();
            *all = all.saturating_add(sum.minor);
            match shops.last_mut() {
                Some((last, sums)) if *last == card => sums.push(sum),
                _ => shops.push((card, vec![sum])),
            }
        }
        shops.sort_by_key(|(_, sums)| Reverse(sums.iter().map(|sum| sum.minor).max()));
        let shop = |(card, sums): &(CardId, Vec<Money>)| {
            let summary: &CardSummary = cards.get(card)?;
            Some(dto::ShopSavings {
                card: card.to_string(),
                card_title: summary.title.clone(),
                saved: sums.iter().copied().map(money).collect(),
            })
        };
        let sum = |(currency, minor)| money(Money { minor, currency });
        Ok(dto::Savings {
            total: total.into_iter().map(sum).collect(),
            shops: shops.iter().filter_map(shop).collect(),
        })
    }
}

/// Whether the shopper may still use an offer.
const fn is_open(state: OfferState) -> bool {
    matches!(
        state,
        OfferState::Available | OfferState::Activated | OfferState::Reserved
    )
}

pub(super) fn offer_out(
    offer: &Offer,
    connection: &ShopConnection,
    units: &Units<'_>,
    wishes: &Wishes<'_>,
) -> dto::ShopOffer {
    let queued = wishes.offer(offer.id);
    let open = is_open(offer.state);
    let waits = offer.activation && offer.state == OfferState::Available;
    let on_its_way = queued
        .as_ref()
        .is_some_and(|queued| queued.state != dto::QueuedState::Refused && queued.wanted.is_none());
    dto::ShopOffer {
        id: offer.id.to_string(),
        title: offer.title.clone(),
        body: offer.body.clone(),
        value: units.value(&offer.value),
        on: offer.on.clone(),
        personal: offer.personal,
        why: offer.why.clone(),
        conditions: offer.conditions.clone(),
        from: instant(offer.from),
        until: offer.until.map(date),
        stores: offer.stores.clone(),
        activation: offer.activation,
        single_use: offer.single_use,
        state: match offer.state {
            OfferState::Available => dto::ShopOfferState::Available,
            OfferState::Activated => dto::ShopOfferState::Activated,
            OfferState::Reserved => dto::ShopOfferState::Reserved,
            OfferState::Redeemed => dto::ShopOfferState::Redeemed,
            OfferState::Expired => dto::ShopOfferState::Expired,
            OfferState::Withdrawn => dto::ShopOfferState::Withdrawn,
            OfferState::Unknown => dto::ShopOfferState::Unknown,
        },
        is_open: open,
        can_activate: waits && connection.may_write && !on_its_way,
        hidden: offer.hidden,
        // Whoever has the shop's pictures at hand puts it in.
        picture: None,
        // A code that first has to be activated would be refused.
        code: offer.code.as_ref().map(|code| shown(code, open && !waits)),
        queued,
    }
}

/// What may be used first, personal offers before others, then what ends first; after them what is
/// used, over or hidden, the latest first.
pub(super) fn order(offers: &mut [dto::ShopOffer]) {
    offers.sort_by_cached_key(|offer| {
        let of_use = offer.is_open && !offer.hidden;
        let ends = offer.until.clone().unwrap_or_else(|| "~".to_owned());
        let latest = if of_use { 0 } else { -offer.from };
        (!of_use, !offer.personal || !of_use, latest, ends)
    });
}
