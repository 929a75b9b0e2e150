//! Member codes: linking a device, and judging what was scanned.
//!
//! A rotating code is good for its own step and one to either side, once. Online it must be newer
//! than the newest step that was taken; a batch of an offline till may come in any order, so every
//! step that was taken is kept as long as a batch may come. An alias that nobody has and a password
//! that does not fit are answered alike, and both count as wrong tries ([`tries`]).

mod tries;

use chrono::{DateTime, TimeDelta, Utc};
use kantis_protocol as wire;
use kantis_protocol::pos::MemberRef;
use kantis_protocol::{CardNumber, CodeSecret, MemberCode, ProblemType, step_of};
use uuid::Uuid;

pub(super) use tries::forget_before;
pub use tries::{check_checkout, check_till, wrong_at_checkout, wrong_at_till};

use super::{EngineError, Refused, Work, members};
use crate::records::{LinkedDevice, MemberRecord, VisitRecord, VisitStrength};
use crate::store::StoreError;

/// How long an offline till may keep a purchase to itself.
pub const BATCH: TimeDelta = TimeDelta::hours(72);
/// How far a till's clock may be ahead of ours.
const SKEW: TimeDelta = TimeDelta::minutes(2);
/// How long somebody stands at a till.
const VISIT: TimeDelta = TimeDelta::minutes(15);
/// Characters of a device's label.
const LABEL: usize = 40;
/// An alias that is taken is drawn anew; a hundred thousand members make one in a million so.
const DRAWS: usize = 8;

/// Links a device: an alias and a secret of its own. One for each grant; linking again replaces it.
///
/// # Errors
/// `invalid` for a label that is too long.
pub fn link(
    work: &mut Work<'_>,
    member: Uuid,
    grant: Uuid,
    request: wire::DeviceRequest,
) -> Result<wire::DeviceLink, EngineError> {
    let label = request
        .label
        .map(|label| label.trim().to_owned())
        .filter(|label| !label.is_empty());
    if label
        .as_ref()
        .is_some_and(|label| label.chars().count() > LABEL || label.contains(char::is_control))
    {
        return Err(Refused::new(ProblemType::Invalid)
            .because("a label has at most 40 characters")
            .at("label")
            .into());
    }
    let mut secret = [0; 32];
    work.entropy.fill(&mut secret);
    let mut device = LinkedDevice {
        alias: String::new(),
        member,
        grant,
        secret: CodeSecret::new(secret),
        label,
        linked: work.now,
        last_step: 0,
    };
    let mut linked = Err(StoreError::Taken { what: "alias" });
    for _ in 0..DRAWS {
        device.alias = alias(work);
        linked = work.tx.link_device(&device);
        if !matches!(linked, Err(StoreError::Taken { .. })) {
            break;
        }
    }
    linked?;
    Ok(wire::DeviceLink {
        alias: device.alias,
        secret: device.secret,
        step_seconds: u32::try_from(wire::STEP_SECONDS).unwrap_or(30),
        now: work.now,
    })
}

/// Eleven digits, every one as likely as another.
fn alias(work: &Work<'_>) -> String {
    const ALL: u64 = 100_000_000_000;
    loop {
        let mut chance = [0; 8];
        work.entropy.fill(&mut chance);
        let number = u64::from_le_bytes(chance);
        // The last, incomplete run of numbers would favour small ones.
        if number < u64::MAX - u64::MAX % ALL {
            return format!("{:011}", number % ALL);
        }
    }
}

/// Who that is. Uses a rotating code up; counts wrong codes and shuts out who guesses.
///
/// # Errors
/// `unknown-member`, `code-expired`, `locked`. A wrong try is noted though refused, so this comes
/// before anything else that is written.
pub fn recognise(
    work: &mut Work<'_>,
    till: Uuid,
    by: &MemberRef,
) -> Result<(MemberRecord, VisitStrength), EngineError> {
    if let MemberRef::Visit(id) = by {
        let visit = open_visit(work, till, *id)?;
        return Ok((known(work, visit.member)?, visit.strength));
    }
    find(work, till, by, work.now, true)
}

/// Who that is, for pricing a basket: as [`recognise`], but a rotating code is not used up, so it is
/// refused: it is traded for a visit first.
///
/// # Errors
/// As [`recognise`], and `invalid` for a rotating code.
pub fn look_up(
    work: &mut Work<'_>,
    till: Uuid,
    by: &MemberRef,
) -> Result<(MemberRecord, VisitStrength), EngineError> {
    if matches!(by, MemberRef::Scan(scanned) if MemberCode::parse(scanned).is_ok()) {
        return Err(Refused::new(ProblemType::Invalid)
            .because("a rotating code works once: open a visit with it")
            .at("member")
            .into());
    }
    recognise(work, till, by)
}

/// Who that was when an offline till scanned it: judged at that time, within 72 h, each step once, in any order.
///
/// # Errors
/// `unknown-member`, `code-expired`, `locked`, `invalid` for a time that has not come.
pub fn recognise_then(
    work: &mut Work<'_>,
    till: Uuid,
    by: &MemberRef,
    scanned: DateTime<Utc>,
) -> Result<(MemberRecord, VisitStrength), EngineError> {
    judge_time(work, scanned)?;
    if matches!(by, MemberRef::Visit(_)) {
        return Err(Refused::new(ProblemType::Invalid)
            .because("a till that is offline has no visits")
            .at("member")
            .into());
    }
    find(work, till, by, scanned, false)
}

/// Whether a batch's row may still come.
///
/// # Errors
/// `code-expired`, `invalid`.
pub fn judge_time(work: &Work<'_>, scanned: DateTime<Utc>) -> Result<(), EngineError> {
    if scanned > work.now + SKEW {
        return Err(Refused::new(ProblemType::Invalid)
            .because("that time has not come")
            .at("scanned")
            .into());
    }
    if scanned < work.now - BATCH {
        return Err(Refused::new(ProblemType::CodeExpired)
            .because("a batch comes within 72 hours")
            .at("scanned")
            .into());
    }
    Ok(())
}

/// Opens a visit for a quarter of an hour.
///
/// # Errors
/// As [`recognise`].
pub fn visit(work: &mut Work<'_>, till: Uuid, by: &MemberRef) -> Result<VisitRecord, EngineError> {
    if let MemberRef::Visit(id) = by {
        return open_visit(work, till, *id);
    }
    let (member, strength) = recognise(work, till, by)?;
    let visit = VisitRecord {
        id: work.id(),
        till,
        member: member.id,
        strength,
        until: work.now + VISIT,
    };
    work.tx.add_visit(&visit)?;
    Ok(visit)
}

/// A visit that is still open at this till.
///
/// # Errors
/// `unknown-member` when there is none here, `code-expired` once it is over.
pub fn open_visit(work: &Work<'_>, till: Uuid, id: Uuid) -> Result<VisitRecord, EngineError> {
    let visit = work
        .tx
        .visit(id)?
        .filter(|visit| visit.till == till)
        .ok_or_else(unknown)?;
    if visit.until <= work.now {
        return Err(Refused::new(ProblemType::CodeExpired)
            .because("the visit is over")
            .into());
    }
    Ok(visit)
}

/// Whether points may be spent by what was shown.
#[must_use]
pub const fn may_spend(work: &Work<'_>, strength: VisitStrength) -> bool {
    match strength {
        VisitStrength::Rotating => true,
        VisitStrength::Static => work.programme.codes.static_spends,
        VisitStrength::Told => false,
    }
}

fn find(
    work: &mut Work<'_>,
    till: Uuid,
    by: &MemberRef,
    at: DateTime<Utc>,
    online: bool,
) -> Result<(MemberRecord, VisitStrength), EngineError> {
    match by {
        MemberRef::Scan(scanned) => {
            if let Ok(code) = MemberCode::parse(scanned) {
                let member = rotating(work, till, &code, at, online)?;
                return Ok((member, VisitStrength::Rotating));
            }
            Ok((numbered(work, till, scanned)?, VisitStrength::Static))
        }
        MemberRef::Number(number) => Ok((numbered(work, till, number)?, VisitStrength::Static)),
        MemberRef::Phone(phone) => {
            let phone = members::phone(phone).ok_or_else(unknown)?;
            tries::check_told(work, till)?;
            let found = work.tx.member_by_phone(&phone)?;
            told(work, till, found)
        }
        MemberRef::Email(email) => {
            let email = members::email(email).ok_or_else(unknown)?;
            tries::check_told(work, till)?;
            let found = work.tx.member_by_email(&email)?;
            told(work, till, found)
        }
        // A visit is looked up before.
        MemberRef::Visit(_) => Err(unknown()),
    }
}

fn told(
    work: &mut Work<'_>,
    till: Uuid,
    found: Option<MemberRecord>,
) -> Result<(MemberRecord, VisitStrength), EngineError> {
    match found {
        Some(member) => Ok((member, VisitStrength::Told)),
        None => Err(tries::nobody(work, till)?),
    }
}

fn rotating(
    work: &mut Work<'_>,
    till: Uuid,
    code: &MemberCode,
    at: DateTime<Utc>,
    online: bool,
) -> Result<MemberRecord, EngineError> {
    check_till(work, till)?;
    tries::check_alias(work, &code.alias)?;
    let device = shower(work, &code.alias, online)?;
    // The same work is done for an alias that nobody has.
    let nobody = CodeSecret::new([0; 32]);
    let made = device
        .as_ref()
        .map_or(&nobody, |device| &device.secret)
        .made(code);
    let Some(device) = device.filter(|_| made) else {
        return Err(tries::wrong(work, till, Some(&code.alias))?);
    };
    if device.until.is_some_and(|until| code.step > step_of(until)) {
        // It is the device's own code, so nobody guessed: it was only unlinked by then.
        return Err(unknown());
    }
    let newer = !online || code.step > device.last_step;
    if code.step.abs_diff(step_of(at)) > 1
        || !newer
        || !work.tx.take_step(&code.alias, code.step)?
    {
        return Err(Refused::new(ProblemType::CodeExpired).into());
    }
    if online {
        work.tx.set_last_step(&code.alias, code.step)?;
    }
    tries::forget_alias(work, &code.alias)?;
    known(work, device.member)
}

/// The device that shows, or showed, codes of an alias.
struct Shower {
    member: Uuid,
    secret: CodeSecret,
    last_step: u64,
    /// When it was unlinked.
    until: Option<DateTime<Utc>>,
}

/// Whose codes these are. What a till rang up offline is judged as of then: one that was unlinked
/// since is still good for it.
fn shower(work: &Work<'_>, alias: &str, online: bool) -> Result<Option<Shower>, EngineError> {
    if let Some(device) = work.tx.linked_device(alias)? {
        return Ok(Some(Shower {
            member: device.member,
            secret: device.secret,
            last_step: device.last_step,
            until: None,
        }));
    }
    if online {
        return Ok(None);
    }
    Ok(work.tx.ended_device(alias)?.map(|device| Shower {
        member: device.member,
        secret: device.secret,
        last_step: 0,
        until: Some(device.ended),
    }))
}

fn numbered(work: &mut Work<'_>, till: Uuid, number: &str) -> Result<MemberRecord, EngineError> {
    // What cannot be a number is no guess.
    let number = CardNumber::parse(number).map_err(|_| unknown())?;
    check_till(work, till)?;
    match work.tx.member_by_number(number.as_str())? {
        Some(member) => Ok(member),
        None => Err(tries::wrong(work, till, None)?),
    }
}

fn known(work: &Work<'_>, member: Uuid) -> Result<MemberRecord, EngineError> {
    work.tx.member(member)?.ok_or_else(unknown)
}

fn unknown() -> EngineError {
    Refused::new(ProblemType::UnknownMember).into()
}
