//! Which letters wait, which one is next, and what became of it.

use chrono::{DateTime, TimeDelta, Timelike as _, Utc};
use kantis_protocol::{OfferState, Purpose};
use uuid::Uuid;

use super::writing;
use crate::engine::offers::{self, Agreed};
use crate::engine::{EngineError, Work, consents, perks};
use crate::ports::{Letter, MailError};
use crate::programme::OfferRule;
use crate::records::{MailEnd, MailRecord, MemberRecord, OfferRecord};
use crate::secret;

/// Nobody is written to before this hour of the day, in the programme's time zone, …
const MORNING: u32 = 9;
/// … and from this one on.
const EVENING: u32 = 21;
/// The first wait between two tries; each next one is three times as long.
const WAIT: TimeDelta = TimeDelta::minutes(5);
/// The longest wait.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(12);
/// How long it is tried.
const PATIENCE: TimeDelta = TimeDelta::days(4);
/// A letter that is still being handed over after this was cut off.
const CUT_OFF: TimeDelta = TimeDelta::hours(1);
/// How long is kept that a letter was sent, and for how long its link works.
const KEPT: TimeDelta = TimeDelta::days(400);

/// A letter that is to be handed over now.
pub struct Envelope {
    /// What it is made of.
    mails: Vec<Uuid>,
    /// The letter.
    pub letter: Letter,
}

/// Decides that a member is to hear of an offer by mail, if they agreed to it.
pub(in crate::engine) fn queue(
    work: &mut Work<'_>,
    offer: &OfferRecord,
) -> Result<(), EngineError> {
    if !consents::granted(work, offer.member, Purpose::Newsletter)? {
        return Ok(());
    }
    let mail = MailRecord {
        id: work.id(),
        member: offer.member,
        offer: offer.id,
        created: work.now,
        due: by_day(work, work.now),
        tries: 0,
        taken: None,
        end: None,
    };
    Ok(work.tx.add_mail(&mail)?)
}

/// That instant, or the next morning where people sleep by then.
fn by_day(work: &Work<'_>, at: DateTime<Utc>) -> DateTime<Utc> {
    let local = at.with_timezone(&work.programme.programme.time_zone);
    let day = local.date_naive();
    let hour = local.hour();
    if hour < MORNING {
        perks::hour_of(work, day, MORNING)
    } else if hour >= EVENING {
        day.succ_opt()
            .map_or(at, |next| perks::hour_of(work, next, MORNING))
    } else {
        at
    }
}

/// The letter that has waited the longest, marked as being handed over; none when none is due.
/// `link` makes the address that ends the newsletter out of a token.
///
/// # Errors
/// When the database fails.
pub fn next(
    work: &mut Work<'_>,
    link: &dyn Fn(&str) -> String,
) -> Result<Option<Envelope>, EngineError> {
    while let Some(member) = work.tx.next_addressee(work.now)? {
        let mails = work.tx.mail_due(member, work.now)?;
        let member = work.tx.member(member)?;
        let wanted = match &member {
            Some(member) => Wanted::by(work, member)?,
            None => None,
        };
        let mut good = Vec::new();
        let mut taken = Vec::new();
        for mut mail in mails {
            let offer = work.tx.offer(mail.offer)?;
            match offer.and_then(|offer| wanted.as_ref()?.offer(work, offer)) {
                Some(offer) => {
                    mail.tries += 1;
                    mail.taken = Some(work.now);
                    taken.push(mail.id);
                    good.push(offer);
                }
                None => mail.end = Some((MailEnd::Dropped, work.now)),
            }
            work.tx.set_mail(&mail)?;
        }
        // Each turn takes or ends the mail of one member at least.
        if let Some(Wanted { member, to, .. }) = wanted
            && !good.is_empty()
        {
            let token = secret::make(work.entropy);
            work.tx
                .add_unsubscriber(&secret::hash(&token), member.id, work.now)?;
            let link = link(&token);
            return Ok(Some(Envelope {
                mails: taken,
                letter: writing::letter(work, member, to, &good, link),
            }));
        }
    }
    Ok(None)
}

/// Notes what became of a letter.
///
/// # Errors
/// When the database fails.
pub fn done(
    work: &mut Work<'_>,
    envelope: &Envelope,
    outcome: Result<(), MailError>,
) -> Result<(), EngineError> {
    for id in &envelope.mails {
        // The member may have been deleted meanwhile.
        let Some(mut mail) = work.tx.mail(*id)? else {
            continue;
        };
        mail.taken = None;
        let tired = work.now - mail.created >= PATIENCE;
        match &outcome {
            Ok(()) => mail.end = Some((MailEnd::Sent, work.now)),
            Err(MailError::Later) if !tired => {
                mail.due = by_day(work, work.now + wait(mail.tries));
            }
            Err(MailError::Later | MailError::Refused) => {
                mail.end = Some((MailEnd::Failed, work.now));
            }
        }
        work.tx.set_mail(&mail)?;
    }
    Ok(())
}

fn wait(tries: u32) -> TimeDelta {
    let factor = 3_i32.saturating_pow(tries.saturating_sub(1));
    WAIT.checked_mul(factor)
        .map_or(LONGEST_WAIT, |wait| wait.min(LONGEST_WAIT))
}

/// Ends what was cut off and forgets what is long past.
pub(in crate::engine) fn tick(work: &mut Work<'_>, limit: u32) -> Result<u32, EngineError> {
    let mut done = 0;
    for mut mail in work.tx.mail_unclear(work.now - CUT_OFF, limit)? {
        mail.taken = None;
        mail.end = Some((MailEnd::Unclear, work.now));
        work.tx.set_mail(&mail)?;
        done += 1;
    }
    done += work.tx.trim_mail(work.now - KEPT, limit)?;
    Ok(done)
}

/// A member who wants letters, and where to.
struct Wanted<'a> {
    member: &'a MemberRecord,
    to: &'a str,
    agreed: Agreed,
}

impl<'a> Wanted<'a> {
    fn by(work: &Work<'_>, member: &'a MemberRecord) -> Result<Option<Self>, EngineError> {
        let Some(to) = member.email.as_deref() else {
            return Ok(None);
        };
        if !consents::granted(work, member.id, Purpose::Newsletter)? {
            return Ok(None);
        }
        Ok(Some(Self {
            member,
            to,
            agreed: Agreed::of(work, member.id)?,
        }))
    }

    /// The offer with its rule, if it is still to be told.
    fn offer<'p>(
        &self,
        work: &Work<'p>,
        offer: OfferRecord,
    ) -> Option<(OfferRecord, &'p OfferRule)> {
        let rule = offers::rule(work.programme, &offer.rule)?;
        let open = matches!(
            offer.state_on(work.today()),
            OfferState::Available | OfferState::Activated
        );
        (open && !offer.hidden && self.agreed.allows(rule)).then_some((offer, rule))
    }
}
