//! Pass files (`.pkpass`, `.pkpasses`, `.espass`): read within limits, verified against the issuer's
//! signature, localised and formatted for a reader.
//!
//! ```no_run
//! # fn show(bytes: &[u8], now: chrono::DateTime<chrono::Utc>) -> Result<(), kantis_pass::PassError> {
//! use kantis_pass::{Limits, Pass, TrustAnchors, Zone};
//!
//! let pass = Pass::read(bytes, &Limits::default())?;
//! let grade = pass.verify(&TrustAnchors::apple(), now).provenance;
//! let here = Zone::of(&chrono::Local);
//! for field in pass.view("fi-FI", now, here).fields() {
//!     let shown = (grade.name(), &field.label, &field.display);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The crate knows no clock, no network and no files: bytes and times come in as arguments. The
//! original bytes stay with the caller; a [`Pass`] is cheap to read again from them.

mod attributed;
mod barcode;
mod bundle;
mod bytes;
mod change;
mod colour;
mod contents;
mod data;
mod date;
mod detect;
mod error;
mod espass;
mod format;
mod image;
mod json;
mod limits;
mod locale;
mod manifest;
mod pass;
mod strings_file;
mod text;
mod verify;
mod view;
mod warning;
mod write;
mod zip;
mod zone;

pub use attributed::Link;
pub use barcode::PassBarcode;
pub use bundle::{BundleMember, FileKind, read_bundle, sniff};
pub use change::FieldChange;
pub use colour::{PassColour, Rgb};
pub use contents::same_contents;
pub use data::{
    Align, AuthenticationToken, Beacon, DateStyle, Detector, Field, FieldValue, Location,
    NumberStyle, PassData, Relevance, Section, Style,
};
pub use date::{Moment, PassDate};
pub use error::PassError;
pub use format::{format_date, format_money, format_number};
pub use image::{Image, ImageRole};
pub use limits::Limits;
pub use pass::{Identity, Pass, PassFormat};
pub use verify::{
    AnchorError, ChainLink, Check, CheckKind, Detail, Note, Outcome, Provenance, Signer,
    TrustAnchors, Verification,
};
pub use view::{FieldView, PassView};
pub use warning::Warning;
pub use write::{PassFiles, WriteError};
pub use zone::Zone;

/// Card numbers, names and tokens must not reach a log: types that hold them print their name only.
macro_rules! redacted_debug {
    ($($type:ident),+) => {
        $(impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($type)).finish_non_exhaustive()
            }
        })+
    };
}
use redacted_debug;
