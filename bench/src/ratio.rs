//! Two pieces of work that take turns.

use std::time::{Duration, Instant};

/// Ours and a reference for it.
pub(crate) struct Comparison {
    /// What is done, in words.
    pub(crate) what: String,
    /// Ours may take so many times as long.
    pub(crate) aim: f64,
    /// How often each has its turn.
    pub(crate) rounds: usize,
    /// Our work.
    pub(crate) ours: Box<dyn FnMut()>,
    /// The same by somebody else.
    pub(crate) theirs: Box<dyn FnMut()>,
}

impl Comparison {
    /// Runs it, prints a line, and says whether the aim was met. Who begins changes from round to
    /// round; the median of the rounds' ratios counts, so that a busy moment does not.
    pub(crate) fn run(mut self, name: &str) -> bool {
        (self.ours)();
        (self.theirs)();
        let mut rounds: Vec<(Duration, Duration)> = (0..self.rounds)
            .map(|round| {
                if round % 2 == 0 {
                    let ours = time(&mut self.ours);
                    (ours, time(&mut self.theirs))
                } else {
                    let theirs = time(&mut self.theirs);
                    (time(&mut self.ours), theirs)
                }
            })
            .collect();
        let ratio =
            |(ours, theirs): &(Duration, Duration)| ours.as_secs_f64() / theirs.as_secs_f64();
        rounds.sort_by(|one, other| ratio(one).total_cmp(&ratio(other)));
        let median = rounds.get(rounds.len() / 2).expect("there are rounds");
        let (ours, theirs) = median;
        let (found, aim) = (ratio(median), self.aim);
        let verdict = if found <= aim { "met" } else { "MISSED" };
        println!(
            "{name}: {}: {ours:.1?} against {theirs:.1?}, ratio {found:.2}, aim {aim:.1}: {verdict}",
            self.what
        );
        found <= aim
    }
}

fn time(work: &mut dyn FnMut()) -> Duration {
    let begin = Instant::now();
    work();
    begin.elapsed()
}
