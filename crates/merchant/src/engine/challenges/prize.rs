//! The prize: given once the steps are done, taken back when they are not done any more.

use uuid::Uuid;

use crate::engine::{EngineError, Work, claims, draws, points};
use crate::programme::{Challenge, Prize};
use crate::records::{ClaimSource, PrizeGiven};

/// Gives it; none where a draw that is over gives no tickets.
pub(super) fn give(
    work: &mut Work<'_>,
    member: Uuid,
    rule: &Challenge,
) -> Result<Option<PrizeGiven>, EngineError> {
    Ok(match &rule.prize {
        Prize::Points(amount) => {
            let reason = format!("challenge:{}", rule.id);
            let entry = points::award(work, member, *amount, &reason)?;
            Some(PrizeGiven::Points(entry))
        }
        Prize::Reward(reward) => {
            let source = ClaimSource::Reward(reward.clone());
            let claim = claims::grant(work, member, source, None)?;
            Some(PrizeGiven::Claim(claim.id))
        }
        Prize::Tickets { draw, count } => {
            draws::tickets(work, member, draw, *count)?.map(|first| PrizeGiven::Tickets {
                draw: draw.clone(),
                first,
            })
        }
    })
}

/// Takes it back. False for what was used: a reward that was handed over, tickets that were drawn
/// from. Points that were spent are owed, as after any return.
pub(super) fn take_back(
    work: &mut Work<'_>,
    member: Uuid,
    prize: Option<&PrizeGiven>,
) -> Result<bool, EngineError> {
    match prize {
        None => Ok(true),
        Some(PrizeGiven::Points(entry)) => {
            points::take_back(work, member, *entry)?;
            Ok(true)
        }
        Some(PrizeGiven::Claim(claim)) => claims::take_back(work, *claim),
        Some(PrizeGiven::Tickets { draw, first }) => draws::take_back(work, draw, *first, member),
    }
}
