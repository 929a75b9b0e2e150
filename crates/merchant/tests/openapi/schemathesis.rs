//! Schemathesis, from its registry: it reads the document and asks whatever it allows and forbids.
//!
//! `scripts/setup.sh test` installs it. Where it is missing, the test says so and passes.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;

use serde_json::json;

use crate::open;
use crate::shop::TestShop;

/// What is wrong with an answer: a fault of the shop's, or one that the document does not know.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_schema_conformance,response_headers_conformance,\
                      missing_required_header,ignored_auth";

/// Tries the operations whose paths fit, with this token; those that would end the run are left out.
fn run(shop: &TestShop, paths: &str, token: Option<&str>, left_out: &[&str]) {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "openapi"]
        .iter()
        .collect();
    let program = folder.join(".venv/bin/schemathesis");
    if !program.exists() {
        // Past the test runner's capture.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: a test with Schemathesis, which is not installed (scripts/setup.sh test)"
        );
        return;
    }
    let work = tempfile::tempdir().unwrap();
    let mut command = Command::new(program);
    command
        .current_dir(work.path())
        .args(["run", &format!("{}/openapi.json", shop.url)])
        .args(["--checks", CHECKS, "--include-path-regex", paths])
        .args([
            "--phases",
            "examples,coverage,fuzzing",
            "--max-examples",
            "25",
        ])
        // The same questions each time; what fails is found again.
        .args(["--seed", "4", "--no-color", "--request-timeout", "20"])
        .args(["--suppress-health-check", "all", "--warnings", "off"]);
    if let Some(token) = token {
        command.args(["-H", &format!("Authorization: Bearer {token}")]);
    }
    for operation in left_out {
        command.args(["--exclude-operation-id", operation]);
    }
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

fn coffee(shop: &TestShop, member: &crate::shop::Member) {
    shop.buy(member, &json!([{ "sku": "coffee", "quantity": 2000 }]));
}

#[test]
fn a_wallets_requests_are_answered_as_the_document_says() {
    let shop = open();
    let aino = shop.join("aino@example.fi");
    coffee(&shop, &aino);
    shop.pass(chrono::TimeDelta::days(20));
    // The stream stays open; leaving ends everything else. Both have stories of their own.
    let left_out = ["get_v1_events", "delete_v1_account"];
    run(&shop, "^/v1/", Some(&aino.token), &left_out);
}

#[test]
fn a_tills_requests_are_answered_as_the_document_says() {
    let shop = open();
    coffee(&shop, &shop.join("aino@example.fi"));
    run(&shop, "^/pos/", Some(&shop.till_key), &[]);
}

#[test]
fn a_web_shops_requests_are_answered_as_the_document_says() {
    let shop = open();
    coffee(&shop, &shop.join("aino@example.fi"));
    run(&shop, "^/shop/", Some(&shop.web_key), &[]);
}

#[test]
fn what_anybody_may_ask_is_answered_as_the_document_says() {
    let shop = open();
    run(
        &shop,
        "^/(\\.well-known/|oauth/|v1/programme|healthz)",
        None,
        &[],
    );
}
