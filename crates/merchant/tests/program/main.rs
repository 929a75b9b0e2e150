//! The program itself, as an owner runs it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod asked;
mod demo;
mod killed;
mod program;
mod restore;
mod serve;
mod tls;
