//! File names that every system takes.

/// Characters of a title that go into a name.
const MOST: usize = 60;
/// Bytes that file systems take, with room for the extension and a number.
const MOST_BYTES: usize = 200;
/// What Windows keeps for devices, whatever the extension.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul"];

/// A file name of a card's title.
pub(crate) fn file_name(title: &str, extension: &str) -> String {
    let plain: String = title
        .chars()
        .map(|char| {
            if char.is_control() || is_invisible(char) || "/\\:*?\"<>|%".contains(char) {
                ' '
            } else {
                char
            }
        })
        .collect();
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut stem: String = words.chars().take(MOST).collect();
    while stem.len() > MOST_BYTES {
        stem.pop();
    }
    let stem = stem.trim_matches(['.', ' ', '-']);
    let lower = stem.split('.').next().unwrap_or_default().to_lowercase();
    let numbered = ["com", "lpt"].iter().any(|port| {
        let number = lower.strip_prefix(port);
        number.is_some_and(|rest| rest.chars().count() == 1)
    });
    if stem.is_empty() || RESERVED.contains(&lower.as_str()) || numbered {
        format!("card {stem}").trim_end().to_owned() + "." + extension
    } else {
        format!("{stem}.{extension}")
    }
}

/// Marks that turn the direction of text or hide: a name must be what it looks like.
fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn names() {
        for (title, expected) in [
            ("Kahvila Äiti", "Kahvila Äiti.pkpass"),
            ("a/b\\c:d*e?f\"g<h>i|j", "a b c d e f g h i j.pkpass"),
            ("../../etc/passwd", "etc passwd.pkpass"),
            ("  ...  ", "card.pkpass"),
            ("CON", "card CON.pkpass"),
            ("com1.txt", "card com1.txt.pkpass"),
            ("comet", "comet.pkpass"),
            ("line\nbreak\0", "line break.pkpass"),
            ("-rf", "rf.pkpass"),
            ("fdp\u{202e}ssapkp", "fdp ssapkp.pkpass"),
            ("日本", "日本.pkpass"),
        ] {
            assert_eq!(file_name(title, "pkpass"), expected, "{title:?}");
        }
        let long = file_name(&"ß😀".repeat(200), "pkpass");
        assert!(long.len() <= 240 && long.ends_with(".pkpass"), "{long}");
    }
}
