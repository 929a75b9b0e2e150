//! Carrying a previewed import out: one transaction, one step that can be taken back.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::archive::Archive;
use super::compare::folded;
use super::draft::{Draft, Picture};
use super::error::{ImportError, Stop};
use super::known::{self, Known, Mine, Twin};
use super::pass::PassReader;
use super::pictures::{Unpainted, painted};
use super::preview::{ImportVerdict, Planned, Preview, PreviewRow, identities};
use super::reason::ImportReason;
use super::{Choices, OnConflict, Progress, merge};
use crate::Wallet;
use crate::activity::{CameBy, pass_came};
use crate::card::PhotoSide;
use crate::card::pass_link::issuer_meanings;
use crate::domain::{BlobId, CardContent, CardId, GroupId, Origin, PassLink, StepId};
use crate::error::WalletError;
use crate::store::journal::StepKind;
use crate::store::writer::{NewCard, Writer};

/// A card that did not come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// File and place in it.
    pub source: String,
    /// Why.
    pub reason: ImportReason,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Cards that were not in the wallet and now are.
    pub created: u32,
    /// Cards that were there already.
    pub same: u32,
    /// Cards that were there and differed, whatever was chosen.
    pub changed: u32,
    /// Cards that did not come in.
    pub failed: Vec<Failure>,
    /// Cards that were made or changed.
    pub ids: Vec<CardId>,
    /// For undo; absent when nothing changed.
    pub step: Option<StepId>,
}

/// Carries an import out. The wallet may have changed since the preview: each card is looked for
/// again, and what it does is decided by what is there now.
///
/// # Errors
/// [`ImportError::Cancelled`], or that the wallet cannot be written. Then nothing was.
pub fn apply(
    wallet: &Wallet,
    preview: &Preview,
    choices: &Choices,
    progress: &mut Progress<'_>,
) -> Result<Report, ImportError> {
    let locale = wallet.reading_locale()?;
    let passes = PassReader {
        locale: &locale,
        now: wallet.ports.clock.now(),
        zone: wallet.ports.clock.zone(),
        anchors: &preview.anchors,
        meanings: &wallet.read(issuer_meanings)?,
    };
    let mut run = Run {
        preview,
        choices,
        passes: &passes,
        writer: wallet.writer(StepKind::Import)?,
        groups: BTreeMap::new(),
        waiting: &[],
        report: Report::default(),
    };
    run.all(progress)?;
    let Run {
        writer, mut report, ..
    } = run;
    let change = writer.commit()?;
    report.ids = change.ids;
    report.step = change.step;
    Ok(report)
}

/// An import under way.
struct Run<'r> {
    preview: &'r Preview,
    choices: &'r Choices,
    passes: &'r PassReader<'r>,
    writer: Writer<'r>,
    /// Groups by folded name; none where the wallet takes no more.
    groups: BTreeMap<String, Option<GroupId>>,
    /// Groups of the file that are made with its first card that is written, in their order.
    waiting: &'r [String],
    report: Report,
}

impl Run<'_> {
    fn all(&mut self, progress: &mut Progress<'_>) -> Result<(), ImportError> {
        let mut known = Known::read(self.writer.connection())?;
        let total = u32::try_from(self.preview.rows.len()).unwrap_or(u32::MAX);
        let mut next = self
            .preview
            .rows
            .iter()
            .zip(&self.preview.planned)
            .enumerate()
            .peekable();
        for (file, source) in self.preview.files.iter().enumerate() {
            let taken: Vec<_> = identities(&self.preview.planned, file)
                .into_iter()
                .filter(|(row, _)| self.is_wanted(*row))
                .collect();
            let matches = {
                let groups = known::groups(self.writer.connection())?;
                known.matches(&taken, &mut |row, twin| self.is_equal(row, twin, &groups))?
            };
            let mut identities: BTreeMap<_, _> = taken.into_iter().collect();
            self.waiting = &source.groups;
            while let Some((row, (shown, planned))) =
                next.next_if(|(_, (_, planned))| planned.file == file)
            {
                let done = u32::try_from(row).unwrap_or(u32::MAX);
                if progress(done, total) == ControlFlow::Break(()) {
                    return Err(ImportError::Cancelled);
                }
                if !identities.contains_key(&row) {
                    self.leave(shown);
                    continue;
                }
                let made = self.card(shown, planned, matches.get(&row).copied())?;
                if let (Some(id), Some(identity)) = (made, identities.remove(&row)) {
                    known.add(identity, Twin::Stored(id));
                }
            }
        }
        if progress(total, total) == ControlFlow::Break(()) {
            return Err(ImportError::Cancelled);
        }
        Ok(())
    }

    /// Whether a row may come in.
    fn is_wanted(&self, row: usize) -> bool {
        let Some(shown) = self.preview.rows.get(row) else {
            return false;
        };
        match shown.verdict {
            ImportVerdict::Cannot => shown.acceptable && self.choices.accept_tampered,
            _ => true,
        }
    }

    fn leave(&mut self, shown: &PreviewRow) {
        if let Some(reason) = &shown.reason {
            let failure = Failure {
                source: shown.source.clone(),
                reason: reason.clone(),
            };
            self.report.failed.push(failure);
        }
    }

    fn is_equal(
        &self,
        row: usize,
        twin: Twin,
        groups: &BTreeMap<uuid::Uuid, String>,
    ) -> crate::Result<bool> {
        let planned = self.preview.planned.get(row);
        let (Some(planned), Twin::Stored(id)) = (planned, twin) else {
            return Ok(false);
        };
        let Some(draft) = &planned.draft else {
            return Ok(false);
        };
        let mine = Mine::stored(self.writer.connection(), id, groups)?;
        Ok(mine
            .differences(draft, planned.original, self.passes)
            .is_empty())
    }

    /// Does what was chosen for one card; gives the card that is new in the wallet.
    fn card(
        &mut self,
        shown: &PreviewRow,
        planned: &Planned,
        twin: Option<Twin>,
    ) -> Result<Option<CardId>, ImportError> {
        let Some(draft) = &planned.draft else {
            return Ok(None);
        };
        let chosen = self.choices.by_row.get(&shown.index).copied();
        let choice = chosen.unwrap_or(Some(self.choices.on_conflict));
        let Some(Twin::Stored(id)) = twin else {
            if choice.is_none() {
                return Ok(None);
            }
            let made = self.insert(shown, planned, draft)?;
            self.report.created += u32::from(made.is_some());
            return Ok(made);
        };
        let groups = known::groups(self.writer.connection())?;
        let mine = Mine::stored(self.writer.connection(), id, &groups)?;
        if mine
            .differences(draft, planned.original, self.passes)
            .is_empty()
        {
            self.join_set(id, draft, &mine)?;
            self.report.same += 1;
            return Ok(None);
        }
        let made = match choice {
            None | Some(OnConflict::Mine) => Ok(None),
            Some(OnConflict::Both) => self.insert(shown, planned, draft),
            Some(OnConflict::Theirs) => self.replace(id, shown, planned, draft, mine),
        }?;
        self.report.changed += 1;
        Ok(made)
    }

    fn insert(
        &mut self,
        shown: &PreviewRow,
        planned: &Planned,
        draft: &Draft,
    ) -> Result<Option<CardId>, ImportError> {
        let mut content = draft.content.clone();
        self.add_groups(&mut content, &draft.groups)?;
        self.add_pictures(&mut content, planned, draft)?;
        let pass = self.pass_link(draft)?;
        let origin = if pass.is_some() {
            Origin::Pass
        } else {
            Origin::Imported
        };
        let new = NewCard {
            content,
            origin,
            pass,
            added_at: None,
            last_used_at: draft.last_used_at,
        };
        match self.writer.insert(new) {
            Ok(id) => {
                self.note_pass(id, None, draft)?;
                Ok(Some(id))
            }
            Err(error) => self.fail(shown, error).map(|()| None),
        }
    }

    fn replace(
        &mut self,
        id: CardId,
        shown: &PreviewRow,
        planned: &Planned,
        draft: &Draft,
        mine: Mine,
    ) -> Result<Option<CardId>, ImportError> {
        let mut content = match &mine.pass {
            Some(pass) if draft.pass.is_some() => merge::pass(
                mine.content,
                &self.passes.issued(&pass.bytes),
                &draft.content,
            ),
            _ => merge::carried(mine.content, draft),
        };
        self.add_groups(&mut content, &draft.groups)?;
        self.add_pictures(&mut content, planned, draft)?;
        let mut pass = self.pass_link(draft)?;
        // A pass that comes alone stays in the set that it came in.
        if let (Some(link), Some(mine)) = (&mut pass, &mine.pass) {
            link.set = link.set.or(mine.set);
        }
        match self.writer.replace(id, content, pass) {
            Ok(_) => {
                let before = mine.pass.as_ref().map(|pass| pass.bytes.as_slice());
                self.note_pass(id, before, draft)?;
                Ok(None)
            }
            Err(error) => self.fail(shown, error).map(|()| None),
        }
    }

    /// A pass that is there already comes once more, in a set this time.
    fn join_set(&mut self, id: CardId, draft: &Draft, mine: &Mine) -> Result<(), ImportError> {
        let set = draft.pass.as_ref().and_then(|pass| pass.link.set);
        let known = mine.pass.as_ref().and_then(|pass| pass.set);
        if set.is_some() && set != known {
            self.writer.change(id, |card| {
                if let (Some(pass), Some(set)) = (&mut card.pass, set) {
                    pass.set_id = Some(set.id);
                    pass.set_position = set.position;
                }
            })?;
        }
        Ok(())
    }

    /// Notes what a pass that was brought in changed.
    fn note_pass(
        &mut self,
        card: CardId,
        before: Option<&[u8]>,
        draft: &Draft,
    ) -> Result<(), ImportError> {
        let Some(pass) = &draft.pass else {
            return Ok(());
        };
        pass_came(&mut self.writer, card, before, &pass.original, CameBy::Hand)?;
        Ok(())
    }

    /// A card that the wallet cannot keep is told and loses no other; anything else ends all.
    fn fail(&mut self, shown: &PreviewRow, error: WalletError) -> Result<(), ImportError> {
        let WalletError::Invalid(invalid) = error else {
            return Err(error.into());
        };
        let place = &shown.source;
        let sentence = format!("{place}: {} cannot be kept: {}", invalid.field, invalid.why);
        let reason = ImportReason::new("invalidCard", sentence)
            .with("field", invalid.field)
            .with("why", invalid.why)
            .with("place", place);
        self.report.failed.push(Failure {
            source: place.clone(),
            reason,
        });
        Ok(())
    }

    fn group(&mut self, name: &str) -> Result<Option<GroupId>, ImportError> {
        let key = folded(name);
        if let Some(known) = self.groups.get(&key) {
            return Ok(*known);
        }
        let group = match self.writer.group_named(name) {
            Ok(group) => Some(group),
            // The wallet takes no more groups; the card comes in without it.
            Err(WalletError::Invalid(_)) => None,
            Err(error) => return Err(error.into()),
        };
        self.writer.forget_group_names();
        self.groups.insert(key, group);
        Ok(group)
    }

    fn add_groups(
        &mut self,
        content: &mut CardContent,
        names: &[String],
    ) -> Result<(), ImportError> {
        for name in std::mem::take(&mut self.waiting) {
            self.group(name)?;
        }
        for name in names {
            if let Some(group) = self.group(name)?
                && !content.groups.contains(&group)
            {
                content.groups.push(group);
            }
        }
        Ok(())
    }

    fn add_pictures(
        &mut self,
        content: &mut CardContent,
        planned: &Planned,
        draft: &Draft,
    ) -> Result<(), ImportError> {
        let pictures = &draft.pictures;
        if let Some(picture) = &pictures.front {
            content.front = self.picture(planned, picture, PhotoSide::Front)?;
        }
        if let Some(picture) = &pictures.back {
            content.back = self.picture(planned, picture, PhotoSide::Back)?;
        }
        if let Some(picture) = &pictures.icon {
            content.icon = self.picture(planned, picture, PhotoSide::Icon)?;
        }
        Ok(())
    }

    /// Keeps a picture, reading it once more where the preview did not hold on to it.
    fn picture(
        &mut self,
        planned: &Planned,
        picture: &Picture,
        side: PhotoSide,
    ) -> Result<Option<BlobId>, ImportError> {
        if let Some(blob) = &picture.blob {
            return Ok(Some(self.writer.put_blob(&blob.mime, &blob.bytes)?));
        }
        let Some(file) = self.preview.files.get(planned.file) else {
            return Ok(None);
        };
        let source = &file.source;
        let password = self
            .preview
            .password
            .as_ref()
            .map(|password| password.as_str());
        let unreadable = |reason: ImportReason| ImportError::Unreadable {
            source: source.name.clone(),
            place: picture.entry.name.clone(),
            text: reason.text,
        };
        let mut archive =
            Archive::open(&source.bytes, &source.name, password).map_err(unreadable)?;
        let blob =
            painted(&mut archive, &picture.entry, side).map_err(|unpainted| match unpainted {
                Unpainted::Left(reason) | Unpainted::Stop(Stop::File(reason)) => unreadable(reason),
                Unpainted::Stop(_) => ImportError::PasswordWrong {
                    source: source.name.clone(),
                },
            })?;
        Ok(Some(self.writer.put_blob(&blob.mime, &blob.bytes)?))
    }

    /// Keeps a pass's original and gives the link to it.
    fn pass_link(&mut self, draft: &Draft) -> Result<Option<PassLink>, ImportError> {
        let Some(pass) = &draft.pass else {
            return Ok(None);
        };
        let original = self
            .writer
            .put_blob("application/vnd.apple.pkpass", &pass.original)?;
        Ok(Some(PassLink {
            original,
            as_of: self.writer.now(),
            ..pass.link.clone()
        }))
    }
}
