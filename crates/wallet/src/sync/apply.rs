//! Taking a newer version of a pass over: the file, what is kept of it, what the shopper had left
//! as the issuer wrote it, the cursor and the timeline, in one transaction.
//!
//! It is no step: there is nothing of the shopper's to take back. What older steps kept of the card
//! follows as if the update had come before them, so that taking one back never brings an older
//! pass. A step that changed the pass itself is left as it is: taking it back is meant to.

use chrono::{DateTime, Utc};
use kantis_pass::TrustAnchors;
use uuid::Uuid;

use super::accept::Newer;
use super::schedule::{Answer, Plan};
use super::service;
use super::store::{self, Source};
use crate::activity::{self, CameBy};
use crate::card::pass_link::{PassReading, pass_link};
use crate::domain::{CardContent, CardId, PassLink};
use crate::error::{Result, WalletError};
use crate::import::{PassReader, merge_pass};
use crate::ports::Cursor;
use crate::store::row::{CardRow, PassRow, SymbolRow};
use crate::store::writer::Writer;
use crate::store::{Wallet, journal};

/// The media type of a pass file.
const MIME: &str = "application/vnd.apple.pkpass";

/// What became of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Applied {
    /// It was taken.
    Taken,
    /// The card is gone, or has another file than the one that was asked about.
    Late,
    /// The card cannot keep what the new version says.
    Unkept,
}

/// A newer version and all that is needed to take it.
pub(super) struct Update<'a> {
    pub(super) source: &'a Source,
    pub(super) old: &'a [u8],
    pub(super) new: &'a [u8],
    pub(super) newer: &'a Newer,
    pub(super) cursor: &'a Cursor,
    pub(super) chance: u64,
    /// When a person overrode the schedule for it.
    pub(super) forced_at: Option<DateTime<Utc>>,
}

/// Takes an update.
pub(super) fn apply(
    wallet: &Wallet,
    update: &Update<'_>,
    anchors: &TrustAnchors,
    reading: PassReading<'_>,
) -> Result<Applied> {
    let Update { source, .. } = update;
    let reader = PassReader {
        locale: reading.locale,
        now: reading.now,
        zone: reading.zone,
        anchors,
        meanings: reading.meanings,
    };
    let issued = reader.issued(update.old);
    let Some(theirs) = reader.issued(update.new).into_iter().next() else {
        return Ok(Applied::Unkept);
    };
    let mut writer = wallet.unrecorded_writer()?;
    let Some(current) = store::of_card(writer.connection(), source.card)? else {
        return Ok(Applied::Late);
    };
    if current.original != source.original {
        return Ok(Applied::Late);
    }
    let original = writer.put_blob(MIME, update.new)?;
    let link = pass_link(
        &update.newer.pass,
        original,
        update.newer.provenance,
        reading,
    );
    let merge = Merge {
        issued: &issued,
        theirs: &theirs,
        link: &link,
    };
    match merge.carry_out(&mut writer, source.card) {
        Err(WalletError::Invalid(_)) => return Ok(Applied::Unkept),
        other => other?,
    }
    keep_source(&writer, &current, update, &link)?;
    let (old, new) = (update.old, update.new);
    activity::pass_came(&mut writer, source.card, Some(old), new, CameBy::Service)?;
    writer.blobs_may_be_free();
    writer.commit()?;
    Ok(Applied::Taken)
}

fn keep_source(
    writer: &Writer<'_>,
    current: &Source,
    update: &Update<'_>,
    link: &PassLink,
) -> Result<()> {
    let access = service::access_of(&update.newer.pass);
    let answer = if update.newer.differs {
        Answer::Newer
    } else {
        Answer::Same
    };
    let plan: Plan = current.plan.after(&answer, writer.now(), update.chance);
    store::keep(
        writer.connection(),
        current,
        &plan,
        Some(update.cursor),
        update.forced_at,
    )?;
    let origin = access
        .as_ref()
        .map(|access| service::origin(&access.service));
    let origin = origin.unwrap_or_default();
    store::move_to(writer.connection(), current.num, link.original, &origin)?;
    if let Some(access) = access {
        super::registration::follow_token(writer.connection(), &access)?;
    }
    Ok(())
}

/// An update as it meets what the shopper has.
struct Merge<'a> {
    /// What the old version says, in each of its languages.
    issued: &'a [CardContent],
    /// What the new version says.
    theirs: &'a CardContent,
    link: &'a PassLink,
}

impl Merge<'_> {
    fn carry_out(&self, writer: &mut Writer<'_>, card: CardId) -> Result<()> {
        let (_, before) = writer.load(card)?;
        let original = before.pass.as_ref().map(|pass| pass.original);
        let mut then = self.onto(writer, card, before)?;
        then.pass = then.pass.map(|pass| self.pass(&pass));
        writer.renew(card, &then)?;
        let (connection, new_id) = (writer.connection(), || writer.new_id());
        journal::amend(connection, card.0, |image| {
            if image.pass.as_ref().map(|pass| pass.original) != original {
                return Ok(false);
            }
            let pass = image.pass.as_ref().map(|pass| self.pass(pass));
            *image = self.merged(image.clone(), card, &then.symbols, new_id)?;
            image.pass = pass;
            Ok(true)
        })
    }

    /// The card as it shall be.
    fn onto(&self, writer: &Writer<'_>, card: CardId, row: CardRow) -> Result<CardRow> {
        let then = self.merged(row, card, &[], || writer.new_id())?;
        then.clone().into_domain(card)?.content.check()?;
        Ok(then)
    }

    /// A card's rows with what the new version says where they still are as the old one had it.
    /// A code that is among the `known` ones has their id.
    fn merged(
        &self,
        row: CardRow,
        card: CardId,
        known: &[SymbolRow],
        new_id: impl Fn() -> Uuid,
    ) -> Result<CardRow> {
        let mut then = row.clone();
        let mine = row.into_domain(card)?.content;
        let had: Vec<Uuid> = then.symbols.iter().map(|symbol| symbol.id).collect();
        then.set_content(merge_pass(mine, self.issued, self.theirs), &new_id);
        for symbol in &mut then.symbols {
            if had.contains(&symbol.id) {
                continue;
            }
            if let Some(same) = known.iter().find(|same| same.has_code_of(symbol)) {
                *symbol = same.clone();
            }
        }
        Ok(then)
    }

    /// What is kept of the pass, in the set that it came in.
    fn pass(&self, before: &PassRow) -> PassRow {
        PassRow {
            set_id: before.set_id,
            set_position: before.set_position,
            ..PassRow::from_domain(self.link.clone())
        }
    }
}
