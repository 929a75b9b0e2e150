//! Files and links that the person opened with the app, before or after the window was there.

use std::sync::{MutexGuard, PoisonError};

use crate::dto::{Nothing, OpenedAddress, OpenedFiles};
use crate::{Api, ApiError, Event};

/// An address is no longer: `crates/connect` takes no longer one either.
const LONGEST: usize = 4096;

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

    /// Queues the address of a shop, or an invite's link, that was opened with the app. The UI looks
    /// for the shop there; nothing is connected before the person says so. The newest counts.
    pub fn opened_address(&self, address: &str) {
        if address.is_empty() || address.len() > LONGEST {
            return;
        }
        *self.lock_opened_address() = Some(address.to_owned());
        self.tell(Event::AddressOpened);
    }

    #[allow(clippy::unnecessary_wraps, reason = "the shape of a command")]
    pub(crate) fn take_opened_address(&self, _: Nothing) -> Result<OpenedAddress, ApiError> {
        Ok(OpenedAddress {
            address: self.lock_opened_address().take(),
        })
    }

    fn lock_opened_address(&self) -> MutexGuard<'_, Option<String>> {
        let address = self.opened_address.lock();
        address.unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_opened(&self) -> MutexGuard<'_, OpenedFiles> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
