//! A receipt as a file: a page that any browser shows and prints, or the shop's own record.

use std::fmt::Write as _;
use std::sync::LazyLock;

use chrono::Timelike as _;
use kantis_protocol::{Money, ReceiptLine};
use serde::Deserialize;
use uuid::Uuid;

use super::WholeReceipt;
use crate::domain::{Balance, CardId, Unit};
use crate::error::{Result, WalletError};
use crate::export::{ExportedCard, file_name};
use crate::notice::{Words, filled};
use crate::shop::{money, points};
use crate::store::Wallet;

/// How a receipt is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptFormat {
    /// A page to read and print, in the reader's language.
    Page,
    /// The shop's record, as JSON.
    Record,
}

/// The words of one language.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Labels {
    receipt: String,
    returned: String,
    vat_id: String,
    product: String,
    quantity: String,
    price: String,
    sum: String,
    vat_rate: String,
    discount: String,
    total: String,
    paid: String,
    card: String,
    cash: String,
    invoice: String,
    gift_card: String,
    other: String,
    vat: String,
    net: String,
    gross: String,
    given: String,
    taken: String,
    pending: String,
    spent: String,
    stamps: String,
    saved: String,
    effects: String,
    notes: String,
    until: String,
    footer: String,
}

/// Languages with words, English first: it stands in for the others.
static LANGUAGES: LazyLock<[(&str, Labels); 3]> = LazyLock::new(|| {
    let read = |json| serde_json::from_str(json).unwrap_or_default();
    [
        ("en", read(include_str!("words/en.json"))),
        ("fi", read(include_str!("words/fi.json"))),
        ("sv", read(include_str!("words/sv.json"))),
    ]
});

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;\
padding:0 1rem;color:#1b1d1c;background:#fff}h1{font-size:20px;margin:0}h2{font-size:15px;\
margin:1.5rem 0 .25rem}p{margin:.1rem 0}table{width:100%;border-collapse:collapse;margin-top:.5rem;\
font-variant-numeric:tabular-nums}th,td{padding:.3rem .4rem;text-align:right;vertical-align:top;\
border-bottom:1px solid #ddd;font-weight:400}th:first-child,td:first-child{text-align:left}\
thead th{font-size:12px;color:#555}.sum td,.sum th{font-weight:650;border-bottom:2px solid #1b1d1c}\
.less{color:#555;font-size:13px}footer{margin-top:2rem;color:#555;font-size:12px}\
@media print{body{margin:0}}";

impl Wallet {
    /// A receipt as a file.
    ///
    /// # Errors
    /// When the card has no such receipt, or a store cannot be read.
    pub fn receipt_file(
        &self,
        card: CardId,
        id: Uuid,
        format: ReceiptFormat,
    ) -> Result<ExportedCard> {
        let whole = self.whole_receipt(card, id)?.ok_or(WalletError::NotFound)?;
        let name = format!("{} {}", whole.receipt.seller.name, whole.receipt.number);
        Ok(match format {
            ReceiptFormat::Page => {
                let locale = self.reading_locale()?;
                let issued = self.ports.clock.zone().at(whole.receipt.issued);
                let page = Page::of(&locale, &whole).html(issued);
                ExportedCard {
                    name: file_name(&name, "html"),
                    mime: "text/html; charset=utf-8",
                    bytes: page.into_bytes(),
                }
            }
            ReceiptFormat::Record => ExportedCard {
                name: file_name(&name, "json"),
                mime: "application/json",
                bytes: serde_json::to_vec_pretty(&whole.receipt)?,
            },
        })
    }
}

struct Page<'w> {
    language: &'static str,
    labels: &'static Labels,
    words: &'static Words,
    whole: &'w WholeReceipt,
}

impl<'w> Page<'w> {
    fn of(locale: &str, whole: &'w WholeReceipt) -> Self {
        let wanted = locale.split(['-', '_']).next().unwrap_or_default();
        let [english, ..] = &*LANGUAGES;
        let mut known = LANGUAGES.iter();
        let known = known.find(|(known, _)| known.eq_ignore_ascii_case(wanted));
        let (language, labels) = known.unwrap_or(english);
        Self {
            language,
            labels,
            words: Words::of(locale),
            whole,
        }
    }

    fn html(&self, issued: chrono::DateTime<chrono::FixedOffset>) -> String {
        let (receipt, labels) = (&self.whole.receipt, self.labels);
        let number = [("number", receipt.number.as_str())];
        let heading = match receipt.returns {
            Some(_) => filled(&labels.returned, &number),
            None => filled(&labels.receipt, &number),
        };
        let mut page = format!(
            "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{}</title>\
             <style>{STYLE}</style></head><body><h1>{}</h1>",
            self.language,
            plain(&format!("{} {heading}", receipt.seller.name)),
            plain(&receipt.seller.name),
        );
        let mut line = |text: &str| {
            // Writing to a string cannot fail.
            let _ = write!(page, "<p>{}</p>", plain(text));
        };
        if let Some(address) = &receipt.seller.address {
            line(address);
        }
        line(&filled(&labels.vat_id, &[("id", &receipt.seller.vat_id)]));
        line(&heading);
        line(&format!(
            "{} {:02}:{:02} · {}",
            self.words.day(issued.date_naive()),
            issued.hour(),
            issued.minute(),
            receipt.place
        ));
        self.lines(&mut page);
        self.vat(&mut page);
        self.effects(&mut page);
        self.notes(&mut page);
        let _ = write!(
            page,
            "<footer>{}</footer></body></html>",
            plain(&labels.footer)
        );
        page
    }

    fn lines(&self, page: &mut String) {
        let (receipt, labels) = (&self.whole.receipt, self.labels);
        head(
            page,
            &[
                &labels.product,
                &labels.quantity,
                &labels.price,
                &labels.vat_rate,
                &labels.sum,
            ],
        );
        for line in &receipt.lines {
            self.line(page, line);
        }
        let _ = write!(
            page,
            "<tr class=\"sum\"><th colspan=\"4\" scope=\"row\">{}</th><td>{}</td></tr>",
            plain(&labels.total),
            plain(&self.money(receipt.total))
        );
        for payment in &receipt.payments {
            let means = match payment.means.as_str() {
                "card" => &labels.card,
                "cash" => &labels.cash,
                "invoice" => &labels.invoice,
                "gift_card" => &labels.gift_card,
                _ => &labels.other,
            };
            let masked = payment.masked.as_deref().unwrap_or_default();
            let _ = write!(
                page,
                "<tr><th colspan=\"4\" scope=\"row\">{}</th><td>{}</td></tr>",
                plain(format!("{} · {means} {masked}", labels.paid).trim_end()),
                plain(&self.money(payment.amount))
            );
        }
        page.push_str("</tbody></table>");
    }

    fn line(&self, page: &mut String, line: &ReceiptLine) {
        let _ = write!(page, "<tr><th scope=\"row\">{}", plain(&line.name));
        if line.discount.minor != 0 {
            let why = line.discount_reason.as_deref();
            let less = Money {
                minor: line.discount.minor.saturating_neg(),
                ..line.discount
            };
            let _ = write!(
                page,
                "<div class=\"less\">{} {}</div>",
                plain(why.unwrap_or(&self.labels.discount)),
                plain(&self.money(less))
            );
        }
        let _ = write!(
            page,
            "</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            plain(&self.decimal(line.quantity, 3)),
            plain(&self.money(line.unit_price)),
            plain(&self.decimal(line.vat_rate.into(), 2)),
            plain(&self.money(line.total))
        );
    }

    fn vat(&self, page: &mut String) {
        let (receipt, labels) = (&self.whole.receipt, self.labels);
        head(
            page,
            &[&labels.vat_rate, &labels.net, &labels.vat, &labels.gross],
        );
        for vat in &receipt.vat {
            let gross = Money {
                minor: vat.net.minor.saturating_add(vat.vat.minor),
                ..vat.net
            };
            let _ = write!(
                page,
                "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
                plain(&self.decimal(vat.rate.into(), 2)),
                plain(&self.money(vat.net)),
                plain(&self.money(vat.vat)),
                plain(&self.money(gross))
            );
        }
        page.push_str("</tbody></table>");
    }

    fn effects(&self, page: &mut String) {
        let (receipt, labels) = (&self.whole.receipt, self.labels);
        let effects = &receipt.effects;
        let unit = self.whole.unit.as_ref();
        let amount = |amount: i64| match unit {
            Some(unit) => self.signed(&points(amount, unit)),
            None => amount.to_string(),
        };
        let stamps: i64 = effects.stamps.iter().map(|effect| effect.stamps).sum();
        let saved = Money {
            minor: effects.saved,
            ..receipt.total
        };
        let rows = [
            (&labels.given, effects.points > 0, amount(effects.points)),
            (&labels.taken, effects.points < 0, amount(effects.points)),
            (
                &labels.pending,
                effects.points_pending != 0,
                amount(effects.points_pending),
            ),
            (
                &labels.spent,
                effects.points_spent != 0,
                amount(effects.points_spent),
            ),
            (&labels.stamps, stamps != 0, stamps.to_string()),
            (&labels.saved, effects.saved != 0, self.money(saved)),
        ];
        if rows.iter().all(|(_, there, _)| !there) {
            return;
        }
        let _ = write!(page, "<h2>{}</h2><table><tbody>", plain(&labels.effects));
        for (label, _, value) in rows.iter().filter(|(_, there, _)| *there) {
            let _ = write!(
                page,
                "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
                plain(label),
                plain(value)
            );
        }
        page.push_str("</tbody></table>");
    }

    fn notes(&self, page: &mut String) {
        if self.whole.warranties.is_empty() {
            return;
        }
        let _ = write!(page, "<h2>{}</h2>", plain(&self.labels.notes));
        for warranty in &self.whole.warranties {
            let until = warranty
                .until
                .map(|day| filled(&self.labels.until, &[("date", &self.words.day(day))]));
            let parts = [
                Some(warranty.title.clone()),
                until,
                Some(warranty.note.clone()),
            ];
            let parts: Vec<String> = parts
                .into_iter()
                .flatten()
                .filter(|part| !part.is_empty())
                .collect();
            let _ = write!(page, "<p>{}</p>", plain(&parts.join(" · ")));
        }
    }

    fn money(&self, amount: Money) -> String {
        self.signed(&money(amount))
    }

    /// An amount with its sign before everything else.
    fn signed(&self, balance: &Balance) -> String {
        let sign = if balance.amount < 0 { "−" } else { "" };
        let amount = balance.amount.saturating_abs();
        let words = self.words.amount(&Balance {
            amount,
            ..balance.clone()
        });
        format!("{sign}{words}")
    }

    /// A number with as many decimals as it needs.
    fn decimal(&self, mut amount: i64, mut scale: u8) -> String {
        while scale > 0 && amount % 10 == 0 {
            amount /= 10;
            scale -= 1;
        }
        self.words.number(&Balance {
            amount,
            scale,
            unit: Unit::Points,
        })
    }
}

fn head(page: &mut String, columns: &[&str]) {
    page.push_str("<table><thead><tr>");
    for column in columns {
        let _ = write!(page, "<th scope=\"col\">{}</th>", plain(column));
    }
    page.push_str("</tr></thead><tbody>");
}

/// Text that is nothing but text in a page.
fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        match char {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_word() {
        for json in [
            include_str!("words/en.json"),
            include_str!("words/fi.json"),
            include_str!("words/sv.json"),
        ] {
            serde_json::from_str::<Labels>(json).unwrap();
        }
    }
}
