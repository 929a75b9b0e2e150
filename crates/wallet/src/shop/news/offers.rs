//! News of offers, and of what was won or held.

use kantis_protocol::{Claim, ClaimState, Offer, OfferState, Record};

use super::{News, Page};
use crate::domain::Happening;
use crate::shop::summary::is_open;

impl Page<'_> {
    pub(super) fn offer(&self, before: Option<&Offer>, after: &Offer) -> Vec<News> {
        let title = after.title.clone();
        let news = match before {
            None if !is_open(after) => None,
            None if after.personal => Some(self.told(
                Happening::OfferForMe {
                    title,
                    why: after.why.clone(),
                    until: after.until,
                },
                format!("offer/{}/{}", self.card, after.id),
            )),
            None => Some(self.line(
                Happening::OfferCame {
                    title,
                    message: None,
                    until: after.until,
                },
                format!("came/{}/{}/{:?}", self.card, after.id, after.until),
            )),
            Some(before) if after.state == OfferState::Withdrawn => self.offer_went(before),
            Some(_) => None,
        };
        news.into_iter().collect()
    }

    /// An offer that could still be had went before its time.
    pub(super) fn offer_went(&self, before: &Offer) -> Option<News> {
        let in_time = before.until.is_none_or(|until| until >= self.today);
        if !is_open(before) || !in_time {
            return None;
        }
        let what = Happening::OfferWent {
            title: before.title.clone(),
        };
        let counted_on = before.personal || before.state != OfferState::Available;
        let key = format!("went/{}/{}", self.card, before.id);
        Some(if counted_on {
            self.told(what, key)
        } else {
            self.line(what, key)
        })
    }

    pub(super) fn claim(&self, was_held: Option<bool>, claim: &Claim) -> Option<News> {
        let title = claim.title.clone();
        match (was_held, claim.state) {
            // Won, not bought; a stamp card that was filled in this page tells of it already.
            (None, ClaimState::Reserved) if claim.reward.is_none() => {
                let filled = self.page.touched.iter().any(|touched| {
                    match (&touched.before, &touched.after) {
                        (Some(Record::StampCard(before)), Some(Record::StampCard(after))) => {
                            after.completed > before.completed
                        }
                        _ => false,
                    }
                });
                let key = format!("claim/{}/{}", self.card, claim.id);
                (!filled).then(|| self.told(Happening::RewardReady { title }, key))
            }
            (Some(true), ClaimState::Lapsed) => Some(self.line(
                Happening::ClaimLapsed { title },
                format!("lapsed/{}/{}", self.card, claim.id),
            )),
            _ => None,
        }
    }
}
