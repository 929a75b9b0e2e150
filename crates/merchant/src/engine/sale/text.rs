//! Receipts as text that a person can keep, or a till's printer print.

use std::fmt::Write as _;

use super::super::Work;
use super::receipt::{number, vat};
use crate::records::{SaleLine, SalePayment, SaleRecord};
use crate::words::{Catalogue, catalogue};

static WORDS: std::sync::LazyLock<Catalogue> = catalogue!("receipt");

/// Characters of a line: what a narrow paper takes.
const WIDTH: usize = 42;
/// Characters of a figure's column in the table of VAT.
const FIGURE: usize = 11;

/// A receipt as text that a person can keep: at most 42 characters a line.
#[must_use]
pub fn receipt_text(work: &Work<'_>, sale: &SaleRecord, language: &str) -> String {
    let mut page = Page {
        language,
        text: String::new(),
    };
    page.head(work, sale);
    page.rule();
    for line in &sale.lines {
        page.sold(line);
    }
    page.rule();
    let currency = sale.seller.currency;
    let total = page.say("total", &[("currency", currency.as_str())]);
    page.row(&total, &money(sale.total, language));
    for payment in &sale.payments {
        page.paid(payment);
    }
    page.gap();
    page.vat(sale);
    page.effects(work, sale);
    page.text
}

/// An amount in minor units, as it is written in a language: `12.50`, `12,50`. All that a programme
/// may write has two decimals.
pub(super) fn money(minor: i64, language: &str) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let point = WORDS.say(language, "decimal", &[]);
    let minor = minor.unsigned_abs();
    format!("{sign}{}{point}{:02}", minor / 100, minor % 100)
}

/// Thousandths or hundredths, without zeros at the end.
fn decimal(value: i64, digits: u32, language: &str) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let unit = 10_u64.pow(digits);
    let value = value.unsigned_abs();
    let part = format!(
        "{:0width$}",
        value % unit,
        width = usize::try_from(digits).unwrap_or(0)
    );
    let part = part.trim_end_matches('0');
    if part.is_empty() {
        return format!("{sign}{}", value / unit);
    }
    let point = WORDS.say(language, "decimal", &[]);
    format!("{sign}{}{point}{part}", value / unit)
}

struct Page<'a> {
    language: &'a str,
    text: String,
}

impl Page<'_> {
    fn say(&self, name: &str, holes: &[(&str, &str)]) -> String {
        WORDS.say(self.language, name, holes)
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn gap(&mut self) {
        self.line("");
    }

    fn rule(&mut self) {
        self.line(&"-".repeat(WIDTH));
    }

    fn centred(&mut self, words: &str) {
        for part in wrapped(words, WIDTH) {
            let margin = (WIDTH - part.chars().count()) / 2;
            self.line(&format!("{}{part}", " ".repeat(margin)));
        }
    }

    /// Words to the left, a figure to the right; long words take lines of their own first.
    fn row(&mut self, words: &str, figure: &str) {
        self.indented(words, figure, 0);
    }

    fn indented(&mut self, words: &str, figure: &str, margin: usize) {
        let space = " ".repeat(margin);
        let room = WIDTH.saturating_sub(figure.chars().count() + 1 + margin);
        let mut parts = wrapped(words, room.max(1));
        let last = parts.pop().unwrap_or_default();
        for part in parts {
            self.line(&format!("{space}{part}"));
        }
        let fill = WIDTH.saturating_sub(margin + last.chars().count() + figure.chars().count());
        self.line(&format!("{space}{last}{}{figure}", " ".repeat(fill)));
    }

    fn head(&mut self, work: &Work<'_>, sale: &SaleRecord) {
        let seller = &sale.seller;
        self.centred(&seller.name);
        if let Some(address) = &seller.address {
            self.centred(address);
        }
        let vat_id = self.say("vat_id", &[("id", &seller.vat_id)]);
        self.centred(&vat_id);
        self.gap();
        let kind = if sale.returns.is_some() {
            "return"
        } else {
            "receipt"
        };
        let title = self.say(kind, &[("number", &number(sale.number))]);
        let at = sale.at.with_timezone(&work.programme.programme.time_zone);
        let mut when = String::new();
        // A pattern that chrono does not know leaves the time out.
        let _ = write!(when, "{}", at.format(&self.say("time", &[])));
        self.row(&title, &when);
        let place = self.say("place", &[("place", &sale.place)]);
        self.row(&place, "");
    }

    fn sold(&mut self, line: &SaleLine) {
        let price = line.total + line.discount;
        self.row(&line.name, &money(price, self.language));
        if line.quantity != 1000 {
            let times = self.say(
                "times",
                &[
                    ("quantity", &decimal(line.quantity, 3, self.language)),
                    ("price", &money(line.unit_price, self.language)),
                ],
            );
            self.indented(&times, "", 2);
        }
        if line.discount != 0 {
            let reason = line.discount_reason.as_deref().unwrap_or_default();
            let discount = if reason.is_empty() {
                self.say("discount", &[])
            } else {
                reason.to_owned()
            };
            self.indented(&discount, &money(-line.discount, self.language), 2);
        }
    }

    fn paid(&mut self, payment: &SalePayment) {
        let mut means = self.say(&format!("paid_{}", payment.means), &[]);
        if let Some(masked) = &payment.masked {
            means = format!("{means} {masked}");
        }
        self.row(&means, &money(payment.amount, self.language));
    }

    fn vat(&mut self, sale: &SaleRecord) {
        let figures = |rate: &str, figures: [&str; 3]| {
            let [net, vat, gross] = figures;
            format!("{rate:<9}{net:>FIGURE$}{vat:>FIGURE$}{gross:>FIGURE$}")
        };
        let head = ["net", "vat", "gross"].map(|name| self.say(name, &[]));
        let rate = self.say("rate", &[]);
        let [net, tax, gross] = &head;
        self.line(&figures(&rate, [net, tax, gross]));
        for (rate, sums) in vat(&sale.lines) {
            let rate = self.say(
                "percent",
                &[("rate", &decimal(i64::from(rate), 2, self.language))],
            );
            let [net, tax, gross] =
                [sums.net, sums.vat, sums.gross].map(|sum| money(sum, self.language));
            self.line(&figures(&rate, [&net, &tax, &gross]));
        }
    }

    fn effects(&mut self, work: &Work<'_>, sale: &SaleRecord) {
        let effects = &sale.effects;
        let scale = work
            .programme
            .points
            .as_ref()
            .map_or(0, |points| u32::from(points.scale.min(6)));
        let signed = |amount: i64, language: &str| {
            let plus = if amount > 0 { "+" } else { "" };
            format!("{plus}{}", decimal(amount, scale, language))
        };
        let mut rows: Vec<(String, String)> = Vec::new();
        if effects.saved != 0 {
            rows.push((self.say("saved", &[]), money(effects.saved, self.language)));
        }
        if effects.points != 0 {
            let words = if effects.points_pending != 0 {
                "points_pending"
            } else {
                "points"
            };
            rows.push((self.say(words, &[]), signed(effects.points, self.language)));
        }
        if effects.points_spent != 0 {
            let spent = signed(-effects.points_spent, self.language);
            rows.push((self.say("points_spent", &[]), spent));
        }
        for stamps in &effects.stamps {
            let title = work.programme.stamp_card(&stamps.card).map_or_else(
                || stamps.card.clone(),
                |card| card.title.say(self.language).to_owned(),
            );
            let plus = if stamps.stamps > 0 { "+" } else { "" };
            let count = format!("{plus}{}", stamps.stamps);
            rows.push((self.say("stamps", &[("card", &title)]), count));
            if stamps.completed > 0 {
                let full = self.say("full", &[("count", &stamps.completed.to_string())]);
                rows.push((full, String::new()));
            }
        }
        if let Some(reached) = &effects.tier {
            let tiers = work.programme.tiers.iter().flat_map(|tiers| &tiers.tier);
            let name = tiers
                .into_iter()
                .find(|tier| tier.id == *reached)
                .map_or(reached.as_str(), |tier| tier.name.say(self.language));
            rows.push((self.say("tier", &[("tier", name)]), String::new()));
        }
        if rows.is_empty() {
            return;
        }
        self.gap();
        for (words, figure) in rows {
            self.row(&words, &figure);
        }
    }
}

/// Words in lines of a width; a word that is longer is cut.
fn wrapped(words: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words.split_whitespace() {
        let mut letters: Vec<char> = word.chars().collect();
        let used = line.chars().count();
        if used > 0 && used + 1 + letters.len() > width {
            lines.push(std::mem::take(&mut line));
        }
        while letters.len() > width {
            lines.push(letters.drain(..width).collect());
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(letters);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_cut_and_lines_are_full() {
        #[track_caller]
        fn check(words: &str, want: &[&str]) {
            assert_eq!(wrapped(words, 8), want);
        }
        check("kahvi", &["kahvi"]);
        check("kahvi ja pulla", &["kahvi ja", "pulla"]);
        check("hääyöaieuutinen", &["hääyöaie", "uutinen"]);
        check("a hääyöaieuutinen", &["a", "hääyöaie", "uutinen"]);
        check("", &[]);
    }

    #[test]
    fn figures_are_written_as_the_language_does() {
        assert_eq!(money(-1205, "fi"), "-12,05");
        assert_eq!(money(5, "en"), "0.05");
        assert_eq!(decimal(1250, 3, "sv"), "1,25");
        assert_eq!(decimal(-2000, 3, "en"), "-2");
        assert_eq!(decimal(2550, 2, "fi"), "25,5");
        assert_eq!(decimal(7, 0, "en"), "7");
    }
}
