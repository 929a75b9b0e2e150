//! kantis
fn main() {}
