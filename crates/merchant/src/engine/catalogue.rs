//! The programme's own parts as records: whoever watches hears when its owner edited the file.

use std::collections::BTreeMap;
use std::fmt::Debug;

use kantis_protocol::Kind;
use sha2::{Digest, Sha256};

use super::challenges::stands;
use super::{EngineError, Work, offers};
use crate::programme::{Programme, public_view};

/// Tells every member what is new or other in the programme since it was last announced, and what
/// is gone. How much that was; 0 when the file says what it said before.
///
/// # Errors
/// When the database fails.
pub fn announce(work: &mut Work<'_>) -> Result<u32, EngineError> {
    let mut before: BTreeMap<(Kind, String), [u8; 32]> = work
        .tx
        .announced()?
        .into_iter()
        .map(|(kind, id, hash)| ((kind, id), hash))
        .collect();
    let mut told = 0;
    let challenges = challenges(work);
    for (kind, id, hash) in parts(work.programme).into_iter().chain(challenges) {
        let known = before.remove(&(kind, id.clone()));
        if known != Some(hash) {
            work.tx.touch(None, kind, &id)?;
            work.tx.set_announced(kind, &id, &hash)?;
            told += 1;
        }
    }
    for (kind, id) in before.into_keys() {
        work.tx.gone(None, kind, &id, work.now)?;
        work.tx.unset_announced(kind, &id)?;
        told += 1;
    }
    // Offers are each member's own: what they become by new rules is told to each.
    Ok(told + offers::announce(work)?)
}

/// Tells every member of challenges that began or ended with the passing of days.
///
/// # Errors
/// When the database fails.
pub(super) fn turn(work: &mut Work<'_>) -> Result<(), EngineError> {
    if work.programme.challenges.is_empty() {
        return Ok(());
    }
    let before = work.tx.announced()?;
    for now in challenges(work) {
        let (kind, id, hash) = &now;
        // What was never announced is told when the shop opens.
        let turned = |(known, of, said): &(Kind, String, [u8; 32])| {
            known == kind && of == id && said != hash
        };
        if before.iter().any(turned) {
            work.tx.touch(None, *kind, id)?;
            work.tx.set_announced(*kind, id, hash)?;
        }
    }
    Ok(())
}

/// The challenges, with a hash of what each rule says and of where its days stand.
fn challenges(work: &Work<'_>) -> Vec<(Kind, String, [u8; 32])> {
    work.programme
        .challenges
        .iter()
        .map(|rule| part(Kind::Challenge, &rule.id, &(rule, stands(work, rule))))
        .collect()
}

/// Every other part that is a record of its own, with a hash of what its rule says.
fn parts(programme: &Programme) -> Vec<(Kind, String, [u8; 32])> {
    let views: Vec<_> = programme
        .programme
        .languages
        .iter()
        .map(|language| public_view(programme, language))
        .collect();
    let mut parts = vec![part(Kind::Programme, Kind::Programme.only(), &views)];
    parts.extend(
        programme
            .rewards
            .iter()
            .map(|rule| part(Kind::Reward, &rule.id, rule)),
    );
    parts.extend(
        programme
            .stamp_cards
            .iter()
            .map(|rule| part(Kind::StampCard, &rule.id, rule)),
    );
    parts.extend(
        programme
            .consents
            .iter()
            .map(|words| part(Kind::Consent, words.purpose.name(), words)),
    );
    parts
}

fn part(kind: Kind, id: &str, rule: &impl Debug) -> (Kind, String, [u8; 32]) {
    // The debug form names every field in order. Where another version of Kantis writes it
    // otherwise, members hear of it once more than they had to.
    (
        kind,
        id.to_owned(),
        Sha256::digest(format!("{rule:?}")).into(),
    )
}
