//! What differs between a card of a file and the wallet's. Only what the file speaks about can.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::pictures::PictureIds;
use crate::domain::{Balance, BlobId, CardContent, Unit};

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The field (`note`, `balance`, `groups`, `pass`, …); for a pass also the issuer's label.
    pub field: String,
    /// The wallet's value, short.
    pub mine: String,
    /// The file's value, short.
    pub theirs: String,
}

impl Difference {
    /// A difference, its values cut to what a row can show.
    pub(super) fn new(field: &str, mine: &str, theirs: &str) -> Self {
        Self {
            field: field.to_owned(),
            mine: brief(mine),
            theirs: brief(theirs),
        }
    }
}

/// A group's name as it is told apart from others.
pub(super) fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The differences of a card that is no pass. `groups` are the names of the groups it is in.
pub(super) fn differences(
    mine: &CardContent,
    groups: &BTreeSet<String>,
    theirs: &Draft,
    pictures: &PictureIds,
) -> Vec<Difference> {
    let (theirs_content, carried) = (&theirs.content, &theirs.carried);
    let mut found = Vec::new();
    let mut compare = |carried: bool, field: &str, mine: String, theirs: String| {
        if carried && mine != theirs {
            found.push(Difference::new(field, &mine, &theirs));
        }
    };
    compare(
        carried.note,
        "note",
        mine.note.clone(),
        theirs_content.note.clone(),
    );
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    compare(
        carried.valid_from,
        "validFrom",
        day(mine.valid_from),
        day(theirs_content.valid_from),
    );
    compare(
        carried.valid_until,
        "validUntil",
        day(mine.valid_until),
        day(theirs_content.valid_until),
    );
    compare(
        carried.balance,
        "balance",
        amount(mine.balance.as_ref()),
        amount(theirs_content.balance.as_ref()),
    );
    let colour = |content: &CardContent| content.colour.map(|colour| colour.to_string());
    compare(
        carried.colour,
        "colour",
        colour(mine).unwrap_or_default(),
        colour(theirs_content).unwrap_or_default(),
    );
    let switch = |on: bool| if on { "yes" } else { "no" }.to_owned();
    compare(
        carried.favourite,
        "favourite",
        switch(mine.favourite),
        switch(theirs_content.favourite),
    );
    compare(
        carried.archived,
        "archived",
        switch(mine.archived),
        switch(theirs_content.archived),
    );
    let known: BTreeSet<String> = groups.iter().map(|name| folded(name)).collect();
    if theirs
        .groups
        .iter()
        .any(|name| !known.contains(&folded(name)))
    {
        let mine: Vec<_> = groups.iter().map(String::as_str).collect();
        found.push(Difference::new(
            "groups",
            &mine.join(", "),
            &theirs.groups.join(", "),
        ));
    }
    for (field, mine, theirs) in [
        ("front", mine.front, pictures.front),
        ("back", mine.back, pictures.back),
        ("icon", mine.icon, pictures.icon),
    ] {
        if theirs.is_some() && mine != theirs {
            let said = |picture: Option<BlobId>| if picture.is_some() { "a picture" } else { "" };
            found.push(Difference::new(field, said(mine), said(theirs)));
        }
    }
    found
}

/// A balance for a person, with a point and without needless zeros cut: `12.50 EUR`.
fn amount(balance: Option<&Balance>) -> String {
    let Some(balance) = balance else {
        return String::new();
    };
    let scale = usize::from(balance.scale);
    let digits = format!(
        "{:0>width$}",
        balance.amount.unsigned_abs(),
        width = scale + 1
    );
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if balance.amount < 0 { "-" } else { "" };
    let point = if scale == 0 { "" } else { "." };
    let unit = match &balance.unit {
        Unit::Points => "points",
        Unit::Currency(code) => code,
        Unit::Other(name) => name,
    };
    format!("{sign}{whole}{point}{fraction} {unit}")
}

fn brief(text: &str) -> String {
    const MOST: usize = 120;
    let text = text.replace(['\r', '\n'], " ");
    if text.chars().count() <= MOST {
        return text;
    }
    text.chars().take(MOST).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_exactly() {
        let euro = || Unit::Currency("EUR".to_owned());
        for (amount_minor, scale, unit, expected) in [
            (1250, 2, euro(), "12.50 EUR"),
            (-5, 2, euro(), "-0.05 EUR"),
            (150, 0, Unit::Points, "150 points"),
            (25, 1, Unit::Other("stars".to_owned()), "2.5 stars"),
            (i64::MIN, 0, Unit::Points, "-9223372036854775808 points"),
        ] {
            let balance = Balance {
                amount: amount_minor,
                scale,
                unit,
            };
            assert_eq!(amount(Some(&balance)), expected);
        }
        assert_eq!(amount(None), "");
    }
}
