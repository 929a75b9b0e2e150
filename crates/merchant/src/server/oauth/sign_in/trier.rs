//! Who tries one-time codes: a browser in which an address was proven before, or all others
//! together.
//!
//! Six digits are guessed once in a million tries, so wrong ones are counted by the day. Strangers
//! share one count for an address; a browser in which its owner once signed in has one of its own.
//! So nobody guesses for long, and nobody shuts a member out of their own browser. Whether anybody
//! has joined with the address makes no difference.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};

use crate::engine::{EngineError, Work};
use crate::records::{Hash, SignInRecord, Tries};
use crate::secret;

/// Wrong codes that shut out, within a day of the first, for a day.
const WRONG: u32 = 10;
/// Hours for which wrong codes count and shut out.
const DAY: TimeDelta = TimeDelta::hours(24);

/// Whoever tries codes that were sent to one address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trier(Hash);

impl Trier {
    /// Who it is, by the hash of their browser's cookie and the address.
    pub(super) fn of(work: &Work<'_>, browser: &Hash, email: &str) -> Result<Self, EngineError> {
        let own = together(browser, email);
        Ok(Self(if work.tx.knows_browser(&own)? {
            own
        } else {
            secret::hash(email)
        }))
    }

    /// For counters of letters: strangers use up nothing of a browser that is known.
    pub(super) const fn hash(self) -> Hash {
        self.0
    }

    /// Until when they are shut out.
    pub(super) fn shut_out(self, work: &Work<'_>) -> Result<Option<DateTime<Utc>>, EngineError> {
        let tries = work.tx.tries(&self.key())?;
        Ok(tries
            .and_then(|tries| tries.locked_until)
            .filter(|until| *until > work.now))
    }

    /// Counts a wrong code.
    pub(super) fn was_wrong(self, work: &mut Work<'_>) -> Result<(), EngineError> {
        let so_far = work
            .tx
            .tries(&self.key())?
            .filter(|tries| tries.locked_until.is_none() && tries.since + DAY > work.now);
        let wrong = so_far.map_or(1, |tries| tries.wrong.saturating_add(1));
        let tries = Tries {
            wrong,
            since: so_far.map_or(work.now, |tries| tries.since),
            locked_until: (wrong >= WRONG).then_some(work.now + DAY),
        };
        Ok(work.tx.set_tries(&self.key(), Some(tries))?)
    }

    fn key(self) -> String {
        format!("mail:{}", URL_SAFE_NO_PAD.encode(self.0))
    }
}

/// Notes that the member showed in this browser that the address is theirs.
pub(super) fn remember(work: &mut Work<'_>, record: &SignInRecord) -> Result<(), EngineError> {
    let (Some(member), Some(email)) = (record.member, &record.email) else {
        return Ok(());
    };
    let own = together(&record.browser, email);
    Ok(work.tx.know_browser(&own, member, work.now)?)
}

fn together(browser: &Hash, email: &str) -> Hash {
    secret::hash(&format!("{}:{email}", URL_SAFE_NO_PAD.encode(browser)))
}
