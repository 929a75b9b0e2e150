//! What the tests build passes and signatures with.
#![allow(dead_code, unreachable_pub, missing_docs)]

pub mod der;
pub mod issuer;

use std::io::{Read, Write};
use std::path::PathBuf;

use sha1::{Digest, Sha1};

/// One entry of an archive to be written.
pub struct Entry {
    pub name: String,
    pub content: Vec<u8>,
    pub deflated: bool,
}

impl Entry {
    pub fn new(name: &str, content: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.to_owned(),
            content: content.into(),
            deflated: false,
        }
    }

    pub fn deflated(name: &str, content: impl Into<Vec<u8>>) -> Self {
        Self {
            deflated: true,
            ..Self::new(name, content)
        }
    }
}

/// Writes an archive entry by entry; nothing stops it from writing bad ones.
pub fn zip(entries: &[Entry]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let offset = file.len() as u32;
        let packed = if entry.deflated {
            deflate(&entry.content)
        } else {
            entry.content.clone()
        };
        let mut crc = flate2::Crc::new();
        crc.update(&entry.content);
        let mut common = Vec::new();
        // Version, flags, method, a DOS date of zero (month 0, as common generators write).
        common.extend(
            [20u16, 0, if entry.deflated { 8 } else { 0 }, 0, 0]
                .map(u16::to_le_bytes)
                .concat(),
        );
        common.extend(crc.sum().to_le_bytes());
        common.extend((packed.len() as u32).to_le_bytes());
        common.extend((entry.content.len() as u32).to_le_bytes());
        common.extend((entry.name.len() as u16).to_le_bytes());
        common.extend(0u16.to_le_bytes());
        file.extend(b"PK\x03\x04");
        file.extend(&common);
        file.extend(entry.name.as_bytes());
        file.extend(packed);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend([0u8; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(entry.name.as_bytes());
    }
    let start = file.len() as u32;
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend((entries.len() as u16).to_le_bytes());
    file.extend((entries.len() as u16).to_le_bytes());
    file.extend((directory.len() as u32).to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0, 0]);
    file
}

/// The contents of one entry of a well-made archive.
pub fn entry(file: &[u8], name: &str) -> Option<Vec<u8>> {
    let number = |at: usize, bytes: usize| {
        file[at..at + bytes]
            .iter()
            .rev()
            .fold(0usize, |sum, byte| (sum << 8) | *byte as usize)
    };
    let end = file
        .windows(4)
        .rposition(|window| window == b"PK\x05\x06")?;
    let mut at = number(end + 16, 4);
    for _ in 0..number(end + 10, 2) {
        let length = number(at + 28, 2);
        if &file[at + 46..at + 46 + length] == name.as_bytes() {
            let local = number(at + 42, 4);
            let start = local + 30 + number(local + 26, 2) + number(local + 28, 2);
            let packed = &file[start..start + number(at + 20, 4)];
            if number(at + 10, 2) == 0 {
                return Some(packed.to_vec());
            }
            let mut content = Vec::new();
            flate2::read::DeflateDecoder::new(packed)
                .read_to_end(&mut content)
                .unwrap();
            return Some(content);
        }
        at += 46 + length + number(at + 30, 2) + number(at + 32, 2);
    }
    None
}

fn deflate(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// The manifest of some files.
pub fn manifest(files: &[(&str, &[u8])]) -> Vec<u8> {
    let lines = files
        .iter()
        .map(|(name, content)| format!("\"{name}\":\"{}\"", sha1_hex(content)));
    format!("{{{}}}", lines.collect::<Vec<_>>().join(",")).into_bytes()
}

pub fn sha1_hex(content: &[u8]) -> String {
    Sha1::digest(content)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The smallest file that passes for a PNG of a size.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    file.extend(width.to_be_bytes());
    file.extend(height.to_be_bytes());
    file.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
    file
}

/// A store card of the test issuer, with more keys between the braces.
pub fn store_card(more: &str) -> Vec<u8> {
    let more = if more.is_empty() {
        String::new()
    } else {
        format!(",{more}")
    };
    format!(
        "{{\"formatVersion\":1,\"passTypeIdentifier\":\"{}\",\"serialNumber\":\"S1\",\
         \"teamIdentifier\":\"{}\",\"organizationName\":\"Kahvila\",\"description\":\"Kortti\"{more}}}",
        issuer::PASS_TYPE,
        issuer::TEAM
    )
    .into_bytes()
}

/// An archive of just these files.
pub fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    zip(&files
        .iter()
        .map(|(name, content)| Entry::new(name, *content))
        .collect::<Vec<_>>())
}

/// A pass that nobody signed, of one pass.json.
pub fn unsigned(pass_json: &[u8]) -> Vec<u8> {
    archive(&[("pass.json", pass_json)])
}

/// The folder of real passes, when there is one.
pub fn fixtures() -> Option<PathBuf> {
    let root = std::env::var_os("KANTIS_FIXTURES").map_or_else(
        || {
            PathBuf::from(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../../shared/fixtures"
            ))
        },
        PathBuf::from,
    );
    let folder = root.join("passes");
    folder.is_dir().then_some(folder)
}
