//! The questions to one origin, one after the other.

use std::collections::{BTreeSet, VecDeque};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Sender;

use super::ask::{Asker, Job, Reply};
use super::registration::{self, Registration, State};
use super::round::{Lane, Quiet, Task, Word, is_of_origin};
use super::{RefreshOutcome, device, service, store};
use crate::domain::CardId;
use crate::error::{Result, WalletError};
use crate::ports::{Call, Fetched, PassAccess, SourceFailure, SourceTrouble};

/// Passes that are asked for before the worker looks whether another process changed the wallet.
const SPELL: usize = 32;

/// Asks one origin.
pub(super) struct Worker<'a> {
    pub(super) asker: &'a Asker<'a>,
    pub(super) call: Call,
    pub(super) origin: String,
    pub(super) sender: Sender<Word>,
    pub(super) quiet: Quiet<Job>,
}

/// Says that the origin is free again, whatever happens.
struct Release<'w>(&'w Sender<Word>, &'w str);

impl Drop for Release<'_> {
    fn drop(&mut self) {
        // Nobody listens any more when the round was broken off.
        let _ = self.0.send(Word::Free(self.1.to_owned()));
    }
}

impl Worker<'_> {
    pub(super) fn work(self, tasks: Vec<Task>) {
        let _release = Release(&self.sender, &self.origin);
        if let Err(error) = self.all(tasks) {
            let _ = self.sender.send(Word::Broken(error));
        }
    }

    fn all(&self, tasks: Vec<Task>) -> Result<()> {
        let (mut jobs, mut answered, mut registrations) = (Vec::new(), Vec::new(), Vec::new());
        for task in tasks {
            match task {
                Task::Pass(job) => jobs.push(job),
                Task::Answered(job, answer) => answered.push((job, *answer)),
                Task::Registration(one) => registrations.push(one),
                // Shops have a line of their own.
                Task::Shop(_) => {}
            }
        }
        let mut down = None;
        for (job, answer) in answered {
            self.answered(&job, answer, &mut down)?;
        }
        self.look_at_lists(&mut jobs, &mut down)?;
        self.ask_for(jobs, &mut down)?;
        for one in registrations {
            if self.call.stop.is_set() {
                break;
            }
            let answer = match &down {
                Some(failure) => Err(failure.clone()),
                None => self.settle(&one)?,
            };
            if let Err(failure) = &answer
                && is_of_origin(failure)
            {
                down = Some(failure.clone());
            }
        }
        Ok(())
    }

    /// Asks for passes, one after the other.
    fn ask_for(&self, jobs: Vec<Job>, down: &mut Option<SourceFailure>) -> Result<()> {
        let mut waiting = VecDeque::from(jobs);
        while !waiting.is_empty() {
            if self.call.stop.is_set() {
                let stopped = RefreshOutcome::Failed(SourceTrouble::Stopped);
                for job in waiting {
                    self.tell(job.card(), Reply::of(Some(stopped)));
                }
                return Ok(());
            }
            let spell = waiting.drain(..waiting.len().min(SPELL)).collect();
            let (spell, gone) = self.asker.claim(spell)?;
            for card in gone {
                self.tell(card, Reply::of(None));
            }
            if let Some(failure) = down {
                for job in spell {
                    self.tell(job.card(), self.asker.failed(&job, failure.clone()));
                }
                continue;
            }
            for job in self.spell(spell, down)?.into_iter().rev() {
                waiting.push_front(job);
            }
        }
        Ok(())
    }

    /// Asks for these passes until there is something else to do than to ask for the next one.
    /// Gives those that were not asked for.
    fn spell(&self, jobs: Vec<Job>, down: &mut Option<SourceFailure>) -> Result<Vec<Job>> {
        let (mut asked, mut questions) = (Vec::new(), Vec::new());
        for job in jobs {
            match self.asker.question(&job)? {
                Some(question) => {
                    asked.push(job);
                    questions.push(question);
                }
                None => self.tell(job.card(), self.asker.not_live(&job)?),
            }
        }
        let lane = Arc::new(Lane::new(asked));
        let heard = {
            let (lane, quiet) = (Arc::clone(&lane), self.quiet.clone());
            let changes = Arc::clone(&self.asker.wallet.changes);
            let before = changes.load(Ordering::Acquire);
            move |_, answer| {
                lane.hear(answer, &quiet);
                if lane.is_over() || changes.load(Ordering::Acquire) != before {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            }
        };
        let source = &self.asker.ports.source;
        source.fetch_all(vec![questions], &self.call, Arc::new(heard))();
        let (answered, rest) = lane.take();
        if let Some((job, answer)) = answered {
            self.answered(&job, answer, down)?;
        }
        Ok(rest)
    }

    fn answered(
        &self,
        job: &Job,
        answer: Result<Fetched, SourceFailure>,
        down: &mut Option<SourceFailure>,
    ) -> Result<()> {
        let reply = self.asker.answered(job, answer)?;
        *down = reply.failure.clone().filter(is_of_origin);
        self.tell(job.card(), reply);
        Ok(())
    }

    fn tell(&self, card: CardId, reply: Reply) {
        let _ = self.sender.send(Word::Asked(card, reply));
    }

    /// Asks the lists of changed passes where this device is registered: passes that are named
    /// are asked for, those that are not and are due by schedule only have been answered.
    fn look_at_lists(&self, jobs: &mut Vec<Job>, down: &mut Option<SourceFailure>) -> Result<()> {
        if !jobs.iter().any(|job| !job.forced) {
            return Ok(());
        }
        let wallet = self.asker.wallet;
        let services = wallet.read(registration::services)?;
        for (service, pass_type) in services {
            if service::origin(&service) != self.origin || down.is_some() {
                continue;
            }
            let Some((device, tag)) =
                wallet.read(|connection| device::known(connection, &service, &pass_type))?
            else {
                continue;
            };
            let tag = tag.as_deref();
            let source = &self.asker.ports.source;
            let changed = match source.changed(&service, &pass_type, &device, tag, &self.call) {
                Ok(changed) => changed,
                // No list, so each pass is asked for.
                Err(failure) => {
                    *down = Some(failure).filter(is_of_origin);
                    continue;
                }
            };
            let writer = wallet.unrecorded_writer()?;
            let (connection, now) = (writer.connection(), writer.now());
            let (serials, tag) = (&changed.serials, changed.tag.as_deref());
            let named: BTreeSet<CardId> =
                registration::keep_list(connection, &service, &pass_type, serials, tag, now)?
                    .into_iter()
                    .collect();
            writer.commit()?;
            self.without_unnamed(jobs, &service, &pass_type, &named)?;
            self.with_named(jobs, named)?;
        }
        Ok(())
    }

    fn without_unnamed(
        &self,
        jobs: &mut Vec<Job>,
        service: &str,
        pass_type: &str,
        named: &BTreeSet<CardId>,
    ) -> Result<()> {
        let listed = self
            .asker
            .wallet
            .read(|connection| registration::cards(connection, service, pass_type))?;
        let covered =
            |job: &Job| !job.forced && listed.contains(&job.card()) && !named.contains(&job.card());
        let (covered, mut kept) = std::mem::take(jobs).into_iter().partition(covered);
        let (covered, gone) = self.asker.claim(covered)?;
        for card in gone {
            self.tell(card, Reply::of(None));
        }
        for job in covered {
            match self.asker.not_listed(&job) {
                Some(reply) => self.tell(job.card(), reply),
                None => kept.push(job),
            }
        }
        *jobs = kept;
        Ok(())
    }

    fn with_named(&self, jobs: &mut Vec<Job>, named: BTreeSet<CardId>) -> Result<()> {
        for card in named {
            if jobs.iter().any(|job| job.card() == card) {
                continue;
            }
            let wallet = self.asker.wallet;
            let seen = wallet.seen_version()?;
            let source = wallet.read(|connection| store::of_card(connection, card))?;
            let source = source.filter(|source| source.on);
            jobs.extend(source.map(|source| Job::due(source, seen)));
        }
        Ok(())
    }

    /// Does what a registration waits for.
    fn settle(&self, one: &Registration) -> Result<Result<(), SourceFailure>> {
        let wallet = self.asker.wallet;
        let mut one = one.clone();
        if one.state == State::Wanted {
            // The card came back; its file has the token.
            let Some(access) = self.access_of(&one.access)? else {
                let writer = wallet.unrecorded_writer()?;
                registration::forget(writer.connection(), &one.access)?;
                writer.commit()?;
                return Ok(Ok(()));
            };
            one.access = access;
        }
        let writer = wallet.unrecorded_writer()?;
        let PassAccess {
            service, pass_type, ..
        } = &one.access;
        let entropy = wallet.ports.entropy.as_ref();
        let device = device::known_or_new(writer.connection(), entropy, service, pass_type)?;
        writer.commit()?;
        let source = &self.asker.ports.source;
        let answer = if one.state == State::Wanted {
            source.register(&one.access, &device, &self.call)
        } else {
            source.unregister(&one.access, &device, &self.call)
        };
        let writer = wallet.unrecorded_writer()?;
        let (connection, now) = (writer.connection(), writer.now());
        registration::answered(connection, &one, &answer, now, self.asker.chances.draw())?;
        writer.commit()?;
        (self.asker.ports.listener)(super::SyncHint::Sources);
        Ok(answer)
    }

    /// The right to ask for a pass, from the file of a card that has it now.
    fn access_of(&self, pass: &PassAccess) -> Result<Option<PassAccess>> {
        let wallet = self.asker.wallet;
        let original = wallet.read(|connection| {
            registration::original_of(connection, &pass.pass_type, &pass.serial)
        })?;
        let Some(original) = original else {
            return Ok(None);
        };
        let file = match wallet.blob(original) {
            Err(WalletError::NotFound) => return Ok(None),
            other => other?,
        };
        Ok(service::access(&file.bytes).filter(|access| access.service == pass.service))
    }
}
