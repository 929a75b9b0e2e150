//! A member's rights: everything held on them, and its deletion.

use chrono::{DateTime, Utc};
use kantis_protocol::ProblemType;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{EngineError, Work, claims, consents, members, offers, points, sale, stamps};
use crate::records::MemberRecord;
use crate::store::StoreError;

/// Rows of a page while everything is read.
const PAGE: u32 = 500;

/// Everything that is held on a member, by subject (GDPR Art. 15 and 20). No secrets and no hashes of them.
///
/// # Errors
/// When the database fails.
pub fn export(work: &Work<'_>, member: &MemberRecord) -> Result<Value, EngineError> {
    let mut all = Map::new();
    let mut put = |subject: &str, value: Value| all.insert(subject.to_owned(), value);
    put("programme", work.programme.programme.id.clone().into());
    put("made", json!(work.now));
    put("account", json!(members::account(work, member)?));
    put("consents", json!(consents::consents(work, member)?));
    put("consent_answers", answers(work, member.id)?);
    put("receipts", receipts(work, member)?);
    if work.programme.points.is_some() {
        put("ledger", ledger(work, member)?);
    }
    put("stamp_cards", json!(stamps::cards(work, member)?));
    put("claims", all_claims(work, member)?);
    put("offers", json!(offers::ever(work, member)?));
    for (subject, rows) in work.tx.held_on(member.id)? {
        put(&subject, rows);
    }
    Ok(Value::Object(all))
}

/// Deletes a member: points are expired on the books, tokens end, and receipts stay for bookkeeping with nobody's name on them.
///
/// # Errors
/// `not-found`.
pub fn delete(work: &mut Work<'_>, member: Uuid) -> Result<(), EngineError> {
    let member = members::known(work, member)?.id;
    // What was held for the member goes back on the shelf.
    for claim in work
        .tx
        .claims_of(member, DateTime::<Utc>::MAX_UTC, u32::MAX)?
    {
        if claim.granted {
            continue;
        }
        match claims::release(work, member, claim.id) {
            Err(EngineError::Refused(refused)) if refused.kind == ProblemType::WrongState => {}
            done => {
                done?;
            }
        }
    }
    work.tx.close_points(member)?;
    work.tx.forget_answers(member)?;
    // What is left of the member hangs on this row and goes with it.
    work.tx.delete_member(member)?;
    work.tx.forget_changes(member)?;
    Ok(())
}

/// Every answer to a consent, with the words that were shown.
fn answers(work: &Work<'_>, member: Uuid) -> Result<Value, StoreError> {
    let answers = work.tx.answers_of(member)?;
    Ok(answers
        .into_iter()
        .map(|answer| {
            json!({
                "purpose": answer.purpose.name(),
                "granted": answer.granted,
                "version": answer.version,
                "words": answer.words,
                "language": answer.language,
                "at": answer.at,
            })
        })
        .collect())
}

fn receipts(work: &Work<'_>, member: &MemberRecord) -> Result<Value, EngineError> {
    let mut all = Vec::new();
    let mut before = None;
    loop {
        let sales = work.tx.sales_of(member.id, before, PAGE)?;
        let Some(last) = sales.last() else {
            return Ok(json!(all));
        };
        before = Some((last.at, last.id));
        all.extend(sales.iter().map(sale::receipt));
    }
}

fn ledger(work: &Work<'_>, member: &MemberRecord) -> Result<Value, EngineError> {
    let mut all = Vec::new();
    let mut before = None;
    loop {
        let entries = work.tx.entries(member.id, before, PAGE)?;
        let Some(last) = entries.last() else {
            return Ok(json!(all));
        };
        before = Some((last.occurred, last.id));
        for entry in entries {
            all.extend(points::entry(work, member, entry.id)?);
        }
    }
}

fn all_claims(work: &Work<'_>, member: &MemberRecord) -> Result<Value, EngineError> {
    let mut all = Vec::new();
    for claim in work
        .tx
        .claims_of(member.id, DateTime::<Utc>::MIN_UTC, u32::MAX)?
    {
        all.extend(claims::view(work, member, claim.id)?);
    }
    Ok(json!(all))
}
