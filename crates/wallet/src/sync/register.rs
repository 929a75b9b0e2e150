//! Registering with an issuer because a person said so, and taking it back.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::ask::Job;
use super::registration::{self, State};
use super::round::{self, Shift, Task};
use super::store::Source;
use super::{RefreshOutcome, SyncEngine, SyncHint, device, service, store};
use crate::domain::CardId;
use crate::error::{Result, WalletError};
use crate::ports::{Call, PassAccess, ServiceDevice, Stop};

/// How long a person waits for one question.
const PATIENCE: Duration = Duration::from_secs(30);

impl SyncEngine {
    /// Registers this device for a card's pass and asks for it. The person was told what that
    /// tells the issuer.
    ///
    /// # Errors
    /// When the store cannot be read or written, or there is no such card.
    pub fn register(&self, card: CardId) -> Result<RefreshOutcome> {
        self.reconcile()?;
        let Some((source, access)) = self.live(card)? else {
            return Ok(RefreshOutcome::NotLive);
        };
        if !source.registered {
            // Should the answer be lost, it is taken back rather than forgotten.
            let later = self.now() + TimeDelta::minutes(10);
            self.note_registration(&access, State::Withdrawn, Some(later))?;
            let device = self.device(&access)?;
            let answer = self.ports.source.register(&access, &device, &call());
            if let Err(failure) = answer {
                if !registration::may_pass(failure.kind) {
                    let writer = self.wallet.unrecorded_writer()?;
                    registration::forget(writer.connection(), &access)?;
                    writer.commit()?;
                }
                return Ok(RefreshOutcome::Failed(failure.kind));
            }
            self.note_registration(&access, State::Registered, None)?;
        }
        let writer = self.wallet.unrecorded_writer()?;
        store::set_may_register(writer.connection(), source.num, false)?;
        writer.commit()?;
        self.hear(SyncHint::Sources);
        self.fetch_now(card)
    }

    /// Takes a registration back.
    ///
    /// # Errors
    /// When the store cannot be read or written, or there is no such card.
    pub fn unregister(&self, card: CardId) -> Result<()> {
        let stored = self.wallet.card(card)?;
        let Some(pass) = stored.pass else {
            return Ok(());
        };
        let (kind, serial) = (&pass.pass_type_identifier, &pass.serial_number);
        let known = self
            .wallet
            .read(|connection| registration::of_pass(connection, kind, serial))?;
        for one in known {
            let access = &one.access;
            self.note_registration(access, State::Withdrawn, Some(self.now()))?;
            let device = self.device(access)?;
            let answer = self.ports.source.unregister(access, &device, &call());
            let withdrawn = one.withdrawn();
            let writer = self.wallet.unrecorded_writer()?;
            let (connection, now) = (writer.connection(), writer.now());
            let chance = self.chances.draw();
            registration::answered(connection, &withdrawn, &answer, now, chance)?;
            writer.commit()?;
        }
        self.hear(SyncHint::Sources);
        Ok(())
    }

    /// A card's source that may be asked, and the right to do so.
    fn live(&self, card: CardId) -> Result<Option<(Arc<Source>, PassAccess)>> {
        // An unknown card is the caller's mistake.
        self.wallet.card(card)?;
        let source = self
            .wallet
            .read(|connection| store::of_card(connection, card))?;
        let Some(source) = source.filter(|source| source.on) else {
            return Ok(None);
        };
        let file = match self.wallet.blob(source.original) {
            Err(WalletError::NotFound) => return Ok(None),
            other => other?,
        };
        Ok(service::access(&file.bytes).map(|access| (source, access)))
    }

    /// Asks for a pass at once, whatever the schedule says.
    fn fetch_now(&self, card: CardId) -> Result<RefreshOutcome> {
        let seen = self.wallet.seen_version()?;
        let source = self
            .wallet
            .read(|connection| store::of_card(connection, card))?;
        let Some(source) = source.filter(|source| source.on) else {
            return Ok(RefreshOutcome::NotLive);
        };
        let mut outcome = RefreshOutcome::NotLive;
        let mut shift = Shift {
            stop: &Stop::default(),
            span: None,
            bell: None,
            heard: &mut |line| {
                outcome = line.outcome;
                ControlFlow::Continue(())
            },
            more: &mut |_| Ok(Vec::new()),
        };
        let job = Task::Pass(Job::forced(source, seen, None));
        round::run(&self.asker()?, vec![job], &mut shift)?;
        self.bell.nudge();
        Ok(outcome)
    }

    fn note_registration(
        &self,
        access: &PassAccess,
        state: State,
        due: Option<DateTime<Utc>>,
    ) -> Result<()> {
        let writer = self.wallet.unrecorded_writer()?;
        registration::put(writer.connection(), access, state, writer.now(), due)?;
        writer.commit().map(drop)
    }

    fn device(&self, access: &PassAccess) -> Result<ServiceDevice> {
        let PassAccess {
            service, pass_type, ..
        } = access;
        let entropy = self.wallet.ports.entropy.as_ref();
        let writer = self.wallet.unrecorded_writer()?;
        let device = device::known_or_new(writer.connection(), entropy, service, pass_type)?;
        writer.commit()?;
        Ok(device)
    }

    fn hear(&self, hint: SyncHint) {
        (self.ports.listener)(hint);
    }
}

fn call() -> Call {
    Call {
        timeout: PATIENCE,
        stop: Stop::default(),
    }
}
