//! Events: hints that something changed, never the data itself, save progress.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A hint for whoever shows the wallet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "event")]
pub enum Event {
    /// These cards changed; read them again.
    CardsChanged {
        /// Which cards; empty means any.
        ids: Vec<String>,
    },
    /// Groups changed.
    GroupsChanged,
    /// The timeline has new lines.
    ActivityChanged,
    /// The state of some web services changed.
    SourcesChanged,
    /// The state of some connections to shops changed.
    ConnectionsChanged,
    /// A job that outlives its command came a step further, or ended: `shopConnectResult` says how
    /// it stands.
    JobChanged {
        /// Which job.
        job: String,
    },
    /// A notice was clicked: show this card.
    OpenCard {
        /// Which card.
        id: String,
    },
    /// A notice that is about no single card was clicked: show the timeline.
    OpenActivity,
    /// Settings changed.
    SettingsChanged,
    /// The wallet was opened, locked, or changed by another process: read everything again.
    WalletChanged,
    /// Files were opened with the app; take them with `openedFiles`.
    FilesOpened,
    /// The address of a shop was opened with the app; take it with `openedAddress`.
    AddressOpened,
    /// A long job moved.
    Progress {
        /// The job's name.
        job: String,
        /// Steps done.
        done: u32,
        /// Steps in all; 0 while unknown.
        total: u32,
    },
    /// Events were lost; read everything again.
    Overflow,
}
