//! `docs/loyalty-protocol.md` says what the code does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use kantis_protocol::ProblemType;

#[test]
fn the_table_of_problems_is_the_codes() {
    let document = include_str!("../../../docs/loyalty-protocol.md");
    let (_, after) = document
        .split_once("| type | status | title |\n|---|---|---|\n")
        .unwrap();
    let written: Vec<&str> = after
        .lines()
        .take_while(|line| line.starts_with('|'))
        .collect();
    let ours: Vec<String> = ProblemType::ALL
        .iter()
        .map(|kind| {
            format!(
                "| `{}` | {} | {} |",
                kind.slug(),
                kind.status(),
                kind.title()
            )
        })
        .collect();
    assert_eq!(written, ours);
}
