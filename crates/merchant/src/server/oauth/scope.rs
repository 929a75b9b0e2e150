//! Scopes: what a wallet may do, in a client's words.

use kantis_protocol::oauth::{SCOPE_READ, SCOPE_WRITE};

use crate::records::Scopes;

/// Everything that there is to ask for.
pub(super) const ALL: Scopes = Scopes {
    read: true,
    write: true,
};

/// Space-separated (RFC 6749 §3.3); none for a word that is not known, or for none at all.
pub(super) fn read(text: &str) -> Option<Scopes> {
    let mut scopes = Scopes::default();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match word {
            SCOPE_READ => scopes.read = true,
            SCOPE_WRITE => scopes.write = true,
            _ => return None,
        }
    }
    (scopes != Scopes::default()).then_some(scopes)
}

/// As [`read`] reads it.
pub(super) fn written(scopes: Scopes) -> String {
    [(scopes.read, SCOPE_READ), (scopes.write, SCOPE_WRITE)]
        .into_iter()
        .filter_map(|(may, word)| may.then_some(word))
        .collect::<Vec<_>>()
        .join(" ")
}

/// What is asked for, within what the client registered for; nothing asked is all of that.
pub(super) fn asked(text: Option<&str>, registered: Scopes) -> Option<Scopes> {
    let Some(text) = text else {
        return Some(registered);
    };
    read(text).filter(|asked| within(*asked, registered))
}

/// Whether one is no more than the other.
pub(super) const fn within(asked: Scopes, all: Scopes) -> bool {
    (all.read || !asked.read) && (all.write || !asked.write)
}
