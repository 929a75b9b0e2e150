//! The port to the platform's notifications.

use crate::domain::CardId;

/// Shows notices outside of Kantis's own window.
pub trait Notifier: Send + Sync {
    /// Shows a notice, replacing one with the same key.
    ///
    /// # Errors
    /// When the platform shows none.
    fn show(&self, notice: &Notice) -> Result<(), NotifyError>;

    /// Takes a notice away, when the platform can.
    fn withdraw(&self, key: &str);
}

/// A notice as a person reads it. Prints nothing of itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is about; the same key is never shown twice.
    pub key: String,
    /// One short line.
    pub title: String,
    /// One or two sentences; may be empty.
    pub body: String,
    /// The card to open on a click; `None` opens Activity.
    pub card: Option<CardId>,
    /// It may stand on a locked screen: nothing in it is private, or the shopper allows it.
    pub public: bool,
    /// What to show instead where title and body may not be read and the platform cannot tell a
    /// locked screen from an open one.
    pub discreet: String,
}

impl std::fmt::Debug for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Notice").finish_non_exhaustive()
    }
}

/// The platform shows no notices: none allowed, or nobody listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the platform shows no notices")]
pub struct NotifyError;
