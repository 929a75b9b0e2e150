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

/// Glances brought up to date.
#[derive(Default)]
pub(in crate::sync) struct Still {
    /// There is one question.
    pub(in crate::sync) asked: Vec<(ShopJob, Standing)>,
    /// There is more to do.
    pub(in crate::sync) visited: Vec<ShopJob>,
    /// There is nothing to do any more.
    pub(in crate::sync) over: Vec<ShopReply>,
}

impl Visitor<'_> {
    /// The jobs that are still to be done, brought up to date, each with its question where there
    /// still is one, and replies for the others.
    pub(in crate::sync) fn still(&self, glances: Vec<(ShopJob, Standing)>) -> Result<Still> {
        let seen = self.wallet.seen_version()?;
        let mut still = Still::default();
        for (job, question) in glances {
            if job.seen == seen {
                still.asked.push((job, question));
                continue;
            }
            let reply = ShopReply::of(&job.row, None);
            match self.claim_at(seen, job)? {
                Some(job) => match self.glance(&job) {
                    Some(question) => still.asked.push((job, question)),
                    None => still.visited.push(job),
                },
                None => still.over.push(reply),
            }
        }
        Ok(still)
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
