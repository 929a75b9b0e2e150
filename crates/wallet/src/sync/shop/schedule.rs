//! When a shop is asked, and what an answer makes of its connection: `idle → due → fetching →
//! applying → idle | waiting(until)`, as a function of what is kept, the answer, the time and
//! chance.
//!
//! Nothing here reads a clock or the store. Times that are kept are anchored at the time of the
//! last question: when the clock was set back, the spans stay and the anchor moves.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::Wake;
use super::super::backoff::delay_within;
use super::super::schedule::{SLACK, is_forced, part};
use crate::domain::ConnectionState as State;
use crate::ports::{MerchantFailure, MerchantTrouble as Trouble};
use crate::shop::rows::ShopPlan;

/// A shop whose card a person looks at is asked again when the last answer is older.
const STALE: TimeDelta = TimeDelta::minutes(15);
/// While somebody looks and the shop cannot be listened to.
const POLLED: TimeDelta = TimeDelta::seconds(60);
/// Otherwise it is asked after this long, and up to [`SPREAD`] later: an hour on average.
const REGULAR: TimeDelta = TimeDelta::minutes(45);
const SPREAD: TimeDelta = TimeDelta::minutes(30);
/// The longest wait after failures.
const MOST_WAIT: TimeDelta = TimeDelta::hours(6);
/// A refresh token whose answer was lost is good for a minute more: it is sent again by then.
const TOKEN_LOST: TimeDelta = TimeDelta::seconds(15);
/// Where there is no shop any more, it is looked for again after this long.
const GONE: TimeDelta = TimeDelta::days(1);
/// An address that is not asked is looked at again after this long.
const UNSAFE: TimeDelta = TimeDelta::days(7);
/// The least and the most that a shop's own word about its rest counts.
const LEAST_REST: TimeDelta = TimeDelta::seconds(10);
const MOST_REST: TimeDelta = TimeDelta::days(30);
/// How often a network that comes and goes may make a shop due.
const APART: TimeDelta = TimeDelta::seconds(10);

/// What came of asking a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sync) enum Answer {
    /// We have the newest.
    Unchanged,
    /// It gave something new, and that is kept.
    Changed,
    /// The records are read, but a wish has no clear answer: it is asked about again.
    Stuck(MerchantFailure),
    /// There was no usable answer.
    Failed(MerchantFailure),
    /// The same, and a refresh token may have been spent: it is sent again soon.
    TokenLost(MerchantFailure),
}

impl ShopPlan {
    /// When it is asked next, as of `now`; `None` when it is not.
    pub(in crate::sync) fn next(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.asked_at.is_none() {
            return self.due_at.map(|due| due.min(now));
        }
        self.anchored(now).due_at
    }

    /// Whether it is due by itself.
    pub(in crate::sync) fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.next(now).is_some_and(|due| due <= now)
    }

    /// Whether what happened in the world makes it due, or it is due by itself.
    pub(in crate::sync) fn is_due_after(&self, wake: Wake, now: DateTime<Utc>) -> bool {
        if self.is_due(now) {
            return true;
        }
        let plan = self.anchored(now);
        let Some(asked_at) = plan.asked_at.filter(|_| plan.may_ask(now)) else {
            return false;
        };
        let age = now - asked_at;
        match wake {
            Wake::Foreground => age >= STALE && (plan.is_well() || plan.offline),
            Wake::NetworkUp => age >= APART && plan.offline,
            Wake::Force => (age >= STALE && plan.is_well()) || (age >= APART && plan.failures > 0),
            Wake::Background => false,
        }
    }

    /// When it is asked next while somebody looks and it cannot be listened to; `None`: not
    /// sooner than otherwise.
    pub(in crate::sync) fn polled(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let plan = self.anchored(now);
        let well = plan.is_well() && plan.failures == 0 && plan.may_ask(now);
        plan.asked_at.filter(|_| well).map(|at| at + POLLED)
    }

    /// Whether something that cannot wait may be asked now: the shop answered last time, and does
    /// not want to be left alone.
    pub(in crate::sync) fn is_ready(&self, now: DateTime<Utc>) -> bool {
        let plan = self.anchored(now);
        plan.failures == 0 && plan.is_well() && plan.may_ask(now)
    }

    /// Whether a person may override the schedule now.
    pub(in crate::sync) fn may_force(&self, now: DateTime<Utc>) -> bool {
        !self.forced_at.is_some_and(|at| is_forced(at, now))
    }

    /// Whether it waits because all went well, and for nothing else.
    pub(in crate::sync) fn is_regular(&self) -> bool {
        let span = self
            .due_at
            .zip(self.asked_at)
            .map(|(due, asked)| due - asked);
        span.is_some_and(|span| span >= REGULAR)
    }

    fn is_well(&self) -> bool {
        matches!(self.state, State::New | State::Live)
    }

    /// Whether it may be asked at all, and does not want to be left alone.
    pub(in crate::sync) fn may_ask(&self, now: DateTime<Utc>) -> bool {
        self.due_at.is_some() && self.not_before.is_none_or(|rest| rest <= now)
    }

    /// The plan after an answer.
    pub(in crate::sync) fn after(&self, answer: &Answer, now: DateTime<Utc>, chance: u64) -> Self {
        let mut plan = self.anchored(now);
        if let Answer::Failed(failure) | Answer::TokenLost(failure) = answer
            && failure.kind == Trouble::Stopped
        {
            return plan;
        }
        plan.asked_at = Some(now);
        match answer {
            Answer::Unchanged => plan.well(now, chance),
            Answer::Changed => {
                plan.well(now, chance);
                plan.changed_at = Some(now);
            }
            Answer::Stuck(failure) => {
                let failures = plan.failures;
                plan.well(now, chance);
                plan.failures = failures;
                plan.wait(failure, now, chance);
            }
            Answer::Failed(failure) => plan.failed(failure, now, chance),
            Answer::TokenLost(failure) => {
                plan.failed(failure, now, chance);
                if plan.failures <= 2 && plan.not_before.is_none() && plan.due_at.is_some() {
                    plan.due_at = Some(now + TOKEN_LOST);
                }
            }
        }
        plan
    }

    fn well(&mut self, now: DateTime<Utc>, chance: u64) {
        self.answered(State::Live);
        self.checked_at = Some(now);
        self.due_at = Some(now + REGULAR + part(SPREAD, chance));
    }

    fn answered(&mut self, state: State) {
        self.state = state;
        self.not_before = None;
        self.failures = 0;
        self.offline = false;
    }

    fn failed(&mut self, failure: &MerchantFailure, now: DateTime<Utc>, chance: u64) {
        match end_of(&failure.kind) {
            Some(State::SignInOver) => {
                self.answered(State::SignInOver);
                self.due_at = None;
            }
            Some(State::Gone) => {
                self.answered(State::Gone);
                let again = now + GONE + part(MOST_WAIT, chance);
                self.due_at = Some(again).max(rest(failure, now, chance));
            }
            Some(state) => {
                self.answered(state);
                self.due_at = Some(now + UNSAFE + part(MOST_WAIT, chance));
            }
            None => {
                self.wait(failure, now, chance);
                // What ended stays so until there is a good answer.
                if matches!(self.state, State::New | State::Live | State::Waiting) {
                    self.state = State::Waiting;
                }
            }
        }
    }

    fn wait(&mut self, failure: &MerchantFailure, now: DateTime<Utc>, chance: u64) {
        self.failures = self.failures.saturating_add(1);
        self.offline = is_offline(&failure.kind);
        self.not_before = rest(failure, now, chance);
        let later = now + delay_within(MOST_WAIT, self.failures, chance);
        self.due_at = Some(self.not_before.unwrap_or(later));
    }

    /// With times that fit the clock as it is now: where it was set back behind the last question,
    /// the spans since then begin anew.
    pub(in crate::sync) fn anchored(&self, now: DateTime<Utc>) -> Self {
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
            checked_at: known(self.checked_at),
            changed_at: known(self.changed_at),
            due_at: moved(self.due_at),
            not_before: moved(self.not_before),
            forced_at: moved(self.forced_at),
            ..self.clone()
        }
    }
}

/// Until when a shop wants to be left alone, and a little longer, by chance.
fn rest(failure: &MerchantFailure, now: DateTime<Utc>, chance: u64) -> Option<DateTime<Utc>> {
    failure.retry_after.map(|rest| {
        let rest = TimeDelta::from_std(rest).unwrap_or(MOST_REST);
        let rest = rest.clamp(LEAST_REST, MOST_REST);
        now + rest + part(rest / 10, chance)
    })
}

/// Whether a failure says that the shop cannot be reached now.
pub(in crate::sync) fn is_offline(kind: &Trouble) -> bool {
    matches!(
        kind,
        Trouble::Unreachable | Trouble::TimedOut | Trouble::Broken
    )
}

/// The state that a failure leads to by itself; `None` for what may pass.
fn end_of(kind: &Trouble) -> Option<State> {
    use kantis_protocol::ProblemType as Problem;
    match kind {
        Trouble::SignInOver | Trouble::Denied => Some(State::SignInOver),
        Trouble::NoShop
        | Trouble::Problem(Problem::Gone | Problem::NotFound | Problem::UnknownMember)
        | Trouble::Unexpected { status: 404 | 410 } => Some(State::Gone),
        Trouble::Refused(_) | Trouble::WrongIssuer => Some(State::Unsafe),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
