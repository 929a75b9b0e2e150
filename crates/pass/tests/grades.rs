//! How the checks come together as a grade.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use chrono::{DateTime, Duration, Utc};
use kantis_pass::{CheckKind, Limits, Note, Pass, Provenance, TrustAnchors, Verification};
use support::issuer::ISSUER;
use support::{archive, manifest, png, store_card};

fn now() -> DateTime<Utc> {
    // The certificates are made when the test runs.
    std::time::SystemTime::now().into()
}

fn anchors() -> TrustAnchors {
    TrustAnchors::from_pem(&[&ISSUER.pem("root")]).unwrap()
}

fn grade_at(file: &[u8], now: DateTime<Utc>) -> Verification {
    Pass::read(file, &Limits::default())
        .unwrap()
        .verify(&anchors(), now)
}

/// The grade, the check that failed first, and why.
fn check(file: &[u8], provenance: Provenance, failed: Option<(CheckKind, &str)>) {
    let verification = grade_at(file, now());
    assert_eq!(verification.provenance, provenance, "{verification:?}");
    let found = verification
        .checks
        .iter()
        .find(|check| check.outcome == kantis_pass::Outcome::Failed)
        .map(|check| (check.kind, check.detail.as_ref().unwrap().code));
    assert_eq!(found, failed, "{verification:?}");
}

fn pass_json() -> Vec<u8> {
    store_card("\"storeCard\":{}")
}

/// A pass signed by `signer` over the manifest of `listed`, holding `present`.
fn signed(signer: &str, listed: &[(&str, &[u8])], present: &[(&str, &[u8])]) -> Vec<u8> {
    let manifest = manifest(listed);
    let signature = ISSUER.sign(signer, &manifest, &["-md", "sha256"]);
    let mut files = present.to_vec();
    files.extend([
        ("manifest.json", manifest.as_slice()),
        ("signature", signature.as_slice()),
    ]);
    archive(&files)
}

#[test]
fn a_whole_pass_of_a_known_issuer_is_verified() {
    let (json, icon) = (pass_json(), png(29, 29));
    let files: &[(&str, &[u8])] = &[("pass.json", &json), ("icon.png", &icon)];
    check(&signed("leaf", files, files), Provenance::Verified, None);
    check(&signed("p384", files, files), Provenance::Verified, None);
}

#[test]
fn a_listed_file_that_is_missing_makes_it_incomplete() {
    let (json, icon) = (pass_json(), png(29, 29));
    let listed: &[(&str, &[u8])] = &[("pass.json", &json), ("icon.png", &icon)];
    let file = signed("leaf", listed, &listed[..1]);
    let failed = Some((CheckKind::ManifestHashes, "missingFile"));
    check(&file, Provenance::Incomplete, failed);
    let pass = Pass::read(&file, &Limits::default()).unwrap();
    assert_eq!(pass.warnings()[0].code(), "missingFile");
    assert_eq!(
        pass.warnings()[0].params(),
        [("name", "icon.png".to_owned())]
    );
}

#[test]
fn an_unlisted_file_is_not_used_and_takes_nothing_from_the_grade() {
    let (json, icon) = (pass_json(), png(29, 29));
    let listed: &[(&str, &[u8])] = &[("pass.json", &json)];
    let present: &[(&str, &[u8])] = &[
        ("pass.json", &json),
        ("icon.png", &icon),
        ("fi.lproj/pass.strings", b"\"Kahvila\" = \"Muu\";"),
        ("__MACOSX/._pass.json", b"x"),
        (".DS_Store", b"x"),
        ("en.lproj/", b""),
    ];
    let file = signed("leaf", listed, present);
    check(&file, Provenance::Verified, None);
    let pass = Pass::read(&file, &Limits::default()).unwrap();
    assert!(pass.image(kantis_pass::ImageRole::Icon, 1, "fi").is_none());
    assert!(pass.locales().is_empty());
    let warnings: Vec<_> = pass
        .warnings()
        .iter()
        .map(|warning| warning.params()[0].1.clone())
        .collect();
    assert_eq!(warnings, ["fi.lproj/pass.strings", "icon.png"]);
}

#[test]
fn junk_that_the_issuer_listed_is_hashed_and_not_used() {
    let json = pass_json();
    let listed: &[(&str, &[u8])] = &[
        ("pass.json", &json),
        (".DS_Store", b"finder"),
        ("__MACOSX/._pass.json", b"fork"),
        (".fi.lproj/pass.strings", b"\"a\" = \"b\";"),
    ];
    let file = signed("leaf", listed, listed);
    check(&file, Provenance::Verified, None);
    assert!(
        Pass::read(&file, &Limits::default())
            .unwrap()
            .locales()
            .is_empty()
    );
    let mut changed = listed.to_vec();
    changed[1].1 = b"other";
    let failed = Some((CheckKind::ManifestHashes, "changedFile"));
    check(
        &signed("leaf", listed, &changed),
        Provenance::Tampered,
        failed,
    );
}

#[test]
fn contents_that_contradict_the_manifest_are_tampered_with() {
    let (json, other) = (pass_json(), store_card("\"coupon\":{}"));
    let failed = Some((CheckKind::ManifestHashes, "changedFile"));
    let file = signed("leaf", &[("pass.json", &json)], &[("pass.json", &other)]);
    check(&file, Provenance::Tampered, failed);
    let file = archive(&[
        ("pass.json", &other),
        ("manifest.json", &manifest(&[("pass.json", &json)])),
    ]);
    check(&file, Provenance::Tampered, failed);
    // Listed twice: one right entry does not make up for a wrong one.
    let twice = manifest(&[("pass.json", &json), ("pass.json", &other)]);
    let file = archive(&[("pass.json", &other), ("manifest.json", &twice)]);
    check(&file, Provenance::Tampered, failed);
}

#[test]
fn a_signature_that_does_not_cover_the_pass_is_worth_nothing() {
    let (json, icon) = (pass_json(), png(29, 29));
    let present: &[(&str, &[u8])] = &[("pass.json", &json), ("icon.png", &icon)];
    let file = signed("leaf", &[("icon.png", &icon)], present);
    check(
        &file,
        Provenance::Tampered,
        Some((CheckKind::ManifestHashes, "unlistedFile")),
    );
}

#[test]
fn a_signature_that_does_not_hold_is_tampering() {
    let json = pass_json();
    let manifest_of = manifest(&[("pass.json", &json)]);
    let other = ISSUER.sign("leaf", b"{}", &["-md", "sha256"]);
    let with = |signature: &[u8]| {
        archive(&[
            ("pass.json", &json),
            ("manifest.json", &manifest_of),
            ("signature", signature),
        ])
    };
    let tampered = |file: &[u8], why| {
        check(
            file,
            Provenance::Tampered,
            Some((CheckKind::Signature, why)),
        );
    };
    tampered(&with(&other), "digestMismatch");
    tampered(&with(b"garbage"), "malformed");
    tampered(&with(b""), "malformed");
    tampered(&with(&[0x30; 5000]), "malformed");
    tampered(&with(&[0x30, 0x80].repeat(50_000)), "malformed");
    let good = ISSUER.sign("leaf", &manifest_of, &["-md", "sha256"]);
    tampered(&with(&good[..good.len() - 1]), "malformed");
    tampered(
        &with(&ISSUER.craft(&manifest_of, false, false, &["intermediate"])),
        "noSignerCertificate",
    );
    tampered(
        &archive(&[("pass.json", &json), ("signature", &good)]),
        "noManifest",
    );
    let file = archive(&[
        ("pass.json", &json),
        ("manifest.json", b"[]"),
        ("signature", &good),
    ]);
    check(
        &file,
        Provenance::Tampered,
        Some((CheckKind::ManifestHashes, "badManifest")),
    );
}

#[test]
fn without_a_signature_it_is_unsigned() {
    let json = pass_json();
    let listed = manifest(&[("pass.json", &json)]);
    check(
        &archive(&[("pass.json", &json)]),
        Provenance::Unsigned,
        None,
    );
    check(
        &archive(&[("pass.json", &json), ("manifest.json", &listed)]),
        Provenance::Unsigned,
        None,
    );
    let missing = manifest(&[("pass.json", &json), ("icon.png", b"")]);
    let file = archive(&[("pass.json", &json), ("manifest.json", &missing)]);
    check(
        &file,
        Provenance::Unsigned,
        Some((CheckKind::ManifestHashes, "missingFile")),
    );
}

#[test]
fn a_signer_without_a_chain_or_for_another_pass_is_unknown() {
    let json = pass_json();
    let files: &[(&str, &[u8])] = &[("pass.json", &json)];
    let manifest_of = manifest(files);
    let with = |signature: &[u8]| {
        archive(&[
            ("pass.json", &json),
            ("manifest.json", &manifest_of),
            ("signature", signature),
        ])
    };
    let unknown =
        |file: &[u8], kind, why| check(file, Provenance::UnknownIssuer, Some((kind, why)));
    let self_signed = ISSUER.sign_as("selfsigned", "leaf", &manifest_of, &["-md", "sha256"]);
    unknown(&with(&self_signed), CheckKind::Chain, "selfSigned");
    let alone = ISSUER.craft(&manifest_of, false, false, &["leaf"]);
    unknown(&with(&alone), CheckKind::Chain, "issuerMissing");
    unknown(
        &signed("other", files, files),
        CheckKind::SignerIdentity,
        "passTypeDiffers",
    );
    let other_team = String::from_utf8(json.clone())
        .unwrap()
        .replace("TEAM123456", "TEAM999999");
    let files: &[(&str, &[u8])] = &[("pass.json", other_team.as_bytes())];
    unknown(
        &signed("leaf", files, files),
        CheckKind::SignerIdentity,
        "teamDiffers",
    );
    // A missing file does not make an unknown issuer better.
    let listed: &[(&str, &[u8])] = &[("pass.json", other_team.as_bytes()), ("icon.png", b"")];
    let verification = grade_at(&signed("leaf", listed, files), now());
    assert_eq!(verification.provenance, Provenance::UnknownIssuer);
}

#[test]
fn a_pinned_intermediate_stands_in_for_one_that_is_not_brought() {
    let json = pass_json();
    let manifest_of = manifest(&[("pass.json", &json)]);
    let signature = ISSUER.craft(&manifest_of, true, true, &["leaf"]);
    let file = archive(&[
        ("pass.json", &json),
        ("manifest.json", &manifest_of),
        ("signature", &signature),
    ]);
    let anchors =
        TrustAnchors::from_pem(&[&ISSUER.pem("root"), &ISSUER.pem("intermediate")]).unwrap();
    let verification = Pass::read(&file, &Limits::default())
        .unwrap()
        .verify(&anchors, now());
    assert_eq!(
        verification.provenance,
        Provenance::Verified,
        "{verification:?}"
    );
    assert_eq!(verification.notes, [Note::IntermediateNotEmbedded]);
    let signer = verification.signer.unwrap();
    assert_eq!(signer.organisation.as_deref(), Some("Example Oy"));
    assert_eq!(signer.issuer.as_deref(), Some("Test Pass CA"));
    assert_eq!(signer.spki_sha256.len(), 64);
}

#[test]
fn time_is_judged_when_it_was_signed() {
    let json = pass_json();
    let files: &[(&str, &[u8])] = &[("pass.json", &json)];
    let file = signed("leaf", files, files);
    let later = grade_at(&file, now() + Duration::days(9999));
    assert_eq!(later.provenance, Provenance::Verified);
    assert_eq!(later.notes, [Note::ExpiredNow]);
    let earlier = grade_at(&file, now() - Duration::days(2));
    assert_eq!(earlier.provenance, Provenance::Verified);
    assert_eq!(earlier.notes, [Note::SignedInFuture]);

    let manifest_of = manifest(files);
    let signature = ISSUER.sign("leaf", &manifest_of, &["-md", "sha1", "-noattr"]);
    let timeless = archive(&[
        ("pass.json", &json),
        ("manifest.json", &manifest_of),
        ("signature", &signature),
    ]);
    let verification = grade_at(&timeless, now());
    assert_eq!(verification.provenance, Provenance::Verified);
    assert_eq!(
        verification.notes,
        [Note::NoSigningTime, Note::Sha1Signature]
    );
    assert_eq!(verification.signed_at, None);
}

#[test]
fn an_expired_signer_is_unknown() {
    let json = pass_json();
    let manifest_of = manifest(&[("pass.json", &json)]);
    let signature = ISSUER.sign("expired", &manifest_of, &["-md", "sha256"]);
    let file = archive(&[
        ("pass.json", &json),
        ("manifest.json", &manifest_of),
        ("signature", &signature),
    ]);
    check(
        &file,
        Provenance::UnknownIssuer,
        Some((CheckKind::Chain, "signerNotValidThen")),
    );
    assert!(ISSUER.accepts(&signature, &manifest_of, &["-noverify"]));
    assert!(!ISSUER.accepts(&signature, &manifest_of, &["-CAfile", "root.pem"]));
}

#[test]
fn a_leaf_may_not_issue_certificates() {
    let json = pass_json();
    let manifest_of = manifest(&[("pass.json", &json)]);
    let signature = ISSUER.sign(
        "underleaf",
        &manifest_of,
        &["-md", "sha256", "-certfile", "leaf.pem"],
    );
    let file = archive(&[
        ("pass.json", &json),
        ("manifest.json", &manifest_of),
        ("signature", &signature),
    ]);
    check(
        &file,
        Provenance::UnknownIssuer,
        Some((CheckKind::Chain, "issuerUnfit")),
    );
    assert!(!ISSUER.accepts(&signature, &manifest_of, &["-CAfile", "root.pem"]));
}

#[test]
fn apples_anchors_are_bundled() {
    // Each is a certificate that parses: a pass signed by a test issuer meets none of them.
    let anchors = format!("{:?}", TrustAnchors::apple());
    assert!(anchors.contains("4 certificates"), "{anchors}");
    assert!(TrustAnchors::from_pem(&["nothing"]).is_err());
    let broken = ISSUER.pem("root").replacen("MII", "AAA", 1);
    assert!(TrustAnchors::from_pem(&[&broken]).is_err());
}

/// The names on the way up, the anchor marked with a star.
fn chain(verification: &Verification) -> Vec<String> {
    let links = verification.chain.iter().map(|link| {
        assert_eq!(link.spki_sha256.len(), 64);
        let star = if link.anchor { "*" } else { "" };
        format!("{}{star}", link.common_name.as_deref().unwrap_or("?"))
    });
    links.collect()
}

#[test]
fn the_chain_is_told_as_far_as_it_leads() {
    let json = pass_json();
    let files: &[(&str, &[u8])] = &[("pass.json", &json)];
    let leaf = format!("Pass Type ID: {}", support::issuer::PASS_TYPE);
    let judged = |signer: &str, anchors: &TrustAnchors| {
        let pass = Pass::read(&signed(signer, files, files), &Limits::default()).unwrap();
        pass.verify(anchors, now())
    };
    let root = anchors();
    let whole = judged("leaf", &root);
    assert_eq!(chain(&whole), [&leaf, "Test Pass CA", "Test Root CA*"]);
    assert_eq!(whole.chain[0].organisation.as_deref(), Some("Example Oy"));
    let signer = whole.signer.clone().unwrap();
    assert_eq!(whole.chain[0].spki_sha256, signer.spki_sha256);
    let pinned = TrustAnchors::from_pem(&[&ISSUER.pem("intermediate")]).unwrap();
    assert_eq!(chain(&judged("leaf", &pinned)), [&leaf, "Test Pass CA*"]);
    // Nobody vouches for the intermediate, or the signer's time is over: it leads no further.
    let nobody = judged("leaf", &TrustAnchors::default());
    assert_eq!(chain(&nobody), [&leaf, "Test Pass CA"]);
    assert_eq!(chain(&judged("selfsigned", &root)), [&*leaf]);
    assert_eq!(chain(&judged("expired", &root)), [&*leaf]);
    let unsigned = archive(files);
    assert!(grade_at(&unsigned, now()).chain.is_empty());
}
