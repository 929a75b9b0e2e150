//! How points come and go, in plain words, made from the programme.

use kantis_protocol as wire;

use super::Programme;

/// Sentences for members, in their language.
#[must_use]
pub fn how(programme: &Programme, language: &str) -> wire::HowTo {
    todo!("PROGRAMME: {programme:?} {language}")
}

/// The programme as `GET /v1/programme` shows it.
#[must_use]
pub fn public_view(programme: &Programme, language: &str) -> wire::Programme {
    todo!("PROGRAMME: {programme:?} {language}")
}
