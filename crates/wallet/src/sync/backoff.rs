//! How long to leave a service alone after it failed.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use chrono::TimeDelta;

/// After the first failure.
const FIRST: Duration = Duration::from_secs(60);
/// The longest wait for a pass's service.
const DAYS: TimeDelta = TimeDelta::days(7);
/// By then every wait is the longest.
const MOST_STEPS: usize = 20;

/// The wait after so many failures in a row: it doubles from one minute, and `chance` adds up to
/// as much again, so that devices that failed together do not come back together. Seven days at
/// the most.
pub(super) fn delay(failures: u32, chance: u64) -> TimeDelta {
    delay_within(DAYS, failures, chance)
}

/// The same, never longer than `most`.
pub(super) fn delay_within(most: TimeDelta, failures: u32, chance: u64) -> TimeDelta {
    // Chance may double it.
    let longest = (most / 2).to_std().unwrap_or(FIRST);
    let steps = usize::try_from(failures).unwrap_or(MOST_STEPS);
    let delay = ExponentialBuilder::new()
        .with_min_delay(FIRST)
        .with_factor(2.0)
        .with_max_delay(longest)
        .without_max_times()
        .with_jitter()
        .with_jitter_seed(chance)
        .build()
        .nth(steps.saturating_sub(1).min(MOST_STEPS))
        .unwrap_or(longest);
    TimeDelta::from_std(delay).unwrap_or(most).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_most_and_chance_spreads_them() {
        let days = TimeDelta::days(7);
        let hours = TimeDelta::hours(6);
        for (most, failures, least) in [
            (days, 1, TimeDelta::minutes(1)),
            (days, 2, TimeDelta::minutes(2)),
            (days, 5, TimeDelta::minutes(16)),
            (days, 10, TimeDelta::minutes(512)),
            (days, 40, TimeDelta::hours(84)),
            (days, u32::MAX, TimeDelta::hours(84)),
            (hours, 1, TimeDelta::minutes(1)),
            (hours, 8, TimeDelta::minutes(128)),
            (hours, 9, TimeDelta::hours(3)),
            (hours, u32::MAX, TimeDelta::hours(3)),
        ] {
            let wait = |chance| delay_within(most, failures, chance);
            let waits: Vec<_> = (0..200).map(wait).collect();
            let slack = TimeDelta::seconds(1);
            assert!(
                waits.iter().all(|wait| *wait >= least - slack
                    && *wait <= least * 2 + slack
                    && *wait <= most),
                "{failures}"
            );
            let (min, max) = (waits.iter().min().unwrap(), waits.iter().max().unwrap());
            assert!(*max - *min > least / 2, "{failures}: {min} to {max}");
        }
        assert_eq!(delay(3, 7), delay(3, 7));
    }
}
