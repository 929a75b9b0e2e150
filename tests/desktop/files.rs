//! The files that a person brings along: a Catima export and a pass.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use serde_json::json;
use sha1::{Digest, Sha1};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A Catima export (`.csv`, version 2) with one card in Code 128.
pub(crate) fn catima(title: &str, number: &str) -> Vec<u8> {
    [
        "2",
        "",
        "_id",
        "",
        "_id,store,note,validfrom,expiry,balance,balancetype,cardid,barcodeid,barcodetype,\
         barcodeencoding,headercolor,starstatus,lastused,archive",
        &format!("1,{title},,,,120,,{number},,CODE_128,ISO-8859-1,-9977996,0,0,0"),
        "",
        "cardId,groupId",
        "",
    ]
    .join("\r\n")
    .into_bytes()
}

/// The page that the back of the pass names.
pub(crate) const WEB: &str = "https://kirjakulma.example/kanta?kieli=fi";

/// A store card without a signature, with a QR code and a link on its back.
pub(crate) fn pass(organization: &str, message: &str) -> Vec<u8> {
    let pass = json!({
        "formatVersion": 1,
        "passTypeIdentifier": "pass.app.kantis.test",
        "serialNumber": "4711",
        "teamIdentifier": "TEST000000",
        "organizationName": organization,
        "description": "Member card",
        "logoText": organization,
        "backgroundColor": "rgb(31,90,73)",
        "foregroundColor": "rgb(255,255,255)",
        "storeCard": {
            "primaryFields": [{ "key": "points", "label": "Points", "value": 240 }],
            "backFields": [{ "key": "web", "label": "On the web", "value": WEB }]
        },
        "barcodes": [{
            "format": "PKBarcodeFormatQR",
            "message": message,
            "messageEncoding": "iso-8859-1"
        }]
    })
    .to_string()
    .into_bytes();
    let icon = include_bytes!("../../icons/32x32.png").to_vec();
    let manifest = json!({ "pass.json": sha1_hex(&pass), "icon.png": sha1_hex(&icon) }).to_string();

    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let entries = [
        ("pass.json", pass),
        ("icon.png", icon),
        ("manifest.json", manifest.into_bytes()),
    ];
    for (name, bytes) in entries {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn sha1_hex(bytes: &[u8]) -> String {
    Sha1::digest(bytes)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        })
}
