//! Files that the person opened with the app, before or after the window was there.

use std::sync::PoisonError;

use crate::dto::{Nothing, OpenedFiles};
use crate::{Api, ApiError, Event};

impl Api {
    /// Queues a file that was opened with the app; the UI takes it to the import preview.
    ///
    /// # Errors
    /// `fileTooLarge`.
    pub fn opened_file(&self, name: &str, bytes: Vec<u8>) -> Result<(), ApiError> {
        let info = self.put_upload(name, bytes)?;
        self.opened
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(info);
        self.tell(Event::FilesOpened);
        Ok(())
    }

    #[allow(clippy::unnecessary_wraps, reason = "the shape of a command")]
    pub(crate) fn opened_files(&self, _: Nothing) -> Result<OpenedFiles, ApiError> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(OpenedFiles {
            uploads: std::mem::take(&mut *opened),
        })
    }
}
