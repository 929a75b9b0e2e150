//! Web Push subscriptions.

/// Web Push subscriptions.
pub trait PushRows {}
