//! A member's purchases as rules look at them, each part read when the first rule asks for it.

use chrono::{DateTime, Days, Utc};
use uuid::Uuid;

use crate::engine::{EngineError, Work, perks};
use crate::programme::{Match, When};
use crate::records::Bought;

/// A member's purchases.
pub(super) struct History {
    member: Uuid,
    /// The longest window of any rule, in days.
    window: u32,
    recent: Option<Vec<Bought>>,
    ever: Option<Vec<Bought>>,
    kept: Option<(u32, Option<DateTime<Utc>>)>,
}

impl History {
    /// Nothing is read yet.
    pub(super) fn of(work: &Work<'_>, member: Uuid) -> Self {
        let windows = work.programme.offers.iter().map(|rule| match rule.when {
            When::Buys { days, .. } => days,
            When::Bought { days, .. } => days.unwrap_or(0),
            _ => 0,
        });
        Self {
            member,
            window: windows.max().unwrap_or(0),
            recent: None,
            ever: None,
            kept: None,
        }
    }

    /// What was bought in the last so many days, today being one of them, and not brought back.
    pub(super) fn in_days(
        &mut self,
        work: &Work<'_>,
        what: &Match,
        days: u32,
    ) -> Result<Vec<&Bought>, EngineError> {
        let recent = match &mut self.recent {
            Some(recent) => recent,
            none => none.insert(
                work.tx
                    .bought_since(self.member, begin(work, self.window))?,
            ),
        };
        let since = begin(work, days);
        Ok(recent
            .iter()
            .filter(|bought| bought.at >= since && takes(what, bought))
            .collect())
    }

    /// What was ever bought and not brought back: each product once, the newest last.
    pub(super) fn ever(
        &mut self,
        work: &Work<'_>,
        what: &Match,
    ) -> Result<Vec<&Bought>, EngineError> {
        let ever = match &mut self.ever {
            Some(ever) => ever,
            none => none.insert(work.tx.ever_bought(self.member)?),
        };
        Ok(ever.iter().filter(|bought| takes(what, bought)).collect())
    }

    /// Purchases of which something was kept, and the last one.
    pub(super) fn kept(
        &mut self,
        work: &Work<'_>,
    ) -> Result<(u32, Option<DateTime<Utc>>), EngineError> {
        match self.kept {
            Some(kept) => Ok(kept),
            None => Ok(*self.kept.insert(work.tx.kept_purchases(self.member)?)),
        }
    }
}

fn takes(what: &Match, bought: &Bought) -> bool {
    what.takes(bought.sku.as_deref(), bought.category.as_deref())
}

/// The first instant of the last so many days.
fn begin(work: &Work<'_>, days: u32) -> DateTime<Utc> {
    let before = Days::new(u64::from(days.saturating_sub(1)));
    work.today()
        .checked_sub_days(before)
        .map_or(DateTime::UNIX_EPOCH, |day| perks::begin_of(work, day))
}
