//! What people write about themselves, read strictly: addresses, phones, names, birthdays.

use crate::records::Birthday;

/// Characters of a name.
const NAME: usize = 80;
/// RFC 5321 §4.5.3.1: of an address, and of the part before the `@`.
const ADDRESS: usize = 254;
const LOCAL: usize = 64;

/// An e-mail address in small letters, its domain as it is asked for in the DNS; none where it
/// cannot be one. Quoted and non-ASCII local parts are not taken: no one-time code would reach
/// most of them.
#[must_use]
pub fn email(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > ADDRESS {
        return None;
    }
    let (local, domain) = text.rsplit_once('@')?;
    let dotted = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
    let atoms = local
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte));
    if local.is_empty() || local.len() > LOCAL || !dotted || !atoms {
        return None;
    }
    let url::Host::Domain(domain) = url::Host::parse(domain).ok()? else {
        return None;
    };
    let labels = domain.split('.').all(|label| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    let address = format!("{}@{domain}", local.to_ascii_lowercase());
    (labels && domain.contains('.') && address.len() <= ADDRESS).then_some(address)
}

/// A phone number in E.164; spaces, dashes, dots and brackets are passed over, `00` is `+`.
#[must_use]
pub fn phone(text: &str) -> Option<String> {
    if text.len() > 40 {
        return None;
    }
    let text: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '\u{a0}'))
        .collect();
    let digits = text.strip_prefix('+').or_else(|| text.strip_prefix("00"))?;
    let fits = (7..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| format!("+{digits}"))
}

/// A name: one line of at most 80 characters that shows as it is written.
#[must_use]
pub fn name(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= NAME && shows_as_written(text);
    fits.then(|| text.to_owned())
}

/// Whether a line shows what it says: nothing that turns the direction of writing, breaks the line
/// or cannot be seen, so that no name passes for another. Joiners stand between letters that are
/// not Latin, where Persian and Indic names need them.
#[must_use]
pub fn shows_as_written(text: &str) -> bool {
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let joins =
            |other: Option<char>| other.is_some_and(|other| !other.is_ascii() && !unseen(other));
        let fits = match c {
            '\u{200c}' | '\u{200d}' => joins(before) && joins(rest.peek().copied()),
            _ => !c.is_control() && !unseen(c),
        };
        if !fits {
            return false;
        }
        before = Some(c);
    }
    true
}

/// Format characters (Unicode's Cf), line and paragraph separators, and letters without a shape.
const fn unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
        | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// A birthday as `--MM-DD`; the 29th of February is one.
#[must_use]
pub fn birthday(text: &str) -> Option<Birthday> {
    let (month, day) = text.strip_prefix("--")?.split_once('-')?;
    let number = |text: &str| {
        (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse().ok())
            .flatten()
    };
    let (month, day): (u32, u32) = (number(month)?, number(day)?);
    // 2000 was a leap year.
    chrono::NaiveDate::from_ymd_opt(2000, month, day).map(|_| Birthday { month, day })
}

/// A birthday as [`birthday`] reads it.
#[must_use]
pub fn written(day: Birthday) -> String {
    format!("--{:02}-{:02}", day.month, day.day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_strictly() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(email(text).as_deref(), expected, "{text}");
        };
        check("Aino.Virtanen@Example.FI", Some("aino.virtanen@example.fi"));
        check(" a+b@sub.example.org ", Some("a+b@sub.example.org"));
        check("aino@pää.fi", Some("aino@xn--p-0faa.fi"));
        for text in [
            "",
            "@",
            "a@",
            "@b.fi",
            "a@b",
            "a b@c.fi",
            "a@b@c.fi",
            "a..b@c.fi",
            ".a@c.fi",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@b.fi\nBcc: c@d.fi",
            "ä@b.fi",
            "a@-b.fi",
            "a@b..fi",
            "<a@b.fi>",
            "a,c@b.fi",
        ] {
            check(text, None);
        }
        check(&format!("{}@b.fi", "a".repeat(65)), None);
        check(&format!("a@{}fi", "b.".repeat(130)), None);
    }

    #[test]
    fn phones_are_e_164() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(phone(text).as_deref(), expected, "{text}");
        };
        check("+358 40 123 4567", Some("+358401234567"));
        check("00358-40-1234567", Some("+358401234567"));
        for text in [
            "",
            "+",
            "0401234567",
            "+12",
            "+0123456789",
            "+1234567890123456",
            "+35840x",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn a_name_shows_as_it_is_written() {
        for text in [
            "Aino",
            "Åke Ängström-Öberg",
            "O’Neill",
            "Νίκη",
            "علی\u{200c}رضا",
            "क्\u{200d}ष",
            "李小龍",
            "Aino ☕",
        ] {
            assert_eq!(name(text).as_deref(), Some(text));
        }
        for text in [
            "Kan\u{200b}tis",
            "Kan\u{200d}tis",
            "\u{202e}sitnaK",
            "\u{2066}Kantis\u{2069}",
            "Kan\u{ad}tis",
            "\u{3164}",
            "Kantis\u{feff}x",
            "two\nlines",
            "two\u{2028}lines",
            "tag\u{e0041}ged",
        ] {
            assert_eq!(name(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_birthday_is_a_day_that_there_is() {
        let day = birthday("--02-29").unwrap();
        assert_eq!((day.month, day.day), (2, 29));
        assert_eq!(written(day), "--02-29");
        for text in [
            "",
            "--02-30",
            "--13-01",
            "02-01",
            "--2-1",
            "--+1-01",
            "1990-02-01",
        ] {
            assert_eq!(birthday(text), None, "{text}");
        }
    }
}
