//! Values as a person reads them in a terminal.

mod amount;
mod happening;
mod headline;
mod table;
mod time;

pub(crate) use amount::{balance, parse_balance};
pub(crate) use happening::happening;
pub(crate) use headline::headline;
pub(crate) use table::{Table, pairs};
pub(crate) use time::{day, instant};
