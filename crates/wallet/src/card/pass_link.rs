//! What the wallet keeps of a pass beside its file, so that the home list need not read files.
//!
//! One function makes it, whichever way the pass came: by hand or from the issuer's service.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kantis_pass::{ImageRole, Pass, Provenance, Zone};
use rusqlite::Connection;

use crate::domain::{BlobId, FieldMeaning, PassLink};
use crate::error::Result;
use crate::import::headline;
use crate::loyalty::{self, Meanings};

/// Who reads a pass, when, and what they said about fields of its issuers.
#[derive(Clone, Copy)]
pub(crate) struct PassReading<'a> {
    /// BCP 47 tag.
    pub(crate) locale: &'a str,
    /// Now.
    pub(crate) now: DateTime<Utc>,
    /// The reader's zone.
    pub(crate) zone: Zone,
    /// What the shopper said.
    pub(crate) meanings: &'a IssuerMeanings,
}

/// What the shopper said about fields, by issuer (the pass type).
pub(crate) type IssuerMeanings = BTreeMap<String, Meanings>;

/// Reads what the shopper said about fields of all issuers. A meaning from a newer Kantis is left
/// out.
pub(crate) fn issuer_meanings(connection: &Connection) -> Result<IssuerMeanings> {
    let mut statement =
        connection.prepare_cached("SELECT issuer, field, meaning FROM field_meaning")?;
    let mut rows = statement.query([])?;
    let mut meanings = IssuerMeanings::new();
    while let Some(row) = rows.next()? {
        let name: String = row.get(2)?;
        if let Some(meaning) = FieldMeaning::from_name(&name) {
            let issuer = meanings.entry(row.get(0)?).or_default();
            issuer.insert(row.get(1)?, meaning);
        }
    }
    Ok(meanings)
}

/// What the wallet keeps of a pass whose file has the name `original`. It came just now, and in no
/// set.
pub(crate) fn pass_link(
    pass: &Pass,
    original: BlobId,
    provenance: Provenance,
    reading: PassReading<'_>,
) -> PassLink {
    let view = pass.view(reading.locale, reading.now, reading.zone);
    let issuer = view.pass_type_identifier.clone().unwrap_or_default();
    let nothing = Meanings::default();
    let meanings = reading.meanings.get(&issuer).unwrap_or(&nothing);
    PassLink {
        serial_number: view.serial_number.clone().unwrap_or_default(),
        original,
        provenance,
        expires_at: view.expiration.as_ref().map(|date| date.end(reading.zone)),
        voided: view.voided,
        headline: headline(&view),
        logo: [ImageRole::Logo, ImageRole::Icon]
            .into_iter()
            .any(|role| pass.image(role, 2, reading.locale).is_some()),
        loyalty: loyalty::find(pass, &view, meanings),
        as_of: reading.now,
        set: None,
        pass_type_identifier: issuer,
    }
}
