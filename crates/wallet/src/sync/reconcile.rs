//! Bringing sources, registrations and connections in step with the cards that are there: a file that came by
//! hand, an import or an undo begins its source anew.

use std::sync::PoisonError;

use chrono::{DateTime, TimeDelta, Utc};

use super::store::Unknown;
use super::{SyncEngine, registration, service, shop, store};
use crate::error::Result;
use crate::store::{Generation, Wallet};

/// Files that are read at a time.
const BATCH: u32 = 64;
/// What is over by time alone is looked for this often.
const AGAIN: TimeDelta = TimeDelta::hours(1);

/// When everything was in step.
#[derive(Debug, Clone, Copy)]
pub(super) struct InStep {
    generation: Generation,
    at: DateTime<Utc>,
}

impl SyncEngine {
    /// Brings sources in step, unless nothing was changed since they were and the clock went on.
    pub(super) fn reconcile(&self) -> Result<()> {
        let (now, generation) = (self.now(), self.wallet.generation()?);
        let mut known = self.in_step.lock().unwrap_or_else(PoisonError::into_inner);
        let is_in_step = |known: &InStep| {
            Some(known.generation) == generation && now >= known.at && now - known.at < AGAIN
        };
        if known.as_ref().is_some_and(is_in_step) {
            return shop::ask_anew(&self.wallet);
        }
        sources(&self.wallet)?;
        *known = generation.map(|generation| InStep {
            generation,
            at: now,
        });
        Ok(())
    }
}

/// Brings sources in step.
pub(super) fn sources(wallet: &Wallet) -> Result<()> {
    anchor(wallet)?;
    shop::anchor(wallet)?;
    shop::ask_anew(wallet)?;
    wallet.leave_orphans()?;
    loop {
        let unknown = wallet.read_warm(|connection| store::unknown(connection, BATCH))?;
        let now = wallet.ports.clock.now();
        let settled = wallet.read_warm(|connection| registration::settle(connection, now, true))?;
        if unknown.is_empty() && !settled {
            return Ok(());
        }
        let found: Vec<_> = unknown.iter().map(|file| (file, look(file))).collect();
        let writer = wallet.unrecorded_writer()?;
        let (connection, now) = (writer.connection(), writer.now());
        for (file, access) in found {
            let origin = access
                .as_ref()
                .map(|access| service::origin(&access.service));
            let origin = origin.unwrap_or_default();
            store::begin(connection, file.num, file.original, &origin, now)?;
            if let Some(access) = access {
                registration::follow_token(connection, &access)?;
            }
        }
        registration::settle(connection, now, false)?;
        writer.commit()?;
    }
}

/// When the clock was set back, the times of sources go back with it.
fn anchor(wallet: &Wallet) -> Result<()> {
    let now = wallet.ports.clock.now();
    let sources = wallet.read_warm(|connection| store::asked_after(connection, now))?;
    if sources.is_empty() {
        return Ok(());
    }
    let writer = wallet.light_writer()?;
    for source in &sources {
        let plan = source.plan.anchored(now);
        store::keep(writer.connection(), source, &plan, None, None)?;
    }
    writer.commit().map(drop)
}

fn look(file: &Unknown) -> Option<crate::ports::PassAccess> {
    service::access(&file.file)
}
