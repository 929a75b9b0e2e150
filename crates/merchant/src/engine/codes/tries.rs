//! Wrong tries, and who is shut out for a while because of them.
//!
//! They are counted for an alias, so that nobody tries the passwords of one device, and for a till,
//! so that nobody tries aliases and card numbers through it; and apart from these, phone numbers and
//! addresses, so that a stolen key does not tell who is a member. An alias that nobody has is counted
//! and shut out as any other: being shut out says nothing about whether it exists.

use chrono::{DateTime, TimeDelta, Utc};
use kantis_protocol::{ProblemType, step_of};
use uuid::Uuid;

use super::super::{EngineError, Refused, Work};
use crate::records::Tries;

/// How many wrong tries in which time shut out for how long.
struct Rule {
    wrong: u32,
    within: TimeDelta,
    locked: TimeDelta,
}

/// An eight-digit password is guessed in five tries once in twenty million times.
const ALIAS: Rule = Rule {
    wrong: 5,
    within: TimeDelta::minutes(15),
    locked: TimeDelta::minutes(15),
};

/// A till in good order sees a wrong code now and then.
const TILL: Rule = Rule {
    wrong: 20,
    within: TimeDelta::minutes(10),
    locked: TimeDelta::minutes(5),
};

/// Phone numbers and addresses that nobody has. A web shop asks for its guests too, so many miss.
const TOLD: Rule = Rule {
    wrong: 300,
    within: TimeDelta::minutes(10),
    locked: TimeDelta::minutes(10),
};

/// Everybody may type codes at a checkout, so a web shop sees many wrong ones; a code of ten letters
/// and digits is not found so in any time.
const CHECKOUT: Rule = Rule {
    wrong: 300,
    within: TimeDelta::minutes(10),
    locked: TimeDelta::minutes(1),
};

/// Whether too many wrong codes were typed at a web shop's checkout.
///
/// # Errors
/// `locked`.
pub fn check_checkout(work: &Work<'_>, web_shop: Uuid) -> Result<(), EngineError> {
    check(work, &of_checkout(web_shop))
}

/// Counts a wrong code typed at a web shop's checkout, and gives the refusal that keeps the count.
///
/// # Errors
/// When the database fails.
pub fn wrong_at_checkout(work: &mut Work<'_>, web_shop: Uuid) -> Result<EngineError, EngineError> {
    count(work, &of_checkout(web_shop), &CHECKOUT)?;
    Ok(Refused::new(ProblemType::NotFound).noted().into())
}

/// Whether a till is shut out.
///
/// # Errors
/// `locked`.
pub fn check_till(work: &Work<'_>, till: Uuid) -> Result<(), EngineError> {
    check(work, &till.to_string())
}

/// Counts a wrong code of a claim at a till, and gives the refusal that keeps the count.
///
/// # Errors
/// When the database fails.
pub fn wrong_at_till(
    work: &mut Work<'_>,
    till: Uuid,
    kind: ProblemType,
) -> Result<EngineError, EngineError> {
    count(work, &till.to_string(), &TILL)?;
    Ok(Refused::new(kind).noted().into())
}

/// Counts a wrong try, and gives the refusal that keeps the count.
pub(super) fn wrong(
    work: &mut Work<'_>,
    till: Uuid,
    alias: Option<&str>,
) -> Result<EngineError, EngineError> {
    if let Some(alias) = alias {
        count(work, &of_alias(alias), &ALIAS)?;
    }
    wrong_at_till(work, till, ProblemType::UnknownMember)
}

/// Whether a till or web shop asked for too many that nobody is. Its codes are taken all the same.
pub(super) fn check_told(work: &Work<'_>, till: Uuid) -> Result<(), EngineError> {
    check(work, &of_told(till))
}

/// Counts a phone number or an address that nobody has, and gives the refusal that keeps the count.
pub(super) fn nobody(work: &mut Work<'_>, till: Uuid) -> Result<EngineError, EngineError> {
    count(work, &of_told(till), &TOLD)?;
    Ok(Refused::new(ProblemType::UnknownMember).noted().into())
}

/// Whether an alias is shut out.
pub(super) fn check_alias(work: &Work<'_>, alias: &str) -> Result<(), EngineError> {
    check(work, &of_alias(alias))
}

/// A right code: what was wrong before is forgotten.
pub(super) fn forget_alias(work: &mut Work<'_>, alias: &str) -> Result<(), EngineError> {
    Ok(work.tx.set_tries(&of_alias(alias), None)?)
}

/// Forgets steps that no batch can bring any more, and tries of long ago.
pub(in crate::engine) fn forget_before(work: &mut Work<'_>) -> Result<(), EngineError> {
    let oldest = work.now - super::BATCH - TimeDelta::hours(1);
    let step = step_of(oldest);
    work.tx.trim_codes(step, oldest)?;
    Ok(())
}

fn of_checkout(web_shop: Uuid) -> String {
    format!("checkout:{web_shop}")
}

fn of_told(till: Uuid) -> String {
    format!("told:{till}")
}

fn of_alias(alias: &str) -> String {
    format!("alias:{alias}")
}

fn check(work: &Work<'_>, who: &str) -> Result<(), EngineError> {
    match work.tx.tries(who)?.and_then(|tries| tries.locked_until) {
        Some(until) if until > work.now => Err(locked(until, work.now)),
        _ => Ok(()),
    }
}

fn locked(until: DateTime<Utc>, now: DateTime<Utc>) -> EngineError {
    let seconds = (until - now).num_seconds().max(0).saturating_add(1);
    Refused::new(ProblemType::Locked)
        .with("retry_after", seconds)
        .into()
}

fn count(work: &mut Work<'_>, who: &str, rule: &Rule) -> Result<(), EngineError> {
    let so_far = work
        .tx
        .tries(who)?
        .filter(|tries| tries.locked_until.is_none() && tries.since + rule.within > work.now);
    let tries = Tries {
        wrong: so_far.map_or(1, |tries| tries.wrong.saturating_add(1)),
        since: so_far.map_or(work.now, |tries| tries.since),
        locked_until: None,
    };
    let locked_until = (tries.wrong >= rule.wrong).then_some(work.now + rule.locked);
    work.tx.set_tries(
        who,
        Some(Tries {
            locked_until,
            ..tries
        }),
    )?;
    Ok(())
}
