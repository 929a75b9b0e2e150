//! Bytes that were handed over and wait to be used.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::dto::UploadInfo;
use crate::{ApiError, Code};

/// The largest file that Kantis takes, in bytes.
pub const MAX_UPLOAD: usize = 100 * 1024 * 1024;

/// What may wait in all: a forgotten upload must not eat the machine's memory.
const MAX_WAITING: usize = 2 * MAX_UPLOAD;
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::minutes(10);

/// A file that waits.
#[derive(Clone)]
pub(crate) struct Upload {
    pub(crate) info: UploadInfo,
    pub(crate) bytes: std::sync::Arc<[u8]>,
    at: DateTime<Utc>,
}

/// Files that wait.
#[derive(Default)]
pub(crate) struct Uploads {
    waiting: Mutex<Vec<Upload>>,
}

impl Uploads {
    /// Keeps bytes until they are used or forgotten; the oldest give way.
    pub(crate) fn put(
        &self,
        name: &str,
        bytes: Vec<u8>,
        now: DateTime<Utc>,
    ) -> Result<UploadInfo, ApiError> {
        if bytes.len() > MAX_UPLOAD {
            return Err(ApiError::new(Code::FileTooLarge).with("max", MAX_UPLOAD));
        }
        let info = UploadInfo {
            id: Uuid::now_v7().to_string(),
            name: plain_name(name),
            size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        };
        let mut waiting = self.lock();
        waiting.retain(|upload| now - upload.at < FORGOTTEN_AFTER);
        while waiting
            .iter()
            .map(|upload| upload.bytes.len())
            .sum::<usize>()
            + bytes.len()
            > MAX_WAITING
            && !waiting.is_empty()
        {
            waiting.remove(0);
        }
        waiting.push(Upload {
            info: info.clone(),
            bytes: bytes.into(),
            at: now,
        });
        Ok(info)
    }

    /// The upload with this id; it goes on waiting, so that a wrong password can be corrected.
    pub(crate) fn get(&self, id: &str) -> Result<Upload, ApiError> {
        self.lock()
            .iter()
            .find(|upload| upload.info.id == id)
            .cloned()
            .ok_or_else(|| ApiError::new(Code::NotFound).with("what", "upload"))
    }

    /// Forgets an upload that has been used.
    pub(crate) fn forget(&self, id: &str) {
        self.lock().retain(|upload| upload.info.id != id);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Upload>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A file's own name without folders or control characters, at most 120 characters.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control()).take(120).collect();
    if plain.is_empty() {
        "file".to_owned()
    } else {
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_upload_gives_way_and_time_forgets() {
        let uploads = Uploads::default();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let first = uploads.put("a", vec![0; MAX_UPLOAD], now).unwrap();
        let second = uploads.put("b", vec![0; MAX_UPLOAD], now).unwrap();
        let third = uploads.put("../x/c", vec![0; 1], now).unwrap();
        assert_eq!(third.name, "c");
        assert!(uploads.get(&first.id).is_err());
        assert!(uploads.get(&second.id).is_ok());
        uploads
            .put("d", vec![0; 1], now + TimeDelta::minutes(11))
            .unwrap();
        assert!(uploads.get(&second.id).is_err());
        assert_eq!(
            uploads
                .put("e", vec![0; MAX_UPLOAD + 1], now)
                .unwrap_err()
                .code,
            Code::FileTooLarge
        );
    }
}
