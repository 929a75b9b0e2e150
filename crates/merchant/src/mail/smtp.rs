//! Mail by SMTP submission (RFC 6409), with TLS by rustls.

use std::time::Duration;

use lettre::address::AddressError;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{SmtpTransport, Transport as _};
use uuid::Uuid;

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
        .subject(letter.subject.as_str())
        // Of the sender's own domain: a letter without one looks like spam (RFC 5322 §3.6.4).
        .message_id(Some(format!(
            "<{}@{}>",
            Uuid::new_v4(),
            from.email.domain()
        )))
        // Nobody's away notice comes back (RFC 3834 §5).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
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

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// A mail server that takes one letter, or refuses its receiver with this answer.
    fn server(rcpt: &'static str) -> (u16, thread::JoinHandle<String>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let served = thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            let mut out = stream.try_clone().unwrap();
            let mut letter = String::new();
            let mut inside = false;
            out.write_all(b"220 here\r\n").unwrap();
            for line in BufReader::new(stream).lines() {
                let line = line.unwrap();
                let answer = match line.get(..4).unwrap_or_default() {
                    _ if inside && line != "." => {
                        letter.push_str(&line);
                        letter.push('\n');
                        continue;
                    }
                    "RCPT" => rcpt,
                    "DATA" => {
                        inside = true;
                        "354 go on"
                    }
                    "QUIT" => break,
                    _ => {
                        inside = false;
                        "250 fine"
                    }
                };
                if write!(out, "{answer}\r\n").is_err() {
                    break;
                }
            }
            letter
        });
        (port, served)
    }

    fn send(rcpt: &'static str) -> (Result<(), MailError>, String) {
        let (port, served) = server(rcpt);
        let smtp = Smtp::new(&SmtpSettings {
            host: "127.0.0.1".to_owned(),
            port: Some(port),
            security: Security::Plain,
            login: None,
            from: "Kahvila Aamu <club@kahvila.example>".to_owned(),
        })
        .unwrap();
        let sent = smtp.send(&Letter {
            to: "aino@example.fi".to_owned(),
            subject: "Hyvää päivää".to_owned(),
            text: "Koodi on 123456.".to_owned(),
            unsubscribe: Some("https://shop.example/u/1".to_owned()),
        });
        drop(smtp);
        (sent, served.join().unwrap())
    }

    #[test]
    fn a_letter_reaches_a_mail_server() {
        let (sent, letter) = send("250 fine");
        assert_eq!(sent, Ok(()));
        for part in [
            "club@kahvila.example",
            "To: aino@example.fi",
            "List-Unsubscribe: <https://shop.example/u/1>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Auto-Submitted: auto-generated",
            "Koodi on 123456.",
        ] {
            assert!(letter.contains(part), "{part} in {letter}");
        }
        let id = |letter: &str| {
            let (_, id) = letter.split_once("Message-ID: <").unwrap();
            id.split_once(">\n").unwrap().0.to_owned()
        };
        assert!(id(&letter).ends_with("@kahvila.example"), "{letter}");
        assert_ne!(id(&letter), id(&send("250 fine").1));
    }

    #[test]
    fn a_no_for_good_is_told_from_one_for_now() {
        assert_eq!(send("550 nobody here").0, Err(MailError::Refused));
        assert_eq!(send("451 later").0, Err(MailError::Later));
    }

    #[test]
    fn letters_do_not_travel_in_the_clear() {
        let settings = SmtpSettings {
            host: "mail.example".to_owned(),
            port: None,
            security: Security::Plain,
            login: None,
            from: "club@kahvila.example".to_owned(),
        };
        assert!(matches!(Smtp::new(&settings), Err(SmtpTrouble::Clear)));
        let nobody = SmtpSettings {
            from: "nobody".to_owned(),
            security: Security::Tls,
            ..settings
        };
        assert!(matches!(Smtp::new(&nobody), Err(SmtpTrouble::From(_))));
    }
}
