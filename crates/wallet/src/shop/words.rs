//! What a search finds of a record: folded words, each behind a space.

use crate::loyalty::text;

/// Words of one record that are kept: a receipt may have hundreds of lines.
const MOST: usize = 400;

/// The folded words of some texts.
pub(super) fn folded<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let words = texts.into_iter().flat_map(text::words).take(MOST);
    words.fold(String::new(), |mut all, word| {
        all.push(' ');
        all.push_str(&word);
        all
    })
}
