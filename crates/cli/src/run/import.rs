//! `kantis import`: files are judged one by one, what can come in comes in.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::sync::Arc;

use kantis_api::dto::{
    CardColours, ImportApply, ImportCounts, ImportFailure, ImportPreview, ImportReason,
    ImportReport, ImportRequest, ImportRow, ImportVerdict, UploadInfo,
};
use kantis_api::{Api, MAX_UPLOAD};

use crate::args::{Global, Import};
use crate::failure::{Exit, Failure};
use crate::run::progress::{JOB, Progress};
use crate::run::undo::counted;
use crate::{files, open, out, render, words};

/// Files that one step takes.
const MAX_FILES: usize = 200;

/// Brings cards in, or says what would come in.
pub(crate) fn import(global: &Global, args: &Import) -> Result<Exit, Failure> {
    let password = args
        .password_file
        .as_deref()
        .map(files::read_secret)
        .transpose()?;
    let max = u64::try_from(MAX_UPLOAD).unwrap_or(u64::MAX);
    let mut refused = Vec::new();
    let mut good: Vec<(&Path, u64)> = Vec::new();
    for path in &args.files {
        match files::check(path, max) {
            Ok(size) => good.push((path, size)),
            Err(failure) => refused.push(failed(files::name_of(path), failure)),
        }
    }
    let api = open::open(global)?;
    let progress = Progress::of(&api, global.json);
    let mut work = Work {
        api,
        args,
        password,
        progress,
        failed: refused,
        acceptable: BTreeSet::new(),
    };
    let batches = batches(&good, max);
    let done = if args.preview {
        work.preview(&batches)
    } else {
        work.carry_out(&batches)
    };
    let Work {
        progress,
        failed,
        acceptable,
        ..
    } = work;
    drop(progress);
    match done? {
        Outcome::Preview(preview) => say_preview(global, preview, &failed),
        Outcome::Report(report) => say_report(global, &report),
    }
    Ok(exit(&failed, &acceptable))
}

/// What is carried through an import.
struct Work<'a> {
    api: Arc<Api>,
    args: &'a Import,
    password: Option<String>,
    progress: Progress,
    /// What did not come in, whole files and single cards.
    failed: Vec<ImportFailure>,
    /// Sources that come in when the person says "I know".
    acceptable: BTreeSet<String>,
}

enum Outcome {
    Preview(ImportPreview),
    Report(ImportReport),
}

impl Work<'_> {
    fn preview(&mut self, batches: &[Vec<&Path>]) -> Result<Outcome, Failure> {
        let counts = ImportCounts::default();
        let mut whole = ImportPreview {
            id: String::new(),
            cards: Vec::new(),
            counts,
        };
        for batch in batches {
            let Some(preview) = self.look(batch)? else {
                continue;
            };
            for row in &preview.cards {
                let comes_in = row.acceptable && self.args.accept_tampered;
                if let (ImportVerdict::Cannot, Some(reason), false) =
                    (row.verdict, &row.reason, comes_in)
                {
                    self.failed.push(row_failure(row, reason));
                }
            }
            whole.id = preview.id;
            whole.counts.new += preview.counts.new;
            whole.counts.same += preview.counts.same;
            whole.counts.changed += preview.counts.changed;
            whole.counts.cannot += preview.counts.cannot;
            whole.cards.extend(preview.cards);
        }
        for (index, row) in (0..).zip(&mut whole.cards) {
            row.index = index;
        }
        Ok(Outcome::Preview(whole))
    }

    fn carry_out(&mut self, batches: &[Vec<&Path>]) -> Result<Outcome, Failure> {
        let mut whole = ImportReport {
            created: 0,
            same: 0,
            changed: 0,
            failed: Vec::new(),
            ids: Vec::new(),
            undo: None,
        };
        for batch in batches {
            let Some(preview) = self.look(batch)? else {
                continue;
            };
            let apply = ImportApply {
                preview: preview.id,
                on_conflict: self.args.on_conflict.into(),
                choices: Vec::new(),
                accept_tampered: self.args.accept_tampered,
                job: JOB.to_owned(),
            };
            let report: ImportReport = open::call(&self.api, "importApply", &apply)
                .map_err(|failure| after(&whole, failure))?;
            whole.created += report.created;
            whole.same += report.same;
            whole.changed += report.changed;
            self.failed.extend(report.failed);
            whole.ids.extend(report.ids);
            whole.undo = report.undo.or(whole.undo);
        }
        whole.failed.clone_from(&self.failed);
        Ok(Outcome::Report(whole))
    }

    /// Reads some files and asks what would become of them; a file that cannot be read at all
    /// does not stop the others.
    fn look(&mut self, batch: &[&Path]) -> Result<Option<ImportPreview>, Failure> {
        let max = u64::try_from(MAX_UPLOAD).unwrap_or(u64::MAX);
        let mut uploads = Vec::new();
        for path in batch {
            let name = files::name_of(path);
            match files::read(path, max) {
                Ok(bytes) => uploads.push(self.api.put_upload(&name, bytes)?),
                Err(failure) => self.failed.push(failed(name, failure)),
            }
        }
        if uploads.is_empty() {
            return Ok(None);
        }
        let preview = match self.ask(&uploads) {
            Err(failure) if of_a_file(&failure) => {
                let readable = self.sort_out(uploads, failure)?;
                if readable.is_empty() {
                    return Ok(None);
                }
                self.ask(&readable)?
            }
            asked => asked?,
        };
        let acceptable = preview.cards.iter().filter(|row| row.acceptable);
        self.acceptable
            .extend(acceptable.map(|row| row.source.clone()));
        Ok(Some(preview))
    }

    /// The uploads that can be read; the others are noted as failed.
    fn sort_out(
        &mut self,
        uploads: Vec<UploadInfo>,
        failure: Failure,
    ) -> Result<Vec<UploadInfo>, Failure> {
        if let [only] = uploads.as_slice() {
            self.failed.push(failed(only.name.clone(), failure));
            return Ok(Vec::new());
        }
        let mut readable = Vec::new();
        for upload in uploads {
            match self.ask(std::slice::from_ref(&upload)) {
                Ok(_) => readable.push(upload),
                Err(failure) if of_a_file(&failure) => {
                    self.failed.push(failed(upload.name, failure));
                }
                Err(failure) => return Err(failure),
            }
        }
        Ok(readable)
    }

    /// Asks for a preview, and a person for the archive's password when one is needed.
    fn ask(&mut self, uploads: &[UploadInfo]) -> Result<ImportPreview, Failure> {
        loop {
            if self.progress.cancelled() {
                return Err(kantis_api::ApiError::new(kantis_api::Code::Cancelled).into());
            }
            let request = ImportRequest {
                uploads: uploads.iter().map(|upload| upload.id.clone()).collect(),
                password: self.password.clone(),
                job: JOB.to_owned(),
            };
            let asked = open::call(&self.api, "importPreview", &request);
            match asked {
                Err(failure)
                    if failure.code == "passwordNeeded"
                        && self.password.is_none()
                        && io::stdin().is_terminal() =>
                {
                    let typed = rpassword::prompt_password("Password of the archive: ");
                    self.password = Some(typed.map_err(|_| failure)?);
                }
                asked => return asked,
            }
        }
    }
}

/// Files in groups that fit into one step: all at once, unless they are very many or large.
fn batches<'a>(files: &[(&'a Path, u64)], max: u64) -> Vec<Vec<&'a Path>> {
    let mut batches: Vec<Vec<&Path>> = Vec::new();
    let mut bytes = 0;
    for &(path, size) in files {
        match batches.last_mut() {
            Some(batch) if batch.len() < MAX_FILES && bytes + size <= max => {
                batch.push(path);
                bytes += size;
            }
            _ => {
                batches.push(vec![path]);
                bytes = size;
            }
        }
    }
    batches
}

/// A failure that ends an import of which a part has come in already.
fn after(whole: &ImportReport, failure: Failure) -> Failure {
    if whole.undo.is_none() {
        return failure;
    }
    let what = if failure.code == "cancelled" {
        "Cancelled."
    } else {
        failure.text.as_str()
    };
    let text = format!(
        "{what} Of the files before, {} had come in; `kantis undo` takes them back.",
        counted(whole.created + whole.changed)
    );
    failure.saying(text)
}

/// Whether a failure is about what is in a file, so that other files may still come in.
fn of_a_file(failure: &Failure) -> bool {
    let codes = [
        "fileTooLarge",
        "unknownFile",
        "unreadableFile",
        "tooManyRows",
        "passwordNeeded",
        "passwordWrong",
    ];
    codes.contains(&failure.code.as_str())
}

fn failed(source: String, failure: Failure) -> ImportFailure {
    ImportFailure {
        source,
        reason: failure.text,
        code: failure.code,
        params: failure.params,
    }
}

fn row_failure(row: &ImportRow, reason: &ImportReason) -> ImportFailure {
    ImportFailure {
        source: row.source.clone(),
        reason: reason.text.clone(),
        code: reason.code.clone(),
        params: reason.params.clone(),
    }
}

/// 3 when tampered passes are all that did not come in, 1 when anything else failed.
fn exit(failed: &[ImportFailure], acceptable: &BTreeSet<String>) -> Exit {
    let refused = |failure: &ImportFailure| acceptable.contains(&failure.source);
    if failed.is_empty() {
        Exit::Done
    } else if failed.iter().all(refused) {
        Exit::Refused
    } else {
        Exit::Failed
    }
}

fn say_report(global: &Global, report: &ImportReport) {
    if global.json {
        out::say_json(report);
        return;
    }
    out::say(&format!(
        "{} new, {} the same, {} changed.",
        report.created, report.same, report.changed
    ));
    if report.undo.is_some() {
        out::say("`kantis undo` takes it back.");
    }
    say_failed(&report.failed);
}

fn say_preview(global: &Global, mut preview: ImportPreview, failed: &[ImportFailure]) {
    if global.json {
        add_files(&mut preview, failed);
        out::say_json(&preview);
        return;
    }
    let mut table = render::Table::new(&["", "Title", "Number", "Code", "From", "What differs"]);
    for row in preview
        .cards
        .iter()
        .filter(|row| row.verdict != ImportVerdict::Cannot)
    {
        let verdict = match row.verdict {
            ImportVerdict::New => "new",
            ImportVerdict::Same => "same",
            ImportVerdict::Changed => "changed",
            ImportVerdict::Cannot => "cannot",
        };
        let differs: Vec<String> = row
            .differences
            .iter()
            .map(|difference| words::spaced(&difference.field))
            .collect();
        table.row([
            verdict.to_owned(),
            row.title.clone(),
            row.number.clone().unwrap_or_default(),
            row.symbology.clone().unwrap_or_default(),
            row.source.clone(),
            differs.join(", "),
        ]);
    }
    if preview
        .cards
        .iter()
        .any(|row| row.verdict != ImportVerdict::Cannot)
    {
        out::say(&table.text());
    }
    out::say(&format!(
        "Would come in: {}. The same: {}. Changed: {}. Nothing was changed.",
        counted(preview.counts.new),
        preview.counts.same,
        preview.counts.changed
    ));
    for row in &preview.cards {
        for warning in &row.warnings {
            out::warn(&format!(
                "note: {}: {}",
                out::plain(&row.source),
                out::plain(&warning.text)
            ));
        }
    }
    say_failed(failed);
}

/// Whole files that cannot be read are rows of the preview as well.
fn add_files(preview: &mut ImportPreview, failed: &[ImportFailure]) {
    let known: BTreeSet<String> = preview.cards.iter().map(|row| row.source.clone()).collect();
    for failure in failed
        .iter()
        .filter(|failure| !known.contains(&failure.source))
    {
        preview.counts.cannot += 1;
        preview.cards.push(ImportRow {
            index: u32::try_from(preview.cards.len()).unwrap_or(u32::MAX),
            source: failure.source.clone(),
            title: failure.source.clone(),
            number: None,
            symbology: None,
            colours: CardColours {
                background: "#555555".to_owned(),
                text: "#ffffff".to_owned(),
            },
            verdict: ImportVerdict::Cannot,
            reason: Some(ImportReason {
                code: failure.code.clone(),
                params: failure.params.clone(),
                text: failure.reason.clone(),
            }),
            acceptable: false,
            differences: Vec::new(),
            warnings: Vec::new(),
            provenance: None,
        });
    }
}

fn say_failed(failed: &[ImportFailure]) {
    for failure in failed {
        let (source, reason) = (out::plain(&failure.source), out::plain(&failure.reason));
        // Some reasons name the file themselves.
        if reason.contains(&source) {
            out::warn(&format!("cannot: {reason}"));
        } else {
            out::warn(&format!("cannot: {source}: {reason}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_taken_together_until_they_are_too_large() {
        let path = |name: &'static str| Path::new(name);
        let files = [
            (path("a"), 60),
            (path("b"), 40),
            (path("c"), 1),
            (path("d"), 100),
        ];
        let got = batches(&files, 100);
        assert_eq!(
            got,
            [vec![path("a"), path("b")], vec![path("c")], vec![path("d")]]
        );
    }

    #[test]
    fn only_tampered_passes_are_a_refusal() {
        let failure = |source: &str| failed(source.to_owned(), Failure::new("x", "y"));
        let acceptable = BTreeSet::from(["bad.pkpass".to_owned()]);
        assert_eq!(exit(&[], &acceptable), Exit::Done);
        assert_eq!(exit(&[failure("bad.pkpass")], &acceptable), Exit::Refused);
        let both = [failure("bad.pkpass"), failure("x.csv")];
        assert_eq!(exit(&both, &acceptable), Exit::Failed);
    }
}
