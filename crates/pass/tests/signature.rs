//! Signatures of every kind that real passes carry, against OpenSSL's verdict.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use chrono::{DateTime, Utc};
use kantis_pass::{CheckKind, Limits, Outcome, Pass, TrustAnchors, Verification};
use support::issuer::ISSUER;
use support::{archive, manifest, store_card};

fn now() -> DateTime<Utc> {
    // The certificates are made when the test runs, so this is the one place for a clock.
    std::time::SystemTime::now().into()
}

fn anchors() -> TrustAnchors {
    TrustAnchors::from_pem(&[&ISSUER.pem("root")]).unwrap()
}

/// Our verdict on a pass of one file with this manifest and signature.
fn verdict(pass_json: &[u8], manifest: &[u8], signature: &[u8]) -> Verification {
    let file = archive(&[
        ("pass.json", pass_json),
        ("manifest.json", manifest),
        ("signature", signature),
    ]);
    Pass::read(&file, &Limits::default())
        .unwrap()
        .verify(&anchors(), now())
}

struct Variant {
    name: &'static str,
    signature: Vec<u8>,
}

/// Every variant that the research lists.
fn variants(manifest: &[u8]) -> Vec<Variant> {
    let by_openssl: &[(&str, &str, &[&str])] = &[
        ("SHA-1", "leaf", &["-md", "sha1"]),
        ("SHA-256", "leaf", &["-md", "sha256"]),
        ("SHA-384", "leaf", &["-md", "sha384"]),
        ("SHA-512", "leaf", &["-md", "sha512"]),
        ("SHA-1, key id", "leaf", &["-md", "sha1", "-keyid"]),
        ("SHA-256, key id", "leaf", &["-md", "sha256", "-keyid"]),
        ("BER", "leaf", &["-md", "sha1", "-stream"]),
        (
            "BER, SHA-256, key id",
            "leaf",
            &["-md", "sha256", "-stream", "-keyid"],
        ),
        ("no attributes", "leaf", &["-md", "sha256", "-noattr"]),
        ("no attributes, SHA-1", "leaf", &["-md", "sha1", "-noattr"]),
        (
            "no S/MIME capabilities",
            "leaf",
            &["-md", "sha256", "-nosmimecap"],
        ),
        ("P-256", "p256", &["-md", "sha256"]),
        ("P-256, SHA-1", "p256", &["-md", "sha1"]),
        ("P-256, SHA-512", "p256", &["-md", "sha512"]),
        ("P-384", "p384", &["-md", "sha384"]),
        ("P-384, SHA-1", "p384", &["-md", "sha1"]),
        ("another pass type", "other", &["-md", "sha256"]),
    ];
    let crafted: &[(&str, bool, &[&str])] = &[
        ("sorted attributes", false, &["leaf", "intermediate"]),
        ("unsorted attributes", true, &["leaf", "intermediate"]),
        ("BER, nothing embedded", false, &["intermediate", "leaf"]),
        ("BER, unsorted attributes", true, &["leaf", "intermediate"]),
        ("one certificate", false, &["leaf"]),
        ("two, issuer first", false, &["intermediate", "leaf"]),
        ("three, root first", true, &["root", "intermediate", "leaf"]),
        ("three, root last", true, &["leaf", "intermediate", "root"]),
        ("no certificates", false, &[]),
        ("another's certificate", false, &["p256", "intermediate"]),
    ];
    let made = by_openssl.iter().map(|(name, signer, options)| Variant {
        name,
        signature: ISSUER.sign(signer, manifest, options),
    });
    let written = crafted
        .iter()
        .map(|(name, unsorted, certificates)| Variant {
            name,
            signature: ISSUER.craft(manifest, *unsorted, name.starts_with("BER"), certificates),
        });
    made.chain(written).collect()
}

#[test]
fn every_variant_gets_the_verdict_of_openssl() {
    let pass_json = store_card("\"storeCard\":{}");
    let manifest = manifest(&[("pass.json", &pass_json)]);
    for Variant { name, signature } in variants(&manifest) {
        if name.starts_with("BER") {
            assert_eq!(
                signature[..2],
                [0x30, 0x80],
                "{name} is not of indefinite length"
            );
        }
        let ours = verdict(&pass_json, &manifest, &signature);
        let signature_holds = ours.outcome(CheckKind::Signature) == Outcome::Passed;
        let by_openssl = ISSUER.accepts(&signature, &manifest, &["-noverify"]);
        assert_eq!(signature_holds, by_openssl, "{name}: {:?}", ours.checks);

        let chain_holds = ours.outcome(CheckKind::Chain) == Outcome::Passed;
        let by_openssl = ISSUER.accepts(&signature, &manifest, &["-CAfile", "root.pem"]);
        assert_eq!(chain_holds, by_openssl, "{name}: {:?}", ours.checks);
    }
}

/// What we alone refuse: code and part of the report, and the reason. Found by changing every byte
/// of the three signatures below once (7,117 changes, none accepted that OpenSSL refuses).
const STRICTER: &[(&str, &str, &str)] = &[
    (
        "digestMismatch",
        "",
        "an embedded copy of the manifest differs; OpenSSL ignores the copy",
    ),
    (
        "malformed",
        "certificate",
        "version unknown, or inner and outer algorithm differ",
    ),
    (
        "malformed",
        "validity",
        "not a time; OpenSSL reads times only when it judges a chain",
    ),
    (
        "malformed",
        "name",
        "a name holds something else than the usual strings",
    ),
    ("malformed", "issuer name", "the same in an issuer's name"),
    ("malformed", "subject name", "the same in a subject's name"),
    (
        "malformed",
        "extensions",
        "the list of extensions is not one",
    ),
    (
        "malformed",
        "public key",
        "the key of a certificate that did not sign is no key",
    ),
    (
        "malformed",
        "content",
        "the embedded content is no octet string",
    ),
    (
        "malformed",
        "signature algorithm",
        "parameters that are not well-formed",
    ),
    ("malformed", "digest algorithms", "the same of a hash"),
    ("malformed", "digest algorithm", "the same of a hash"),
    (
        "malformed",
        "signers",
        "the set of signers is tagged as something else",
    ),
    ("malformed", "signed data", "something follows the signers"),
    (
        "malformed",
        "certificates",
        "something follows the last certificate",
    ),
    (
        "unsupported",
        "content",
        "the content is not called plain data",
    ),
    (
        "unsupported",
        "content type",
        "the same in the signed attributes",
    ),
    ("unsupported", "public key", "an exponent that nobody uses"),
    (
        "unsupported",
        "signature algorithm",
        "an algorithm that is not the key's own",
    ),
    (
        "unsupported",
        "certificates",
        "an obsolete kind of certificate beside the signer's",
    ),
    (
        "unsupported",
        "signed data",
        "a version that does not exist",
    ),
    (
        "unsupported",
        "signer version",
        "a version that does not exist",
    ),
    (
        "noSignerCertificate",
        "",
        "found by key id only when all its extensions are in order",
    ),
];

#[test]
fn no_mutation_is_accepted_that_openssl_refuses() {
    let pass_json = store_card("\"storeCard\":{}");
    let manifest = manifest(&[("pass.json", &pass_json)]);
    let sources = [
        ISSUER.sign("leaf", &manifest, &["-md", "sha1", "-stream"]),
        ISSUER.sign("p256", &manifest, &["-md", "sha256", "-keyid"]),
        ISSUER.craft(&manifest, true, true, &["intermediate", "leaf"]),
    ];
    let step: usize =
        std::env::var("KANTIS_MUTATION_STEP").map_or(23, |step| step.parse().unwrap());
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random
    };
    let mut unexplained = std::collections::BTreeMap::<String, u32>::new();
    let mut compared = 0;
    for signature in &sources {
        let mut at = next() as usize % step;
        while at < signature.len() {
            let mut mutated = signature.clone();
            mutated[at] ^= 1 << (next() % 8);
            compare(&pass_json, &manifest, &mutated, at, &mut unexplained);
            compared += 1;
            at += step;
        }
    }
    // Every printable string of a name turned into one of digits: the same text is not the same
    // name any more.
    for signature in &sources {
        let tags = |at: &usize| signature[*at..].starts_with(&[0x55, 0x04, 0x06, 0x13]);
        for at in (0..signature.len() - 4).filter(tags) {
            let mut mutated = signature.clone();
            mutated[at + 3] ^= 1;
            compare(&pass_json, &manifest, &mutated, at, &mut unexplained);
        }
    }
    for at in (0..manifest.len()).step_by(step) {
        let mut mutated = manifest.clone();
        mutated[at] ^= 1 << (next() % 8);
        compare(&pass_json, &mutated, &sources[2], at, &mut unexplained);
        compared += 1;
    }
    assert!(compared > 280, "{compared}");
    assert!(unexplained.is_empty(), "of {compared}: {unexplained:#?}");
}

#[test]
fn no_mutation_of_a_real_signature_is_accepted_that_openssl_refuses() {
    let Some(folder) = support::fixtures() else {
        println!("no fixtures: skipped");
        return;
    };
    let step: usize =
        std::env::var("KANTIS_MUTATION_STEP").map_or(61, |step| step.parse().unwrap());
    let mut unexplained = std::collections::BTreeMap::<String, u32>::new();
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    for name in [
        "StoreCard",
        "coffee_club",
        "localised",
        "loyalty_signed_expired",
    ] {
        let file = std::fs::read(folder.join(format!("{name}.pkpass"))).unwrap();
        let entry = |name| support::entry(&file, name).unwrap();
        let (json, manifest, signature) = (
            entry("pass.json"),
            entry("manifest.json"),
            entry("signature"),
        );
        let unchanged = verdict(&json, &manifest, &signature);
        assert_eq!(
            unchanged.outcome(CheckKind::Signature),
            Outcome::Passed,
            "{name}"
        );
        for at in (0..signature.len()).step_by(step) {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let mut mutated = signature.clone();
            mutated[at] ^= 1 << (random >> 61);
            compare(&json, &manifest, &mutated, at, &mut unexplained);
        }
    }
    assert!(unexplained.is_empty(), "{unexplained:#?}");
}

fn compare(
    pass_json: &[u8],
    manifest: &[u8],
    signature: &[u8],
    at: usize,
    unexplained: &mut std::collections::BTreeMap<String, u32>,
) {
    let ours = verdict(pass_json, manifest, signature);
    let check = ours
        .checks
        .iter()
        .find(|check| check.kind == CheckKind::Signature)
        .unwrap();
    let by_openssl = ISSUER.accepts(signature, manifest, &["-noverify"]);
    if check.outcome == Outcome::Passed {
        if !by_openssl {
            let around = &signature[at.saturating_sub(12)..signature.len().min(at + 12)];
            unexplained.insert(format!("ACCEPTED at {at}: {around:02x?}"), 1);
        }
        return;
    }
    if by_openssl {
        let detail = check.detail.as_ref().unwrap();
        let part = detail.params.first().map_or("", |(_, part)| part.as_str());
        if !STRICTER
            .iter()
            .any(|(code, place, _)| (*code, *place) == (detail.code, part))
        {
            *unexplained
                .entry(format!("{} {part}", detail.code))
                .or_default() += 1;
        }
    }
}
