//! When a source is asked, and what an answer makes of it: `idle → due → fetching → applying →
//! idle | waiting(until)`, as a function of what is kept, the answer, the time and chance.
//!
//! Nothing here reads a clock or the store. Times that are kept are anchored at the time of the
//! last question: when the clock was set back, the spans stay and the anchor moves.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Wake, backoff};
use crate::domain::{Happening, SourceState};
use crate::ports::{SourceFailure, SourceTrouble};

/// A pass that a person looks at is asked for again when the last answer is older.
const STALE: TimeDelta = TimeDelta::minutes(15);
/// Otherwise it is asked for after this long, and up to [`SPREAD`] later.
const REGULAR: TimeDelta = TimeDelta::hours(6);
const SPREAD: TimeDelta = TimeDelta::hours(18);
/// A token that is not accepted, or an address that is not asked, is tried again after this long.
const ENDED: TimeDelta = TimeDelta::days(7);
/// A pass that is gone is looked for again after this long, so often in so many days.
const GONE: TimeDelta = TimeDelta::days(1);
const MOST_GONE: u32 = 3;
const GONE_WITHIN: TimeDelta = TimeDelta::days(7);
/// Being told twice within this time counts once: it is one outage.
const GONE_APART: TimeDelta = TimeDelta::hours(1);
/// The least and the most that a service's own word about its rest counts.
const LEAST_REST: TimeDelta = TimeDelta::seconds(10);
const MOST_REST: TimeDelta = TimeDelta::days(30);
/// How often a person may override the schedule, and a network that comes and goes may.
const FORCE_APART: TimeDelta = TimeDelta::seconds(10);
/// A registered pass that its list never names is asked for all the same after this long.
const LIST_TRUSTED: TimeDelta = TimeDelta::days(7);
/// A clock that differs by less was not set back.
pub(in crate::sync) const SLACK: TimeDelta = TimeDelta::minutes(1);

/// What is kept of a source between two questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) state: SourceState,
    pub(super) may_register: bool,
    pub(super) asked_at: Option<DateTime<Utc>>,
    pub(super) fetched_at: Option<DateTime<Utc>>,
    pub(super) checked_at: Option<DateTime<Utc>>,
    pub(super) changed_at: Option<DateTime<Utc>>,
    pub(super) due_at: Option<DateTime<Utc>>,
    pub(super) not_before: Option<DateTime<Utc>>,
    pub(super) forced_at: Option<DateTime<Utc>>,
    pub(super) failures: u32,
    pub(super) offline: bool,
    pub(super) gone: u32,
    pub(super) gone_since: Option<DateTime<Utc>>,
    pub(super) refused: Option<[u8; 32]>,
}

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// The list of changed passes does not name it.
    NotListed,
    /// The service says that we have the newest; `asked_with` something that tells it what we
    /// have. Without that, saying so to somebody who is not `registered` is no answer.
    Unchanged { asked_with: bool, registered: bool },
    /// It gave what we have.
    Same,
    /// It gave a newer version, which was taken.
    Newer,
    /// It gave something that was not taken, with this SHA-256.
    Refused([u8; 32]),
    /// There was no usable answer.
    Failed {
        failure: SourceFailure,
        registered: bool,
    },
}

impl Plan {
    /// When it is asked next, as of `now`; `None` when it is not.
    pub(super) fn next(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.asked_at.is_none() {
            return self.due_at.map(|due| due.min(now));
        }
        self.anchored(now).due_at
    }

    /// Whether it is due by itself.
    pub(super) fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.next(now).is_some_and(|due| due <= now)
    }

    /// Whether what happened in the world makes it due, or it is due by itself.
    pub(super) fn is_due_after(&self, wake: Wake, now: DateTime<Utc>) -> bool {
        if self.is_due(now) {
            return true;
        }
        let plan = self.anchored(now);
        let Some(asked_at) = plan.asked_at.filter(|_| plan.due_at.is_some()) else {
            return false;
        };
        if plan.not_before.is_some_and(|rest| rest > now) {
            return false;
        }
        let age = now - asked_at;
        let is_well = matches!(plan.state, SourceState::New | SourceState::Live);
        match wake {
            Wake::Foreground => age >= STALE && (is_well || plan.offline),
            Wake::NetworkUp => age >= FORCE_APART && plan.offline,
            Wake::Force => (age >= STALE && is_well) || (age >= FORCE_APART && plan.failures > 0),
            Wake::Background => false,
        }
    }

    /// Whether a person may override the schedule now.
    pub(super) fn may_force(&self, now: DateTime<Utc>) -> bool {
        !self.forced_at.is_some_and(|at| is_forced(at, now))
    }

    /// Whether a list that does not name the pass is taken for an answer.
    pub(super) fn trusts_list(&self, now: DateTime<Utc>) -> bool {
        let recent = |at| now >= at && now - at < LIST_TRUSTED;
        self.state == SourceState::Live && self.fetched_at.is_some_and(recent)
    }

    /// The plan after an answer.
    pub(super) fn after(&self, answer: &Answer, now: DateTime<Utc>, chance: u64) -> Self {
        let mut plan = self.anchored(now);
        if let Answer::Failed { failure, .. } = answer
            && failure.kind == SourceTrouble::Stopped
        {
            return plan;
        }
        plan.asked_at = Some(now);
        match answer {
            Answer::NotListed => plan.well(now, chance),
            Answer::Unchanged {
                asked_with,
                registered,
            } => {
                plan.fetched_at = Some(now);
                plan.may_register |= !asked_with && !registered && plan.changed_at.is_none();
                plan.well(now, chance);
            }
            Answer::Same => {
                plan.fetched_at = Some(now);
                plan.may_register = false;
                plan.well(now, chance);
            }
            Answer::Newer => {
                plan.fetched_at = Some(now);
                plan.changed_at = Some(now);
                plan.may_register = false;
                plan.well(now, chance);
            }
            Answer::Refused(digest) => {
                plan.fetched_at = Some(now);
                plan.answered(SourceState::Refused);
                plan.refused = Some(*digest);
                plan.due_at = Some(now + REGULAR + part(SPREAD, chance));
            }
            Answer::Failed {
                failure,
                registered,
            } => plan.failed(failure, *registered, now, chance),
        }
        plan
    }

    /// What a person should know of the step from `self` to `after`.
    pub(super) fn news(&self, after: &Self, why_refused: &'static str) -> Option<Happening> {
        let turned = |state| after.state == state && self.state != state;
        if after.state == SourceState::Refused && after.refused != self.refused {
            return Some(Happening::UpdateRefused {
                why: why_refused.to_owned(),
            });
        }
        [SourceState::Rejected, SourceState::Gone]
            .into_iter()
            .find(|state| turned(*state))
            .map(|state| Happening::UpdatesEnded {
                why: state.name().to_owned(),
            })
    }

    fn answered(&mut self, state: SourceState) {
        self.state = state;
        self.not_before = None;
        self.failures = 0;
        self.offline = false;
        self.gone = 0;
        self.gone_since = None;
    }

    fn well(&mut self, now: DateTime<Utc>, chance: u64) {
        self.answered(SourceState::Live);
        self.refused = None;
        self.checked_at = Some(now);
        self.due_at = Some(now + REGULAR + part(SPREAD, chance));
    }

    fn failed(
        &mut self,
        failure: &SourceFailure,
        registered: bool,
        now: DateTime<Utc>,
        chance: u64,
    ) {
        let never_answered = self.checked_at.is_none() && !registered;
        let rest = failure.retry_after.map(|rest| {
            let rest = TimeDelta::from_std(rest).unwrap_or(MOST_REST);
            now + rest.clamp(LEAST_REST, MOST_REST)
        });
        match failure.kind {
            SourceTrouble::Stopped => {}
            SourceTrouble::Rejected => {
                self.answered(SourceState::Rejected);
                self.may_register |= never_answered;
                self.due_at = Some(now + ENDED + part(REGULAR, chance)).max(rest);
            }
            SourceTrouble::Refused(_) => {
                self.answered(SourceState::Unsafe);
                self.due_at = Some(now + ENDED + part(REGULAR, chance));
            }
            SourceTrouble::Gone => {
                self.may_register |= never_answered;
                self.is_gone(now);
                let again = (now + GONE + part(REGULAR, chance)).max(rest.unwrap_or(now));
                self.due_at = (self.gone < MOST_GONE).then_some(again);
            }
            SourceTrouble::Unreachable
            | SourceTrouble::TimedOut
            | SourceTrouble::Busy { .. }
            | SourceTrouble::Unexpected { .. }
            | SourceTrouble::NotAPass
            | SourceTrouble::TooLarge => {
                self.failures = self.failures.saturating_add(1);
                self.offline = matches!(
                    failure.kind,
                    SourceTrouble::Unreachable | SourceTrouble::TimedOut
                );
                // What ended stays so until there is a good answer.
                if !matches!(self.state, SourceState::Rejected | SourceState::Gone) {
                    self.state = SourceState::Waiting;
                }
                self.not_before = rest;
                if self.gone < MOST_GONE {
                    let later = now + backoff::delay(self.failures, chance);
                    self.due_at = Some(rest.unwrap_or(later));
                }
            }
        }
    }

    fn is_gone(&mut self, now: DateTime<Utc>) {
        let (gone, since) = (self.gone, self.gone_since);
        self.answered(SourceState::Gone);
        match since {
            Some(since) if now - since < GONE_WITHIN => {
                // The n-th counts when n outages apart would fit since the first.
                let counts = now - since >= GONE_APART * i32::try_from(gone).unwrap_or(i32::MAX);
                self.gone = gone.saturating_add(u32::from(counts));
                self.gone_since = Some(since);
            }
            _ => {
                self.gone = 1;
                self.gone_since = Some(now);
            }
        }
    }

    /// The same plan at the times that another has of its last good answer.
    pub(super) fn at_times_of(&self, other: &Self) -> Self {
        Self {
            asked_at: other.asked_at,
            fetched_at: other.fetched_at,
            checked_at: other.checked_at,
            due_at: other.due_at,
            ..self.clone()
        }
    }

    /// With times that fit the clock as it is now: where it was set back behind the last question,
    /// the spans since then begin anew.
    pub(super) fn anchored(&self, now: DateTime<Utc>) -> Self {
        let Some(back) = self
            .asked_at
            .map(|asked| asked - now)
            .filter(|back| *back > SLACK)
        else {
            return self.clone();
        };
        let moved = |at: Option<DateTime<Utc>>| at.map(|at| at - back);
        let known = |at: Option<DateTime<Utc>>| at.map(|at| at.min(now));
        Self {
            asked_at: Some(now),
            fetched_at: moved(self.fetched_at),
            checked_at: known(self.checked_at),
            changed_at: known(self.changed_at),
            due_at: moved(self.due_at),
            not_before: moved(self.not_before),
            forced_at: moved(self.forced_at),
            gone_since: moved(self.gone_since),
            ..self.clone()
        }
    }
}

/// Whether a person who overrode the schedule at that time may not do so again yet.
pub(in crate::sync) fn is_forced(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now >= at && now - at < FORCE_APART
}

/// A part of a span, by chance.
pub(in crate::sync) fn part(span: TimeDelta, chance: u64) -> TimeDelta {
    let seconds = u64::try_from(span.num_seconds()).unwrap_or_default().max(1);
    TimeDelta::seconds(i64::try_from(chance % seconds).unwrap_or_default())
}

#[cfg(test)]
mod tests;
