//! Where letters go: to a mail server, or into a folder.

mod outbox;
mod smtp;

pub use outbox::Outbox;
pub use smtp::{Security, Smtp, SmtpSettings, SmtpTrouble};
