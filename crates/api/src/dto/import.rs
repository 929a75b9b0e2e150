//! Bringing cards in: a preview first, then a choice per card, then undo.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CardColours, Provenance};
use crate::ApiError;

/// Bytes that were handed over and wait to be used; forgotten after ten minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UploadInfo {
    /// For requests that take an upload.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

/// Files that were opened with the app and wait for a preview.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenedFiles {
    /// Uploads, oldest first; taking them empties the queue.
    pub uploads: Vec<UploadInfo>,
    /// Why others could not be taken, oldest first.
    pub refused: Vec<ApiError>,
}

/// Asks what an import would do. Nothing is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportRequest {
    /// Uploads in order.
    pub uploads: Vec<String>,
    /// Password of a protected archive.
    #[serde(default)]
    pub password: Option<String>,
    /// Name of the job for progress and cancelling; chosen by the caller.
    pub job: String,
}

/// What would happen to one card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ImportVerdict {
    /// Not in the wallet yet.
    New,
    /// In the wallet, and nothing differs.
    Same,
    /// In the wallet, and something differs.
    Changed,
    /// Cannot come in; `reason` says why.
    Cannot,
}

/// A field that differs between the wallet's card and the file's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldDifference {
    /// The field (`note`, `balance`, `symbols`, `pass`, …).
    pub field: String,
    /// The wallet's value, short.
    pub mine: String,
    /// The file's value, short.
    pub theirs: String,
}

/// Why a card cannot come in, or what was odd about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportReason {
    /// Stable camelCase code.
    pub code: String,
    /// Particulars by name.
    pub params: BTreeMap<String, String>,
    /// One English sentence for a terminal and a bug report.
    pub text: String,
}

/// One card of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportRow {
    /// Its number in this preview.
    pub index: u32,
    /// File and place in it (`catima.csv, line 4`).
    pub source: String,
    /// The card's name, as far as it could be read.
    pub title: String,
    /// The card's number.
    pub number: Option<String>,
    /// ZXing's name of its first code.
    pub symbology: Option<String>,
    /// Colours for the small tile.
    pub colours: CardColours,
    /// What would happen.
    pub verdict: ImportVerdict,
    /// Why not.
    pub reason: Option<ImportReason>,
    /// It may come in all the same if the person says so (a tampered pass).
    pub acceptable: bool,
    /// What differs.
    pub differences: Vec<FieldDifference>,
    /// What was odd.
    pub warnings: Vec<ImportReason>,
    /// How genuine it is; only for passes.
    pub provenance: Option<Provenance>,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportPreview {
    /// For `importApply`; forgotten after ten minutes.
    pub id: String,
    /// Cards in the order of the files.
    pub cards: Vec<ImportRow>,
    /// Cards by verdict.
    pub counts: ImportCounts,
}

/// Cards by verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportCounts {
    /// Not in the wallet yet.
    pub new: u32,
    /// In the wallet, nothing differs.
    pub same: u32,
    /// In the wallet, something differs.
    pub changed: u32,
    /// Cannot come in.
    pub cannot: u32,
}

/// What to do with a card that differs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OnConflict {
    /// Keep the wallet's card as it is.
    Mine,
    /// Take the file's values.
    #[default]
    Theirs,
    /// Keep the wallet's card and add the file's beside it.
    Both,
}

/// A choice for one card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportChoice {
    /// The card's number in the preview.
    pub index: u32,
    /// Absent leaves the card out.
    pub choice: Option<OnConflict>,
}

/// Carries an import out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportApply {
    /// The preview.
    pub preview: String,
    /// For changed cards without a choice of their own.
    #[serde(default)]
    pub on_conflict: OnConflict,
    /// Choices that differ from the rule.
    #[serde(default)]
    pub choices: Vec<ImportChoice>,
    /// "I know": tampered passes come in, marked as such.
    #[serde(default)]
    pub accept_tampered: bool,
    /// Name of the job for progress and cancelling.
    pub job: String,
}

/// A card that did not come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportFailure {
    /// File and place in it.
    pub source: String,
    /// One English sentence.
    pub reason: String,
    /// Stable camelCase code.
    pub code: String,
    /// Particulars by name.
    pub params: BTreeMap<String, String>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// Cards that are new in the wallet.
    pub created: u32,
    /// Cards that were there already.
    pub same: u32,
    /// Cards that were there and differed, whatever was chosen.
    pub changed: u32,
    /// Cards that did not come in.
    pub failed: Vec<ImportFailure>,
    /// Ids of the cards that were made or changed.
    pub ids: Vec<String>,
    /// The step for `undo`; absent when nothing changed.
    pub undo: Option<String>,
}

/// Names a running job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobRef {
    /// The job's name.
    pub job: String,
}
