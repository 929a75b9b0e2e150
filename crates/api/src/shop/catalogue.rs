//! Rewards, claims, challenges and consents on their way out.

use std::cmp::Reverse;

use chrono::{DateTime, NaiveDate, Utc};
use kantis_protocol::{self as protocol, Money, Purpose};
use kantis_wallet::ShopRecords;
use kantis_wallet::ports::Zone;

use super::amount::{Units, money, percent};
use super::code::shown;
use super::queued::Wishes;
use crate::blob::ShopPictures;
use crate::convert::{self, date, instant};
use crate::dto;
use crate::{Api, ApiError};

impl Api {
    pub(crate) fn rewards(&self, _: dto::Nothing) -> Result<Vec<dto::CardReward>, ApiError> {
        let wallet = self.wallet()?;
        let connections = wallet.connections().map_err(convert::error)?;
        let cards = self.summaries(connections.iter().map(|connection| connection.card))?;
        let (now, zone) = (self.clock().now(), self.clock().zone());
        let mut all = Vec::new();
        for connection in &connections {
            let Some(card) = cards.get(&connection.card) else {
                continue;
            };
            let records = wallet.shop_records(connection.card);
            let Some(records) = records.map_err(convert::error)? else {
                continue;
            };
            let pictures = self.shop_pictures(connection.id)?;
            let rewards = Shelf::of(&records, now, zone).rewards(&pictures);
            all.extend(rewards.into_iter().map(|reward| dto::CardReward {
                card: connection.card.to_string(),
                card_title: card.title.clone(),
                colours: convert::colours(card.colour, &card.title),
                logo: self.logo(card),
                reward,
                as_of: records.as_of.map(instant),
            }));
        }
        all.sort_by_cached_key(|one| nearness(&one.reward));
        Ok(all)
    }
}

/// What can be had first, then what is nearest, then what cannot be had for another reason.
fn nearness(reward: &dto::ShopReward) -> (u8, Reverse<u8>, i64, String) {
    let group = match reward.why_not {
        None => 0,
        Some(dto::RewardBar::Points) => 1,
        Some(_) => 2,
    };
    let title = reward.title.clone();
    (group, Reverse(reward.percent), reward.cost.amount, title)
}

/// The records of one shop, as they are now.
pub(super) struct Shelf<'r> {
    records: &'r ShopRecords,
    units: Units<'r>,
    wishes: Wishes<'r>,
    /// Now, and the reader's day; the shop's may begin some hours apart, and it decides.
    now: DateTime<Utc>,
    today: NaiveDate,
}

impl<'r> Shelf<'r> {
    pub(super) fn of(records: &'r ShopRecords, now: DateTime<Utc>, zone: Zone) -> Self {
        Self {
            units: units(records),
            wishes: Wishes(records.outbox.iter().collect()),
            now,
            today: zone.day(records.there(now)),
            records,
        }
    }

    pub(super) const fn units(&self) -> &Units<'r> {
        &self.units
    }

    pub(super) const fn wishes(&self) -> &Wishes<'r> {
        &self.wishes
    }

    /// The catalogue; what is over is left out.
    pub(super) fn rewards(&self, pictures: &ShopPictures) -> Vec<dto::ShopReward> {
        let all = self.records.rewards.iter();
        let mut rewards: Vec<_> = all
            .map(|reward| dto::ShopReward {
                picture: pictures.id(reward.image.as_deref()),
                ..self.reward(reward)
            })
            .filter(|reward| reward.why_not != Some(dto::RewardBar::Over))
            .collect();
        rewards.sort_by_cached_key(nearness);
        rewards
    }

    fn reward(&self, reward: &protocol::Reward) -> dto::ShopReward {
        let has = self.available();
        let missing = reward.cost.saturating_sub(has);
        let why_not = self.bar(reward, missing);
        let tiers = self.records.programme.as_ref();
        let tiers = tiers.map(|programme| programme.tiers.as_slice());
        let tier = reward.tier.as_ref().map(|wanted| {
            let step = tiers
                .unwrap_or_default()
                .iter()
                .find(|step| step.id == *wanted);
            step.map_or_else(|| wanted.clone(), |step| step.name.clone())
        });
        dto::ShopReward {
            id: reward.id.clone(),
            title: reward.title.clone(),
            body: reward.body.clone(),
            cost: self.units.points(reward.cost),
            kind: match reward.kind {
                protocol::RewardKind::Product => dto::RewardKind::Product,
                protocol::RewardKind::Discount => dto::RewardKind::Discount,
                protocol::RewardKind::Experience => dto::RewardKind::Experience,
                protocol::RewardKind::Unknown => dto::RewardKind::Unknown,
            },
            value: self.units.value(&reward.value),
            left_for_me: reward.left_for_me,
            from: reward.from.map(date),
            until: reward.until.map(date),
            tier,
            conditions: reward.conditions.clone(),
            can_have: why_not.is_none(),
            why_not,
            missing: (missing > 0).then(|| self.units.points(missing)),
            percent: percent(has, reward.cost),
            queued: self.wishes.reserve(&reward.id),
            picture: None,
        }
    }

    /// What the shopper may spend of the programme's unit.
    fn available(&self) -> i64 {
        let balances = self.records.account.as_ref();
        let balances = balances.map(|account| account.balances.as_slice());
        let unit = self.units.points.map(|unit| unit.code.as_str());
        let mut balances = balances.unwrap_or_default().iter();
        balances
            .find(|balance| unit.is_none_or(|unit| balance.unit.code == unit))
            .map_or(0, |balance| balance.available)
    }

    /// What keeps the shopper from a reward; what they can do nothing about comes first.
    fn bar(&self, reward: &protocol::Reward, missing: i64) -> Option<dto::RewardBar> {
        let before = reward.from.is_some_and(|day| self.today < day);
        let after = reward.until.is_some_and(|day| day < self.today);
        [
            (after, dto::RewardBar::Over),
            (before, dto::RewardBar::NotYet),
            (!reward.in_stock, dto::RewardBar::Stock),
            (reward.left_for_me == Some(0), dto::RewardBar::Limit),
            (self.below(reward.tier.as_deref()), dto::RewardBar::Tier),
            (missing > 0, dto::RewardBar::Points),
            (!self.records.connection.may_write, dto::RewardBar::ReadOnly),
        ]
        .into_iter()
        .find_map(|(bars, why)| bars.then_some(why))
    }

    /// Whether the shopper's tier is below this one. One that the programme does not name bars
    /// nobody here: the shop decides.
    fn below(&self, wanted: Option<&str>) -> bool {
        let place = |id: &str| {
            let tiers = &self.records.programme.as_ref()?.tiers;
            tiers.iter().position(|step| step.id == id)
        };
        let Some(wanted) = wanted.and_then(place) else {
            return false;
        };
        let mine = self.records.account.as_ref();
        let mine = mine.and_then(|account| place(&account.tier.as_ref()?.id));
        mine.is_none_or(|mine| mine < wanted)
    }

    /// What was taken: open ones first, those that end first before others; then newest first.
    pub(super) fn claims(&self) -> Vec<dto::ShopClaim> {
        let mut claims: Vec<_> = self
            .records
            .claims
            .iter()
            .map(|claim| self.claim(claim))
            .collect();
        claims.sort_by_key(|claim| {
            let open = claim.state == dto::ClaimState::Reserved;
            let ends = claim.hold_until.filter(|_| open).unwrap_or(i64::MAX);
            (!open, ends, Reverse(claim.created_at))
        });
        claims
    }

    fn claim(&self, claim: &protocol::Claim) -> dto::ShopClaim {
        let there = self.records.there(self.now);
        let over = claim.hold_until.is_some_and(|until| until <= there);
        let state = match claim.state {
            // A hold is over then, whether or not the shop has noted it yet.
            protocol::ClaimState::Reserved if over => dto::ClaimState::Lapsed,
            protocol::ClaimState::Reserved => dto::ClaimState::Reserved,
            protocol::ClaimState::Consumed => dto::ClaimState::Consumed,
            protocol::ClaimState::Released => dto::ClaimState::Released,
            protocol::ClaimState::Lapsed => dto::ClaimState::Lapsed,
            protocol::ClaimState::Unknown => dto::ClaimState::Unknown,
        };
        let open = state == dto::ClaimState::Reserved;
        let queued = self.wishes.release(claim.id).filter(|_| open);
        let going = queued
            .as_ref()
            .is_some_and(|queued| queued.state != dto::QueuedState::Refused);
        dto::ShopClaim {
            id: claim.id.to_string(),
            reward: claim.reward.clone(),
            title: claim.title.clone(),
            value: self.units.value(&claim.value),
            cost: self.units.some_points(claim.cost),
            state,
            code: shown(&claim.code, open),
            created_at: instant(claim.created),
            hold_until: claim
                .hold_until
                .map(|until| instant(self.now + (until - there))),
            used_at: claim.used.map(instant),
            receipt: claim.receipt.map(|id| id.to_string()),
            can_release: open && claim.cost > 0 && self.records.connection.may_write && !going,
            queued,
        }
    }

    /// Challenges: joined ones, open ones, then the others, each as they end.
    pub(super) fn challenges(&self) -> Vec<dto::ShopChallenge> {
        let all = self.records.challenges.iter();
        let mut challenges: Vec<_> = all.map(|challenge| self.challenge(challenge)).collect();
        challenges.sort_by_cached_key(|challenge| {
            let group = match challenge.state {
                dto::ChallengeState::Joined => 0,
                dto::ChallengeState::Open => 1,
                dto::ChallengeState::Completed => 2,
                dto::ChallengeState::Ended | dto::ChallengeState::Unknown => 3,
            };
            (group, challenge.until.clone())
        });
        challenges
    }

    fn challenge(&self, challenge: &protocol::Challenge) -> dto::ShopChallenge {
        let open = challenge.state == protocol::ChallengeState::Open;
        let queued = self.wishes.join(&challenge.id).filter(|_| open);
        let joining = queued
            .as_ref()
            .is_some_and(|queued| queued.state != dto::QueuedState::Refused);
        let measure = |count| match challenge.currency {
            Some(currency) => dto::Measure::Amount {
                amount: money(Money {
                    minor: count,
                    currency,
                }),
            },
            None => dto::Measure::Count { count },
        };
        dto::ShopChallenge {
            id: challenge.id.clone(),
            title: challenge.title.clone(),
            body: challenge.body.clone(),
            done: measure(challenge.done),
            steps: measure(challenge.steps),
            percent: percent(challenge.done, challenge.steps),
            from: date(challenge.from),
            until: date(challenge.until),
            reward: challenge.reward.clone(),
            state: match challenge.state {
                protocol::ChallengeState::Open => dto::ChallengeState::Open,
                protocol::ChallengeState::Joined => dto::ChallengeState::Joined,
                protocol::ChallengeState::Completed => dto::ChallengeState::Completed,
                protocol::ChallengeState::Ended => dto::ChallengeState::Ended,
                protocol::ChallengeState::Unknown => dto::ChallengeState::Unknown,
            },
            joined_at: challenge.joined.map(instant),
            can_join: open && self.records.connection.may_write && !joining,
            queued,
        }
    }

    pub(super) fn consents(&self) -> Vec<dto::ShopConsent> {
        let place = |purpose| Purpose::ALL.iter().position(|known| *known == purpose);
        let mut consents: Vec<_> = self.records.consents.iter().collect();
        consents.sort_by_key(|consent| place(consent.purpose).unwrap_or(usize::MAX));
        consents
            .into_iter()
            .map(|consent| self.consent(consent))
            .collect()
    }

    fn consent(&self, consent: &protocol::Consent) -> dto::ShopConsent {
        let queued = self.wishes.consent(consent.purpose);
        dto::ShopConsent {
            purpose: match consent.purpose {
                Purpose::Newsletter => dto::ConsentPurpose::Newsletter,
                Purpose::Profiling => dto::ConsentPurpose::Profiling,
                Purpose::PersonalisedOffers => dto::ConsentPurpose::PersonalisedOffers,
                Purpose::Partners => dto::ConsentPurpose::Partners,
                Purpose::Unknown => dto::ConsentPurpose::Unknown,
            },
            granted: consent.granted,
            words: consent.words.clone(),
            version: consent.version,
            decided_words: consent.decided_words.clone(),
            decided_at: consent.decided.map(instant),
            can_change: self.records.connection.may_write && consent.purpose != Purpose::Unknown,
            // What the shop already knows is no longer on its way.
            queued: queued.filter(|queued| queued.wanted != Some(consent.granted)),
        }
    }
}

/// What a programme counts in.
pub(super) fn units(records: &ShopRecords) -> Units<'_> {
    let programme = records.programme.as_ref();
    let balances = records.account.as_ref().map(|account| &account.balances);
    let first = balances.and_then(|balances| Some(&balances.first()?.unit));
    Units {
        points: programme
            .and_then(|programme| programme.unit.as_ref())
            .or(first),
        money: programme.and_then(|programme| programme.currency.clone().try_into().ok()),
    }
}
