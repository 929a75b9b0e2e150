//! Many passes of many issuers: issuers side by side, the passes of one after the other.

use std::iter::Enumerate;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::vec;

use kantis_wallet::ports::{
    Call, Fetched, PassHeard, Question as PassQuestion, SourceFailure, SourceTrouble, Stop,
};
use tokio::task::JoinSet;

use super::question;
use crate::answer::fetched;
use crate::exchange::{NoAnswer, wanted};
use crate::network::{Asking, LANES, Network};

/// Asks all of them; `false`: not all were asked to their end, as nobody waits any more.
pub(super) fn ask(
    network: &Network,
    origins: Vec<Vec<PassQuestion>>,
    call: &Call,
    answered: PassHeard,
) -> bool {
    let count = origins.len().min(LANES);
    let lanes = Arc::new(Lanes {
        asking: network.asking(),
        timeout: call.timeout,
        stop: call.stop.clone(),
        waiting: Mutex::new(origins.into_iter().enumerate()),
        answered,
    });
    let stop = call.stop.clone();
    let asked = network.wait(async move {
        let mut asking = JoinSet::new();
        for _ in 0..count {
            asking.spawn(Arc::clone(&lanes).ask());
        }
        let all = async { Ok::<_, NoAnswer>(asking.join_all().await) };
        wanted(&stop, all).await.is_ok() && !stop.is_set()
    });
    asked.unwrap_or_default()
}

/// What the lanes share: each asks one issuer after the other.
struct Lanes {
    asking: Asking,
    timeout: Duration,
    stop: Stop,
    waiting: Mutex<Enumerate<vec::IntoIter<Vec<PassQuestion>>>>,
    answered: PassHeard,
}

impl Lanes {
    async fn ask(self: Arc<Self>) {
        while let Some((origin, questions)) = self.next() {
            for one in &questions {
                if self.stop.is_set() {
                    return;
                }
                let answer = self.one(one).await;
                let is_end = !matches!(answer, Ok(Fetched::Unchanged));
                if (self.answered)(origin, answer).is_break() || is_end {
                    break;
                }
            }
        }
    }

    fn next(&self) -> Option<(usize, Vec<PassQuestion>)> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.next()
    }

    async fn one(&self, one: &PassQuestion) -> Result<Fetched, SourceFailure> {
        let question = question(&one.pass, &one.cursor)?;
        let answer = self.asking.ask(question, self.timeout).await;
        fetched(answer.map_err(SourceTrouble::from)?)
    }
}
