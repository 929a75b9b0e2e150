//! Joining.

use kantis_protocol as wire;
use kantis_protocol::{Kind, ProblemType};

use super::{rule, view};
use crate::engine::{EngineError, Refused, Work};
use crate::records::{ChallengeRecord, MemberRecord};

/// Joins. Joining twice is as once.
///
/// # Errors
/// `not-found`, `wrong-state` outside of its window.
pub fn join(
    work: &mut Work<'_>,
    member: &MemberRecord,
    challenge: &str,
) -> Result<wire::Challenge, EngineError> {
    let rule = rule(work, challenge).ok_or_else(|| Refused::new(ProblemType::NotFound))?;
    let known = work.tx.challenge_of(&rule.id, member.id)?;
    if known.is_none() {
        let refused = |why: &str| Refused::new(ProblemType::WrongState).because(why);
        let today = work.today();
        if today < rule.from {
            return Err(refused("it has not begun").into());
        }
        if rule.until < today {
            return Err(refused("it is over").into());
        }
        work.tx.set_challenge(&ChallengeRecord {
            challenge: rule.id.clone(),
            member: member.id,
            joined: work.now,
            completed: None,
            prize: None,
        })?;
        work.touch(member.id, Kind::Challenge, &rule.id)?;
    }
    view::shown(work, member, rule)
}
