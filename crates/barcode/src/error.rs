//! What can go wrong when drawing.

use crate::reason::CannotCarry;
use crate::symbology::Symbology;

/// A symbol could not be drawn, or its drawing not be turned into pixels.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// The symbology cannot carry the payload; says why and which ones can.
    #[error(transparent)]
    CannotCarry(#[from] CannotCarry),
    /// The encoder refused a payload that passed every check of ours.
    #[error("the {symbology} encoder refused the payload")]
    Encoder {
        /// The symbology being drawn.
        symbology: Symbology,
    },
    /// The picture would be larger than [`crate::Drawing::MAX_SIDE_PX`] on a side, or a module
    /// was asked to be zero pixels.
    #[error("a picture of {modules} modules at {module_px} px a module is outside the limits")]
    PictureSize {
        /// The longer side with its quiet zone, in modules.
        modules: u32,
        /// Pixels a module, as asked for.
        module_px: u32,
    },
    /// The PNG could not be written.
    #[error("the picture could not be written as PNG")]
    Png,
}

impl DrawError {
    /// A stable camelCase name that a user interface can branch on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::CannotCarry(cannot) => cannot.reason.code(),
            Self::Encoder { .. } => "encoderRefused",
            Self::PictureSize { .. } => "pictureSize",
            Self::Png => "pngFailed",
        }
    }
}
