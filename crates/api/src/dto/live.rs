//! Passes that stay fresh: the issuer's web service, refreshing, what is of use now, and export.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where the web service behind a pass stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SourceState {
    /// Nothing was asked yet.
    New,
    /// The last answer was good.
    Live,
    /// No answer lately; it is asked again later.
    Waiting,
    /// The issuer does not accept the pass's token.
    Rejected,
    /// The issuer no longer serves the pass.
    Gone,
    /// The answer was another pass, or not as genuine.
    Refused,
    /// The address is not one that Kantis asks.
    Unsafe,
}

/// The web service behind a pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PassSource {
    /// Whose pass.
    pub card: String,
    /// The card's title.
    pub card_title: String,
    /// Host of the service.
    pub host: String,
    /// Where it stands.
    pub state: SourceState,
    /// The shopper lets it be asked.
    pub on: bool,
    /// When it last said that what we have is the newest, or gave it.
    pub checked_at: Option<i64>,
    /// When it last gave something new.
    pub changed_at: Option<i64>,
    /// When it is asked next.
    pub due_at: Option<i64>,
    /// This device is registered with the issuer.
    pub registered: bool,
    /// The issuer seems to answer registered wallets only; the person may be asked.
    pub may_register: bool,
}

/// Cards to refresh.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct RefreshRequest {
    /// Which cards; empty means all.
    pub ids: Vec<String>,
    /// Name for progress and cancelling.
    pub job: String,
}

/// How a refresh of one card went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RefreshedCard {
    /// Which card.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How it went.
    pub outcome: RefreshOutcome,
    /// Particulars of `refused` (`identity`, `provenance`, `signer`, `unreadable`) and `failed`
    /// (`unreachable`, `timedOut`, `rejected`, `gone`, `busy`, `unexpected`, `notAPass`,
    /// `tooLarge`, `unsafe`, `stopped`).
    pub why: Option<String>,
}

/// How a refresh went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RefreshOutcome {
    /// A newer version came.
    Updated,
    /// What the wallet has is the newest.
    Unchanged,
    /// The answer was not taken.
    Refused,
    /// No usable answer.
    Failed,
    /// The card has no web service, or its updates are off.
    NotLive,
    /// Asked a moment ago, or the issuer wants to be left alone.
    TooSoon,
}

/// What a refresh did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RefreshReport {
    /// A line for each card.
    pub cards: Vec<RefreshedCard>,
    /// Another running Kantis does it; events tell when it has.
    pub handed_over: bool,
}

/// A card and a switch to set on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardSwitch {
    /// Which card.
    pub id: String,
    /// The new value.
    pub on: bool,
}

/// What happened in the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Wake {
    /// A person looks at the wallet.
    Foreground,
    /// Nobody does.
    Background,
    /// The network came back.
    NetworkUp,
    /// A person asked.
    Force,
}

/// Tells the core what happened in the world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WakeRequest {
    /// What.
    pub wake: Wake,
}

/// Where the device is, when the person allows it. Stays in this process and is kept nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// Asks which passes are of use now.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct RelevantRequest {
    /// Where the device is, when the person allows it.
    pub place: Option<Place>,
}

/// A pass that is of use now or here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RelevantCard {
    /// Which card.
    pub id: String,
    /// When it is of use; absent when it is the place.
    pub at: Option<i64>,
    /// Metres to the place that makes it so.
    pub metres: Option<u32>,
    /// The issuer's words for the place.
    pub text: Option<String>,
}

/// A place in a set of passes that came in one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PassSet {
    /// Which set.
    pub id: String,
    /// Ids of its cards, in order.
    pub cards: Vec<String>,
}

/// In which form a card leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    /// An unsigned `.pkpass` made anew.
    Pkpass,
    /// The file as it came, with the issuer's token.
    Original,
}

/// Asks for a card as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportRequest {
    /// Which card.
    pub id: String,
    /// In which form.
    pub format: ExportFormat,
}

/// A file that is ready to be saved; it waits ten minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportedFile {
    /// Id for `/blob/ID`.
    pub blob: String,
    /// What to call it.
    pub name: String,
    /// Its media type.
    pub mime: String,
    /// Bytes.
    pub size: u64,
}
