//! Mail that waits to be sent.

/// Mail that waits to be sent.
pub trait MailQueue {}
