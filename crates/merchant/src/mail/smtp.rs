//! Mail by SMTP submission (RFC 6409), with TLS by rustls.

use std::time::Duration;

use lettre::address::AddressError;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{SmtpTransport, Transport as _};

use crate::ports::{Letter, Mail, MailError};

/// Seconds that one step of the conversation may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The owner's mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpSettings {
    /// Its name.
    pub host: String,
    /// Its port; none is the usual one.
    pub port: Option<u16>,
    /// How the connection is kept secret.
    pub security: Security,
    /// Who sends, and the password.
    pub login: Option<(String, String)>,
    /// Who writes: `Kahvila Aamu <club@kahvila.example>`.
    pub from: String,
}

/// How the connection to the mail server is kept secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Security {
    /// TLS from the first byte (RFC 8314), port 465.
    #[default]
    Tls,
    /// STARTTLS, and nothing is said without it; port 587.
    StartTls,
    /// Nothing: a mail server on this machine only.
    Plain,
}

/// Why the mail server's settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SmtpTrouble {
    /// The sender is no address.
    #[error("the sender of mail is no e-mail address")]
    From(#[source] AddressError),
    /// The host cannot be one, or TLS cannot be set up.
    #[error("the mail server's name cannot be used")]
    Host(#[source] lettre::transport::smtp::Error),
    /// Letters and passwords would travel in the clear.
    #[error("mail without TLS is for a mail server on this machine only")]
    Clear,
}

/// Sends mail through the owner's mail server.
pub struct Smtp {
    transport: SmtpTransport,
    from: Mailbox,
}

impl Smtp {
    /// Takes the settings; nothing is sent yet.
    ///
    /// # Errors
    /// When the settings cannot be used.
    pub fn new(settings: &SmtpSettings) -> Result<Self, SmtpTrouble> {
        let from = settings.from.parse().map_err(SmtpTrouble::From)?;
        let host = settings.host.as_str();
        let mut builder = match settings.security {
            Security::Tls => SmtpTransport::relay(host).map_err(SmtpTrouble::Host)?,
            Security::StartTls => SmtpTransport::starttls_relay(host).map_err(SmtpTrouble::Host)?,
            Security::Plain if matches!(host, "localhost" | "127.0.0.1" | "::1") => {
                SmtpTransport::builder_dangerous(host)
            }
            Security::Plain => return Err(SmtpTrouble::Clear),
        };
        if let Some(port) = settings.port {
            builder = builder.port(port);
        }
        if let Some((name, password)) = &settings.login {
            builder = builder.credentials(Credentials::new(name.clone(), password.clone()));
        }
        Ok(Self {
            transport: builder.timeout(Some(PATIENCE)).build(),
            from,
        })
    }
}

impl Mail for Smtp {
    fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let message = message(&self.from, letter).ok_or(MailError::Refused)?;
        match self.transport.send(&message) {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(MailError::Refused),
            Err(_) => Err(MailError::Later),
        }
    }
}

fn message(from: &Mailbox, letter: &Letter) -> Option<Message> {
    let mut builder = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, letter.to.parse().ok()?))
        .subject(letter.subject.as_str());
    if let Some(url) = &letter.unsubscribe {
        // RFC 8058. The owner's mail server signs both fields with DKIM.
        for (name, value) in [
            ("List-Unsubscribe", format!("<{url}>")),
            (
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click".to_owned(),
            ),
        ] {
            let name = HeaderName::new_from_ascii(name.to_owned()).ok()?;
            builder = builder.raw_header(HeaderValue::new(name, value));
        }
    }
    builder
        .singlepart(
            SinglePart::builder()
                .header(ContentType::TEXT_PLAIN)
                .body(letter.text.clone()),
        )
        .ok()
}
