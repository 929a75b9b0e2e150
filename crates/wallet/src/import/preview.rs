//! What an import would do, row by row. Nothing is written.

use std::ops::ControlFlow;
use std::sync::Arc;

use kantis_pass::{Provenance, TrustAnchors};
use zeroize::Zeroizing;

use super::compare::Difference;
use super::draft::{Candidate, Draft};
use super::error::{ImportError, Stop};
use super::identity::Identity;
use super::known::{self, Known, Mine, Twin};
use super::limits::MAX_FILES;
use super::pass::PassReader;
use super::read::{Contents, FileReader};
use super::reason::ImportReason;
use super::{Options, Progress, Source};
use crate::Wallet;
use crate::card::pass_link::issuer_meanings;
use crate::domain::{BlobId, Colour};
use crate::error::Result as WalletResult;

/// What would happen to a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ImportVerdict {
    /// It is not in the wallet yet.
    New,
    /// It is in the wallet, and nothing differs.
    Same,
    /// It is in the wallet, and something differs.
    Changed,
    /// It cannot come in.
    Cannot,
}

/// One card of an import.
#[derive(Debug, Clone)]
pub struct PreviewRow {
    /// Its number in this preview, from 0.
    pub index: u32,
    /// File and place in it.
    pub source: String,
    /// The card's name, as far as it could be read.
    pub title: String,
    /// Its number.
    pub number: Option<String>,
    /// ZXing's name of its first code.
    pub symbology: Option<String>,
    /// Its colour.
    pub colour: Option<Colour>,
    /// What would happen.
    pub verdict: ImportVerdict,
    /// Why it cannot come in.
    pub reason: Option<ImportReason>,
    /// It may come in all the same if the person says so (a tampered pass).
    pub acceptable: bool,
    /// What differs.
    pub differences: Vec<Difference>,
    /// What was odd; what was odd about the whole file is told with its first card.
    pub warnings: Vec<ImportReason>,
    /// How genuine it is; only for passes.
    pub provenance: Option<Provenance>,
}

/// What a row needs to be carried out.
pub(super) struct Planned {
    /// The file it came in.
    pub(super) file: usize,
    /// The card; none when it cannot be read.
    pub(super) draft: Option<Draft>,
    /// The name of its pass file.
    pub(super) original: Option<BlobId>,
}

/// A file of an import.
pub(super) struct PlannedFile {
    /// Its name and bytes.
    pub(super) source: Source,
    /// Names of its groups in the order they are shown.
    pub(super) groups: Vec<String>,
}

/// What an import would do; for [`super::apply()`].
///
/// It holds the files' bytes and the password of an archive, and shows neither.
pub struct Preview {
    pub(super) rows: Vec<PreviewRow>,
    pub(super) planned: Vec<Planned>,
    pub(super) files: Vec<PlannedFile>,
    pub(super) password: Option<Zeroizing<String>>,
    /// What a genuine pass leads to, then and when it comes in.
    pub(super) anchors: TrustAnchors,
}

impl std::fmt::Debug for Preview {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Preview")
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

impl Preview {
    /// Cards in the order of the files.
    pub fn rows(&self) -> impl Iterator<Item = &PreviewRow> {
        self.rows.iter()
    }

    /// How many cards have this verdict.
    pub fn count(&self, verdict: ImportVerdict) -> usize {
        self.rows
            .iter()
            .filter(|row| row.verdict == verdict)
            .count()
    }
}

/// Reads files and tells what importing them would do. Genuine passes lead to Apple.
///
/// A file that cannot be read is a row of its own, and so is a card; neither loses the others.
///
/// # Errors
/// A password that is missing or wrong, a cancelled import, or a wallet that cannot be read.
pub fn preview(
    wallet: &Wallet,
    sources: Vec<Source>,
    options: &Options,
    progress: &mut Progress<'_>,
) -> Result<Preview, ImportError> {
    preview_with_anchors(wallet, sources, options, &TrustAnchors::apple(), progress)
}

/// As [`preview`], with the certificates that a genuine pass leads to.
///
/// # Errors
/// As [`preview`].
pub fn preview_with_anchors(
    wallet: &Wallet,
    sources: Vec<Source>,
    options: &Options,
    anchors: &TrustAnchors,
    progress: &mut Progress<'_>,
) -> Result<Preview, ImportError> {
    let locale = wallet.reading_locale()?;
    let passes = PassReader {
        locale: &locale,
        now: wallet.ports.clock.now(),
        zone: wallet.ports.clock.zone(),
        anchors,
        meanings: &wallet.read(issuer_meanings)?,
    };
    let mut preview = Preview {
        rows: Vec::new(),
        planned: Vec::new(),
        files: Vec::new(),
        password: options.password.clone().map(Zeroizing::new),
        anchors: anchors.clone(),
    };
    let mut candidates = Vec::new();
    read_all(sources, &passes, &mut preview, &mut candidates, progress)?;
    let total = u32::try_from(candidates.len()).unwrap_or(u32::MAX);
    let rows = wallet.read(|connection| {
        let groups = known::groups(connection)?;
        let mut known = Known::read(connection)?;
        let mine = |planned: &[Planned], twin: Twin| match twin {
            Twin::Stored(id) => Mine::stored(connection, id, &groups).map(Some),
            Twin::Row(row) => Ok(planned.get(row).and_then(mine_of)),
        };
        let differences = |row: usize, twin: Twin| -> WalletResult<Vec<Difference>> {
            let planned = &preview.planned;
            let Some(theirs) = planned.get(row) else {
                return Ok(Vec::new());
            };
            let (Some(mine), Some(draft)) = (mine(planned, twin)?, &theirs.draft) else {
                return Ok(Vec::new());
            };
            Ok(mine.differences(draft, theirs.original, &passes))
        };
        let mut rows = Vec::with_capacity(candidates.len());
        let mut candidates = candidates.drain(..).enumerate().peekable();
        for file in 0..preview.files.len() {
            let identities = identities(&preview.planned, file);
            let matches = known.matches(&identities, &mut |row, twin| {
                Ok(differences(row, twin)?.is_empty())
            })?;
            while let Some((row, candidate)) = candidates.next_if(|(row, _)| {
                preview
                    .planned
                    .get(*row)
                    .is_some_and(|planned| planned.file == file)
            }) {
                let found = match matches.get(&row) {
                    Some(twin) => Some(differences(row, *twin)?),
                    None => None,
                };
                let planned = preview.planned.get(row);
                rows.push(shown(
                    row,
                    candidate,
                    planned.and_then(|p| p.draft.as_ref()),
                    found,
                ));
                if progress(u32::try_from(row).unwrap_or(u32::MAX), total).is_break() {
                    return Ok(None);
                }
            }
            for (row, identity) in identities {
                if !matches.contains_key(&row) {
                    known.add(identity, Twin::Row(row));
                }
            }
        }
        Ok(Some(rows))
    })?;
    preview.rows = rows.ok_or(ImportError::Cancelled)?;
    match progress(total, total) {
        ControlFlow::Continue(()) => Ok(preview),
        ControlFlow::Break(()) => Err(ImportError::Cancelled),
    }
}

/// Cards of one file that can come in, with what makes them these cards.
pub(super) fn identities(planned: &[Planned], file: usize) -> Vec<(usize, Identity)> {
    let rows = planned
        .iter()
        .enumerate()
        .filter(|(_, planned)| planned.file == file);
    rows.filter_map(|(row, planned)| {
        let draft = planned.draft.as_ref()?;
        Some((row, Identity::of_draft(draft, planned.original)))
    })
    .collect()
}

fn mine_of(planned: &Planned) -> Option<Mine> {
    planned
        .draft
        .as_ref()
        .map(|draft| Mine::draft(draft, planned.original))
}

/// Reads all files; what each card says goes into the plan, what is shown stays beside it.
fn read_all(
    sources: Vec<Source>,
    passes: &PassReader<'_>,
    preview: &mut Preview,
    candidates: &mut Vec<Candidate>,
    progress: &mut Progress<'_>,
) -> Result<(), ImportError> {
    let password = preview.password.clone();
    // How many cards there are is known when all are read.
    let mut tick = || match progress(0, 0) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Stop::Cancelled),
    };
    let mut reader = FileReader {
        passes,
        password: password.as_ref().map(|password| password.as_str()),
        tick: &mut tick,
        pictures_kept: 0,
    };
    for (file, source) in sources.into_iter().enumerate() {
        let read = if file < MAX_FILES {
            reader.read(&source.name, &source.bytes)
        } else {
            Err(too_many(&source))
        };
        let contents = match read {
            Ok(contents) => contents,
            Err(Stop::File(reason)) => Contents {
                candidates: vec![Candidate::refused(&source.name, "", reason)],
                ..Contents::default()
            },
            Err(Stop::PasswordNeeded) => {
                return Err(ImportError::PasswordNeeded {
                    source: source.name,
                });
            }
            Err(Stop::PasswordWrong) => {
                return Err(ImportError::PasswordWrong {
                    source: source.name,
                });
            }
            Err(Stop::Cancelled) => return Err(ImportError::Cancelled),
        };
        let mut of_file = contents.warnings;
        for mut candidate in contents.candidates {
            candidate.warnings.append(&mut of_file);
            let draft = candidate.draft.take();
            let pass = draft.as_ref().and_then(|draft| draft.pass.as_ref());
            let original = pass.map(|pass| pass.link.original);
            preview.planned.push(Planned {
                file,
                draft,
                original,
            });
            candidates.push(candidate);
        }
        preview.files.push(PlannedFile {
            source,
            groups: contents.groups,
        });
    }
    Ok(())
}

fn too_many(source: &Source) -> Stop {
    let sentence = format!(
        "{}: at most {MAX_FILES} files are imported at once",
        source.name
    );
    ImportReason::new("tooManyFiles", sentence)
        .with("max", MAX_FILES)
        .into()
}

/// That a new version of a pass is less genuine than the one in the wallet.
fn less_genuine(found: &[Difference], place: &str) -> Option<ImportReason> {
    const BEST_FIRST: [Provenance; 5] = [
        Provenance::Verified,
        Provenance::Incomplete,
        Provenance::UnknownIssuer,
        Provenance::Unsigned,
        Provenance::Tampered,
    ];
    let rank = |name: &str| BEST_FIRST.iter().position(|grade| grade.name() == name);
    let pass = found.iter().find(|difference| difference.field == "pass")?;
    if rank(&pass.theirs) <= rank(&pass.mine) {
        return None;
    }
    let (mine, theirs) = (&pass.mine, &pass.theirs);
    let sentence = format!("{place}: the wallet's pass is {mine}, this one only {theirs}");
    let reason = ImportReason::new("lessGenuine", sentence);
    Some(
        reason
            .with("mine", mine)
            .with("theirs", theirs)
            .with("place", place),
    )
}

fn shown(
    row: usize,
    mut candidate: Candidate,
    draft: Option<&Draft>,
    found: Option<Vec<Difference>>,
) -> PreviewRow {
    let content = draft.map(|draft| &draft.content);
    let symbol = content.and_then(|content| content.symbols.first());
    let warning = less_genuine(found.as_deref().unwrap_or_default(), &candidate.place);
    candidate.warnings.extend(warning);
    // What was let in once, knowingly, is the same card and no longer a question.
    let same = found.as_ref().is_some_and(Vec::is_empty);
    let refused = candidate.refusal.is_some() && !(same && draft.is_some());
    let verdict = match (&found, refused) {
        (_, true) => ImportVerdict::Cannot,
        (None, _) => ImportVerdict::New,
        (Some(_), _) if same => ImportVerdict::Same,
        (Some(_), _) => ImportVerdict::Changed,
    };
    PreviewRow {
        index: u32::try_from(row).unwrap_or(u32::MAX),
        source: candidate.place,
        title: candidate.title,
        number: content.and_then(|content| content.number.clone()),
        symbology: symbol.map(|symbol| symbol.symbol.symbology.name().to_owned()),
        colour: content.and_then(|content| content.colour),
        verdict,
        reason: candidate.refusal.filter(|_| refused),
        acceptable: refused && draft.is_some(),
        differences: found.unwrap_or_default(),
        warnings: candidate.warnings,
        provenance: candidate.provenance,
    }
}

impl Source {
    /// A file by its name, for places and words, and its contents.
    pub fn new(name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self {
            name: name.into(),
            bytes: bytes.into(),
        }
    }
}
