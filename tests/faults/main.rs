//! An issuer's service that does everything wrong that one can, and a wallet that is killed while
//! it listens. Whatever comes, the card stays, and what the shopper wrote stays with it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod answers;
mod killed;
