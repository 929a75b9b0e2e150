//! Reading within limits: what is refused, what is repaired, what is warned of.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use kantis_pass::{FileKind, ImageRole, Limits, Pass, PassError, read_bundle, sniff};
use support::{Entry, archive, manifest, png, store_card, unsigned, zip};

fn read(file: &[u8]) -> Result<Pass, PassError> {
    Pass::read(file, &Limits::default())
}

/// Refused, with this code and these words in the text.
fn refused(file: &[u8], code: &str, words: &str) {
    let error = read(file).unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    assert!(error.to_string().contains(words), "{error}");
}

fn warnings(pass: &Pass) -> Vec<(&'static str, String)> {
    let first = |params: Vec<(&'static str, String)>| {
        params
            .into_iter()
            .next()
            .map(|(_, value)| value)
            .unwrap_or_default()
    };
    pass.warnings()
        .iter()
        .map(|warning| (warning.code(), first(warning.params())))
        .collect()
}

fn card() -> Vec<u8> {
    store_card("\"storeCard\":{}")
}

#[test]
fn names_that_reach_outside_are_refused() {
    let names = [
        "../pass.json",
        "a/../../b",
        "/etc/passwd",
        "a\\b",
        "C:\\x",
        "c:x",
        "a//b",
        "./a",
        "..",
        "a\0b",
        "fi.lproj/../pass.json",
    ];
    for name in names {
        let file = archive(&[("pass.json", &card()), (name, b"x")]);
        refused(&file, "unsafeName", &name.escape_debug().to_string());
    }
    let control = archive(&[("pass.json", &card()), ("a\nb", b"x")]);
    refused(&control, "unsafeName", "a\\nb");
}

#[test]
fn a_name_twice_is_refused() {
    let file = archive(&[
        ("pass.json", &card()),
        ("icon.png", b"1"),
        ("icon.png", b"2"),
    ]);
    refused(&file, "duplicateName", "icon.png");
    let file = archive(&[("pass.json", &card()), ("pass.json", &card())]);
    refused(&file, "duplicateName", "pass.json");
}

#[test]
fn bombs_are_stopped_while_they_unpack() {
    let zeros = vec![0u8; 5 * 1024 * 1024];
    let file = zip(&[
        Entry::new("pass.json", card()),
        Entry::deflated("icon.png", zeros),
    ]);
    assert!(file.len() < 20_000);
    refused(&file, "entryTooLarge", "icon.png");

    let large = vec![0u8; 4 * 1024 * 1024];
    let mut entries = vec![Entry::new("pass.json", card())];
    entries.extend((0..11).map(|n| Entry::deflated(&format!("{n}.bin"), large.clone())));
    refused(&zip(&entries), "archiveTooLarge", ".bin");

    let many: Vec<Entry> = (0..257)
        .map(|n| Entry::new(&format!("{n}.png"), ""))
        .collect();
    refused(&zip(&many), "tooManyEntries", "257");

    let size = 10 * 1024 * 1024 + 1;
    refused(&vec![0; size], "tooLarge", "10485761 bytes");
}

#[test]
fn entries_that_share_bytes_are_refused() {
    let mut file = archive(&[("a.png", b"0123456789"), ("b.png", b"0123456789")]);
    let second = file
        .windows(4)
        .rposition(|window| window == b"PK\x01\x02")
        .unwrap();
    // The second entry's directory record points at the first one's bytes.
    file[second + 42..second + 46].copy_from_slice(&[0; 4]);
    refused(&file, "damaged", "b.png: it overlaps another entry");
}

#[test]
fn files_that_are_cut_short_or_damaged_are_refused() {
    let file = unsigned(&card());
    for length in 0..file.len() {
        let error = read(&file[..length]).unwrap_err();
        assert!(
            matches!(error.code(), "notZip" | "damaged"),
            "{length}: {error}"
        );
    }
    refused(b"hello", "notZip", "no end of the zip directory");
    refused(b"", "notZip", "no end of the zip directory");
    let mut changed = file.clone();
    changed[45] ^= 1;
    refused(
        &changed,
        "damaged",
        "pass.json: its checksum does not match",
    );
}

#[test]
fn only_stored_and_deflated_entries_are_read() {
    let set = |offset: usize, value: u8| {
        let mut file = unsigned(&card());
        let record = file
            .windows(4)
            .rposition(|window| window == b"PK\x01\x02")
            .unwrap();
        file[record + offset] = value;
        file
    };
    refused(
        &set(10, 12),
        "compression",
        "pass.json is compressed with method 12",
    );
    refused(&set(8, 1), "encrypted", "pass.json is encrypted");
}

#[test]
fn bytes_around_the_archive_are_tolerated() {
    let file = unsigned(&card());
    let mut surrounded = vec![0x55; 4304];
    surrounded.extend(&file);
    surrounded.extend([0xaa; 3000]);
    assert_eq!(read(&surrounded).unwrap().style().name(), "storeCard");
    // Two archives glued together: the last one counts.
    let coupon = unsigned(&store_card("\"coupon\":{}"));
    assert_eq!(
        read(&[file, coupon].concat()).unwrap().style().name(),
        "coupon"
    );
}

#[test]
fn zip64_is_read_under_the_same_limits() {
    let file = unsigned(&card());
    let (body, end) = file.split_at(file.len() - 22);
    let wide = |count: u64| {
        let size = u64::from(u32::from_le_bytes(end[12..16].try_into().unwrap()));
        let start = u64::from(u32::from_le_bytes(end[16..20].try_into().unwrap()));
        let record: Vec<u8> = [
            b"PK\x06\x06".as_slice(),
            &44u64.to_le_bytes(),
            &[45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            &count.to_le_bytes(),
            &count.to_le_bytes(),
            &size.to_le_bytes(),
            &start.to_le_bytes(),
        ]
        .concat();
        let locator = [
            b"PK\x06\x07\0\0\0\0".as_slice(),
            &(body.len() as u64).to_le_bytes(),
            &[1, 0, 0, 0],
        ];
        let end = [b"PK\x05\x06\0\0\0\0".as_slice(), &[0xff; 12], &[0, 0]];
        [body, &record, &locator.concat(), &end.concat()].concat()
    };
    assert_eq!(read(&wide(1)).unwrap().style().name(), "storeCard");
    let mut led = vec![7; 100];
    led.extend(wide(1));
    assert_eq!(read(&led).unwrap().style().name(), "storeCard");
    refused(
        &wide(u64::MAX),
        "tooManyEntries",
        "18446744073709551615 entries",
    );
}

#[test]
fn a_pass_needs_a_pass_json_with_a_style() {
    refused(&archive(&[("icon.png", b"")]), "noPassJson", "pass.json");
    refused(
        &unsigned(b"{\"description\":\"x\"}"),
        "noStyle",
        "storeCard",
    );
    let without = read(&unsigned(&store_card(""))).unwrap();
    assert_eq!(without.style().name(), "generic");
    assert_eq!(warnings(&without), [("missingKey", "style".to_owned())]);
    // What PHP makes of empty objects and of lists with gaps.
    let php = store_card("\"coupon\":[]");
    assert_eq!(read(&unsigned(&php)).unwrap().style().name(), "coupon");
    let php =
        store_card("\"coupon\":{\"backFields\":{\"2\":{\"key\":\"a\"},\"5\":{\"key\":\"b\"}}}");
    assert_eq!(read(&unsigned(&php)).unwrap().data().fields.len(), 2);
    refused(&unsigned(b"{\"a\":"), "json", "pass.json");
    refused(&unsigned(b"\"text\""), "json", "an object was expected");
    let deep = format!(
        "\"storeCard\":{{}},\"a\":{}{}",
        "[".repeat(16),
        "]".repeat(16)
    );
    refused(&unsigned(&store_card(&deep)), "json", "nested too deep");
}

#[test]
fn many_languages_are_refused() {
    let json = card();
    let names: Vec<String> = (b'a'..=b'c')
        .flat_map(|first| (b'a'..=b'z').map(move |second| (first, second)))
        .map(|(first, second)| {
            format!(
                "{}{}.lproj/pass.strings",
                char::from(first),
                char::from(second)
            )
        })
        .collect();
    let mut files: Vec<(&str, &[u8])> = vec![("pass.json", &json)];
    files.extend(
        names
            .iter()
            .take(65)
            .map(|name| (name.as_str(), b"".as_slice())),
    );
    refused(&archive(&files), "tooManyLocales", "65 languages");
    files.pop();
    assert_eq!(read(&archive(&files)).unwrap().locales().len(), 64);
}

#[test]
fn broken_json_is_repaired_and_marked() {
    let good = card();
    assert!(!read(&unsigned(&good)).unwrap().repaired());
    let mut broken = good.clone();
    broken.pop();
    broken.extend(b",\"logoText\":\"a\nb\", // note\n}");
    let pass = read(&unsigned(&broken)).unwrap();
    assert!(pass.repaired());
    assert_eq!(warnings(&pass), [("repairedJson", "pass.json".to_owned())]);
    assert_eq!(pass.data().logo_text.as_deref(), Some("a\nb"));
}

#[test]
fn one_bad_value_never_loses_the_pass() {
    let json = store_card(
        "\"storeCard\":{\"headerFields\":[7,null,{\"key\":\"a\",\"value\":{\"b\":1}},\
         {\"key\":\"sum\",\"value\":5,\"currencyCode\":\"QQQ\"}]},\
         \"expirationDate\":\"soon\",\"relevantDate\":\"2026-13-01\",\"voided\":\"true\",\
         \"backgroundColor\":\"rgb(300,0,0)\",\"foregroundColor\":\"rgb(1,2,3)\",\
         \"locations\":[{\"latitude\":,\"longitude\":2},{\"latitude\":\"60.1\",\"longitude\":24.9}],\
         \"sharingProhibited\":1,\"logoText\":[],\
         \"barcodes\":[{\"format\":\"PKBarcodeFormatMaxi\",\"message\":\"x\"},{\"message\":\"y\"}]",
    );
    let pass = read(&unsigned(&json)).unwrap();
    let data = pass.data();
    assert!(data.voided && data.sharing_prohibited && data.expiration.is_none());
    assert_eq!(data.locations.len(), 1);
    assert_eq!(data.background.as_ref().unwrap().rgb, None);
    assert_eq!(data.background.as_ref().unwrap().issued, "rgb(300,0,0)");
    assert_eq!(data.barcodes[0].symbology, None);
    assert_eq!(
        warnings(&pass),
        [
            ("repairedJson", "pass.json".to_owned()),
            ("badValue", "logoText".to_owned()),
            ("badValue", "headerFields".to_owned()),
            ("badValue", "a".to_owned()),
            ("unknownCurrency", "sum".to_owned()),
            ("badColour", "backgroundColor".to_owned()),
            ("unknownSymbology", "PKBarcodeFormatMaxi".to_owned()),
            ("badBarcode", String::new()),
            ("badDate", "expirationDate".to_owned()),
            ("badDate", "relevantDate".to_owned()),
            ("badValue", "locations".to_owned()),
        ]
    );
}

#[test]
fn unknown_keys_are_kept_and_the_token_is_shown_to_nobody() {
    let json = store_card(
        "\"storeCard\":{},\"userInfo\":{\"a\":[1,2.50]},\"semantics\":{\"balance\":{}},\
         \"webServiceURL\":\"https://example.com/p\",\"authenticationToken\":\"very-secret-token\"",
    );
    let pass = read(&unsigned(&json)).unwrap();
    let keys: Vec<&str> = pass.data().other.keys().map(String::as_str).collect();
    assert_eq!(keys, ["semantics", "userInfo"]);
    assert_eq!(pass.data().other["userInfo"]["a"][0], 1);
    assert_eq!(
        pass.data().token.as_ref().unwrap().reveal(),
        "very-secret-token"
    );
    let zone = kantis_pass::Zone::of(&chrono::Utc);
    let view = pass.view("fi", chrono::DateTime::UNIX_EPOCH, zone);
    assert!(view.has_token);
    assert_eq!(view.web_service.as_deref(), Some("https://example.com/p"));
    let printed = format!(
        "{pass:?}{:?}{view:?}{:?}{:?}",
        pass.data(),
        pass.data().token,
        pass.identity()
    );
    assert!(
        !printed.contains("secret") && !printed.contains("S1"),
        "{printed}"
    );
}

#[test]
fn pictures_are_chosen_by_language_and_density() {
    let (json, one, three, fi) = (card(), png(10, 10), png(30, 30), png(20, 20));
    let (huge, jpeg) = (png(4097, 1), b"\xff\xd8\xff".to_vec());
    let pass = read(&archive(&[
        ("pass.json", &json),
        ("logo.png", &one),
        ("logo@3x.png", &three),
        ("fi.lproj/logo@2x.png", &fi),
        ("strip.png", &huge),
        ("icon.png", &jpeg),
        ("thumbnail@3x.png", &three),
        ("logo@4x.png", &one),
        ("other.png", &one),
        ("deep/er/logo.png", &one),
    ]))
    .unwrap();
    let size = |role, scale, locale: &str| {
        pass.image(role, scale, locale)
            .map(|image| (image.width, image.scale))
    };
    assert_eq!(size(ImageRole::Logo, 1, "fi-FI"), Some((20, 2)));
    assert_eq!(size(ImageRole::Logo, 3, "fi-FI"), Some((20, 2)));
    assert_eq!(size(ImageRole::Thumbnail, 1, "fi"), Some((30, 3)));
    assert_eq!(size(ImageRole::Strip, 1, "fi"), None);
    assert_eq!(size(ImageRole::Icon, 1, "fi"), None);
    assert_eq!(
        warnings(&pass),
        [
            ("imageIgnored", "icon.png".to_owned()),
            ("imageIgnored", "strip.png".to_owned()),
        ]
    );
    let plain = read(&archive(&[
        ("pass.json", &json),
        ("logo.png", &one),
        ("logo@3x.png", &three),
    ]))
    .unwrap();
    let scale = |wanted| plain.image(ImageRole::Logo, wanted, "fi").unwrap().scale;
    assert_eq!([scale(1), scale(2), scale(3)], [1, 3, 3]);
}

#[test]
fn bundles_give_their_passes_one_by_one() {
    let (one, two) = (unsigned(&card()), unsigned(&store_card("\"coupon\":{}")));
    let bundle = archive(&[("b.pkpass", &two), ("a.pkpass", &one), ("readme.txt", b"x")]);
    let members = read_bundle(&bundle, &Limits::default()).unwrap();
    let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["a.pkpass", "b.pkpass"]);
    assert_eq!(members[0].bytes, one);
    assert_eq!(read(&members[1].bytes).unwrap().style().name(), "coupon");
    let empty = read_bundle(&archive(&[("a.txt", b"")]), &Limits::default());
    assert_eq!(empty.unwrap_err().code(), "emptyBundle");
    let few = Limits {
        bundle_members: 1,
        ..Limits::default()
    };
    assert_eq!(
        read_bundle(&bundle, &few).unwrap_err().code(),
        "tooManyPasses"
    );
}

#[test]
fn kinds_of_files_are_told_apart_by_their_contents() {
    let cases: &[(&[u8], FileKind)] = &[
        (&unsigned(&card()), FileKind::Pass),
        (
            &archive(&[("../x", b""), ("pass.json", b"")]),
            FileKind::Pass,
        ),
        (&archive(&[("A.PKPASS", b"")]), FileKind::PassBundle),
        (&archive(&[("catima.csv", b"")]), FileKind::OtherZip),
        (b"PK\x03\x04cut", FileKind::OtherZip),
        (b"2\n\n_id\n\n_id,store,note\n", FileKind::Csv),
        (b"_id,store\n1,Kahvil\xc3\xa4\n", FileKind::Csv),
        (b"{\"a\":1,\"b\":2}", FileKind::Unknown),
        (b"\x89PNG,", FileKind::Csv),
        (b"\x89PNG\r\n\x1a\n,", FileKind::Unknown),
        (b"", FileKind::Unknown),
    ];
    for (bytes, kind) in cases {
        assert_eq!(sniff(bytes), *kind, "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn a_strings_file_that_is_not_understood_loses_its_lines_only() {
    let json = card();
    let pass = read(&archive(&[
        ("pass.json", &json),
        (
            "fi.lproj/pass.strings",
            b"rubbish\n\"Kahvila\" = \"Kaffila\";\n",
        ),
    ]))
    .unwrap();
    assert_eq!(
        warnings(&pass),
        [("badStrings", "fi.lproj/pass.strings".to_owned())]
    );
    let zone = kantis_pass::Zone::of(&chrono::Utc);
    let view = pass.view("fi", chrono::DateTime::UNIX_EPOCH, zone);
    assert_eq!(view.organization_name.as_deref(), Some("Kaffila"));
}

#[test]
fn an_unreadable_manifest_counts_as_none() {
    let (json, icon) = (card(), png(1, 1));
    let pass = read(&archive(&[
        ("pass.json", &json),
        ("manifest.json", b"oops"),
        ("icon.png", &icon),
    ]));
    let pass = pass.unwrap();
    assert_eq!(warnings(&pass), [("badManifest", String::new())]);
    assert!(pass.image(ImageRole::Icon, 1, "fi").is_some());
    // A manifest with a trailing comma is one all the same.
    let mut listed = manifest(&[("pass.json", &json)]);
    listed.pop();
    listed.extend(b",}");
    let file = archive(&[
        ("pass.json", &json),
        ("manifest.json", &listed),
        ("icon.png", &icon),
    ]);
    let pass = read(&file).unwrap();
    assert!(pass.image(ImageRole::Icon, 1, "fi").is_none());
}
