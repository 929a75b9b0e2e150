//! Days near today, in words.

/// Yesterday, today and tomorrow; for other days and languages none, and the date is shown.
pub(super) fn day(language: &str, days: i64) -> Option<&'static str> {
    let [yesterday, today, tomorrow] = match language {
        "en" => ["yesterday", "today", "tomorrow"],
        "fi" => ["eilen", "tänään", "huomenna"],
        "sv" => ["i går", "i dag", "i morgon"],
        "nb" | "no" => ["i går", "i dag", "i morgen"],
        "da" => ["i går", "i dag", "i morgen"],
        "et" => ["eile", "täna", "homme"],
        "de" => ["gestern", "heute", "morgen"],
        "nl" => ["gisteren", "vandaag", "morgen"],
        "fr" => ["hier", "aujourd’hui", "demain"],
        "es" => ["ayer", "hoy", "mañana"],
        "it" => ["ieri", "oggi", "domani"],
        "pt" => ["ontem", "hoje", "amanhã"],
        "pl" => ["wczoraj", "dzisiaj", "jutro"],
        _ => return None,
    };
    match days {
        -1 => Some(yesterday),
        0 => Some(today),
        1 => Some(tomorrow),
        _ => None,
    }
}
