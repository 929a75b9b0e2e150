//! What the home list shows of a connected card, found in the shop's records.

use chrono::{DateTime, Utc};
use kantis_protocol::{
    self as protocol, Account, Claim, ClaimState, Metric, Money, OfferState, Programme,
};
use rusqlite::{Connection, params};

use super::records::{of_kind, one};
use super::tile::{Ending, Summary};
use crate::domain::{
    Balance, ConnectionId, Found, FoundBy, Loyalty, NextExpiry, Offer, OfferValue, ShopBalance,
    StampCard, Tier, Unit,
};
use crate::error::Result;

/// Makes the summary anew, and keeps it.
pub(super) fn keep(cache: &Connection, connection: ConnectionId, at: DateTime<Utc>) -> Result<()> {
    let account: Option<Account> = one(cache, connection, "account")?;
    let programme: Option<Programme> = one(cache, connection, "programme")?;
    let stamps: Vec<protocol::StampCard> = of_kind(cache, connection, "stampCard")?;
    let offers: Vec<protocol::Offer> = of_kind(cache, connection, "offer")?;
    let claims: Vec<Claim> = of_kind(cache, connection, "claim")?;
    let summary = Summary {
        ends: ends(account.as_ref(), programme.as_ref(), &offers, &claims),
        loyalty: loyalty(account.as_ref(), &stamps, &offers),
        number: account.map(|account| account.member.number),
        name: programme.map(|programme| programme.name),
        as_of: Some(at.timestamp_millis()),
    };
    cache
        .prepare_cached("UPDATE shop_cursor SET summary = ?2 WHERE connection = ?1")?
        .execute(params![connection.0, serde_json::to_string(&summary)?])?;
    Ok(())
}

/// Reminders that one shop may cause; a made-up one may have thousands.
const MOST_ENDS: usize = 20;

/// What ends, and is worth a reminder: offers that are activated, then those made for this member;
/// rewards that are held; the tier.
fn ends(
    account: Option<&Account>,
    programme: Option<&Programme>,
    offers: &[protocol::Offer],
    claims: &[Claim],
) -> Vec<Ending> {
    let mut offers: Vec<_> = offers
        .iter()
        .filter(|offer| is_open(offer))
        .filter(|offer| offer.personal || offer.state != OfferState::Available)
        .filter_map(|offer| Some((offer.until?, offer)))
        .collect();
    offers.sort_by_key(|(until, offer)| (offer.state == OfferState::Available, *until, offer.id));
    let offers = offers.into_iter().map(|(until, offer)| Ending::Offer {
        id: offer.id.to_string(),
        title: offer.title.clone(),
        until,
    });
    let claims = claims
        .iter()
        .filter(|claim| claim.state == ClaimState::Reserved)
        .filter_map(|claim| {
            Some(Ending::Claim {
                id: claim.id.to_string(),
                title: claim.title.clone(),
                from: claim.created.timestamp_millis(),
                until: claim.hold_until?.timestamp_millis(),
            })
        });
    let tier = account.and_then(|account| account.tier.as_ref());
    let tier = tier.and_then(|tier| {
        let keep = tier.to_keep.as_ref()?;
        let missing = keep.threshold.saturating_sub(keep.current);
        let by = keep.by.filter(|_| missing > 0)?;
        let unit = programme.and_then(|programme| programme.unit.as_ref());
        let currency = programme.map(|programme| programme.currency.clone());
        Some(Ending::Tier {
            id: tier.id.clone(),
            name: tier.name.clone(),
            missing: match keep.metric {
                Metric::Points => unit.map(|unit| points(missing, unit)),
                Metric::Spend => {
                    currency
                        .and_then(|currency| currency.try_into().ok())
                        .map(|currency| {
                            money(Money {
                                minor: missing,
                                currency,
                            })
                        })
                }
                Metric::Purchases | Metric::Unknown => None,
            },
            by,
        })
    });
    tier.into_iter()
        .chain(claims)
        .chain(offers)
        .take(MOST_ENDS)
        .collect()
}

/// The balances of an account, as a shop says them.
pub(super) fn balances(account: &Account) -> Vec<Found<ShopBalance>> {
    account
        .balances
        .iter()
        .map(|balance| said(&balance.unit.code, shop_balance(balance)))
        .collect()
}

fn loyalty(
    account: Option<&Account>,
    stamps: &[protocol::StampCard],
    offers: &[protocol::Offer],
) -> Loyalty {
    Loyalty {
        balances: account.map(balances).unwrap_or_default(),
        stamps: stamps
            .iter()
            .map(|card| said(&card.id, stamp_card(card)))
            .collect(),
        tier: account
            .and_then(|account| account.tier.as_ref())
            .map(|tier| {
                said(
                    "tier",
                    Tier {
                        name: tier.name.clone(),
                    },
                )
            }),
        offers: offers
            .iter()
            .filter(|offer| is_open(offer))
            .map(|offer| said(&offer.id.to_string(), shown_offer(offer)))
            .collect(),
    }
}

/// Whether an offer is one that the shopper may still use.
pub(crate) fn is_open(offer: &protocol::Offer) -> bool {
    !offer.hidden
        && matches!(
            offer.state,
            OfferState::Available | OfferState::Activated | OfferState::Reserved
        )
}

fn said<T>(field: &str, value: T) -> Found<T> {
    Found {
        value,
        field: field.to_owned(),
        label: None,
        by: FoundBy::Shop,
    }
}

/// An amount in a programme's unit.
pub(crate) fn points(amount: i64, unit: &protocol::Unit) -> Balance {
    let one = 10_i64.saturating_pow(unit.scale.into());
    let word = if amount == one {
        &unit.one
    } else {
        &unit.other
    };
    Balance {
        amount,
        scale: unit.scale,
        unit: Unit::Other(word.clone()),
    }
}

/// An amount of money.
pub(crate) fn money(money: Money) -> Balance {
    let code = money.currency.as_str().to_owned();
    Balance {
        amount: money.minor,
        scale: crate::domain::currency::decimals(&code).unwrap_or(2),
        unit: Unit::Currency(code),
    }
}

fn shop_balance(balance: &protocol::Balance) -> ShopBalance {
    ShopBalance {
        available: points(balance.available, &balance.unit),
        next_expiry: balance.next_expiry.as_ref().map(|expiring| NextExpiry {
            amount: Some(points(expiring.amount, &balance.unit)),
            date: expiring.on,
        }),
    }
}

fn stamp_card(card: &protocol::StampCard) -> StampCard {
    StampCard {
        collected: card.collected,
        required: card.required.max(1),
        reward: Some(card.reward.clone()),
    }
}

fn shown_offer(offer: &protocol::Offer) -> Offer {
    Offer {
        title: offer.title.clone(),
        body: offer.body.clone(),
        value: value(&offer.value),
        until: offer.until,
    }
}

fn value(value: &protocol::Value) -> Option<OfferValue> {
    Some(match value {
        protocol::Value::Percent { basis_points } => OfferValue::Percent {
            tenths: basis_points / 10,
        },
        protocol::Value::Amount { amount } => OfferValue::Amount {
            amount: money(*amount),
        },
        protocol::Value::Multiplier { percent } => OfferValue::Multiplier {
            tenths: percent / 10,
        },
        protocol::Value::Gift { .. } => OfferValue::Gift,
        protocol::Value::FixedPrice { .. }
        | protocol::Value::Points { .. }
        | protocol::Value::Stamps { .. }
        | protocol::Value::Unknown => return None,
    })
}
