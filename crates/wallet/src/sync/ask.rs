//! Asking for one pass, and what becomes of the answer.

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use super::accept::{self, Newer, Verdict};
use super::apply::{self, Applied, Update};
use super::schedule::{Answer, Plan};
use super::store::{self, Source};
use super::{RefreshOutcome, SyncHint, SyncPorts, UpdateRefusal, service};
use crate::card::pass_link::{IssuerMeanings, PassReading, issuer_meanings};
use crate::domain::{CardId, Happening};
use crate::error::Result;
use crate::ports::{Call, Cursor, Fetched, SourceFailure};
use crate::store::Wallet;

/// A pass to be asked for.
#[derive(Clone)]
pub(super) struct Job {
    pub(super) card: CardId,
    pub(super) origin: String,
    /// When it was last asked for, as this job was made: somebody else may be faster.
    pub(super) asked_at: Option<DateTime<Utc>>,
    /// A person asked: the schedule does not matter.
    pub(super) forced: bool,
}

impl Job {
    pub(super) fn of(source: &Source, forced: bool) -> Self {
        Self {
            card: source.card,
            origin: source.origin.clone(),
            asked_at: source.plan.asked_at,
            forced,
        }
    }
}

/// What is to be kept of a question.
pub(super) struct Record {
    pub(super) source: Source,
    pub(super) plan: Plan,
    pub(super) cursor: Option<Cursor>,
    /// What a person should know.
    pub(super) news: Option<Happening>,
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
    locale: String,
    meanings: IssuerMeanings,
}

impl<'e> Asker<'e> {
    pub(super) fn new(wallet: &'e Wallet, ports: &'e SyncPorts) -> Result<Self> {
        Ok(Self {
            wallet,
            ports,
            locale: wallet.reading_locale()?,
            meanings: wallet.read(issuer_meanings)?,
        })
    }

    /// A random number.
    pub(super) fn chance(&self) -> u64 {
        let mut bytes = [0; 8];
        self.wallet.ports.entropy.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.wallet.ports.clock.now()
    }

    /// Asks for a pass.
    pub(super) fn ask(&self, job: &Job, call: &Call) -> Result<Reply> {
        let claimed = self.wallet.read(|connection| {
            let Some(source) = claim(connection, job)? else {
                return Ok(None);
            };
            let file = store::file(connection, &source)?;
            Ok(Some((source, file)))
        });
        let Some((source, file)) = claimed? else {
            return Ok(Reply::of(None));
        };
        let Some(access) = service::access(&file) else {
            // This Kantis no longer finds a service in the file: it must not stay due for ever.
            let writer = self.wallet.unrecorded_writer()?;
            store::move_to(writer.connection(), source.num, source.original, "")?;
            writer.commit()?;
            return Ok(Reply::of(Some(RefreshOutcome::NotLive)));
        };
        let registered = source.registered;
        let cursor = &source.cursor;
        match self.ports.source.fetch(&access, cursor, call) {
            Ok(Fetched::Unchanged) => {
                let asked_with = cursor.last_modified.is_some() || cursor.etag.is_some();
                let answer = Answer::Unchanged {
                    asked_with,
                    registered,
                };
                Ok(self.recorded(source, &answer, None, RefreshOutcome::Unchanged))
            }
            Ok(Fetched::Pass { bytes, cursor }) => self.received(source, &file, &bytes, cursor),
            Err(failure) => Ok(self.failed(source, failure)),
        }
    }

    /// The list of changed passes does not name this one.
    pub(super) fn not_listed(&self, job: &Job) -> Result<Option<Reply>> {
        let source = self.claim(job)?;
        let source =
            source.filter(|source| source.registered && source.plan.trusts_list(self.now()));
        let outcome = RefreshOutcome::Unchanged;
        Ok(source.map(|source| self.recorded(source, &Answer::NotListed, None, outcome)))
    }

    /// The whole origin does not answer, so this pass is not asked for.
    pub(super) fn spared(&self, job: &Job, failure: &SourceFailure) -> Result<Reply> {
        Ok(match self.claim(job)? {
            Some(source) => self.failed(source, failure.clone()),
            None => Reply::of(None),
        })
    }

    fn claim(&self, job: &Job) -> Result<Option<Source>> {
        self.wallet.read(|connection| claim(connection, job))
    }

    fn failed(&self, source: Source, failure: SourceFailure) -> Reply {
        let answer = Answer::Failed {
            failure: failure.clone(),
            registered: source.registered,
        };
        let outcome = RefreshOutcome::Failed(failure.kind);
        Reply {
            failure: Some(failure),
            ..self.recorded(source, &answer, None, outcome)
        }
    }

    fn received(&self, source: Source, old: &[u8], new: &[u8], cursor: Cursor) -> Result<Reply> {
        let digest: [u8; 32] = Sha256::digest(new).into();
        if digest == source.original.0 {
            let (answer, outcome) = (Answer::Same, RefreshOutcome::Unchanged);
            return Ok(self.recorded(source, &answer, Some(cursor), outcome));
        }
        let reading = PassReading {
            locale: &self.locale,
            now: self.now(),
            zone: self.wallet.ports.clock.zone(),
            meanings: &self.meanings,
        };
        let anchors = &self.ports.anchors;
        let refused = match accept::judge(old, source.provenance, new, anchors, reading) {
            Verdict::Same => {
                let (answer, outcome) = (Answer::Same, RefreshOutcome::Unchanged);
                return Ok(self.recorded(source, &answer, Some(cursor), outcome));
            }
            Verdict::Newer(newer) => {
                let update = Update {
                    source: &source,
                    old,
                    new,
                    newer: &newer,
                    cursor: &cursor,
                    chance: self.chance(),
                };
                match apply::apply(self.wallet, &update, anchors, reading)? {
                    Applied::Taken => return Ok(self.taken(&source, &newer)),
                    Applied::Late => return Ok(Reply::of(Some(RefreshOutcome::Unchanged))),
                    Applied::Unkept => UpdateRefusal::Unreadable,
                }
            }
            Verdict::Refused(why) => why,
        };
        let outcome = RefreshOutcome::Refused(refused);
        Ok(self.recorded(source, &Answer::Refused(digest), None, outcome))
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
        source: Source,
        answer: &Answer,
        cursor: Option<Cursor>,
        outcome: RefreshOutcome,
    ) -> Reply {
        let plan = source.plan.after(answer, self.now(), self.chance());
        let why = match outcome {
            RefreshOutcome::Refused(why) => why.name(),
            _ => "",
        };
        let news = source.plan.news(&plan, why);
        Reply {
            outcome: Some(outcome),
            record: Some(Box::new(Record {
                source,
                plan,
                cursor,
                news,
            })),
            failure: None,
        }
    }
}

/// The source as it is now; `None` when it went, was switched off, or was asked meanwhile.
fn claim(connection: &Connection, job: &Job) -> Result<Option<Source>> {
    let source = store::of_card(connection, job.card)?;
    let current = |source: &Source| job.forced || source.plan.asked_at == job.asked_at;
    Ok(source.filter(|source| source.on && current(source)))
}
