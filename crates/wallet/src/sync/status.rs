//! Sources as a person may see them.

use super::{registration, service, store};
use crate::Change;
use crate::card::name_order::NameOrder;
use crate::domain::{CardId, SourceState, SourceStatus};
use crate::error::Result;
use crate::settings;
use crate::store::journal::StepKind;
use crate::store::{Wallet, load};
use crate::sync::store::Source;

impl Wallet {
    /// The web service behind a card's pass; `None` when it has none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn source(&self, card: CardId) -> Result<Option<SourceStatus>> {
        let now = self.ports.clock.now();
        self.read(|connection| {
            if let Some(source) = store::of_card(connection, card)? {
                return Ok(Some(status(&source, now)));
            }
            // A card that came just now: nobody has looked at its file yet.
            let file = store::unknown_of(connection, card)?;
            let Some(access) = file.and_then(|file| service::access(&file.file)) else {
                return Ok(None);
            };
            let row = load::card(connection, card)?;
            let registered =
                registration::is_registered(connection, &access.pass_type, &access.serial)?;
            Ok(row.map(|(_, row)| SourceStatus {
                card,
                host: service::host(&service::origin(&access.service)).to_owned(),
                state: SourceState::New,
                on: !row.updates_off,
                checked_at: None,
                changed_at: None,
                due_at: (!row.updates_off).then_some(now),
                registered,
                may_register: false,
            }))
        })
    }

    /// All sources, by card title.
    ///
    /// # Errors
    /// When the store cannot be read or, for files that came just now, written.
    pub fn sources(&self) -> Result<Vec<SourceStatus>> {
        super::reconcile::sources(self)?;
        let now = self.ports.clock.now();
        self.read(|connection| {
            let mut sources = store::all(connection)?;
            let settings = settings::load(connection)?;
            let names = NameOrder::of(settings.reading_locale());
            sources.sort_by_cached_key(|source| names.key(&source.title));
            Ok(sources.iter().map(|source| status(source, now)).collect())
        })
    }

    /// Lets a card's issuer be asked for newer versions, or not. A step.
    ///
    /// # Errors
    /// When the store cannot be written or there is no such card.
    pub fn set_updates(&self, card: CardId, on: bool) -> Result<Change> {
        self.write(StepKind::Edit, |writer| {
            writer.change(card, |card| card.updates_off = !on).map(drop)
        })
    }
}

fn status(source: &Source, now: chrono::DateTime<chrono::Utc>) -> SourceStatus {
    let plan = &source.plan;
    SourceStatus {
        card: source.card,
        host: service::host(&source.origin).to_owned(),
        state: plan.state,
        on: source.on,
        checked_at: plan.checked_at,
        changed_at: plan.changed_at,
        due_at: plan.next(now).filter(|_| source.on),
        registered: source.registered,
        may_register: plan.may_register && !source.registered,
    }
}
