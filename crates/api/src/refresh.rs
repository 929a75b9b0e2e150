//! Asking issuers for newer versions of passes, at the edge.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use kantis_wallet::ports::SourceTrouble;
use kantis_wallet::sync::{self, RefreshOutcome};
use kantis_wallet::{CardId, CardSummary, SourceState, SourceStatus};

use crate::convert::{self, id_of, instant};
use crate::dto;
use crate::{Api, ApiError, Code, Event};

impl Api {
    pub(crate) fn passes_refresh(
        &self,
        request: dto::RefreshRequest,
    ) -> Result<dto::RefreshReport, ApiError> {
        let wallet = self.wallet()?;
        let cards = request
            .ids
            .iter()
            .map(|id| id_of(id))
            .collect::<Result<BTreeSet<CardId>, _>>()?;
        for card in &cards {
            wallet.card(*card).map_err(convert::error)?;
        }
        let Some(engine) = self.engine() else {
            let cards = cards.into_iter().map(not_live).collect();
            return self.report(sync::RefreshReport {
                cards,
                handed_over: false,
            });
        };
        let mut job =
            (!request.job.is_empty()).then(|| self.jobs.start(&request.job, &self.events));
        let report = engine.sync().refresh(&cards, &mut |done, total| {
            job.as_mut()
                .map_or(ControlFlow::Continue(()), |job| job.step(done, total))
        });
        // What came may be worth a notice, and those are told by the engine's own thread.
        self.nudge_engine();
        self.report(report.map_err(convert::error)?)
    }

    pub(crate) fn pass_sources(&self, _: dto::Nothing) -> Result<Vec<dto::PassSource>, ApiError> {
        let sources = self.wallet()?.sources().map_err(convert::error)?;
        let cards = self.summaries(sources.iter().map(|source| source.card))?;
        let source = |source: &SourceStatus| {
            let card = cards.get(&source.card)?;
            Some(source_out(source, &card.title))
        };
        Ok(sources.iter().filter_map(source).collect())
    }

    pub(crate) fn pass_updates(&self, request: dto::CardSwitch) -> Result<dto::Done, ApiError> {
        let id = id_of(&request.id)?;
        let change = self.wallet()?.set_updates(id, request.on);
        let done = self.changed(change.map_err(convert::error)?)?;
        self.tell(Event::SourcesChanged);
        self.nudge_engine();
        Ok(done)
    }

    pub(crate) fn pass_register(
        &self,
        request: dto::CardSwitch,
    ) -> Result<dto::RefreshReport, ApiError> {
        let card = id_of::<CardId>(&request.id)?;
        self.wallet()?.card(card).map_err(convert::error)?;
        let engine = self
            .engine()
            .ok_or_else(|| ApiError::new(Code::NotFound).with("what", "web service"))?;
        let outcome = if request.on {
            let outcome = engine.sync().register(card);
            Some(outcome.map_err(convert::error)?)
        } else {
            engine.sync().unregister(card).map_err(convert::error)?;
            None
        };
        self.tell(Event::SourcesChanged);
        self.nudge_engine();
        let cards = outcome.map(|outcome| sync::RefreshedCard { card, outcome });
        self.report(sync::RefreshReport {
            cards: cards.into_iter().collect(),
            handed_over: false,
        })
    }

    #[allow(clippy::unnecessary_wraps, reason = "the shape of a command")]
    pub(crate) fn wake(&self, request: dto::WakeRequest) -> Result<dto::Nothing, ApiError> {
        self.wake_engine(match request.wake {
            dto::Wake::Foreground => sync::Wake::Foreground,
            dto::Wake::Background => sync::Wake::Background,
            dto::Wake::NetworkUp => sync::Wake::NetworkUp,
            dto::Wake::Force => sync::Wake::Force,
        });
        Ok(dto::Nothing {})
    }

    /// The cards behind these ids, each looked up once; those that are gone are left out.
    pub(crate) fn summaries(
        &self,
        ids: impl Iterator<Item = CardId>,
    ) -> Result<BTreeMap<CardId, CardSummary>, ApiError> {
        /// From here on one look at all cards is quicker than one look each.
        const MANY: usize = 50;
        let wallet = self.wallet()?;
        let ids: BTreeSet<CardId> = ids.collect();
        let mut cards = BTreeMap::new();
        if ids.len() < MANY {
            for id in ids {
                match wallet.card(id) {
                    Ok(card) => drop(cards.insert(id, card.summary())),
                    Err(kantis_wallet::WalletError::NotFound) => {}
                    Err(error) => return Err(convert::error(error)),
                }
            }
            return Ok(cards);
        }
        for archived in [false, true] {
            let query = kantis_wallet::CardQuery {
                archived,
                ..kantis_wallet::CardQuery::default()
            };
            let listing = wallet.cards(&query).map_err(convert::error)?;
            let wanted = listing
                .cards
                .into_iter()
                .filter(|card| ids.contains(&card.id));
            cards.extend(wanted.map(|card| (card.id, card)));
        }
        Ok(cards)
    }

    fn report(&self, report: sync::RefreshReport) -> Result<dto::RefreshReport, ApiError> {
        let cards = self.summaries(report.cards.iter().map(|line| line.card))?;
        let line = |line: &sync::RefreshedCard| {
            let (outcome, why) = outcome_out(line.outcome);
            let card = cards.get(&line.card);
            dto::RefreshedCard {
                id: line.card.to_string(),
                title: card.map(|card| card.title.clone()).unwrap_or_default(),
                outcome,
                why: why.map(str::to_owned),
            }
        };
        Ok(dto::RefreshReport {
            cards: report.cards.iter().map(line).collect(),
            handed_over: report.handed_over,
        })
    }
}

fn not_live(card: CardId) -> sync::RefreshedCard {
    sync::RefreshedCard {
        card,
        outcome: RefreshOutcome::NotLive,
    }
}

/// A source on its way out.
pub(crate) fn source_out(source: &SourceStatus, title: &str) -> dto::PassSource {
    dto::PassSource {
        card: source.card.to_string(),
        card_title: title.to_owned(),
        host: source.host.clone(),
        state: match source.state {
            SourceState::New => dto::SourceState::New,
            SourceState::Live => dto::SourceState::Live,
            SourceState::Waiting => dto::SourceState::Waiting,
            SourceState::Rejected => dto::SourceState::Rejected,
            SourceState::Gone => dto::SourceState::Gone,
            SourceState::Refused => dto::SourceState::Refused,
            SourceState::Unsafe => dto::SourceState::Unsafe,
        },
        on: source.on,
        checked_at: source.checked_at.map(instant),
        changed_at: source.changed_at.map(instant),
        due_at: source.due_at.map(instant),
        registered: source.registered,
        may_register: source.may_register,
    }
}

fn outcome_out(outcome: RefreshOutcome) -> (dto::RefreshOutcome, Option<&'static str>) {
    match outcome {
        RefreshOutcome::Updated => (dto::RefreshOutcome::Updated, None),
        RefreshOutcome::Unchanged => (dto::RefreshOutcome::Unchanged, None),
        RefreshOutcome::Refused(why) => (dto::RefreshOutcome::Refused, Some(why.name())),
        RefreshOutcome::Failed(trouble) => {
            (dto::RefreshOutcome::Failed, Some(trouble_name(trouble)))
        }
        RefreshOutcome::NotLive => (dto::RefreshOutcome::NotLive, None),
        RefreshOutcome::TooSoon => (dto::RefreshOutcome::TooSoon, None),
    }
}

pub(crate) fn trouble_name(trouble: SourceTrouble) -> &'static str {
    match trouble {
        SourceTrouble::Unreachable => "unreachable",
        SourceTrouble::TimedOut => "timedOut",
        SourceTrouble::Rejected => "rejected",
        SourceTrouble::Gone => "gone",
        SourceTrouble::Busy { .. } => "busy",
        SourceTrouble::Unexpected { .. } => "unexpected",
        SourceTrouble::NotAPass => "notAPass",
        SourceTrouble::TooLarge => "tooLarge",
        SourceTrouble::Refused(_) => "unsafe",
        SourceTrouble::Stopped => "stopped",
    }
}
