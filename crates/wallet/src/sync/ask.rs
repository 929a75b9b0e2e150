//! Asking for one pass, and what becomes of the answer.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use super::accept::{self, Newer, Verdict};
use super::apply::{self, Applied, Update};
use super::chance::Chances;
use super::known::Known;
use super::rights::Rights;
use super::schedule::{Answer, Plan};
use super::shop::Visitor;
use super::store::{self, Source};
use super::{RefreshOutcome, SyncHint, SyncPorts, UpdateRefusal};
use crate::card::pass_link::{PassReading, issuer_meanings};
use crate::domain::{CardId, Happening};
use crate::error::Result;
use crate::ports::{Cursor, Fetched, Question, SourceFailure};
use crate::store::Wallet;

/// A pass to be asked for.
#[derive(Clone)]
pub(super) struct Job {
    /// As it was when the job was made.
    pub(super) source: Arc<Source>,
    /// [`Wallet::seen_version`] before the source was read.
    seen: i64,
    /// A person asked: the schedule does not matter.
    pub(super) forced: bool,
    /// When a person overrode the schedule.
    forced_at: Option<DateTime<Utc>>,
}

impl Job {
    /// For a source that is due, read when the wallet's version was `seen` or later.
    pub(super) fn due(source: Arc<Source>, seen: i64) -> Self {
        Self {
            source,
            seen,
            forced: false,
            forced_at: None,
        }
    }

    /// The same because a person asked; `at`, if that counts as overriding the schedule.
    pub(super) fn forced(source: Arc<Source>, seen: i64, at: Option<DateTime<Utc>>) -> Self {
        Self {
            forced: true,
            forced_at: at,
            ..Self::due(source, seen)
        }
    }

    /// Whose pass it is.
    pub(super) fn card(&self) -> CardId {
        self.source.card
    }
}

/// What is to be kept of a question.
pub(super) struct Record {
    pub(super) source: Arc<Source>,
    pub(super) plan: Plan,
    pub(super) cursor: Option<Cursor>,
    /// When a person overrode the schedule for it.
    pub(super) forced_at: Option<DateTime<Utc>>,
    /// What a person should know.
    pub(super) news: Option<Happening>,
}

impl Record {
    /// Changes what is held in memory as [`store::keep`] does the wallet.
    pub(super) fn follow(self, held: &mut Arc<Source>) {
        if held.original != self.source.original {
            return;
        }
        // It is the same one most of the time, and then there is nothing to copy.
        drop(self.source);
        let held = Arc::make_mut(held);
        let forced_at = self.forced_at.or(held.plan.forced_at);
        held.plan = Plan {
            forced_at,
            ..self.plan
        };
        if let Some(cursor) = self.cursor {
            held.cursor = cursor;
        }
    }
}

/// How a question ended.
pub(super) struct Reply {
    /// `None`: nothing was asked, because somebody else just did.
    pub(super) outcome: Option<RefreshOutcome>,
    /// Absent when it is kept already, or nothing is to be kept.
    pub(super) record: Option<Box<Record>>,
    /// Why there was no answer.
    pub(super) failure: Option<SourceFailure>,
}

impl Reply {
    pub(super) fn of(outcome: Option<RefreshOutcome>) -> Self {
        Self {
            outcome,
            record: None,
            failure: None,
        }
    }
}

/// What asks: one for a round.
pub(super) struct Asker<'e> {
    pub(super) wallet: &'e Wallet,
    pub(super) ports: &'e SyncPorts,
    pub(super) rights: &'e Rights,
    pub(super) known: &'e Known,
    pub(super) chances: &'e Chances,
    /// Visits shops, where the host can.
    pub(super) visitor: Option<Visitor<'e>>,
}

impl Asker<'_> {
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.wallet.ports.clock.now()
    }

    /// Brings jobs up to date with what the shopper, another thread or another process did since
    /// they were made. Gives those that may still be asked for, and the cards of the others.
    pub(super) fn claim(&self, jobs: Vec<Job>) -> Result<(Vec<Job>, Vec<CardId>)> {
        self.claim_at(self.wallet.seen_version()?, jobs)
    }

    /// The same when the wallet's version was `seen` just now.
    pub(super) fn claim_at(&self, seen: i64, jobs: Vec<Job>) -> Result<(Vec<Job>, Vec<CardId>)> {
        if jobs.iter().all(|job| job.seen == seen) {
            return Ok((jobs, Vec::new()));
        }
        self.wallet.read(|connection| {
            let (mut claimed, mut gone) = (Vec::new(), Vec::new());
            for job in jobs {
                match claim(connection, &job)? {
                    Some(source) => claimed.push(Job {
                        source,
                        seen,
                        ..job
                    }),
                    None => gone.push(job.card()),
                }
            }
            Ok((claimed, gone))
        })
    }

    /// The question for a pass; `None` when its file names no service.
    pub(super) fn question(&self, job: &Job) -> Result<Option<Question>> {
        let pass = self.rights.of(job.source.original, || {
            self.wallet
                .read(|connection| store::file(connection, &job.source))
        })?;
        Ok(pass.map(|pass| Question {
            pass,
            cursor: job.source.cursor.clone(),
        }))
    }

    /// The issuer says that the wallet has the newest.
    pub(super) fn unchanged(&self, job: &Job) -> Reply {
        let Source {
            cursor, registered, ..
        } = &*job.source;
        let answer = Answer::Unchanged {
            asked_with: cursor.last_modified.is_some() || cursor.etag.is_some(),
            registered: *registered,
        };
        self.recorded(job, &answer, None, RefreshOutcome::Unchanged)
    }

    /// What any other answer makes of the pass.
    pub(super) fn answered(
        &self,
        job: &Job,
        answer: Result<Fetched, SourceFailure>,
    ) -> Result<Reply> {
        match answer {
            Ok(Fetched::Unchanged) => Ok(self.unchanged(job)),
            Ok(Fetched::Pass { bytes, cursor }) => self.received(job, &bytes, cursor),
            Err(failure) => Ok(self.failed(job, failure)),
        }
    }

    /// This Kantis no longer finds a service in the file: it must not stay due for ever.
    pub(super) fn not_live(&self, job: &Job) -> Result<Reply> {
        let writer = self.wallet.unrecorded_writer()?;
        let source = &job.source;
        store::move_to(writer.connection(), source.num, source.original, "")?;
        writer.commit()?;
        Ok(Reply::of(Some(RefreshOutcome::NotLive)))
    }

    /// The list of changed passes does not name this one.
    pub(super) fn not_listed(&self, job: &Job) -> Option<Reply> {
        let source = &job.source;
        let outcome = RefreshOutcome::Unchanged;
        (source.registered && source.plan.trusts_list(self.now()))
            .then(|| self.recorded(job, &Answer::NotListed, None, outcome))
    }

    /// There was no usable answer, be it because the whole origin gives none.
    pub(super) fn failed(&self, job: &Job, failure: SourceFailure) -> Reply {
        let answer = Answer::Failed {
            failure: failure.clone(),
            registered: job.source.registered,
        };
        let outcome = RefreshOutcome::Failed(failure.kind);
        Reply {
            failure: Some(failure),
            ..self.recorded(job, &answer, None, outcome)
        }
    }

    fn received(&self, job: &Job, new: &[u8], cursor: Cursor) -> Result<Reply> {
        let source = &*job.source;
        let digest: [u8; 32] = Sha256::digest(new).into();
        if digest == source.original.0 {
            let (answer, outcome) = (Answer::Same, RefreshOutcome::Unchanged);
            return Ok(self.recorded(job, &answer, Some(cursor), outcome));
        }
        let old = &*self
            .wallet
            .read(|connection| store::file(connection, source))?;
        if old.is_empty() {
            // The card went, or has another file by now.
            return Ok(Reply::of(Some(RefreshOutcome::Unchanged)));
        }
        let locale = self.wallet.reading_locale()?;
        let meanings = self.wallet.read(issuer_meanings)?;
        let reading = PassReading {
            locale: &locale,
            now: self.now(),
            zone: self.wallet.ports.clock.zone(),
            meanings: &meanings,
        };
        let anchors = &self.ports.anchors;
        let refused = match accept::judge(old, source.provenance, new, anchors, reading) {
            Verdict::Same => {
                let (answer, outcome) = (Answer::Same, RefreshOutcome::Unchanged);
                return Ok(self.recorded(job, &answer, Some(cursor), outcome));
            }
            Verdict::Newer(newer) => {
                let update = Update {
                    source,
                    old,
                    new,
                    newer: &newer,
                    cursor: &cursor,
                    chance: self.chances.draw(),
                    forced_at: job.forced_at,
                };
                match apply::apply(self.wallet, &update, anchors, reading)? {
                    Applied::Taken => return Ok(self.taken(source, &newer)),
                    Applied::Late => return Ok(Reply::of(Some(RefreshOutcome::Unchanged))),
                    Applied::Unkept => UpdateRefusal::Unreadable,
                }
            }
            Verdict::Refused(why) => why,
        };
        let outcome = RefreshOutcome::Refused(refused);
        Ok(self.recorded(job, &Answer::Refused(digest), None, outcome))
    }

    fn taken(&self, source: &Source, newer: &Newer) -> Reply {
        (self.ports.listener)(SyncHint::Cards(vec![source.card]));
        if !newer.differs {
            return Reply::of(Some(RefreshOutcome::Unchanged));
        }
        (self.ports.listener)(SyncHint::Activity);
        Reply::of(Some(RefreshOutcome::Updated))
    }

    fn recorded(
        &self,
        job: &Job,
        answer: &Answer,
        cursor: Option<Cursor>,
        outcome: RefreshOutcome,
    ) -> Reply {
        let source = &job.source;
        let plan = source.plan.after(answer, self.now(), self.chances.draw());
        let why = match outcome {
            RefreshOutcome::Refused(why) => why.name(),
            _ => "",
        };
        let news = source.plan.news(&plan, why);
        Reply {
            outcome: Some(outcome),
            record: Some(Box::new(Record {
                source: Arc::clone(source),
                plan,
                cursor,
                forced_at: job.forced_at,
                news,
            })),
            failure: None,
        }
    }
}

/// The source as it is now; `None` when it went, was switched off, or was asked meanwhile.
fn claim(connection: &Connection, job: &Job) -> Result<Option<Arc<Source>>> {
    let source = store::of_card(connection, job.card())?;
    let asked_at = job.source.plan.asked_at;
    let current = |source: &Source| job.forced || source.plan.asked_at == asked_at;
    Ok(source.filter(|source| source.on && current(source)))
}
