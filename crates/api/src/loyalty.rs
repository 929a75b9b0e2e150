//! What shops say in records: balances, stamps, tier and offers, at the edge.

use kantis_wallet::{
    BalanceCurve, CardId, FieldMeaning, Found, FoundBy, Loyalty, Offer, OfferValue, ShopBalance,
};

use crate::convert::{self, date, id_of, instant};
use crate::dto;
use crate::{Api, ApiError, Event};

impl Api {
    pub(crate) fn offers(&self, _: dto::Nothing) -> Result<Vec<dto::CardOffer>, ApiError> {
        let offers = self.wallet()?.offers().map_err(convert::error)?;
        let cards = self.summaries(offers.iter().map(|offer| offer.card))?;
        let offer = |offer: &kantis_wallet::CardOffer| {
            let card = cards.get(&offer.card)?;
            Some(dto::CardOffer {
                card: offer.card.to_string(),
                card_title: card.title.clone(),
                colours: convert::colours(card.colour, &card.title),
                logo: self.logo(card),
                offer: offer_out(&offer.offer),
                shop: None,
                as_of: instant(offer.as_of),
            })
        };
        let mut all: Vec<_> = offers.iter().filter_map(offer).collect();
        all.extend(self.offers_of_shops()?);
        // What ends first, first; what never ends, last.
        all.sort_by_cached_key(|offer| {
            let until = offer.offer.until.clone();
            (until.is_none(), until)
        });
        Ok(all)
    }

    pub(crate) fn field_meaning(
        &self,
        request: dto::FieldCorrection,
    ) -> Result<dto::Done, ApiError> {
        let card: CardId = id_of(&request.id)?;
        let meaning = request.meaning.map(meaning_in);
        let changed = self
            .wallet()?
            .set_field_meaning(card, &request.field, meaning);
        let changed = changed.map_err(convert::error)?;
        let ids: Vec<String> = changed.iter().map(ToString::to_string).collect();
        if !ids.is_empty() {
            self.tell(Event::CardsChanged { ids: ids.clone() });
        }
        Ok(dto::Done { ids, undo: None })
    }
}

/// Everything found on a pass.
pub(crate) fn loyalty_out(loyalty: &Loyalty) -> dto::Loyalty {
    let balance = |found: &Found<ShopBalance>| {
        let next = found.value.next_expiry.as_ref();
        dto::ShopBalance {
            available: convert::balance(&found.value.available),
            expiring: next
                .and_then(|next| next.amount.as_ref())
                .map(convert::balance),
            expires_on: next.map(|next| date(next.date)),
            found: found_in(found),
        }
    };
    dto::Loyalty {
        balances: loyalty.balances.iter().map(balance).collect(),
        stamps: loyalty
            .stamps
            .iter()
            .map(|found| dto::StampCard {
                collected: found.value.collected,
                required: found.value.required,
                reward: found.value.reward.clone(),
                found: found_in(found),
            })
            .collect(),
        tier: loyalty.tier.as_ref().map(|found| dto::Tier {
            name: found.value.name.clone(),
            found: found_in(found),
        }),
        offers: loyalty.offers.iter().map(offer_out).collect(),
    }
}

/// The history of a balance.
pub(crate) fn curve_out(curve: &BalanceCurve) -> dto::BalanceCurve {
    dto::BalanceCurve {
        field: curve.field.clone(),
        label: curve.label.clone(),
        points: curve
            .points
            .iter()
            .map(|point| dto::BalancePoint {
                at: instant(point.at),
                balance: convert::balance(&point.balance),
            })
            .collect(),
    }
}

fn offer_out(found: &Found<Offer>) -> dto::Offer {
    let offer = &found.value;
    dto::Offer {
        title: offer.title.clone(),
        body: offer.body.clone(),
        value: offer.value.as_ref().map(value_out),
        until: offer.until.map(date),
        found: found_in(found),
    }
}

/// What an offer on a pass gives.
pub(crate) fn value_out(value: &OfferValue) -> dto::OfferValue {
    match value {
        OfferValue::Percent { tenths } => dto::OfferValue::Percent { tenths: *tenths },
        OfferValue::Amount { amount } => dto::OfferValue::Amount {
            amount: convert::balance(amount),
        },
        OfferValue::Multiplier { tenths } => dto::OfferValue::Multiplier { tenths: *tenths },
        OfferValue::Gift => dto::OfferValue::Gift { what: None },
    }
}

fn found_in<T>(found: &Found<T>) -> dto::FoundIn {
    dto::FoundIn {
        field: found.field.clone(),
        label: found.label.clone(),
        by: match found.by {
            FoundBy::Semantics => dto::FoundBy::Semantics,
            FoundBy::Rule => dto::FoundBy::Rule,
            FoundBy::Shopper => dto::FoundBy::Shopper,
            FoundBy::Shop => dto::FoundBy::Shop,
        },
    }
}

fn meaning_in(meaning: dto::FieldMeaning) -> FieldMeaning {
    match meaning {
        dto::FieldMeaning::Points => FieldMeaning::Points,
        dto::FieldMeaning::Money => FieldMeaning::Money,
        dto::FieldMeaning::Stamps => FieldMeaning::Stamps,
        dto::FieldMeaning::Tier => FieldMeaning::Tier,
        dto::FieldMeaning::Offer => FieldMeaning::Offer,
        dto::FieldMeaning::Expiry => FieldMeaning::Expiry,
        dto::FieldMeaning::Nothing => FieldMeaning::Nothing,
    }
}

/// A meaning on its way out.
pub(crate) fn meaning_out(meaning: FieldMeaning) -> dto::FieldMeaning {
    match meaning {
        FieldMeaning::Points => dto::FieldMeaning::Points,
        FieldMeaning::Money => dto::FieldMeaning::Money,
        FieldMeaning::Stamps => dto::FieldMeaning::Stamps,
        FieldMeaning::Tier => dto::FieldMeaning::Tier,
        FieldMeaning::Offer => dto::FieldMeaning::Offer,
        FieldMeaning::Expiry => dto::FieldMeaning::Expiry,
        FieldMeaning::Nothing => dto::FieldMeaning::Nothing,
    }
}
