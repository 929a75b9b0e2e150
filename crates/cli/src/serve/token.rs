//! Secrets of one run.

use subtle::ConstantTimeEq as _;

use crate::failure::Failure;

/// 256 random bits as 64 hex digits. Has no `Debug`: it must not reach a log.
pub(crate) struct Token(String);

impl Token {
    /// A new one, from the operating system's randomness.
    ///
    /// # Errors
    /// When there is no randomness.
    pub(crate) fn new() -> Result<Self, Failure> {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes)
            .map_err(|_| Failure::new("internal", "The system gives no random numbers."))?;
        Ok(Self(
            bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        ))
    }

    /// The digits.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// Whether `guess` is this token; takes as long whatever the guess.
    pub(crate) fn is(&self, guess: &str) -> bool {
        self.0.as_bytes().ct_eq(guess.as_bytes()).into()
    }
}
