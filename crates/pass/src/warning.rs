//! What was odd about a pass without stopping the reading of it.

/// One oddity. Programs use [`Warning::code`] and [`Warning::params`]; words belong to the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// A file that the manifest does not list. It is not used.
    UnlistedFile {
        /// Entry name.
        name: String,
    },
    /// The manifest lists a file that is not there.
    MissingFile {
        /// Entry name.
        name: String,
    },
    /// The contents of a file are not what the manifest says.
    ChangedFile {
        /// Entry name.
        name: String,
    },
    /// The manifest could not be read; it is treated as absent.
    BadManifest,
    /// JSON that had to be repaired.
    RepairedJson {
        /// Entry name.
        name: String,
    },
    /// A translation file in which something could not be understood.
    BadStrings {
        /// Entry name.
        name: String,
    },
    /// A date that is none; the text is shown as it is.
    BadDate {
        /// Key in `pass.json`, or of the field.
        field: String,
    },
    /// A colour that is none; it is not used.
    BadColour {
        /// Key in `pass.json`.
        field: String,
    },
    /// A value of an unexpected kind; it is not used.
    BadValue {
        /// Key in `pass.json`, or of the field.
        field: String,
    },
    /// A currency code that ISO 4217 does not have; the number is shown with the code.
    UnknownCurrency {
        /// Key of the field.
        field: String,
        /// The code as written.
        currency: String,
    },
    /// A barcode format that is not known; its text is kept.
    UnknownSymbology {
        /// The format as written.
        format: String,
    },
    /// A charset that is not known; the message is taken as UTF-8.
    UnknownCharset {
        /// The name as written.
        charset: String,
    },
    /// A message that does not fit its charset; it is taken as UTF-8.
    CharsetMismatch {
        /// The name as written.
        charset: String,
    },
    /// A barcode without a message or a format; it is left out.
    BadBarcode,
    /// A picture that is not used.
    ImageIgnored {
        /// Entry name.
        name: String,
        /// `notPng` or `tooLarge`.
        why: &'static str,
    },
    /// A key that the format requires is missing.
    MissingKey {
        /// Key in `pass.json`.
        key: &'static str,
    },
    /// More than one style; the first known one is used.
    SeveralStyles,
}

impl Warning {
    /// A stable name, camelCase.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnlistedFile { .. } => "unlistedFile",
            Self::MissingFile { .. } => "missingFile",
            Self::ChangedFile { .. } => "changedFile",
            Self::BadManifest => "badManifest",
            Self::RepairedJson { .. } => "repairedJson",
            Self::BadStrings { .. } => "badStrings",
            Self::BadDate { .. } => "badDate",
            Self::BadColour { .. } => "badColour",
            Self::BadValue { .. } => "badValue",
            Self::UnknownCurrency { .. } => "unknownCurrency",
            Self::UnknownSymbology { .. } => "unknownSymbology",
            Self::UnknownCharset { .. } => "unknownCharset",
            Self::CharsetMismatch { .. } => "charsetMismatch",
            Self::BadBarcode => "badBarcode",
            Self::ImageIgnored { .. } => "imageIgnored",
            Self::MissingKey { .. } => "missingKey",
            Self::SeveralStyles => "severalStyles",
        }
    }

    /// What the words need, by name.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::UnlistedFile { name }
            | Self::MissingFile { name }
            | Self::ChangedFile { name }
            | Self::RepairedJson { name }
            | Self::BadStrings { name } => vec![("name", name.clone())],
            Self::BadDate { field } | Self::BadColour { field } | Self::BadValue { field } => {
                vec![("field", field.clone())]
            }
            Self::UnknownCurrency { field, currency } => {
                vec![("field", field.clone()), ("currency", currency.clone())]
            }
            Self::UnknownSymbology { format } => vec![("format", format.clone())],
            Self::UnknownCharset { charset } | Self::CharsetMismatch { charset } => {
                vec![("charset", charset.clone())]
            }
            Self::ImageIgnored { name, why } => {
                vec![("name", name.clone()), ("why", (*why).to_owned())]
            }
            Self::MissingKey { key } => vec![("key", (*key).to_owned())],
            Self::BadManifest | Self::BadBarcode | Self::SeveralStyles => Vec::new(),
        }
    }
}
