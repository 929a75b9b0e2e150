//! Import between the edge and the wallet: a preview waits here until the person has chosen.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use kantis_wallet::import::{self, Choices, ImportError, Options, Preview, Source};
use kantis_wallet::sync::Wake;
use uuid::Uuid;

use crate::convert;
use crate::dto;
use crate::{Api, ApiError, Code, Event};

const FORGOTTEN_AFTER: TimeDelta = TimeDelta::minutes(10);

/// Previews that wait for a choice.
#[derive(Default)]
pub(crate) struct Previews {
    waiting: Mutex<Vec<Waiting>>,
}

struct Waiting {
    id: String,
    preview: Preview,
    uploads: Vec<String>,
    at: DateTime<Utc>,
}

/// More previews than anybody looks at; the oldest give way.
const MAX_WAITING: usize = 4;

impl Previews {
    fn put(&self, preview: Preview, uploads: Vec<String>, at: DateTime<Utc>) -> String {
        let id = Uuid::now_v7().to_string();
        let mut waiting = self.lock();
        waiting.retain(|entry| at - entry.at < FORGOTTEN_AFTER);
        if waiting.len() >= MAX_WAITING {
            waiting.remove(0);
        }
        waiting.push(Waiting {
            id: id.clone(),
            preview,
            uploads,
            at,
        });
        id
    }

    /// Takes a preview out; it is put back when carrying it out fails.
    fn take(&self, id: &str) -> Result<Waiting, ApiError> {
        let mut waiting = self.lock();
        let place = waiting.iter().position(|entry| entry.id == id);
        let place = place.ok_or_else(|| ApiError::new(Code::NotFound).with("what", "preview"))?;
        Ok(waiting.remove(place))
    }

    fn put_back(&self, entry: Waiting) {
        self.lock().push(entry);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Api {
    pub(crate) fn import_preview(
        &self,
        request: dto::ImportRequest,
    ) -> Result<dto::ImportPreview, ApiError> {
        let wallet = self.wallet()?;
        let sources = request
            .uploads
            .iter()
            .map(|id| {
                let upload = self.uploads.get(id)?;
                Ok(Source {
                    name: upload.info.name.clone(),
                    bytes: upload.bytes,
                })
            })
            .collect::<Result<Vec<_>, ApiError>>()?;
        let options = Options {
            password: request.password,
        };
        let mut job = self.jobs.start(&request.job, &self.events);
        let anchors = &self.host.anchors;
        let mut step = |done, total| job.step(done, total);
        let preview = import::preview_with_anchors(&wallet, sources, &options, anchors, &mut step)
            .map_err(|error| failed(&error))?;
        let cards: Vec<dto::ImportRow> = preview.rows().map(row).collect();
        let mut counts = dto::ImportCounts::default();
        for card in &cards {
            match card.verdict {
                dto::ImportVerdict::New => counts.new += 1,
                dto::ImportVerdict::Same => counts.same += 1,
                dto::ImportVerdict::Changed => counts.changed += 1,
                dto::ImportVerdict::Cannot => counts.cannot += 1,
            }
        }
        let id = self
            .previews
            .put(preview, request.uploads, self.clock().now());
        Ok(dto::ImportPreview { id, cards, counts })
    }

    pub(crate) fn import_apply(
        &self,
        request: dto::ImportApply,
    ) -> Result<dto::ImportReport, ApiError> {
        let wallet = self.wallet()?;
        let waiting = self.previews.take(&request.preview)?;
        let choices = Choices {
            on_conflict: on_conflict(request.on_conflict),
            by_row: request
                .choices
                .iter()
                .map(|choice| (choice.index, choice.choice.map(on_conflict)))
                .collect(),
            accept_tampered: request.accept_tampered,
        };
        let mut job = self.jobs.start(&request.job, &self.events);
        let applied = import::apply(&wallet, &waiting.preview, &choices, &mut |done, total| {
            job.step(done, total)
        });
        let report = match applied {
            Ok(report) => report,
            Err(error) => {
                self.previews.put_back(waiting);
                return Err(failed(&error));
            }
        };
        for upload in &waiting.uploads {
            self.uploads.forget(upload);
        }
        self.tell(Event::CardsChanged { ids: Vec::new() });
        self.tell(Event::GroupsChanged);
        if report.step.is_some() && waiting.preview.rows().any(|row| row.provenance.is_some()) {
            // A pass is often an old one: its issuer is asked at once.
            self.tell(Event::SourcesChanged);
            self.wake_engine(Wake::Force);
        }
        Ok(dto::ImportReport {
            created: report.created,
            same: report.same,
            changed: report.changed,
            failed: report.failed.iter().map(failure).collect(),
            ids: report.ids.iter().map(ToString::to_string).collect(),
            undo: report.step.map(|step| step.to_string()),
        })
    }

    #[allow(clippy::unnecessary_wraps, reason = "the shape of a command")]
    pub(crate) fn job_cancel(&self, request: dto::JobRef) -> Result<dto::Nothing, ApiError> {
        self.jobs.cancel(&request.job);
        self.attempts.cancel(&request.job);
        Ok(dto::Nothing {})
    }
}

fn on_conflict(choice: dto::OnConflict) -> import::OnConflict {
    match choice {
        dto::OnConflict::Mine => import::OnConflict::Mine,
        dto::OnConflict::Theirs => import::OnConflict::Theirs,
        dto::OnConflict::Both => import::OnConflict::Both,
    }
}

fn row(row: &import::PreviewRow) -> dto::ImportRow {
    dto::ImportRow {
        index: row.index,
        source: row.source.clone(),
        title: row.title.clone(),
        number: row.number.clone(),
        symbology: row.symbology.clone(),
        colours: convert::colours(row.colour, &row.title),
        verdict: match row.verdict {
            import::ImportVerdict::New => dto::ImportVerdict::New,
            import::ImportVerdict::Same => dto::ImportVerdict::Same,
            import::ImportVerdict::Changed => dto::ImportVerdict::Changed,
            import::ImportVerdict::Cannot => dto::ImportVerdict::Cannot,
        },
        reason: row.reason.as_ref().map(reason),
        acceptable: row.acceptable,
        differences: row
            .differences
            .iter()
            .map(|difference| dto::FieldDifference {
                field: difference.field.clone(),
                mine: difference.mine.clone(),
                theirs: difference.theirs.clone(),
            })
            .collect(),
        warnings: row.warnings.iter().map(reason).collect(),
        provenance: row.provenance.map(convert::provenance),
    }
}

fn reason(reason: &import::ImportReason) -> dto::ImportReason {
    dto::ImportReason {
        code: reason.code.to_string(),
        params: reason
            .params
            .iter()
            .map(|(k, v)| (k.to_string(), v.clone()))
            .collect(),
        text: reason.text.clone(),
    }
}

fn failure(failure: &import::Failure) -> dto::ImportFailure {
    let reason = reason(&failure.reason);
    dto::ImportFailure {
        source: failure.source.clone(),
        reason: reason.text,
        code: reason.code,
        params: reason.params,
    }
}

/// Why a whole import failed.
fn failed(error: &ImportError) -> ApiError {
    match error {
        ImportError::Unreadable {
            source,
            place,
            text,
        } => ApiError::new(Code::UnreadableFile)
            .with("source", source)
            .with("place", place)
            .with("text", text),
        ImportError::PasswordNeeded { source } => {
            ApiError::new(Code::PasswordNeeded).with("source", source)
        }
        ImportError::PasswordWrong { source } => {
            ApiError::new(Code::PasswordWrong).with("source", source)
        }
        ImportError::Cancelled => ApiError::new(Code::Cancelled),
        ImportError::Wallet(error) => convert::error(error),
    }
}
