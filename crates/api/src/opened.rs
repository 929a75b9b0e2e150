//! Files that the person opened with the app, before or after the window was there.

use std::sync::{MutexGuard, PoisonError};

use crate::dto::{Nothing, OpenedFiles};
use crate::{Api, ApiError, Event};

impl Api {
    /// Queues a file that was opened with the app; the UI takes it to the import preview. One that
    /// could not be read, or is too large, is queued as its refusal: the UI says why.
    pub fn opened_file(&self, name: &str, file: Result<Vec<u8>, ApiError>) {
        match file.and_then(|bytes| self.put_upload(name, bytes)) {
            Ok(info) => self.lock_opened().uploads.push(info),
            Err(error) => self.lock_opened().refused.push(error.with("source", name)),
        }
        self.tell(Event::FilesOpened);
    }

    #[allow(clippy::unnecessary_wraps, reason = "the shape of a command")]
    pub(crate) fn opened_files(&self, _: Nothing) -> Result<OpenedFiles, ApiError> {
        Ok(std::mem::take(&mut *self.lock_opened()))
    }

    fn lock_opened(&self) -> MutexGuard<'_, OpenedFiles> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
