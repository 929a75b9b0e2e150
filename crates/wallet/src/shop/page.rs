//! A record as a row: its kind, its id, when it happened and what a search finds of it.

use kantis_protocol::{Changes, Kind, Record};

use super::words::folded;
use crate::error::Result;

/// A record as it is kept.
pub(crate) struct RecordRow {
    pub(crate) kind: &'static str,
    pub(crate) id: String,
    /// Milliseconds; 0 for what has no time.
    pub(crate) at: i64,
    pub(crate) words: String,
    /// The record itself, as JSON.
    pub(crate) record: String,
}

/// A page of changes, and its records as rows: made apart from keeping them, so that one page is made
/// ready while another is kept.
pub(crate) struct Page {
    pub(crate) changes: Changes,
    /// In the order of what changed; none for kinds that this version does not know.
    rows: Vec<Option<RecordRow>>,
}

impl Page {
    /// Makes a page ready.
    pub(crate) fn of(changes: Changes) -> Result<Self> {
        let rows = changes.changed.iter().map(row).collect::<Result<_>>()?;
        Ok(Self { changes, rows })
    }

    /// What changed, and how it is kept.
    pub(super) fn changed(&self) -> impl Iterator<Item = (&Record, &RecordRow)> {
        let rows = self.changes.changed.iter().zip(&self.rows);
        rows.filter_map(|(record, row)| Some((record, row.as_ref()?)))
    }
}

/// The word kept for a kind; `None` for one of a newer version.
pub(crate) const fn kind_name(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Account => "account",
        Kind::Programme => "programme",
        Kind::LedgerEntry => "ledgerEntry",
        Kind::Reward => "reward",
        Kind::Claim => "claim",
        Kind::Offer => "offer",
        Kind::StampCard => "stampCard",
        Kind::Challenge => "challenge",
        Kind::Receipt => "receipt",
        Kind::Consent => "consent",
        Kind::Unknown => return None,
    })
}

/// A record as a row; `None` for a kind that this version does not know.
pub(crate) fn row(record: &Record) -> Result<Option<RecordRow>> {
    let (kind, id, at, words) = match record {
        Record::Account(_) => (
            Kind::Account,
            Kind::Account.only().to_owned(),
            0,
            String::new(),
        ),
        Record::Programme(programme) => (
            Kind::Programme,
            Kind::Programme.only().to_owned(),
            0,
            folded([programme.name.as_str(), &programme.issuer]),
        ),
        Record::LedgerEntry(entry) => (
            Kind::LedgerEntry,
            entry.id.to_string(),
            entry.occurred.timestamp_millis(),
            folded([entry.reason.as_str()]),
        ),
        Record::Reward(reward) => (
            Kind::Reward,
            reward.id.clone(),
            0,
            folded(
                [Some(reward.title.as_str()), reward.body.as_deref()]
                    .into_iter()
                    .flatten(),
            ),
        ),
        Record::Claim(claim) => (
            Kind::Claim,
            claim.id.to_string(),
            claim.created.timestamp_millis(),
            folded([claim.title.as_str()]),
        ),
        Record::Offer(offer) => (
            Kind::Offer,
            offer.id.to_string(),
            offer.from.timestamp_millis(),
            folded(
                [
                    Some(offer.title.as_str()),
                    offer.body.as_deref(),
                    offer.on.as_deref(),
                ]
                .into_iter()
                .flatten(),
            ),
        ),
        Record::StampCard(card) => (
            Kind::StampCard,
            card.id.clone(),
            0,
            folded([card.title.as_str(), &card.reward]),
        ),
        Record::Challenge(challenge) => (
            Kind::Challenge,
            challenge.id.clone(),
            0,
            folded([challenge.title.as_str(), &challenge.reward]),
        ),
        Record::Receipt(receipt) => (
            Kind::Receipt,
            receipt.id.to_string(),
            receipt.issued.timestamp_millis(),
            folded(
                [
                    receipt.number.as_str(),
                    &receipt.seller.name,
                    &receipt.place,
                ]
                .into_iter()
                .chain(receipt.lines.iter().map(|line| line.name.as_str())),
            ),
        ),
        Record::Consent(consent) => (
            Kind::Consent,
            consent.purpose.name().to_owned(),
            0,
            String::new(),
        ),
        Record::Unknown => return Ok(None),
    };
    let Some((kind, record)) = kind_name(kind).zip(json(record)?) else {
        return Ok(None);
    };
    Ok(Some(RecordRow {
        kind,
        id,
        at,
        words,
        record,
    }))
}

/// The record without its kind; none for a kind that this version does not know.
fn json(record: &Record) -> Result<Option<String>> {
    Ok(Some(match record {
        Record::Account(record) => serde_json::to_string(record)?,
        Record::Programme(record) => serde_json::to_string(record)?,
        Record::LedgerEntry(record) => serde_json::to_string(record)?,
        Record::Reward(record) => serde_json::to_string(record)?,
        Record::Claim(record) => serde_json::to_string(record)?,
        Record::Offer(record) => serde_json::to_string(record)?,
        Record::StampCard(record) => serde_json::to_string(record)?,
        Record::Challenge(record) => serde_json::to_string(record)?,
        Record::Receipt(record) => serde_json::to_string(record)?,
        Record::Consent(record) => serde_json::to_string(record)?,
        Record::Unknown => return Ok(None),
    }))
}
