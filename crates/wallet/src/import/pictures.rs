//! Pictures.
use crate::domain::BlobId;
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct PictureIds { pub(super) front: Option<BlobId>, pub(super) back: Option<BlobId>, pub(super) icon: Option<BlobId> }
