//! `kantis-merchant`: runs a shop's loyalty programme.

fn main() {}
