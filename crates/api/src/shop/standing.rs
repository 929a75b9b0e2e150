//! Balances, the tier and stamp cards on their way out.

use kantis_protocol as protocol;
use kantis_protocol::{Programme, TierProgress};
use kantis_wallet::ShopRecords;

use super::amount::{Units, percent, points};
use crate::convert::{date, instant};
use crate::dto;

pub(super) fn balance_out(balance: &protocol::Balance) -> dto::ShopAmounts {
    let unit = &balance.unit;
    let some = |amount: i64| (amount != 0).then(|| points(amount, unit));
    let on_day = |expiring: &protocol::Expiring| dto::OnDay {
        amount: points(expiring.amount, unit),
        on: date(expiring.on),
    };
    dto::ShopAmounts {
        available: points(balance.available, unit),
        pending: some(balance.pending),
        locked: some(balance.locked),
        lifetime: points(balance.lifetime, unit),
        next_expiry: balance.next_expiry.as_ref().map(on_day),
        next_release: balance.next_release.as_ref().map(on_day),
        as_of: instant(balance.as_of),
    }
}

pub(super) fn tier_out(tier: &protocol::Tier, units: &Units<'_>) -> dto::ShopTier {
    dto::ShopTier {
        id: tier.id.clone(),
        name: tier.name.clone(),
        since: instant(tier.since),
        until: tier.until.map(date),
        benefits: tier.benefits.clone(),
        to_next: tier.to_next.as_ref().map(|aim| aim_out(aim, units)),
        to_keep: tier.to_keep.as_ref().map(|aim| aim_out(aim, units)),
    }
}

fn aim_out(aim: &TierProgress, units: &Units<'_>) -> dto::TierAim {
    let measure = |count| units.measure(aim.metric, count);
    let missing = aim.threshold.saturating_sub(aim.current);
    dto::TierAim {
        name: aim.name.clone(),
        current: measure(aim.current),
        threshold: measure(aim.threshold),
        missing: (missing > 0).then(|| measure(missing)),
        percent: percent(aim.current, aim.threshold),
        by: aim.by.map(date),
    }
}

pub(super) fn stamps_out(card: &protocol::StampCard) -> dto::ShopStampCard {
    let required = card.required.max(1);
    dto::ShopStampCard {
        id: card.id.clone(),
        title: card.title.clone(),
        collected: card.collected,
        required,
        missing: required.saturating_sub(card.collected),
        completed: card.completed,
        reward: card.reward.clone(),
        earns: card.earns.clone(),
        expires_on: card.expires.map(date),
        last_at: card.last.map(instant),
    }
}

pub(super) fn programme_out(
    programme: &Programme,
    records: &ShopRecords,
    units: &Units<'_>,
) -> dto::ShopProgramme {
    let account = records.account.as_ref();
    let mine = account.and_then(|account| account.tier.as_ref());
    let step = |step: &protocol::TierStep| dto::TierStep {
        id: step.id.clone(),
        name: step.name.clone(),
        from: units.measure(step.metric, step.from),
        benefits: step.benefits.clone(),
        mine: mine.is_some_and(|mine| mine.id == step.id),
    };
    dto::ShopProgramme {
        name: programme.name.clone(),
        issuer: programme.issuer.clone(),
        earn: programme.how.earn.clone(),
        spend: programme.how.spend.clone(),
        expiry: programme.how.expiry.clone(),
        tiers: programme.tiers.iter().map(step).collect(),
        terms: programme.terms.clone(),
        about: records.connection.about.clone(),
        languages: programme.languages.clone(),
        time_zone: programme.time_zone.clone(),
    }
}
