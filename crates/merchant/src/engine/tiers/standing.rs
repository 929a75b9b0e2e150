//! Where a member stands, and what moves it.

use chrono::{DateTime, Days, NaiveDate, Utc};
use uuid::Uuid;

use super::window::{Counted, Reached};
use crate::engine::{EngineError, Work};
use crate::programme::{TierRule, Tiers, Window};
use crate::records::{Held, SaleRecord, TierStanding};

/// A tier by its place: 0 is the lowest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) rank: usize,
    /// None for a member who never rose: since joining.
    pub(super) since: Option<DateTime<Utc>>,
    pub(super) until: Option<NaiveDate>,
    pub(super) previous: Option<Held>,
}

impl Standing {
    /// Where a member stands now. A tier whose time is over is left, even when no tick came by.
    pub(super) fn read(work: &Work<'_>, tiers: &Tiers, member: Uuid) -> Result<Self, EngineError> {
        let Some(kept) = work.tx.tier_standing(member)? else {
            return Ok(Self::lowest(None));
        };
        let rank = tiers.rank(&kept.held.tier);
        let today = work.today();
        if let Some(rank) = rank
            && kept.held.until.is_none_or(|until| until >= today)
        {
            return Ok(Self {
                rank,
                since: Some(kept.held.since),
                until: kept.held.until,
                previous: kept.previous,
            });
        }
        // Over; or the programme no longer has this tier.
        let counted = Counted::read(work, tiers, member, today)?;
        let highest = rank.unwrap_or_else(|| tiers.tier.len().saturating_sub(1));
        let mut now = Self::kept(tiers, &counted, highest, today);
        now.since = Some(if Some(now.rank) == rank {
            kept.held.since
        } else {
            work.now
        });
        Ok(now)
    }

    /// The tier at an instant. What a till rang up offline is judged as of then: a rise that came
    /// since does not count for it.
    pub(super) fn rank_at(&self, tiers: &Tiers, at: DateTime<Utc>) -> usize {
        match &self.previous {
            Some(previous) if self.since.is_some_and(|since| since > at) => {
                tiers.rank(&previous.tier).unwrap_or(0)
            }
            _ => self.rank,
        }
    }

    const fn lowest(since: Option<DateTime<Utc>>) -> Self {
        Self {
            rank: 0,
            since,
            until: None,
            previous: None,
        }
    }

    /// The highest tier, no higher than `highest`, that what counts is enough to stay in.
    fn kept(tiers: &Tiers, counted: &Counted, highest: usize, today: NaiveDate) -> Self {
        let found = (1..=highest).rev().find_map(|rank| {
            let keep = tiers.to_stay(rank);
            match counted.reached(keep, today) {
                Reached::Not => None,
                Reached::Until(day) => Some((rank, tiers.with_grace(day))),
                Reached::Always => Some((rank, None)),
            }
        });
        let (rank, until) = found.unwrap_or((0, None));
        Self {
            rank,
            until,
            ..Self::lowest(None)
        }
    }

    /// Judges after a purchase: rises at once, or holds on for longer. Whether it rose.
    pub(super) fn rise(
        &mut self,
        work: &Work<'_>,
        tiers: &Tiers,
        counted: &Counted,
        joined: DateTime<Utc>,
    ) -> bool {
        let today = work.today();
        let metric = counted.on(today);
        let reached = (self.rank.saturating_add(1)..tiers.tier.len())
            .rev()
            .find(|rank| tiers.to_reach(*rank) <= metric);
        let held =
            |rank, least: Option<NaiveDate>| match counted.reached(tiers.to_stay(rank), today) {
                Reached::Not => least,
                Reached::Until(day) => tiers.with_grace(day).max(least),
                Reached::Always => None,
            };
        let Some(rank) = reached else {
            if self.rank > 0 {
                self.until = held(self.rank, self.until);
            }
            return false;
        };
        if let Some(rule) = tiers.tier.get(self.rank) {
            self.previous = Some(Held {
                tier: rule.id.clone(),
                since: self.since.unwrap_or(joined),
                until: self.until,
            });
        }
        self.until = held(rank, tiers.with_grace(today));
        self.rank = rank;
        self.since = Some(work.now);
        true
    }

    /// Judges after a return. A tier that was reached with this purchase, or after it, and is not
    /// reached without it, was never earned: it is undone at once, back to the tier before. One that
    /// was reached earlier is left only when its time and grace are over.
    pub(super) fn undo(
        &mut self,
        work: &Work<'_>,
        tiers: &Tiers,
        counted: &Counted,
        purchase: &SaleRecord,
    ) {
        let today = work.today();
        let earned = |rank: usize, since: DateTime<Utc>| {
            let most = counted.on(today).max(counted.on(work.day(since)));
            rank == 0 || since < purchase.at || most >= tiers.to_reach(rank)
        };
        let Some(since) = self.since.filter(|_| self.rank > 0) else {
            return;
        };
        if !earned(self.rank, since) {
            *self = self.before(work, tiers, counted, earned);
            return;
        }
        self.until = match counted.reached(tiers.to_stay(self.rank), today) {
            Reached::Always => None,
            Reached::Until(day) => tiers.with_grace(day),
            Reached::Not => {
                let grace = tiers.with_grace(today);
                self.until
                    .map_or(grace, |until| grace.map(|day| day.min(until)))
            }
        };
    }

    /// Where a member is whose rise is undone: the tier before while it holds, or what is kept
    /// without the purchase, whichever is higher.
    fn before(
        &self,
        work: &Work<'_>,
        tiers: &Tiers,
        counted: &Counted,
        earned: impl Fn(usize, DateTime<Utc>) -> bool,
    ) -> Self {
        let today = work.today();
        let lower = (1..self.rank)
            .rev()
            .find(|rank| tiers.to_reach(*rank) <= counted.on(today))
            .unwrap_or(0);
        let mut now = Self::kept(tiers, counted, lower, today);
        now.since = self.since;
        if let Some(previous) = &self.previous
            && let Some(rank) = tiers.rank(&previous.tier)
            && rank >= now.rank
            && previous.until.is_none_or(|until| until >= today)
            && earned(rank, previous.since)
        {
            now = Self {
                rank,
                since: Some(previous.since),
                until: previous.until,
                previous: None,
            };
        }
        now
    }

    /// As it is kept.
    pub(super) fn record(&self, work: &Work<'_>, tiers: &Tiers, member: Uuid) -> TierStanding {
        TierStanding {
            member,
            held: Held {
                tier: tiers
                    .tier
                    .get(self.rank)
                    .map(|rule| rule.id.clone())
                    .unwrap_or_default(),
                since: self.since.unwrap_or(work.now),
                until: self.until,
            },
            previous: self.previous.clone(),
        }
    }
}

impl Tiers {
    /// The place of a tier.
    pub(super) fn rank(&self, id: &str) -> Option<usize> {
        self.tier.iter().position(|tier| tier.id == id)
    }

    /// What it takes to rise to a tier.
    pub(super) fn to_reach(&self, rank: usize) -> i64 {
        self.tier.get(rank).map_or(i64::MAX, |tier| tier.from)
    }

    /// What it takes to stay in a tier: never more than to rise to it.
    pub(super) fn to_stay(&self, rank: usize) -> i64 {
        self.tier.get(rank).map_or(i64::MAX, TierRule::to_stay)
    }

    /// The last day of a tier that is no longer reached after a day; none where nobody falls.
    fn with_grace(&self, day: NaiveDate) -> Option<NaiveDate> {
        if self.window == Window::Ever {
            return None;
        }
        Some(
            day.checked_add_days(Days::new(self.grace_days.into()))
                .unwrap_or(NaiveDate::MAX),
        )
    }
}

impl TierRule {
    fn to_stay(&self) -> i64 {
        self.keep.map_or(self.from, |keep| keep.min(self.from))
    }
}
