//! A glance at a shop: where there is nothing to do but to look whether it has anything new, one
//! request says so, and many shops are asked side by side without a thread for each.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::schedule::Answer;
use super::visit::{ShopJob, ShopReply, Visit, Visitor};
use crate::domain::ConnectionState;
use crate::error::Result;
use crate::ports::{Answered, Call, MerchantFailure, Standing};

/// What a shop said when somebody glanced at it.
pub(in crate::sync) type Glanced = Result<Answered<bool>, MerchantFailure>;

impl Visitor<'_> {
    /// The jobs that are still to be done, brought up to date, and replies for the others.
    pub(in crate::sync) fn still(
        &self,
        jobs: Vec<ShopJob>,
    ) -> Result<(Vec<ShopJob>, Vec<ShopReply>)> {
        let seen = self.wallet.seen_version()?;
        let (mut still, mut over) = (Vec::with_capacity(jobs.len()), Vec::new());
        for job in jobs {
            let reply = ShopReply::of(&job.row, None);
            match self.claim_at(seen, job)? {
                Some(job) => still.push(job),
                None => over.push(reply),
            }
        }
        Ok((still, over))
    }

    /// The one question that a job comes to; `None` when there is, or may be, more to do at the
    /// shop, or nobody knows yet how to ask.
    pub(in crate::sync) fn glance(&self, job: &ShopJob) -> Option<Standing> {
        let ShopJob { row, cursor, .. } = job;
        let more = job.wishes || job.pictures || job.heard.is_some() || job.glanced.is_some();
        let leaving = row.plan.state == ConnectionState::Leaving;
        let linked = row.device.is_some() || !row.may_write;
        if more || leaving || !linked || self.must_subscribe(row.id) {
            return None;
        }
        let state = cursor.settled(self.language.as_deref())?;
        let token = self.good(row)?;
        Some(Standing {
            access: self.with(row, &token.token),
            state: state.to_owned(),
        })
    }

    /// A glance said that nothing is new.
    pub(in crate::sync) fn unchanged(
        &self,
        job: &ShopJob,
        date: Option<DateTime<Utc>>,
        call: &Call,
    ) -> ShopReply {
        let mut visit = Visit::new(self, Arc::clone(&job.row), call.clone());
        visit.hear(date);
        visit.reply(job, &Answer::Unchanged)
    }
}
