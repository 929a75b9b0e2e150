//! OAuth: clients, sign-ins, codes and tokens, as hashes.

/// OAuth: clients, sign-ins, codes and tokens, as hashes.
pub trait Grants {}
