//! From files to cards: what kind of file it is, by its contents, and what it holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use kantis_pass::{FileKind, Limits};

use super::archive::{self, Archive, Entry, EntryTrouble, damaged};
use super::catima;
use super::draft::Candidate;
use super::error::Stop;
use super::limits::{MAX_CSV_BYTES, MAX_FILE_BYTES, MAX_ROWS};
use super::mail;
use super::pass::PassReader;
use super::pictures::PictureReader;
use super::reason::{ImportReason, shown};
use super::sets;
use crate::card::PhotoSide;

/// What one file holds.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Names of groups in the order they are shown.
    pub(super) groups: Vec<String>,
    /// Its cards.
    pub(super) candidates: Vec<Candidate>,
    /// What was odd about the file.
    pub(super) warnings: Vec<ImportReason>,
}

/// Reads files one after another.
pub(super) struct FileReader<'a> {
    /// Reads passes.
    pub(super) passes: &'a PassReader<'a>,
    /// Opens protected archives.
    pub(super) password: Option<&'a str>,
    /// Asked now and then whether to go on.
    pub(super) tick: &'a mut dyn FnMut() -> Result<(), Stop>,
    /// Bytes of pictures held so far.
    pub(super) pictures_kept: usize,
}

impl FileReader<'_> {
    /// Reads one file.
    ///
    /// # Errors
    /// What is wrong with it as a whole.
    pub(super) fn read(&mut self, file: &str, bytes: &Arc<[u8]>) -> Result<Contents, Stop> {
        (self.tick)()?;
        if bytes.len() > MAX_FILE_BYTES {
            let sentence = format!(
                "{file}: {} bytes; at most {MAX_FILE_BYTES} are read",
                bytes.len()
            );
            let reason = ImportReason::new("fileTooLarge", sentence);
            return Err(reason.with("file", file).with("max", MAX_FILE_BYTES).into());
        }
        match kantis_pass::sniff(bytes) {
            FileKind::Pass => {
                let candidate = self.passes.candidate(Arc::clone(bytes), file);
                Ok(Contents {
                    candidates: vec![candidate],
                    ..Contents::default()
                })
            }
            FileKind::PassBundle => self.bundle(file, bytes),
            FileKind::OtherZip => self.catima_archive(file, bytes),
            _ if archive::looks_like(bytes) => self.catima_archive(file, bytes),
            _ if mail::looks_like(bytes) => self.mail(file, bytes),
            _ if catima::looks_like(bytes) => self.catima(file, bytes),
            _ => Err(unknown(file)),
        }
    }

    fn catima(&mut self, file: &str, bytes: &[u8]) -> Result<Contents, Stop> {
        // Too many rows are told as such further on, before anything is made of them.
        let lines = || bytes.iter().filter(|byte| **byte == b'\n').count();
        if bytes.len() > MAX_CSV_BYTES && lines() <= MAX_ROWS {
            let sentence = format!("{file}: a table of more than {MAX_CSV_BYTES} bytes");
            let reason = ImportReason::new("fileTooLarge", sentence);
            return Err(reason.with("file", file).with("max", MAX_CSV_BYTES).into());
        }
        let export = catima::read(bytes, file, self.passes.zone, self.tick)?;
        let candidates = export
            .cards
            .into_iter()
            .map(|(_, candidate)| candidate)
            .collect();
        Ok(Contents {
            groups: export.groups,
            candidates,
            warnings: export.warnings,
        })
    }

    /// The passes attached to a mail message.
    fn mail(&mut self, file: &str, bytes: &[u8]) -> Result<Contents, Stop> {
        if bytes.len() > mail::MAX_MAIL_BYTES {
            let most = mail::MAX_MAIL_BYTES;
            let sentence = format!("{file}: a message of more than {most} bytes");
            let reason = ImportReason::new("fileTooLarge", sentence);
            return Err(reason.with("file", file).with("max", most).into());
        }
        let attachments = mail::attachments(bytes);
        if attachments.is_empty() {
            let sentence = format!("{file}: a mail message without a pass");
            let reason = ImportReason::new("noPassInMail", sentence);
            return Err(reason.with("file", file).into());
        }
        if attachments.len() > mail::MAX_ATTACHMENTS {
            let most = mail::MAX_ATTACHMENTS;
            let sentence = format!("{file}: more than {most} passes in one message");
            let reason = ImportReason::new("tooManyPasses", sentence);
            return Err(reason.with("file", file).with("max", most).into());
        }
        let mut contents = Contents::default();
        for attachment in attachments {
            (self.tick)()?;
            let place = format!("{file}/{}", attachment.name);
            if kantis_pass::sniff(&attachment.bytes) == FileKind::PassBundle {
                match self.bundle(&place, &attachment.bytes) {
                    Ok(bundle) => contents.candidates.extend(bundle.candidates),
                    Err(Stop::File(reason)) => {
                        let refused = Candidate::refused(&place, "", reason);
                        contents.candidates.push(refused);
                    }
                    Err(stop) => return Err(stop),
                }
            } else {
                let candidate = self.passes.candidate(attachment.bytes.into(), &place);
                contents.candidates.push(candidate);
            }
        }
        Ok(contents)
    }

    fn bundle(&mut self, file: &str, bytes: &[u8]) -> Result<Contents, Stop> {
        let limits = Limits::default();
        let mut archive = Archive::open(bytes, file, self.password)?;
        let entries = archive.entries();
        let is_pass = |entry: &&Entry| {
            let name = entry.file_name().to_ascii_lowercase();
            name.ends_with(".pkpass")
        };
        let members: Vec<&Entry> = entries.iter().filter(is_pass).collect();
        if members.len() > limits.bundle_members {
            let most = limits.bundle_members;
            let sentence = format!("{file}: {} passes; at most {most} are read", members.len());
            let reason = ImportReason::new("tooManyPasses", sentence);
            return Err(reason.with("file", file).with("max", most).into());
        }
        let mut contents = Contents::default();
        let mut total = 0_usize;
        for entry in members {
            (self.tick)()?;
            let place = format!("{file}/{}", entry.name);
            let candidate = match archive.read(entry, limits.archive_bytes) {
                Ok(bytes) => {
                    total = total.saturating_add(bytes.len());
                    if total > limits.bundle_bytes {
                        let most = limits.bundle_bytes;
                        let sentence =
                            format!("{file}: the passes unpack to more than {most} bytes");
                        let reason = ImportReason::new("archiveTooLarge", sentence);
                        return Err(reason.with("file", file).with("max", most).into());
                    }
                    self.passes.candidate(bytes.into(), &place)
                }
                Err(EntryTrouble::Damaged(reason) | EntryTrouble::TooLarge(reason)) => {
                    Candidate::refused(&place, "", reason)
                }
                Err(trouble) => return Err(trouble.into()),
            };
            contents.candidates.push(candidate);
        }
        sets::put(&mut contents.candidates);
        Ok(contents)
    }

    fn catima_archive(&mut self, file: &str, bytes: &[u8]) -> Result<Contents, Stop> {
        let mut archive = Archive::open(bytes, file, self.password)?;
        let entries = archive.entries();
        let mut tables = entries
            .iter()
            .filter(|entry| entry.file_name() == "catima.csv");
        let Some(table) = tables.next() else {
            return Err(unknown(file));
        };
        if let Some(second) = tables.next() {
            let sentence = format!("{file}: {} is a second catima.csv", second.name);
            let reason = ImportReason::new("duplicateEntry", sentence);
            return Err(reason.with("file", file).with("entry", &second.name).into());
        }
        let csv = self.table(&mut archive, table)?;
        let place = format!("{file}/{}", table.name);
        let mut export = catima::read(&csv, &place, self.passes.zone, self.tick)?;
        let mut pictures = pictures(file, &entries, &mut export.warnings)?;
        let mut candidates = Vec::with_capacity(export.cards.len());
        for (id, mut candidate) in export.cards {
            if let Some(found) = id.and_then(|id| pictures.remove(&id)) {
                self.add_pictures(&mut archive, &mut candidate, &found)?;
            }
            candidates.push(candidate);
        }
        for id in pictures.keys() {
            let sentence =
                format!("{file}: a picture of card {id}, which is not there, is left out");
            let reason = ImportReason::new("strayPicture", sentence);
            export
                .warnings
                .push(reason.with("file", file).with("card", id));
        }
        Ok(Contents {
            groups: export.groups,
            candidates,
            warnings: export.warnings,
        })
    }

    /// Reads the pictures of a card that can come in.
    fn add_pictures(
        &mut self,
        archive: &mut Archive<'_>,
        candidate: &mut Candidate,
        found: &[(PhotoSide, &Entry)],
    ) -> Result<(), Stop> {
        let Some(draft) = &mut candidate.draft else {
            return Ok(());
        };
        for (side, entry) in found {
            (self.tick)()?;
            let mut reader = PictureReader {
                kept: &mut self.pictures_kept,
            };
            let picture = reader.read(archive, entry, *side, &mut candidate.warnings)?;
            match side {
                PhotoSide::Front => draft.pictures.front = picture,
                PhotoSide::Back => draft.pictures.back = picture,
                PhotoSide::Icon => draft.pictures.icon = picture,
            }
        }
        Ok(())
    }

    /// Reads the table. ZipCrypto's check lets one wrong password in 256 pass; the contents are then
    /// noise, where a damaged file of the right password begins as such a file does.
    fn table(&self, archive: &mut Archive<'_>, table: &Entry) -> Result<Vec<u8>, Stop> {
        let (bytes, end) = archive.read_some(table, MAX_CSV_BYTES)?;
        match end {
            None => Ok(bytes),
            Some(_) if table.encrypted && !catima::looks_like(&bytes) && !archive.is_aes(table) => {
                Err(Stop::PasswordWrong)
            }
            Some(error) => Err(damaged(archive.file(), table, &error.to_string()).into()),
        }
    }
}

/// A card's pictures in the directory.
type Found<'a> = Vec<(PhotoSide, &'a Entry)>;

/// Pictures by the file's number of their card. What else is in the archive is told and left out.
fn pictures<'a>(
    file: &str,
    entries: &'a [Entry],
    warnings: &mut Vec<ImportReason>,
) -> Result<BTreeMap<i64, Found<'a>>, Stop> {
    let mut found: BTreeMap<i64, Found<'a>> = BTreeMap::new();
    for entry in entries
        .iter()
        .filter(|entry| entry.file_name() != "catima.csv")
    {
        let name = shown(&entry.name);
        let Some((card, side)) = picture_name(entry.file_name()) else {
            let sentence = format!("{file}: {name} is no part of an export and is left out");
            let reason = ImportReason::new("strayEntry", sentence);
            warnings.push(reason.with("file", file).with("entry", name));
            continue;
        };
        let pictures = found.entry(card).or_default();
        if pictures.iter().any(|(known, _)| *known == side) {
            let sentence = format!("{file}: entry {name} is there twice");
            let reason = ImportReason::new("duplicateEntry", sentence);
            return Err(reason.with("file", file).with("entry", name).into());
        }
        pictures.push((side, entry));
    }
    Ok(found)
}

/// The card's number and the side of `card_12_front.png`.
fn picture_name(name: &str) -> Option<(i64, PhotoSide)> {
    let (number, side) = name
        .strip_prefix("card_")?
        .strip_suffix(".png")?
        .split_once('_')?;
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let side = match side {
        "front" => PhotoSide::Front,
        "back" => PhotoSide::Back,
        "icon" => PhotoSide::Icon,
        _ => return None,
    };
    let number = number.parse().ok().filter(|_| digits)?;
    Some((number, side))
}

fn unknown(file: &str) -> Stop {
    let sentence = format!("{file}: neither a pass nor an export that Kantis can read");
    ImportReason::new("unknownFile", sentence)
        .with("file", file)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_pictures() {
        for (name, expected) in [
            ("card_1_front.png", Some((1, PhotoSide::Front))),
            ("card_12_back.png", Some((12, PhotoSide::Back))),
            ("card_3_icon.png", Some((3, PhotoSide::Icon))),
            ("card__front.png", None),
            ("card_-1_front.png", None),
            ("card_1_side.png", None),
            ("card_1_front.jpg", None),
            ("card_99999999999999999999_front.png", None),
        ] {
            assert_eq!(picture_name(name), expected, "{name}");
        }
    }
}
