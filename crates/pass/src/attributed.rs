//! `attributedValue`: text in which only links may be marked up.

/// A stretch of text that leads somewhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    /// The words, part of the field's text.
    pub text: String,
    /// Where they lead: an http, https, tel or mailto address, or `geo:0,0?q=…` for an address to
    /// look up.
    pub href: String,
}

crate::redacted_debug!(Link);

/// Tags after which a text is cut: nobody wrote that many by hand.
const MOST_TAGS: usize = 2_000;

/// Strips all markup, keeping the text and the links with an allowed scheme.
pub(crate) fn strip(markup: &str) -> (String, Vec<Link>) {
    let mut text = String::new();
    let mut links = Vec::new();
    let mut open: Option<(usize, String)> = None;
    let mut hidden: Option<&'static str> = None;
    let mut rest = markup;
    let mut budget = MOST_TAGS;
    while let Some(char) = rest.chars().next() {
        if char == '<' {
            if budget == 0 {
                break;
            }
            budget -= 1;
        }
        if let Some((tag, after)) = tag(rest) {
            rest = after;
            if let Some(name) = hidden {
                hidden = (tag.name != format!("/{name}")).then_some(name);
                continue;
            }
            match tag.name.as_str() {
                "a" => open = tag.href.map(|href| (text.len(), href)),
                "/a" => links.extend(open.take().and_then(|(from, href)| link(&text, from, href))),
                "br" | "br/" | "/p" | "/div" | "/li" | "/tr" => text.push('\n'),
                "script" => hidden = Some("script"),
                "style" => hidden = Some("style"),
                _ => {}
            }
            continue;
        }
        let (plain, after) =
            entity(rest).unwrap_or((char, rest.get(char.len_utf8()..).unwrap_or("")));
        if hidden.is_none() {
            text.push(plain);
        }
        rest = after;
    }
    links.extend(open.take().and_then(|(from, href)| link(&text, from, href)));
    (text, links)
}

fn link(text: &str, from: usize, href: String) -> Option<Link> {
    let words = text.get(from..)?.trim();
    (!words.is_empty()).then(|| Link {
        text: words.to_owned(),
        href,
    })
}

struct Tag {
    name: String,
    href: Option<String>,
}

/// A tag at the start of the text, and what follows it. A lone `<` is text.
fn tag(text: &str) -> Option<(Tag, &str)> {
    let body = text.strip_prefix('<')?;
    if let Some(comment) = body.strip_prefix("!--") {
        let after = comment.split_once("-->").map_or("", |(_, after)| after);
        return Some((
            Tag {
                name: String::new(),
                href: None,
            },
            after,
        ));
    }
    let first = body.trim_start_matches('/').chars().next()?;
    if !first.is_ascii_alphabetic() {
        return None;
    }
    let end = tag_end(body)?;
    let (inside, after) = (body.get(..end)?, body.get(end + 1..)?);
    let name_end = inside.find(char::is_whitespace).unwrap_or(inside.len());
    let (name, attributes) = inside.split_at(name_end);
    let href = attribute(attributes, "href").and_then(|href| allowed(&href));
    Some((
        Tag {
            name: name.to_ascii_lowercase(),
            href,
        },
        after,
    ))
}

/// A tag longer than this is no tag but text: it keeps the search for its end short.
const LONGEST_TAG: usize = 2048;

/// Where the tag closes; a `>` inside quotes does not count.
fn tag_end(body: &str) -> Option<usize> {
    let mut quote = None;
    for (at, char) in body.char_indices().take(LONGEST_TAG) {
        match (quote, char) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(char),
            (Some(open), _) if open == char => quote = None,
            _ => {}
        }
    }
    // An unbalanced quote: take the first `>` after all.
    body.char_indices()
        .take(LONGEST_TAG)
        .find(|(_, char)| *char == '>')
        .map(|(at, _)| at)
}

fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|char: char| char.is_whitespace() || char == '/');
        let end = rest
            .find(|char: char| char.is_whitespace() || char == '=')
            .unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        if rest.is_empty() {
            return None;
        }
        let Some(value) = after.trim_start().strip_prefix('=') else {
            rest = after.trim_start();
            continue;
        };
        let value = value.trim_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let body = value.get(1..)?;
                body.split_once(quote).unwrap_or((body, ""))
            }
            _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(unescape(value));
        }
        rest = after;
    }
}

/// The address when it may be offered to a person: whatever could run something is dropped.
pub(crate) fn allowed(href: &str) -> Option<String> {
    let href: String = href
        .trim()
        .chars()
        .filter(|char| !char.is_control())
        .collect();
    let (scheme, rest) = href.split_once(':')?;
    let known = ["http", "https", "tel", "mailto"];
    (known.iter().any(|name| scheme.eq_ignore_ascii_case(name)) && !rest.is_empty()).then_some(href)
}

fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let (char, after) =
            entity(rest).unwrap_or((char, rest.get(char.len_utf8()..).unwrap_or("")));
        plain.push(char);
        rest = after;
    }
    plain
}

/// A character reference at the start of the text, and what follows it.
fn entity(text: &str) -> Option<(char, &str)> {
    let body = text.strip_prefix('&')?;
    let end = body.bytes().take(12).position(|byte| byte == b';')?;
    let (name, after) = (body.get(..end)?, body.get(end + 1..)?);
    let char = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "euro" => '€',
        "auml" => 'ä',
        "ouml" => 'ö',
        "aring" => 'å',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Aring" => 'Å',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code).filter(|char| !char.is_control() || *char == '\n')?
        }
    };
    Some((char, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markup: &str, text: &str, links: &[(&str, &str)]) {
        let (found, found_links) = strip(markup);
        let pairs: Vec<(&str, &str)> = found_links
            .iter()
            .map(|link| (link.text.as_str(), link.href.as_str()))
            .collect();
        assert_eq!(
            (found.as_str(), pairs.as_slice()),
            (text, links),
            "{markup}"
        );
    }

    #[test]
    fn only_links_survive() {
        check("plain", "plain", &[]);
        check(
            "<a href=\"https://a.example/?b=1&amp;c\">here</a>!",
            "here!",
            &[("here", "https://a.example/?b=1&c")],
        );
        check(
            "<A HREF='tel:+358401'>call</A>",
            "call",
            &[("call", "tel:+358401")],
        );
        check(
            "<a class=x href=mailto:a@b.example>mail</a>",
            "mail",
            &[("mail", "mailto:a@b.example")],
        );
        check("<a href=\"javascript:alert(1)\">x</a>", "x", &[]);
        check("<a href=\"java&#10;script:alert(1)\">x</a>", "x", &[]);
        check("<a href=\" JavaScript:alert(1)\">x</a>", "x", &[]);
        check("<a href=\"data:text/html,x\">x</a>", "x", &[]);
        check("<a href=\"/relative\">x</a>", "x", &[]);
        check("<b onclick=\"x\">bold</b> &lt;b&gt;", "bold <b>", &[]);
        check("a<br>b<br/>c</p>", "a\nb\nc\n", &[]);
        check("1 < 2 > 0 & more", "1 < 2 > 0 & more", &[]);
        check(
            "<script>alert('<a href=\"https://x\">')</script>ok",
            "ok",
            &[],
        );
        check(
            "<a href=\"https://a.example\">open",
            "open",
            &[("open", "https://a.example")],
        );
        check("<!-- <a href='https://x'>x</a> -->kept", "kept", &[]);
        check("<img src=x onerror=alert(1)>", "", &[]);
        check("&auml;&#228;&#xe4;&unknown;", "äää&unknown;", &[]);
    }
}
