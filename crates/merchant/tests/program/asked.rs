//! What can be asked on the command line, and what cannot.

use crate::program::{example, run, text};

#[test]
fn both_examples_are_right() {
    for name in ["kahvila", "kauppa"] {
        let file = example(name);
        let checked = run(&["check", file.to_str().unwrap()]);
        assert!(checked.status.success(), "{}", text(&checked.stderr));
        assert!(text(&checked.stdout).ends_with("is right.\n"));
    }
}

#[test]
fn a_fault_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wrong.toml");
    let toml = std::fs::read_to_string(example("kahvila")).unwrap();
    std::fs::write(
        &file,
        toml.replace("currency = \"EUR\"", "currency = \"euro\""),
    )
    .unwrap();
    let line = toml.lines().position(|line| line == "currency = \"EUR\"");
    let checked = run(&["check", file.to_str().unwrap()]);
    assert_eq!(checked.status.code(), Some(1));
    let said = text(&checked.stderr);
    let place = format!("line {}", line.unwrap() + 1);
    assert!(said.contains(&place), "{place} is not in {said}");
}

#[test]
fn keys_are_added_listed_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let key = |rest: &[&str]| {
        let mut arguments = vec!["key", rest[0], "--data", data.to_str().unwrap()];
        arguments.extend(&rest[1..]);
        run(&arguments)
    };
    let added = key(&["add", "Counter"]);
    assert!(added.status.success());
    let secret = text(&added.stdout).trim().to_owned();
    assert!(secret.len() >= 32);
    assert!(key(&["add", "Web", "--kind", "web-shop"]).status.success());
    assert_eq!(key(&["add", "Counter"]).status.code(), Some(2));

    let listed = text(&key(&["list"]).stdout);
    assert!(listed.contains("Counter") && listed.contains("web-shop"));
    assert!(!listed.contains(&secret), "a key is shown once");

    assert!(key(&["remove", "Counter"]).status.success());
    assert!(!text(&key(&["list"]).stdout).contains("Counter"));
    assert_ne!(key(&["remove", "Counter"]).status.code(), Some(0));
}

#[test]
fn what_would_not_be_safe_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let cafe = example("kahvila");
    let refused = |rest: &[&str], because: &str| {
        let mut arguments = vec![
            "serve",
            "--programme",
            cafe.to_str().unwrap(),
            "--data",
            data.to_str().unwrap(),
        ];
        arguments.extend(rest);
        let ended = run(&arguments);
        assert_eq!(ended.status.code(), Some(2), "{rest:?}");
        let said = text(&ended.stderr);
        assert!(said.contains(because), "{rest:?}: {said}");
    };
    let public = ["--public-url", "https://shop.example.fi"];
    refused(
        &["--listen", "0.0.0.0:0", public[0], public[1]],
        "--without-tls",
    );
    refused(&["--listen", "0.0.0.0:0", "--without-tls"], "--public-url");
    refused(&["--public-url", "http://shop.example.fi"], "origin");
    refused(&["--public-url", "https://shop.example.fi/x"], "origin");
    refused(&["--tls-key", "key.pem"], "--tls-certificate");
    refused(&["--smtp", "smtps://mail.example.fi"], "--mail-from");
    assert!(!data.exists(), "nothing was made");
}

#[test]
fn every_setting_is_in_the_owners_page() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/merchant.md");
    let page = std::fs::read_to_string(page).unwrap();
    let mut found = 0;
    for command in ["serve", "demo"] {
        let help = text(&run(&[command, "--help"]).stdout);
        let words = help.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
        for name in words.filter(|word| word.starts_with("--") || word.starts_with("KANTIS_")) {
            found += 1;
            let written = [format!("`{name}`"), format!("`{name} ")];
            let there = name == "--help" || written.iter().any(|name| page.contains(name));
            assert!(there, "{name} is not in docs/merchant.md");
        }
    }
    assert!(found > 25, "the help lists the settings");
}
