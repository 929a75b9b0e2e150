//! Cards as files: made on request, and kept ready for ten minutes.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use kantis_wallet::{ExportFormat, ExportedCard};
use uuid::Uuid;

use crate::blob::Blob;
use crate::convert::{self, id_of};
use crate::dto;
use crate::{Api, ApiError, Code};

const FORGOTTEN_AFTER: TimeDelta = TimeDelta::minutes(10);

/// More files than anybody saves at once; the oldest give way.
const MAX_WAITING: usize = 8;

/// What the id of an exported file begins with.
const PREFIX: &str = "export-";

/// Files that wait to be saved.
#[derive(Default)]
pub(crate) struct Exports {
    waiting: Mutex<Vec<Export>>,
}

struct Export {
    id: String,
    card: ExportedCard,
    at: DateTime<Utc>,
}

impl Exports {
    fn put(&self, card: ExportedCard, now: DateTime<Utc>) -> String {
        let id = format!("{PREFIX}{}", Uuid::now_v7());
        let mut waiting = self.lock(now);
        if waiting.len() >= MAX_WAITING {
            waiting.remove(0);
        }
        waiting.push(Export {
            id: id.clone(),
            card,
            at: now,
        });
        id
    }

    /// The file with this id, as often as it is asked for; `None` when the id is no file's.
    pub(crate) fn get(&self, id: &str, now: DateTime<Utc>) -> Option<Result<Blob, ApiError>> {
        if !id.starts_with(PREFIX) {
            return None;
        }
        let waiting = self.lock(now);
        let found = waiting.iter().find(|export| export.id == id);
        let blob = found.map(|export| Blob {
            mime: export.card.mime.to_owned(),
            bytes: export.card.bytes.clone(),
            save_as: Some(export.card.name.clone()),
        });
        Some(blob.ok_or_else(|| ApiError::new(Code::NotFound).with("what", "file")))
    }

    fn lock(&self, now: DateTime<Utc>) -> std::sync::MutexGuard<'_, Vec<Export>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|export| now - export.at < FORGOTTEN_AFTER);
        waiting
    }
}

impl Api {
    pub(crate) fn card_export(
        &self,
        request: dto::ExportRequest,
    ) -> Result<dto::ExportedFile, ApiError> {
        let id = id_of(&request.id)?;
        let format = match request.format {
            dto::ExportFormat::Pkpass => ExportFormat::Pkpass,
            dto::ExportFormat::Original => ExportFormat::Original,
        };
        let card = self.wallet()?.export_card(id, format);
        Ok(self.keep_export(card.map_err(convert::error)?))
    }

    /// Keeps a file until it is saved.
    pub(crate) fn keep_export(&self, card: ExportedCard) -> dto::ExportedFile {
        let (name, mime) = (card.name.clone(), card.mime.to_owned());
        let size = u64::try_from(card.bytes.len()).unwrap_or(u64::MAX);
        let blob = self.exports.put(card, self.clock().now());
        dto::ExportedFile {
            blob,
            name,
            mime,
            size,
        }
    }
}

/// A format on its way out.
pub(crate) fn format_out(format: ExportFormat) -> dto::ExportFormat {
    match format {
        ExportFormat::Pkpass => dto::ExportFormat::Pkpass,
        ExportFormat::Original => dto::ExportFormat::Original,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_waits_ten_minutes_and_can_be_had_more_than_once() {
        let exports = Exports::default();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let card = ExportedCard {
            name: "a.pkpass".to_owned(),
            mime: "application/vnd.apple.pkpass",
            bytes: vec![1],
        };
        let id = exports.put(card, now);
        let later = now + TimeDelta::minutes(9);
        for _ in 0..2 {
            let blob = exports.get(&id, later).unwrap().unwrap();
            assert_eq!(blob.save_as.as_deref(), Some("a.pkpass"));
        }
        let gone = exports.get(&id, now + TimeDelta::minutes(10)).unwrap();
        assert_eq!(gone.err().unwrap().code, Code::NotFound);
        assert!(exports.get("pass-1", now).is_none());
    }
}
