//! `kantis pass inspect`: what is in a pass file, without a wallet.

use kantis_api::dto::{
    ChainLink, CheckOutcome, PassCheck, PassField, PassInspection, Problem, Provenance,
};

use crate::args::{Global, Inspect};
use crate::failure::{Exit, Failure};
use crate::{files, out, render, words};

/// The largest pass file, in bytes.
const MAX_PASS: u64 = 10 * 1024 * 1024;

/// Says what is in a pass file and how genuine it is.
pub(crate) fn inspect(global: &Global, args: &Inspect) -> Result<Exit, Failure> {
    let bytes = files::read(&args.file, MAX_PASS)?;
    let language = args.language.clone().unwrap_or_else(system_language);
    let pass = kantis_api::inspect_pass(&bytes, &language).map_err(|error| {
        let failure = Failure::from(error);
        let text = format!("{}: {}", files::name_of(&args.file), failure.text);
        failure
            .saying(text)
            .with("source", files::name_of(&args.file))
    })?;
    if global.json {
        out::say_json(&pass);
    } else {
        out::say(&text(&pass));
    }
    if pass.provenance == Provenance::Tampered {
        return Ok(Exit::Refused);
    }
    Ok(Exit::Done)
}

/// How genuine a pass is, in words.
pub(crate) fn provenance_words(provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::Verified => "yes: signed by its issuer, and Apple vouches for the issuer",
        Provenance::Incomplete => "signed by its issuer, but files are missing",
        Provenance::UnknownIssuer => "signed by someone Kantis does not know",
        Provenance::Unsigned => "not signed: anybody may have made it",
        Provenance::Tampered => "NO: it is not what its issuer signed",
    }
}

/// A field as a row: its label, else its key, and the value as shown.
pub(crate) fn field_row(field: &PassField) -> (&str, String) {
    let label = field
        .label
        .as_deref()
        .filter(|label| !label.trim().is_empty());
    (label.unwrap_or(&field.key), field.display.clone())
}

fn text(pass: &PassInspection) -> String {
    let codes = pass.symbols.iter().map(|symbol| {
        let under = symbol
            .alt_text
            .as_deref()
            .map(|text| format!(" ({text})"))
            .unwrap_or_default();
        format!("{} {}{under}", symbol.symbology, symbol.text)
    });
    let marks = [
        (pass.voided, "voided by the issuer"),
        (pass.repaired, "its broken JSON was mended"),
        (pass.sharing_prohibited, "the issuer asks not to share it"),
    ];
    let marks: Vec<&str> = marks
        .iter()
        .filter(|(set, _)| *set)
        .map(|(_, mark)| *mark)
        .collect();
    let signer = pass
        .signer
        .as_ref()
        .map(|signer| signer.common_name.clone());
    let mut rows = vec![
        ("Genuine", provenance_words(pass.provenance).to_owned()),
        ("Signed by", signer.unwrap_or_default()),
        ("Style", pass.style.clone()),
        ("Issuer", pass.organization_name.clone()),
        ("Description", pass.description.clone()),
        ("Type", pass.pass_type_identifier.clone()),
        ("Serial number", pass.serial_number.clone()),
        ("Expires", pass.expiration_date.clone().unwrap_or_default()),
        ("Languages", pass.locales.join(", ")),
        ("Marks", marks.join(", ")),
    ];
    rows.extend(
        pass.chain
            .iter()
            .map(|link| ("Certificate", link_text(link))),
    );
    rows.extend(pass.checks.iter().map(|check| ("Check", check_text(check))));
    rows.extend(codes.map(|code| ("Code", code)));
    rows.extend(pass.notes.iter().map(|note| ("Note", problem_text(note))));
    rows.extend(
        pass.warnings
            .iter()
            .map(|warning| ("Warning", problem_text(warning))),
    );
    let fields: Vec<(&str, String)> = pass.fields.iter().map(field_row).collect();
    let labels: Vec<(String, String)> = fields
        .into_iter()
        .map(|(label, value)| (out::plain(label), value))
        .collect();
    let labels: Vec<(&str, String)> = labels
        .iter()
        .map(|(label, value)| (label.as_str(), value.clone()))
        .collect();
    format!("{}\n\n{}", render::pairs(&rows), render::pairs(&labels))
        .trim_end()
        .to_owned()
}

/// A certificate between the pass and the anchor: whose, until when, and its key.
fn link_text(link: &ChainLink) -> String {
    let organisation = link.organisation.as_deref().map(|of| format!(", {of}"));
    let key = link.key_sha256.get(..16).unwrap_or(&link.key_sha256);
    format!(
        "{}{} (until {}, key {key}…){}",
        link.common_name,
        organisation.unwrap_or_default(),
        render::day(link.valid_until),
        if link.anchor { ", known to Kantis" } else { "" }
    )
}

/// A check and how it went.
fn check_text(check: &PassCheck) -> String {
    let what = match check.kind.as_str() {
        "manifestHashes" => "every file is as listed",
        "signature" => "the list is signed",
        "chain" => "the signer leads to Apple",
        "signerIdentity" => "the signer is whom the pass names",
        "signingTime" => "it was signed while the signer was valid",
        other => other,
    };
    let outcome = match check.outcome {
        CheckOutcome::Passed => "yes",
        CheckOutcome::Failed => "NO",
        CheckOutcome::Absent => "nothing to check",
    };
    let why = check
        .problem
        .as_ref()
        .map(|why| format!(" ({})", problem_text(why)));
    format!("{what}: {outcome}{}", why.unwrap_or_default())
}

fn problem_text(problem: &Problem) -> String {
    let detail: Vec<&str> = problem.params.values().map(String::as_str).collect();
    match detail.is_empty() {
        true => words::spaced(&problem.code),
        false => format!("{}: {}", words::spaced(&problem.code), detail.join(", ")),
    }
}

/// The language that the system asks for (POSIX `LC_ALL`, `LC_MESSAGES`, `LANG`) as BCP 47.
fn system_language() -> String {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    language_of(named.as_deref().unwrap_or_default())
}

fn language_of(locale: &str) -> String {
    let tag = locale
        .split(['.', '@'])
        .next()
        .unwrap_or_default()
        .replace('_', "-");
    match tag.as_str() {
        "" | "C" | "POSIX" => "en".to_owned(),
        _ => tag,
    }
}

#[cfg(test)]
mod tests {
    use super::language_of;

    #[test]
    fn posix_locales_become_tags() {
        for (locale, tag) in [
            ("fi_FI.UTF-8", "fi-FI"),
            ("C.UTF-8", "en"),
            ("", "en"),
            ("de@euro", "de"),
        ] {
            assert_eq!(language_of(locale), tag, "{locale}");
        }
    }
}
