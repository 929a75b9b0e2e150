//! Two ways of doing the same, measured in turns.

use std::time::{Duration, Instant};

/// Something that is done once a round.
type Side = Box<dyn FnMut()>;

/// We and another, at the same work.
pub(crate) struct Comparison {
    /// What is done.
    pub(crate) name: String,
    /// Times that a side does it in one round.
    pub(crate) count: u32,
    /// We.
    pub(crate) ours: Side,
    /// The other.
    pub(crate) theirs: Side,
    /// The most that our time may be of theirs; `None` where nothing is promised.
    pub(crate) aim: Option<f64>,
}

/// What came of it.
pub(crate) struct Measured {
    name: String,
    count: u32,
    ours: Duration,
    theirs: Duration,
    aim: Option<f64>,
}

impl Comparison {
    /// Runs both sides in turns, after a round that does not count.
    pub(crate) fn measure(mut self, rounds: usize) -> Measured {
        (self.ours)();
        (self.theirs)();
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for round in 0..rounds {
            // Neither is always the one that comes second.
            if round % 2 == 0 {
                ours.push(timed(&mut self.ours));
                theirs.push(timed(&mut self.theirs));
            } else {
                theirs.push(timed(&mut self.theirs));
                ours.push(timed(&mut self.ours));
            }
        }
        Measured {
            name: self.name,
            count: self.count,
            ours: median(ours),
            theirs: median(theirs),
            aim: self.aim,
        }
    }
}

fn timed(side: &mut Side) -> Duration {
    let start = Instant::now();
    side();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

impl Measured {
    /// The head of the table.
    pub(crate) const HEADER: &str =
        "comparison                                             ours   theirs  ratio   aim";

    fn ratio(&self) -> f64 {
        self.ours.as_secs_f64() / self.theirs.as_secs_f64()
    }

    /// Whether we are slower than promised.
    pub(crate) fn missed(&self) -> bool {
        self.aim.is_some_and(|aim| self.ratio() > aim)
    }

    /// Microseconds of one piece of work.
    fn each(&self, all: Duration) -> f64 {
        all.as_secs_f64() * 1e6 / f64::from(self.count)
    }

    /// A line of the table.
    pub(crate) fn line(&self) -> String {
        let aim = self.aim.map_or("–".to_owned(), |aim| format!("{aim:.2}"));
        let missed = if self.missed() { "  missed" } else { "" };
        format!(
            "{:<50} {:>6.0} µs {:>5.0} µs {:>6.2} {aim:>5}{missed}",
            self.name,
            self.each(self.ours),
            self.each(self.theirs),
            self.ratio(),
        )
    }

    /// The same for programs.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "name": self.name,
            "count": self.count,
            "oursMicroseconds": self.each(self.ours),
            "theirsMicroseconds": self.each(self.theirs),
            "ratio": self.ratio(),
            "aim": self.aim,
            "met": self.aim.map(|_| !self.missed()),
        })
    }
}
