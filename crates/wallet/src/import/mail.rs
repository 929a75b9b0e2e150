//! Mail messages (`.eml`, RFC 5322 and MIME) with passes attached.
//!
//! An attachment is judged by its contents; its name and media type only decide what is worth
//! telling when the contents are no pass after all.

use mail_parser::{Message, MessageParser, MimeHeaders as _, PartType};

use super::reason::shown;

/// Bytes of a message that are read.
pub(super) const MAX_MAIL_BYTES: usize = 64 * 1024 * 1024;
/// Passes of one message.
pub(super) const MAX_ATTACHMENTS: usize = 64;
/// Parts of one message that are looked at, those of messages within it included.
const MAX_PARTS: usize = 2_000;
/// Messages within messages.
const MAX_DEPTH: usize = 8;
/// Bytes in which a message shows what it is.
const HEAD: usize = 64 * 1024;

/// Headers that mail has; two of them make a message.
const HEADERS: &[&str] = &[
    "bcc",
    "cc",
    "content-transfer-encoding",
    "content-type",
    "date",
    "delivered-to",
    "dkim-signature",
    "from",
    "in-reply-to",
    "message-id",
    "mime-version",
    "received",
    "references",
    "reply-to",
    "return-path",
    "sender",
    "subject",
    "to",
];

/// A pass in a message, or what claims to be one.
pub(super) struct Attachment {
    /// Its name, fit to be shown.
    pub(super) name: String,
    /// Its contents, decoded.
    pub(super) bytes: Vec<u8>,
}

/// Whether the bytes begin as a mail message does.
pub(super) fn looks_like(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let mut found = 0;
    for line in head.split(|byte| *byte == b'\n').take(500) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let folded = line.first().is_some_and(|byte| b" \t".contains(byte));
        // Some programs begin with the line that parts messages in a mailbox.
        if folded || line.starts_with(b"From ") {
            continue;
        }
        let colon = line.iter().position(|byte| *byte == b':');
        let Some(name) = colon.and_then(|colon| line.get(..colon)) else {
            break;
        };
        if name.is_empty() || !name.iter().all(|byte| byte.is_ascii_graphic()) {
            break;
        }
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        found += usize::from(HEADERS.contains(&name.as_str()));
    }
    found >= 2
}

/// The attachments that are passes or say that they are, at most one more than
/// [`MAX_ATTACHMENTS`], in their order.
pub(super) fn attachments(bytes: &[u8]) -> Vec<Attachment> {
    let mut found = Vec::new();
    if let Some(message) = MessageParser::default().parse(bytes) {
        let mut parts = MAX_PARTS;
        collect(&message, MAX_DEPTH, &mut parts, &mut found);
    }
    found
}

fn collect(message: &Message<'_>, depth: usize, parts: &mut usize, found: &mut Vec<Attachment>) {
    for part in &message.parts {
        let Some(left) = parts.checked_sub(1) else {
            return;
        };
        *parts = left;
        if found.len() > MAX_ATTACHMENTS {
            return;
        }
        if let PartType::Message(inner) = &part.body {
            if depth > 0 {
                collect(inner, depth - 1, parts, found);
            }
            continue;
        }
        if part.is_multipart() {
            continue;
        }
        let bytes = part.contents();
        let name = part.attachment_name().unwrap_or_default();
        let kind = part.content_type().map(|kind| {
            let sub = kind.subtype().unwrap_or_default();
            format!("{}/{sub}", kind.ctype()).to_ascii_lowercase()
        });
        if holds_passes(bytes) || says_pass(name, kind.as_deref().unwrap_or_default()) {
            let name = if name.is_empty() { "attachment" } else { name };
            found.push(Attachment {
                name: shown(name),
                bytes: bytes.to_vec(),
            });
        }
    }
}

fn holds_passes(bytes: &[u8]) -> bool {
    use kantis_pass::FileKind;
    // A zip may have something before it, but no message would bring such a one.
    bytes.starts_with(b"PK")
        && matches!(
            kantis_pass::sniff(bytes),
            FileKind::Pass | FileKind::PassBundle
        )
}

fn says_pass(name: &str, kind: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let named = [".pkpass", ".pkpasses", ".espass"]
        .iter()
        .any(|end| name.ends_with(end));
    named || kind.contains("pkpass") || kind.contains("espass")
}

#[cfg(test)]
mod tests {
    use super::looks_like;

    #[test]
    fn messages_are_told_by_their_headers() {
        for (text, expected) in [
            ("From: a@b.example\r\nSubject: x\r\n\r\nHi", true),
            (
                "Return-Path: <a@b>\nReceived: from x\n by y\nX-Other: 1\n",
                true,
            ),
            ("From a@b Mon Jan 1\nDate: x\nTo: y\n\n", true),
            ("From: only one\n\nSubject: in the body", false),
            ("_id,store,note\n1,Shop,From: x", false),
            ("{\"from\": 1}", false),
            ("http://x: y\nTo: z", false),
            ("", false),
        ] {
            assert_eq!(looks_like(text.as_bytes()), expected, "{text:?}");
        }
    }
}
