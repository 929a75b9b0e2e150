//! How long to leave a service alone after it failed.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use chrono::TimeDelta;

/// After the first failure.
const FIRST: Duration = Duration::from_secs(60);
/// Chance adds up to as much again, so no wait is longer than seven days.
const MOST: Duration = Duration::from_secs(7 * 24 * 60 * 60 / 2);
/// By then every wait is the longest.
const MOST_STEPS: usize = 20;

/// The wait after so many failures in a row: it doubles from one minute, and `chance` adds up to
/// as much again, so that devices that failed together do not come back together.
pub(super) fn delay(failures: u32, chance: u64) -> TimeDelta {
    let steps = usize::try_from(failures).unwrap_or(MOST_STEPS);
    let delay = ExponentialBuilder::new()
        .with_min_delay(FIRST)
        .with_factor(2.0)
        .with_max_delay(MOST)
        .without_max_times()
        .with_jitter()
        .with_jitter_seed(chance)
        .build()
        .nth(steps.saturating_sub(1).min(MOST_STEPS))
        .unwrap_or(MOST);
    TimeDelta::from_std(delay).unwrap_or(TimeDelta::days(7))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_seven_days_and_chance_spreads_them() {
        for (failures, least) in [
            (1, TimeDelta::minutes(1)),
            (2, TimeDelta::minutes(2)),
            (5, TimeDelta::minutes(16)),
            (10, TimeDelta::minutes(512)),
            (40, TimeDelta::hours(84)),
            (u32::MAX, TimeDelta::hours(84)),
        ] {
            let waits: Vec<_> = (0..200).map(|chance| delay(failures, chance)).collect();
            let slack = TimeDelta::seconds(1);
            assert!(
                waits
                    .iter()
                    .all(|wait| *wait >= least - slack && *wait <= least * 2 + slack),
                "{failures}"
            );
            let (min, max) = (waits.iter().min().unwrap(), waits.iter().max().unwrap());
            assert!(*max - *min > least / 2, "{failures}: {min} to {max}");
        }
        assert_eq!(delay(3, 7), delay(3, 7));
    }
}
