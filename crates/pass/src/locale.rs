//! Language folders and how one is chosen for a reader.

/// A language tag in one spelling: `-` between parts, language lower case, script in title case,
/// region upper case. `en_gb` becomes `en-GB`, `zh-hans` becomes `zh-Hans`.
pub(crate) fn normalise(tag: &str) -> String {
    let named = match tag.to_ascii_lowercase().as_str() {
        // Names that old Apple tools gave to folders.
        "english" => "en",
        "french" => "fr",
        "german" => "de",
        "spanish" => "es",
        "italian" => "it",
        "dutch" => "nl",
        "japanese" => "ja",
        _ => tag,
    };
    let parts = named.split(['-', '_']).filter(|part| !part.is_empty());
    let spelled: Vec<String> = parts
        .enumerate()
        .map(|(index, part)| match (index, part.len()) {
            (0, _) => part.to_ascii_lowercase(),
            (_, 2) => part.to_ascii_uppercase(),
            (_, 4) if part.bytes().all(|byte| byte.is_ascii_alphabetic()) => title(part),
            _ => part.to_ascii_lowercase(),
        })
        .collect();
    spelled.join("-")
}

fn title(part: &str) -> String {
    let lower = part.to_ascii_lowercase();
    let mut chars = lower.chars();
    chars
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + chars.as_str())
        .unwrap_or(lower)
}

fn language(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

/// The best of the offered tags (normalised) for a reader: the whole tag, ever shorter forms of
/// it, another region of the same language, English, the first.
pub(crate) fn choose<'a>(offered: &[&'a str], reader: &str) -> Option<&'a str> {
    let wanted = normalise(reader);
    let mut shorter = with_script(&wanted);
    loop {
        if let Some(tag) = offered.iter().find(|tag| **tag == shorter) {
            return Some(tag);
        }
        match shorter.rsplit_once('-') {
            Some((head, _)) => shorter = head.to_owned(),
            None => break,
        }
    }
    let exact = offered.iter().find(|tag| **tag == wanted);
    let same = || {
        offered
            .iter()
            .find(|tag| language(tag) == language(&wanted))
    };
    let english = || offered.iter().find(|tag| language(tag) == "en");
    exact
        .or_else(same)
        .or_else(english)
        .or_else(|| offered.first())
        .copied()
}

/// Chinese is written in two scripts that its regions imply; folders name either.
fn with_script(tag: &str) -> String {
    match tag {
        "zh-TW" | "zh-HK" | "zh-MO" => "zh-Hant".to_owned(),
        "zh-CN" | "zh-SG" => "zh-Hans".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_one_spelling() {
        let cases = [
            ("en", "en"),
            ("en_gb", "en-GB"),
            ("EN-gb", "en-GB"),
            ("zh_CN", "zh-CN"),
            ("zh-hans", "zh-Hans"),
            ("zh-HANT_tw", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("English", "en"),
            ("", ""),
        ];
        for (tag, expected) in cases {
            assert_eq!(normalise(tag), expected);
        }
    }

    #[test]
    fn the_nearest_language_is_chosen() {
        let cases: &[(&[&str], &str, Option<&str>)] = &[
            (&["de", "en", "en-GB"], "en_gb", Some("en-GB")),
            (&["de", "en"], "en-GB", Some("en")),
            (&["de", "en-US"], "en-GB", Some("en-US")),
            (&["de", "en"], "fi-FI", Some("en")),
            (&["de", "sv"], "fi", Some("de")),
            (&["zh-Hans", "zh-Hant"], "zh-TW", Some("zh-Hant")),
            (&["zh-CN", "zh-TW"], "zh-TW", Some("zh-TW")),
            (&[], "fi", None),
        ];
        for (offered, reader, expected) in cases {
            assert_eq!(
                choose(offered, reader),
                *expected,
                "{offered:?} for {reader}"
            );
        }
    }
}
