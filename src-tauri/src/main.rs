//! kantis-app
fn main() {}
