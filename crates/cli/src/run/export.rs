//! `kantis export`.

use kantis_api::ApiError;
use kantis_api::dto::{ExportRequest, ExportedFile};
use serde::Serialize;

use crate::args::{Export, Format, Global};
use crate::failure::{Exit, Failure};
use crate::run::cards::find;
use crate::{files, open, out, words};

/// What was written.
#[derive(Debug, Serialize)]
struct Written<'a> {
    file: String,
    name: &'a str,
    mime: &'a str,
    size: u64,
}

/// Writes a card into a file.
pub(crate) fn export(global: &Global, args: &Export) -> Result<Exit, Failure> {
    let api = open::open(global)?;
    let id = find(&api, &args.card)?;
    let request = ExportRequest {
        id,
        format: args.format.into(),
    };
    let made: ExportedFile = open::call(&api, "cardExport", &request)?;
    let file = api
        .blob(&made.blob)
        .map_err(|error: ApiError| Failure::from(error))?;
    files::write_private(&args.file, &file.bytes, args.force)?;
    if global.json {
        out::say_json(&Written {
            file: args.file.display().to_string(),
            name: &made.name,
            mime: &made.mime,
            size: made.size,
        });
        return Ok(Exit::Done);
    }
    let file = args.file.display();
    out::say(&format!("Wrote {file} ({}).", words::size(made.size)));
    out::warn(match args.format {
        Format::Pkpass => {
            "kantis: note: it is not signed. Apple's own wallet refuses unsigned passes; others \
             take them."
        }
        Format::Original => {
            "kantis: note: it carries its issuer's token. Whoever has the file can get newer \
             versions of this pass, balance and all."
        }
    });
    Ok(Exit::Done)
}
