//! How often one shop's pushes make it be asked.
//!
//! The first push makes it due at once, another one ten seconds after the last question at the
//! soonest. As long as nothing new is found that becomes twenty, forty, up to five minutes. No push
//! makes a shop due that wants to be left alone or did not answer. Nothing that is pushed gets lost:
//! after the last push there is a question.

use chrono::{DateTime, TimeDelta, Utc};

use crate::shop::rows::ShopPlan;

/// The least between a question and the next one that a push leads to.
const APART: TimeDelta = TimeDelta::seconds(10);
/// The most, while nothing is found.
const MOST_APART: TimeDelta = TimeDelta::minutes(5);

#[derive(Debug, Default)]
pub(super) struct Woken {
    /// A push came that no question followed yet.
    waits: bool,
    /// The question to which pushes led, until its answer is kept.
    asked: Option<DateTime<Utc>>,
    /// Questions in a row to which pushes led and that found nothing.
    in_vain: u32,
    /// When something was last found.
    changed_at: Option<DateTime<Utc>>,
}

impl Woken {
    /// A push came; `true` when it is the first since the last question.
    pub(super) fn push(&mut self) -> bool {
        !std::mem::replace(&mut self.waits, true)
    }

    /// The shop is asked now.
    pub(super) fn asks(&mut self, now: DateTime<Utc>) {
        if std::mem::take(&mut self.waits) {
            self.asked = Some(now);
        }
    }

    /// When pushes make the shop due, as of `now`; `None`: they do not, or not before something
    /// else does.
    pub(super) fn due(&mut self, plan: &ShopPlan, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let plan = plan.anchored(now);
        if let Some(asked) = self.asked {
            if plan.asked_at.is_some_and(|at| at >= asked) {
                self.asked = None;
                if plan.changed_at == self.changed_at {
                    self.in_vain = self.in_vain.saturating_add(1);
                } else {
                    self.in_vain = 0;
                    self.changed_at = plan.changed_at;
                }
            } else {
                // Nobody came to ask, or the clock was set back.
                self.asked = None;
                self.waits = true;
            }
        }
        if !self.waits || !plan.is_ready(now) {
            return None;
        }
        let apart = APART * 2_i32.pow(self.in_vain.min(5));
        let apart = apart.min(MOST_APART);
        Some(plan.asked_at.map_or(now, |at| (at + apart).max(now)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ConnectionState;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::seconds(seconds)
    }

    fn plan(asked: i64, changed: i64) -> ShopPlan {
        ShopPlan {
            state: ConnectionState::Live,
            asked_at: Some(at(asked)),
            checked_at: Some(at(asked)),
            changed_at: Some(at(changed)),
            due_at: Some(at(asked + 3600)),
            not_before: None,
            forced_at: None,
            failures: 0,
            offline: false,
        }
    }

    #[test]
    fn without_a_push_nothing_is_due() {
        assert_eq!(Woken::default().due(&plan(0, 0), at(100)), None);
    }

    #[test]
    fn a_push_makes_a_shop_due_at_once_and_the_next_one_a_little_later() {
        let mut woken = Woken::default();
        assert!(woken.push());
        assert!(!woken.push(), "nobody is woken twice");
        assert_eq!(woken.due(&plan(0, 0), at(100)), Some(at(100)));
        woken.asks(at(100));
        assert!(woken.push());
        assert_eq!(woken.due(&plan(101, 101), at(103)), Some(at(111)));
        woken.asks(at(111));
        assert_eq!(woken.due(&plan(111, 111), at(200)), None);
    }

    #[test]
    fn pushes_in_vain_are_followed_more_and_more_slowly() {
        let mut woken = Woken::default();
        let (mut now, mut waits) = (100, Vec::new());
        for _ in 0..9 {
            woken.push();
            let due = woken.due(&plan(now, 0), at(now)).unwrap();
            waits.push((due - at(now)).num_seconds());
            now += waits.last().unwrap();
            woken.asks(at(now));
            assert_eq!(woken.due(&plan(now, 0), at(now)), None);
        }
        assert_eq!(waits, [10, 10, 20, 40, 80, 160, 300, 300, 300]);
        // Something was found.
        woken.push();
        woken.asks(at(now));
        assert_eq!(woken.due(&plan(now, now), at(now)), None);
        woken.push();
        assert_eq!(woken.due(&plan(now, now), at(now)), Some(at(now + 10)));
    }

    #[test]
    fn a_question_that_never_left_is_asked_again() {
        let mut woken = Woken::default();
        woken.push();
        woken.asks(at(100));
        assert_eq!(woken.due(&plan(50, 0), at(105)), Some(at(105)));
    }

    #[test]
    fn a_shop_that_rests_is_left_alone() {
        let mut woken = Woken::default();
        woken.push();
        let rests = ShopPlan {
            not_before: Some(at(1000)),
            ..plan(0, 0)
        };
        assert_eq!(woken.due(&rests, at(999)), None);
        assert_eq!(woken.due(&rests, at(1000)), Some(at(1000)));
        let failed = ShopPlan {
            failures: 1,
            ..plan(0, 0)
        };
        assert_eq!(woken.due(&failed, at(2000)), None);
    }

    #[test]
    fn a_clock_that_was_set_back_floods_nobody() {
        let mut woken = Woken::default();
        woken.push();
        woken.asks(at(100_000));
        assert_eq!(woken.due(&plan(100_000, 0), at(0)), Some(at(10)));
        woken.asks(at(10));
        assert_eq!(woken.due(&plan(10, 0), at(10)), None);
    }
}
