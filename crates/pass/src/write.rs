//! Passes out again: an unsigned `.pkpass` of files.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, DateTime, ZipWriter};
use thiserror::Error;

use crate::error::PassError;
use crate::espass::{self, MAIN_JSON};
use crate::image;
use crate::json::{self, Json};
use crate::limits::Limits;
use crate::manifest::{self, MANIFEST, SIGNATURE};
use crate::pass::PASS_JSON;
use crate::zip;

/// What only the issuer and the wallet that the pass was made for have to know.
const PRIVATE: [&str; 2] = ["webServiceURL", "authenticationToken"];

/// The files of a pass that is to be written.
#[derive(Clone, PartialEq, Eq)]
pub struct PassFiles {
    files: BTreeMap<String, Vec<u8>>,
}

crate::redacted_debug!(PassFiles);

/// The archive could not be written.
#[derive(Debug, Error)]
#[error("the archive cannot be written")]
pub struct WriteError(#[from] ::zip::result::ZipError);

impl PassFiles {
    /// A pass with this `pass.json` and nothing else yet.
    pub fn new(pass_json: &serde_json::Value) -> Self {
        let json = pass_json.to_string().into_bytes();
        Self {
            files: BTreeMap::from([(PASS_JSON.to_owned(), json)]),
        }
    }

    /// The files of a pass as its issuer made them, without the address of the web service and the
    /// token for it, without the signature (which would no longer hold), and without files that
    /// are no part of it. An esPass becomes what it says in the terms of `pass.json`.
    ///
    /// # Errors
    /// As [`crate::Pass::read`].
    pub fn of_pass(bytes: &[u8], limits: &Limits) -> Result<Self, PassError> {
        let mut archive = zip::read(bytes, limits, |_| true)?;
        let manifest = archive.files.remove(MANIFEST);
        archive.files.remove(SIGNATURE);
        let pass_json = match archive.files.remove(PASS_JSON) {
            Some(content) => json::parse(PASS_JSON, &content, limits)?.value,
            None => {
                let main = archive.files.remove(MAIN_JSON);
                let main = main.ok_or(PassError::NoPassJson)?;
                let main = json::parse(MAIN_JSON, &main, limits)?.value;
                archive
                    .files
                    .retain(|name, _| image::parse_name(name).is_some());
                completed(espass::translate(&main))
            }
        };
        let listed = manifest.and_then(|bytes| manifest::read(&bytes, limits));
        if let Some(listed) = listed {
            let unlisted = listed.compare(&archive).unlisted;
            archive.files.retain(|name, _| !unlisted.contains(name));
        }
        archive.files.retain(|name, _| !zip::is_junk(name));
        let json = without(pass_json, &PRIVATE).to_text().into_bytes();
        archive.files.insert(PASS_JSON.to_owned(), json);
        Ok(Self {
            files: archive.files,
        })
    }

    /// Whether there is a file of this name.
    pub fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Adds a file, or puts it in the place of the one with its name. `manifest.json` and
    /// `signature` are none of the caller's.
    pub fn put(&mut self, name: &str, content: Vec<u8>) {
        self.files.insert(name.to_owned(), content);
    }

    /// The `.pkpass` file: all files, and a manifest of their SHA-1. The same files give the same
    /// bytes.
    ///
    /// # Errors
    /// When a file is too large for a zip archive.
    pub fn write(&self) -> Result<Vec<u8>, WriteError> {
        let mut files = self.files.clone();
        files.remove(SIGNATURE);
        files.remove(MANIFEST);
        files.insert(MANIFEST.to_owned(), manifest::of(&files));
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &files {
            // Pictures are packed already.
            let method = if image::parse_name(name.rsplit('/').next().unwrap_or(name)).is_some() {
                CompressionMethod::Stored
            } else {
                CompressionMethod::Deflated
            };
            let options = SimpleFileOptions::default()
                .compression_method(method)
                .last_modified_time(DateTime::default())
                .unix_permissions(0o644);
            archive.start_file(name.as_str(), options)?;
            archive
                .write_all(content)
                .map_err(::zip::result::ZipError::from)?;
        }
        Ok(archive.finish()?.into_inner())
    }
}

/// With the keys that Apple's format requires and an esPass may lack.
fn completed(json: Json) -> Json {
    let Json::Object(mut pairs) = json else {
        return json;
    };
    let text = |pairs: &[(String, Json)], key: &str| {
        let found = pairs.iter().find(|(name, _)| name == key);
        found
            .and_then(|(_, value)| value.text())
            .filter(|text| !text.is_empty())
    };
    let said = ["description", "organizationName", "serialNumber"]
        .iter()
        .find_map(|key| text(&pairs, key))
        .unwrap_or_else(|| "esPass".to_owned());
    for (key, value) in [
        ("description", said.as_str()),
        ("organizationName", said.as_str()),
        ("serialNumber", said.as_str()),
        ("teamIdentifier", "ESPASS"),
    ] {
        if text(&pairs, key).is_none() {
            pairs.retain(|(name, _)| name != key);
            pairs.push((key.to_owned(), Json::String(value.to_owned())));
        }
    }
    Json::Object(pairs)
}

fn without(json: Json, keys: &[&str]) -> Json {
    match json {
        Json::Object(pairs) => {
            let kept = pairs.into_iter();
            Json::Object(
                kept.filter(|(key, _)| !keys.contains(&key.as_str()))
                    .collect(),
            )
        }
        other => other,
    }
}
