//! Claims, and how many of a reward are left.

/// Claims, and how many of a reward are left.
pub trait Claims {}
