//! The programmes that come with Kantis are right.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use kantis_merchant::programme::Programme;

#[test]
fn the_cafe_s_programme_is_right() {
    let programme = Programme::read(include_str!("../programmes/kahvila.toml"))
        .unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(programme.stamp_cards[0].buy, 10);
}

#[test]
fn the_grocery_s_programme_is_right() {
    let programme = Programme::read(include_str!("../programmes/kauppa.toml"))
        .unwrap_or_else(|faults| panic!("{faults}"));
    assert!(programme.products.len() >= 60);
}
