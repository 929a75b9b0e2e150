//! Bringing wishes to a shop, one after the other, none of them twice.
//!
//! That a wish leaves is on the disk before its first byte is on the way. After an unclear answer
//! the same request with the same key is the question what became of it.

use chrono::TimeDelta;
use kantis_protocol::ProblemType as Problem;

use super::visit::Visit;
use crate::domain::OutboxState;
use crate::error::Result;
use crate::ports::{MerchantFailure, MerchantTrouble as Trouble};
use crate::shop::outbox::{self, Open};
use crate::sync::SyncHint;

/// Shops keep keys for a day. Somewhat sooner than that a wish that spends is not sent again.
const KEY_LASTS: TimeDelta = TimeDelta::hours(23);
/// After so long without a clear answer there will be none to any other wish.
const MOST_UNCLEAR: TimeDelta = TimeDelta::days(7);
/// A wish that spends and was not sent by then is none any more: the person was told so, or the
/// process died before it could tell.
const SPENDS_WITHIN: TimeDelta = TimeDelta::minutes(2);

/// What became of the outbox.
#[derive(Default)]
pub(super) struct Drained {
    /// Something was done at the shop, or may have been.
    pub(super) any: bool,
    /// Why what is left was not sent.
    pub(super) failure: Option<MerchantFailure>,
}

/// How an attempt ended.
enum Ended {
    Done,
    Refused(&'static str),
    /// Certainly not done: it waits.
    NotNow,
    /// Nobody knows.
    Unclear,
}

impl Visit<'_> {
    /// Sends what waits, in order, until something cannot be sent now.
    pub(super) fn drain(&mut self) -> Result<Drained> {
        let shops = self.visitor.shops;
        let id = self.row.id;
        let drained = shops.outboxes.under(id, || self.drain_in_turn())?;
        if drained.any {
            self.visitor.tell(SyncHint::Connections);
            self.visitor.tell(SyncHint::Cards(vec![self.row.card]));
        }
        Ok(drained)
    }

    fn drain_in_turn(&mut self) -> Result<Drained> {
        let num = self.row.num;
        let open = self
            .visitor
            .wallet
            .read(|connection| outbox::open(connection, num))?;
        let mut drained = Drained::default();
        for one in open {
            if self.call.stop.is_set() {
                drained.failure = Some(Trouble::Stopped.into());
                break;
            }
            if let Some(why) = self.too_late(&one) {
                if one.sent_at.is_some() {
                    // What became of it is among the records.
                    if let Err(failure) = self.read(None)? {
                        drained.failure = Some(failure);
                        break;
                    }
                }
                self.end(&one, OutboxState::Refused, Some(why))?;
                drained.any = true;
                continue;
            }
            // Without the right to ask nothing leaves.
            if let Err(failure) = self.right(None)? {
                drained.failure = Some(failure);
                break;
            }
            if !self.leaves(&one)? {
                continue;
            }
            drained.any = true;
            let (wish, key) = (&one.entry.wish, one.key.as_str());
            let asked =
                self.ask(|merchant, access, call| merchant.ask_for(access, wish, key, call));
            let answer = asked?.map(drop);
            let end = if self.unasked {
                Ended::NotNow
            } else {
                ended(&answer)
            };
            match end {
                Ended::Done => self.end(&one, OutboxState::Done, None)?,
                Ended::Refused(why) => self.end(&one, OutboxState::Refused, Some(why))?,
                end @ (Ended::NotNow | Ended::Unclear) => {
                    // An earlier attempt may have been understood.
                    if matches!(end, Ended::NotNow) && one.sent_at.is_none() {
                        let writer = self.visitor.wallet.unrecorded_writer()?;
                        outbox::came_back(writer.connection(), one.entry.id)?;
                        writer.commit()?;
                    }
                    drained.failure = answer.err();
                    break;
                }
            }
        }
        Ok(drained)
    }

    /// Why a wish is not sent any more, if it is not.
    fn too_late(&self, one: &Open) -> Option<&'static str> {
        let now = self.visitor.now();
        // A clock that was set back makes ages unknown: then nothing is spent on a guess.
        let passed = |since: chrono::DateTime<chrono::Utc>, most| {
            let age = now - since;
            age > most || age < -TimeDelta::minutes(1)
        };
        match one.sent_at {
            Some(sent) if one.entry.wish.spends() => passed(sent, KEY_LASTS).then_some("unclear"),
            Some(sent) => (now - sent > MOST_UNCLEAR).then_some("unclear"),
            None if one.entry.wish.spends() => {
                passed(one.entry.at, SPENDS_WITHIN).then_some("offline")
            }
            None => None,
        }
    }

    /// Notes that a wish leaves. `false`: it was taken back.
    fn leaves(&self, one: &Open) -> Result<bool> {
        let writer = self.visitor.wallet.unrecorded_writer()?;
        let left = outbox::leaves(writer.connection(), one.entry.id, writer.now())?;
        writer.commit()?;
        Ok(left)
    }

    fn end(&self, one: &Open, state: OutboxState, why: Option<&str>) -> Result<()> {
        let writer = self.visitor.wallet.unrecorded_writer()?;
        outbox::ended(writer.connection(), one.entry.id, state, why, writer.now())?;
        writer.commit().map(drop)
    }
}

/// What an answer to a wish means.
fn ended(answer: &Result<(), MerchantFailure>) -> Ended {
    let failure = match answer {
        Ok(()) => return Ended::Done,
        Err(failure) => failure,
    };
    if failure.is_unclear() {
        return Ended::Unclear;
    }
    match failure.kind {
        Trouble::Problem(
            Problem::RateLimited | Problem::Locked | Problem::Unavailable | Problem::Unauthorized,
        ) => Ended::NotNow,
        Trouble::Problem(problem) => Ended::Refused(problem.slug()),
        Trouble::CannotCalculate => Ended::Refused(Problem::CannotCalculateChanges.slug()),
        _ => Ended::NotNow,
    }
}
