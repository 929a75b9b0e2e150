//! Import.

mod archive;
mod catima;
mod compare;
mod currency;
mod draft;
mod error;
mod identity;
mod limits;
mod pass;
mod pictures;
mod read;
mod reason;

pub use compare::Difference;
pub use error::ImportError;
pub use limits::{MAX_FILE_BYTES, MAX_ROWS};
pub use reason::ImportReason;

use error::Stop;
