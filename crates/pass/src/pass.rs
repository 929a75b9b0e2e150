//! A pass that was read.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::change::FieldChange;
use crate::data::{self, PassData, Style};
use crate::error::PassError;
use crate::espass::{self, MAIN_JSON};
use crate::image::{self, Image, ImageRole, StoredImage};
use crate::json;
use crate::limits::Limits;
use crate::locale;
use crate::manifest::{self, Comparison, MANIFEST, SIGNATURE};
use crate::strings_file;
use crate::verify::{self, Signed, TrustAnchors, Verification};
use crate::view::{self, PassView};
use crate::warning::Warning;
use crate::zip::{self, Archive};
use crate::zone::Zone;

pub(crate) const PASS_JSON: &str = "pass.json";
const STRINGS: &str = "pass.strings";
const FOLDER: &str = ".lproj";

/// What makes two files versions of the same pass. Home-made passes may lack either.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// `passTypeIdentifier`.
    pub pass_type_identifier: Option<String>,
    /// `serialNumber`.
    pub serial_number: Option<String>,
}

crate::redacted_debug!(Identity);

/// In which format a pass came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassFormat {
    /// Apple's (`.pkpass`).
    Pkpass,
    /// PassAndroid's (`.espass`).
    Espass,
}

impl PassFormat {
    /// `pkpass` or `espass`.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pkpass => "pkpass",
            Self::Espass => "espass",
        }
    }

    /// The media type of such a file.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pkpass => "application/vnd.apple.pkpass",
            Self::Espass => "application/vnd.espass-espass",
        }
    }
}

/// A pass file, read within limits. It owns what it may use of the file: the parsed `pass.json`,
/// translations and pictures; the original bytes stay with the caller.
#[derive(Clone)]
pub struct Pass {
    format: PassFormat,
    data: PassData,
    repaired: bool,
    /// Translations by normalised language tag; a language with pictures only has none.
    languages: BTreeMap<String, BTreeMap<String, String>>,
    images: Vec<StoredImage>,
    warnings: Vec<Warning>,
    signed: Signed,
}

crate::redacted_debug!(Pass);

impl Pass {
    /// Reads a `.pkpass` or `.espass` file. Bytes before and after the zip are tolerated. A pass whose
    /// signature is missing or wrong is read as well: how far to trust it is the business of
    /// [`Pass::verify`].
    ///
    /// # Errors
    /// When the file is beyond the limits, is no complete zip, holds unsafe or repeated names, or
    /// has neither a `pass.json` that says what style of pass it is nor a `main.json` of an esPass.
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<Self, PassError> {
        let size = bytes.len();
        if size > limits.archive_bytes {
            return Err(PassError::TooLarge {
                size,
                limit: limits.archive_bytes,
            });
        }
        let mut archive = zip::read(bytes, limits, |_| true)?;
        let mut warnings = Vec::new();
        if !archive.files.contains_key(PASS_JSON) && archive.files.contains_key(MAIN_JSON) {
            return Self::read_espass(archive, limits);
        }
        let signed = take_signed(&mut archive, limits, &mut warnings);
        let content = archive.files.get(PASS_JSON).ok_or(PassError::NoPassJson)?;
        let parsed = json::parse(PASS_JSON, content, limits)?;
        if parsed.repaired {
            warnings.push(Warning::RepairedJson {
                name: PASS_JSON.to_owned(),
            });
        }
        let data = data::read(&parsed.value, &mut warnings)?;
        let languages = read_languages(&archive, limits, &mut warnings)?;
        let images = take_images(archive, limits, &mut warnings);
        Ok(Self {
            format: PassFormat::Pkpass,
            data,
            repaired: parsed.repaired,
            languages,
            images,
            warnings,
            signed,
        })
    }

    /// The format has neither manifest nor signature, and one language.
    fn read_espass(mut archive: Archive, limits: &Limits) -> Result<Self, PassError> {
        let content = archive.files.remove(MAIN_JSON).unwrap_or_default();
        let parsed = json::parse(MAIN_JSON, &content, limits)?;
        if !espass::is_espass(&parsed.value) {
            return Err(PassError::NoPassJson);
        }
        let mut warnings = Vec::new();
        if parsed.repaired {
            warnings.push(Warning::RepairedJson {
                name: MAIN_JSON.to_owned(),
            });
        }
        let data = data::read(&espass::translate(&parsed.value), &mut warnings)?;
        // What Apple requires, this format does not have.
        warnings.retain(|warning| !matches!(warning, Warning::MissingKey { .. }));
        archive.files.retain(|name, _| !zip::is_junk(name));
        let images = take_images(archive, limits, &mut warnings);
        Ok(Self {
            format: PassFormat::Espass,
            data,
            repaired: parsed.repaired,
            languages: BTreeMap::new(),
            images,
            warnings,
            signed: Signed::default(),
        })
    }

    /// In which format it came.
    pub fn format(&self) -> PassFormat {
        self.format
    }

    /// What makes another file a version of this pass.
    pub fn identity(&self) -> Identity {
        Identity {
            pass_type_identifier: self.data.pass_type_identifier.clone(),
            serial_number: self.data.serial_number.clone(),
        }
    }

    /// What kind of thing the pass is.
    pub fn style(&self) -> Style {
        self.data.style
    }

    /// What `pass.json` says, not localised.
    pub fn data(&self) -> &PassData {
        &self.data
    }

    /// Whether `pass.json` was not valid JSON in UTF-8 and had to be repaired.
    pub fn repaired(&self) -> bool {
        self.repaired
    }

    /// The languages that the pass brings, as normalised tags.
    pub fn locales(&self) -> Vec<String> {
        self.languages.keys().cloned().collect()
    }

    /// The pass in the reader's language, formatted for their locale (a BCP 47 tag), the time
    /// `now` and their zone: a date is shown on the clock as it is on that date.
    pub fn view(&self, locale: &str, now: DateTime<Utc>, zone: Zone) -> PassView {
        let none = BTreeMap::new();
        let language = locale::choose(&self.tags(), locale);
        let strings = language
            .and_then(|tag| self.languages.get(tag))
            .unwrap_or(&none);
        view::build(
            &self.data,
            self.repaired,
            strings,
            &view::Reader { locale, now, zone },
        )
    }

    /// What a newer version shows otherwise, for a reader as in [`Pass::view`]; see
    /// [`PassView::changes`].
    pub fn changes(
        &self,
        newer: &Pass,
        locale: &str,
        now: DateTime<Utc>,
        zone: Zone,
    ) -> Vec<FieldChange> {
        let newer = newer.view(locale, now, zone);
        self.view(locale, now, zone).changes(&newer)
    }

    /// The picture for a role at a density (1, 2 or 3), or the nearest there is; the copy for the
    /// reader's language wins.
    pub fn image(&self, role: ImageRole, scale: u8, locale: &str) -> Option<Image<'_>> {
        let found = image::choose(&self.images, role, scale, &self.tags(), locale)?;
        Some(Image {
            bytes: &found.bytes,
            width: found.width,
            height: found.height,
            scale: found.scale,
        })
    }

    /// What was odd without stopping the reading.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// How far the pass can be trusted: manifest hashes, signature, and the chain of certificates
    /// up to the anchors, judged at the signing time. `now` only decides about notes.
    pub fn verify(&self, anchors: &TrustAnchors, now: DateTime<Utc>) -> Verification {
        verify::verify(&self.signed, &self.data, anchors, now)
    }

    fn tags(&self) -> Vec<&str> {
        self.languages.keys().map(String::as_str).collect()
    }
}

/// Takes manifest and signature out of the archive, compares the files with the manifest, and
/// drops those that it does not list: they are not part of what the issuer made.
fn take_signed(archive: &mut Archive, limits: &Limits, warnings: &mut Vec<Warning>) -> Signed {
    let manifest = archive.files.remove(MANIFEST);
    let signature = archive.files.remove(SIGNATURE);
    let parsed = manifest
        .as_deref()
        .map(|bytes| manifest::read(bytes, limits));
    let comparison = match &parsed {
        None => None,
        Some(None) => {
            warnings.push(Warning::BadManifest);
            None
        }
        Some(Some(read)) => {
            if read.repaired {
                warnings.push(Warning::RepairedJson {
                    name: MANIFEST.to_owned(),
                });
            }
            Some(read.compare(archive))
        }
    };
    if let Some(comparison) = &comparison {
        warn(comparison, warnings);
        // Without its pass.json there is no pass; that nobody vouches for it is for the grade.
        let unlisted = |name: &str| comparison.unlisted.contains(name) && name != PASS_JSON;
        archive.files.retain(|name, _| !unlisted(name));
    }
    archive.files.retain(|name, _| !zip::is_junk(name));
    Signed {
        manifest,
        signature,
        comparison,
    }
}

fn warn(comparison: &Comparison, warnings: &mut Vec<Warning>) {
    let named = |names: &std::collections::BTreeSet<String>, warning: fn(String) -> Warning| {
        names.iter().cloned().map(warning).collect::<Vec<_>>()
    };
    warnings.extend(named(&comparison.changed, |name| Warning::ChangedFile {
        name,
    }));
    warnings.extend(named(&comparison.missing, |name| Warning::MissingFile {
        name,
    }));
    warnings.extend(named(&comparison.unlisted, |name| Warning::UnlistedFile {
        name,
    }));
}

/// The language of an entry in a language folder at the root, and the rest of its name.
fn in_folder(name: &str) -> Option<(String, &str)> {
    let (folder, file) = name.split_once('/')?;
    let tag = locale::normalise(folder.strip_suffix(FOLDER)?);
    (!tag.is_empty()).then_some((tag, file))
}

fn read_languages(
    archive: &Archive,
    limits: &Limits,
    warnings: &mut Vec<Warning>,
) -> Result<BTreeMap<String, BTreeMap<String, String>>, PassError> {
    let mut languages: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (name, content) in &archive.files {
        let Some((tag, file)) = in_folder(name) else {
            continue;
        };
        if file != STRINGS && image::parse_name(file).is_none() {
            continue;
        }
        let language = languages.entry(tag).or_default();
        if file == STRINGS {
            let strings = strings_file::parse(content, limits.strings);
            if strings.flawed {
                warnings.push(Warning::BadStrings { name: name.clone() });
            }
            // Two folders may be spellings of one language (`en_gb`, `en-GB`): the first counts.
            for (key, value) in strings.pairs {
                language.entry(key).or_insert(value);
            }
        }
    }
    let (count, limit) = (languages.len(), limits.locales);
    if count > limit {
        return Err(PassError::TooManyLocales { count, limit });
    }
    Ok(languages)
}

fn take_images(archive: Archive, limits: &Limits, warnings: &mut Vec<Warning>) -> Vec<StoredImage> {
    let mut images = Vec::new();
    for (name, bytes) in archive.files {
        let (locale, file) = match in_folder(&name) {
            Some((tag, file)) => (Some(tag), file),
            None => (None, name.as_str()),
        };
        let Some((role, scale)) = image::parse_name(file) else {
            continue;
        };
        match image::check_png(&bytes, limits) {
            Ok((width, height)) => {
                images.push(StoredImage {
                    role,
                    scale,
                    locale,
                    bytes,
                    width,
                    height,
                });
            }
            Err(why) => warnings.push(Warning::ImageIgnored { name, why }),
        }
    }
    images
}
