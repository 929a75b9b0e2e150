//! News of where a member stands: tiers, and rewards that can be had.

use chrono::NaiveDate;
use kantis_protocol::{Account, Programme, Reward};

use super::{News, Page};
use crate::domain::Happening;
use crate::shop::summary::points;

impl Page<'_> {
    pub(super) fn account(&self, before: Option<&Account>, after: &Account) -> Vec<News> {
        let tier = self.tier(before, after);
        let reach = before.and_then(|before| self.reach(before, after));
        tier.into_iter().chain(reach).collect()
    }

    fn tier(&self, before: Option<&Account>, after: &Account) -> Option<News> {
        let tier = after.tier.as_ref()?;
        let had = before.and_then(|account| account.tier.as_ref());
        if had.is_some_and(|had| had.id == tier.id) {
            return None;
        }
        Some(self.told(
            Happening::TierChanged {
                before: had.map(|had| had.name.clone()),
                name: tier.name.clone(),
                rose: had.is_none_or(|had| tier.rank > had.rank),
            },
            format!(
                "tier/{}/{}/{}",
                self.card,
                tier.id,
                tier.since.timestamp_millis()
            ),
        ))
    }

    /// The dearest reward that what the member has is enough for now, and was not before.
    fn reach(&self, before: &Account, after: &Account) -> Option<News> {
        let programme = self.known.programme.as_ref()?;
        let unit = programme.unit.as_ref()?;
        let balance = |account: &Account| {
            let mut balances = account.balances.iter();
            balances
                .find(|balance| balance.unit.code == unit.code)
                .cloned()
        };
        let (had, has) = (balance(before)?, balance(after)?);
        let reward = self
            .known
            .rewards
            .iter()
            .filter(|reward| had.available < reward.cost && reward.cost <= has.available)
            .filter(|reward| may_have(reward, programme, after, self.today))
            .max_by_key(|reward| reward.cost)?;
        // What was given back after it was spent is no news: the sum ever given is the same.
        let key = format!("reach/{}/{}/{}", self.card, reward.id, has.lifetime);
        Some(self.told(
            Happening::RewardInReach {
                title: reward.title.clone(),
                cost: points(reward.cost, unit),
            },
            key,
        ))
    }
}

/// Whether a member may have a reward, but for what it costs.
fn may_have(reward: &Reward, programme: &Programme, account: &Account, today: NaiveDate) -> bool {
    let rank = |id: &str| programme.tiers.iter().position(|tier| tier.id == id);
    let tier = account.tier.as_ref().and_then(|tier| rank(&tier.id));
    let high_enough = reward
        .tier
        .as_deref()
        .is_none_or(|wanted| rank(wanted).is_some_and(|wanted| tier >= Some(wanted)));
    high_enough
        && reward.in_stock
        && reward.left_for_me != Some(0)
        && reward.from.is_none_or(|from| from <= today)
        && reward.until.is_none_or(|until| until >= today)
}
