//! The committed TypeScript is what the declaration says.

use std::path::Path;

/// Writes the file instead of comparing when this is set: `make typescript`.
const WRITE: &str = "KANTIS_WRITE_TYPESCRIPT";

#[test]
fn the_committed_client_is_not_stale() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/generated/api.ts");
    let wanted = kantis_api::typescript();
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap();
    assert!(
        found == wanted,
        "ui/src/generated/api.ts is stale: run `make typescript`"
    );
}

#[test]
fn every_command_is_in_the_client() {
    let client = kantis_api::typescript();
    for command in kantis_api::COMMANDS {
        assert!(
            client.contains(&format!("  {command}: {{ request:")),
            "{command}"
        );
    }
}
