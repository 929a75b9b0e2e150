//! One visit to a shop: what waits is sent, then what changed is read.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::glance::Glanced;
use super::outbox::Drained;
use super::schedule::{Answer, is_offline};
use super::{Shops, source_trouble};
use crate::domain::{CardId, ConnectionId, ConnectionState};
use crate::error::Result;
use crate::ports::{
    Access, Answered, Call, Merchant, MerchantFailure, MerchantTrouble as Trouble, Secret,
};
use crate::shop::cache::Cursor;
use crate::shop::news;
use crate::shop::rows::{self, ConnectionRow};
use crate::store::Wallet;
use crate::store::writer::Writer;
use crate::sync::chance::Chances;
use crate::sync::{RefreshOutcome, SyncHint, SyncPorts};

/// Clocks that differ by less than this more than was known are as they were.
const SAME_CLOCK: TimeDelta = TimeDelta::seconds(1);

/// A shop to be visited.
#[derive(Clone)]
pub(in crate::sync) struct ShopJob {
    /// As it was when the job was made.
    pub(in crate::sync) row: Arc<ConnectionRow>,
    /// Where its records stood.
    pub(in crate::sync) cursor: Arc<Cursor>,
    /// Something waits in its outbox.
    pub(in crate::sync) wishes: bool,
    /// Pictures are to be fetched.
    pub(in crate::sync) pictures: bool,
    /// Where the shop said that its records stand now.
    pub(in crate::sync) heard: Option<String>,
    /// A person asked: the schedule does not matter.
    pub(in crate::sync) forced: bool,
    /// When a person overrode the schedule.
    pub(in crate::sync) forced_at: Option<DateTime<Utc>>,
    /// What the shop said when somebody glanced at it in this round.
    pub(in crate::sync) glanced: Option<Glanced>,
    /// [`Wallet::seen_version`] before it was read.
    pub(in crate::sync) seen: i64,
}

/// How a visit ended.
pub(in crate::sync) struct ShopReply {
    pub(in crate::sync) id: ConnectionId,
    pub(in crate::sync) card: CardId,
    /// `None`: nothing was asked, because somebody else just did, or nobody has to know.
    pub(in crate::sync) outcome: Option<RefreshOutcome>,
    /// What is to be kept of it.
    pub(in crate::sync) record: Option<ShopRecord>,
}

impl ShopReply {
    /// Nothing is to be kept.
    pub(super) fn of(row: &ConnectionRow, outcome: Option<RefreshOutcome>) -> Self {
        Self {
            id: row.id,
            card: row.card,
            outcome,
            record: None,
        }
    }

    /// Whether the wallet has the newest.
    pub(in crate::sync) fn is_unchanged(&self) -> bool {
        self.outcome == Some(RefreshOutcome::Unchanged)
    }
}

/// What is to be kept of a visit.
pub(in crate::sync) struct ShopRecord {
    row: Arc<ConnectionRow>,
    plan: rows::ShopPlan,
    /// The shop's clock less ours, where it is another than was known.
    offset: Option<TimeDelta>,
}

impl ShopRecord {
    /// Whose it is.
    pub(in crate::sync) fn id(&self) -> ConnectionId {
        self.row.id
    }

    /// The number of its row.
    pub(in crate::sync) fn num(&self) -> i64 {
        self.row.num
    }

    /// Changes what is held in memory as [`ShopRecord::keep`] does the wallet.
    pub(in crate::sync) fn follow(self, held: &mut rows::ShopRow) {
        if held.plan.plan.state != self.row.plan.state {
            return;
        }
        // It is the same one most of the time, and then there is nothing to copy.
        drop(self.row);
        let full = Arc::make_mut(&mut held.full);
        held.plan.plan = self.plan.clone();
        full.plan = self.plan;
        full.clock_offset = self.offset.or(full.clock_offset);
    }

    /// Keeps them, each unless its connection is not what it was; and notes those that need the
    /// shopper. `true`: some do, and that is news.
    pub(in crate::sync) fn keep(records: &[Self], writer: &mut Writer<'_>) -> Result<bool> {
        let mut kept = Vec::with_capacity(records.len());
        let mut keeping = rows::PlanKeeping::new(writer.connection())?;
        for record in records {
            let Self { row, plan, offset } = record;
            if keeping.keep(row.num, row.plan.state, plan, *offset)? {
                kept.push(record);
            }
        }
        drop(keeping);
        let mut told = false;
        for record in kept {
            told |= news::trouble(writer, &record.row, record.plan.state)?;
        }
        Ok(told)
    }
}

/// Visits shops: one for a round.
pub(in crate::sync) struct Visitor<'e> {
    pub(in crate::sync) wallet: &'e Wallet,
    pub(in crate::sync) ports: &'e SyncPorts,
    pub(in crate::sync) merchant: &'e dyn Merchant,
    pub(in crate::sync) shops: &'e Shops,
    pub(in crate::sync) chances: &'e Chances,
    /// In which words are wanted.
    pub(in crate::sync) language: Option<String>,
}

impl Visitor<'_> {
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.wallet.ports.clock.now()
    }

    pub(super) fn tell(&self, hint: SyncHint) {
        (self.ports.listener)(hint);
    }

    /// Visits a shop; leaves one that the shopper left.
    pub(in crate::sync) fn visit(&self, job: ShopJob, call: &Call) -> Result<ShopReply> {
        let first = Arc::clone(&job.row);
        let nothing = |outcome| ShopReply::of(&first, outcome);
        if call.stop.is_set() {
            let kind = source_trouble(&Trouble::Stopped);
            return Ok(nothing(Some(RefreshOutcome::Failed(kind))));
        }
        let Some(job) = self.claim_at(self.wallet.seen_version()?, job)? else {
            return Ok(nothing(None));
        };
        if job.row.plan.state == ConnectionState::Leaving {
            self.leave(&job.row, call)?;
            return Ok(nothing(None));
        }
        let mut visit = Visit::new(self, Arc::clone(&job.row), call.clone());
        let answer = visit.answer(&job)?;
        Ok(visit.reply(&job, &answer))
    }

    /// The job brought up to date with what the shopper, another thread or another process did
    /// since it was made, for the wallet at this version; `None` when there is nothing to do any
    /// more.
    pub(super) fn claim_at(&self, seen: i64, job: ShopJob) -> Result<Option<ShopJob>> {
        if seen == job.seen {
            return Ok(Some(job));
        }
        let row = self
            .wallet
            .read(|connection| rows::by_id(connection, job.row.id))?;
        let leaving = |row: &ConnectionRow| row.plan.state == ConnectionState::Leaving;
        let Some(row) = row.filter(|row| leaving(row) == leaving(&job.row)) else {
            return Ok(None);
        };
        if !(job.forced || job.wishes || job.heard.is_some())
            && row.plan.asked_at != job.row.plan.asked_at
        {
            return Ok(None);
        }
        Ok(Some(ShopJob {
            cursor: Arc::new(self.wallet.shop_cursor(row.id)?),
            row: Arc::new(row),
            // It may have been asked with what is not true any more.
            glanced: None,
            seen,
            ..job
        }))
    }
}

/// A visit under way.
pub(super) struct Visit<'v> {
    pub(super) visitor: &'v Visitor<'v>,
    pub(super) row: Arc<ConnectionRow>,
    pub(super) call: Call,
    /// The right to ask, once it was needed.
    access: Option<Access>,
    /// The last question was not asked, for want of that right.
    pub(super) unasked: bool,
    /// The shop's clock less ours, as heard on the way.
    offset: Option<TimeDelta>,
    token_lost: bool,
}

impl<'v> Visit<'v> {
    pub(super) fn new(visitor: &'v Visitor<'v>, row: Arc<ConnectionRow>, call: Call) -> Self {
        Self {
            visitor,
            row,
            call,
            access: None,
            unasked: false,
            offset: None,
            token_lost: false,
        }
    }

    fn answer(&mut self, job: &ShopJob) -> Result<Answer> {
        let drained = if job.wishes {
            self.drain()?
        } else {
            Drained::default()
        };
        if let Some(failure) = &drained.failure
            && ends_visit(&failure.kind)
        {
            return Ok(self.failed(failure.clone()));
        }
        if let Err(failure) = self.keep_subscribed()?
            && ends_visit(&failure.kind)
        {
            return Ok(self.failed(failure));
        }
        let read = if drained.any || job.heard.is_some() {
            // What was heard came before what was done since.
            self.read(job.heard.as_deref().filter(|_| !drained.any))?
        } else {
            self.look(&job.cursor, job.glanced.clone())?
        };
        let read = match read {
            Ok(changed) => changed,
            Err(failure) => return Ok(self.failed(failure)),
        };
        if self.row.device.is_none() && self.row.may_write {
            self.link()?;
        }
        // Somebody waits for what became of a wish: pictures come with the next visit.
        if !job.wishes {
            self.fetch_pictures()?;
        }
        Ok(match drained.failure {
            Some(failure) => Answer::Stuck(failure),
            None if read => Answer::Changed,
            None => Answer::Unchanged,
        })
    }

    fn failed(&self, failure: MerchantFailure) -> Answer {
        if self.token_lost {
            Answer::TokenLost(failure)
        } else {
            Answer::Failed(failure)
        }
    }

    /// How the visit ended.
    pub(super) fn reply(&self, job: &ShopJob, answer: &Answer) -> ShopReply {
        let mut record = self.record(answer);
        if job.forced_at.is_some() {
            record.plan.forced_at = job.forced_at;
        }
        ShopReply {
            id: job.row.id,
            card: job.row.card,
            outcome: Some(match answer {
                Answer::Unchanged => RefreshOutcome::Unchanged,
                Answer::Changed => RefreshOutcome::Updated,
                Answer::Stuck(failure) | Answer::Failed(failure) | Answer::TokenLost(failure) => {
                    RefreshOutcome::Failed(source_trouble(&failure.kind))
                }
            }),
            record: Some(record),
        }
    }

    /// What is to be kept of the visit.
    pub(super) fn record(&self, answer: &Answer) -> ShopRecord {
        let (now, chance) = (self.visitor.now(), self.visitor.chances.draw());
        let known = self.row.clock_offset;
        let differs =
            |heard: &TimeDelta| known.is_none_or(|known| (*heard - known).abs() > SAME_CLOCK);
        ShopRecord {
            plan: self.row.plan.after(answer, now, chance),
            row: Arc::clone(&self.row),
            offset: self.offset.filter(differs),
        }
    }

    /// Asks with an access token; with a new one when the shop no longer takes it.
    pub(super) fn ask<T>(
        &mut self,
        question: impl Fn(&dyn Merchant, &Access, &Call) -> Result<Answered<T>, MerchantFailure>,
    ) -> Result<Result<T, MerchantFailure>> {
        let mut again = false;
        loop {
            let access = match self.right(None)? {
                Ok(access) => access,
                Err(failure) => return Ok(Err(failure)),
            };
            let answer = question(self.visitor.merchant, &access, &self.call);
            match answer {
                Ok(answered) => {
                    self.hear(answered.date);
                    return Ok(Ok(answered.value));
                }
                Err(failure) if failure.kind == Trouble::Unauthorized && !again => {
                    self.hear(failure.date);
                    self.visitor.drop_access(&self.row, &access.token)?;
                    if let Err(failure) = self.right(Some(&access.token))? {
                        return Ok(Err(failure));
                    }
                    again = true;
                }
                Err(failure) => {
                    self.hear(failure.date);
                    return Ok(Err(failure));
                }
            }
        }
    }

    /// The right to ask; another one than with the token that was `refused`.
    pub(super) fn right(
        &mut self,
        refused: Option<&Secret>,
    ) -> Result<Result<Access, MerchantFailure>> {
        self.unasked = false;
        if let Some(access) = self.access.as_ref().filter(|_| refused.is_none()) {
            return Ok(Ok(access.clone()));
        }
        match self.visitor.access(&self.row, refused, &self.call)? {
            Ok(access) => Ok(Ok(self.access.insert(access).clone())),
            Err(none) => {
                self.hear(none.failure.date);
                self.token_lost |= none.token_lost;
                self.unasked = true;
                Ok(Err(none.failure))
            }
        }
    }

    /// Hears what the shop's clock says.
    pub(super) fn hear(&mut self, date: Option<DateTime<Utc>>) {
        if let Some(date) = date {
            self.offset = Some(date - self.visitor.now());
        }
    }

    /// Links this device for member codes. Without them the card shows its number: whatever goes
    /// wrong is tried again with the next visit.
    fn link(&mut self) -> Result<()> {
        let Ok(link) =
            self.ask(|merchant, access, call| merchant.link_device(access, None, call))?
        else {
            return Ok(());
        };
        self.hear(Some(link.now));
        let writer = self.visitor.wallet.unrecorded_writer()?;
        rows::keep_device(writer.connection(), self.row.num, &link.alias, &link.secret)?;
        writer.commit()?;
        self.visitor.tell(SyncHint::Cards(vec![self.row.card]));
        Ok(())
    }
}

/// Whether after such a failure nothing more is asked in the same visit.
pub(super) fn ends_visit(kind: &Trouble) -> bool {
    is_offline(kind)
        || matches!(
            kind,
            Trouble::Busy { status: 429 | 503 }
                | Trouble::Stopped
                | Trouble::SignInOver
                | Trouble::Unauthorized
                | Trouble::Refused(_)
                | Trouble::WrongIssuer
        )
}
