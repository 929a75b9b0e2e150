//! Wishes that are not done, told beside what they are about.

use kantis_protocol::Purpose;
use kantis_wallet::ports::Wish;
use kantis_wallet::{OutboxEntry, OutboxState};

use crate::convert::instant;
use crate::dto;

/// The wishes of one connection, oldest first.
pub(super) struct Wishes<'r>(pub(super) Vec<&'r OutboxEntry>);

impl Wishes<'_> {
    /// The latest wish about an offer.
    pub(super) fn offer(&self, offer: uuid::Uuid) -> Option<dto::Queued> {
        self.last(|wish| match wish {
            Wish::ActivateOffer { offer: id } | Wish::HideOffer { offer: id, .. } => *id == offer,
            _ => false,
        })
    }

    /// The latest wish to reserve a reward.
    pub(super) fn reserve(&self, reward: &str) -> Option<dto::Queued> {
        self.last(|wish| matches!(wish, Wish::Reserve { reward: id } if id == reward))
    }

    /// The latest wish to let a claim go.
    pub(super) fn release(&self, claim: uuid::Uuid) -> Option<dto::Queued> {
        self.last(|wish| matches!(wish, Wish::Release { claim: id } if *id == claim))
    }

    /// The latest wish to join a challenge.
    pub(super) fn join(&self, challenge: &str) -> Option<dto::Queued> {
        self.last(|wish| matches!(wish, Wish::Join { challenge: id } if id == challenge))
    }

    /// The latest answer to a purpose.
    pub(super) fn consent(&self, purpose: Purpose) -> Option<dto::Queued> {
        self.last(|wish| matches!(wish, Wish::Consent { purpose: about, .. } if *about == purpose))
    }

    /// The latest change of the shopper's particulars.
    pub(super) fn profile(&self) -> Option<dto::Queued> {
        self.last(|wish| matches!(wish, Wish::Profile(_)))
    }

    /// What is written in that change.
    pub(super) fn profile_wanted(&self) -> Option<dto::ShopProfile> {
        self.0.iter().rev().find_map(|entry| match &entry.wish {
            Wish::Profile(change) => Some(dto::ShopProfile {
                name: change.name.clone(),
                phone: change.phone.clone(),
                birthday: change.birthday.clone(),
                language: change.language.clone(),
            }),
            _ => None,
        })
    }

    fn last(&self, about: impl Fn(&Wish) -> bool) -> Option<dto::Queued> {
        let mut all = self.0.iter().rev();
        all.find(|entry| about(&entry.wish))
            .map(|entry| queued_out(entry))
    }
}

fn queued_out(entry: &OutboxEntry) -> dto::Queued {
    dto::Queued {
        id: entry.id.to_string(),
        state: match entry.state {
            OutboxState::Waiting => dto::QueuedState::Waiting,
            // Those that are done are not in the outbox.
            OutboxState::Sent | OutboxState::Done => dto::QueuedState::Sent,
            OutboxState::Refused => dto::QueuedState::Refused,
        },
        at: instant(entry.at),
        wanted: match entry.wish {
            Wish::HideOffer { hidden, .. } => Some(hidden),
            Wish::Consent { granted, .. } => Some(granted),
            _ => None,
        },
        why: entry.why.clone(),
    }
}
