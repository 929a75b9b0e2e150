//! When the owner edits the rules: offers of a rule that is gone are taken back, those of a rule
//! that says something else are read again, and everybody is looked at once more.

use std::collections::BTreeMap;

use kantis_protocol::{Kind, OfferState};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{making, using};
use crate::engine::{EngineError, Work};
use crate::programme::{OfferRule, When};
use crate::records::OfferRecord;

/// Offers that are written at once.
const PIECE: u32 = 500;

/// Brings the members' offers in line with the programme's rules. How many rules are new, other or
/// gone.
///
/// # Errors
/// When the database fails.
pub fn announce(work: &mut Work<'_>) -> Result<u32, EngineError> {
    let mut before: BTreeMap<String, [u8; 32]> = work.tx.known_rules()?.into_iter().collect();
    let mut other = 0;
    for rule in &work.programme.offers {
        // The debug form names every field in order.
        let hash: [u8; 32] = Sha256::digest(format!("{rule:?}")).into();
        let known = before.remove(&rule.id);
        if known == Some(hash) {
            continue;
        }
        work.tx.know_rule(&rule.id, &hash)?;
        if known.is_some() {
            each_open(work, &rule.id, |work, offer| reworded(work, rule, offer))?;
        }
        other += 1;
    }
    for gone in before.into_keys() {
        each_open(work, &gone, withdraw)?;
        work.tx.forget_rule(&gone)?;
        other += 1;
    }
    if other > 0 && !work.programme.offers.is_empty() {
        work.tx.look_at_all_by(work.now)?;
    }
    Ok(other)
}

/// The member wrote something else about themselves: their offers are read in another language, and
/// their birthday may be near.
///
/// # Errors
/// When the database fails.
pub fn reread(work: &mut Work<'_>, member: Uuid) -> Result<(), EngineError> {
    if work.programme.offers.is_empty() {
        return Ok(());
    }
    let since = super::view::shown_since(work);
    for offer in work.tx.offers_of(member, since)? {
        work.touch(member, Kind::Offer, &offer.id.to_string())?;
    }
    Ok(work.tx.look_by(member, work.now)?)
}

fn each_open(
    work: &mut Work<'_>,
    rule: &str,
    change: impl Fn(&mut Work<'_>, OfferRecord) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    let mut after: Option<Uuid> = None;
    loop {
        let offers = work.tx.open_offers_of_rule(rule, after, PIECE)?;
        let Some(last) = offers.last() else {
            return Ok(());
        };
        after = Some(last.id);
        for offer in offers {
            change(work, offer)?;
        }
    }
}

/// An offer that is everybody's follows its rule's window; one that was made for somebody keeps the
/// last day that they were told.
fn reworded(
    work: &mut Work<'_>,
    rule: &OfferRule,
    mut offer: OfferRecord,
) -> Result<(), EngineError> {
    if matches!(rule.when, When::Everyone { .. }) {
        offer.until = making::last_day(rule, work.day(offer.made));
    }
    using::write(work, &offer)
}

fn withdraw(work: &mut Work<'_>, mut offer: OfferRecord) -> Result<(), EngineError> {
    offer.state = OfferState::Withdrawn;
    offer.ended = Some(work.now);
    using::write(work, &offer)
}
