//! Sales as electronic receipts.

use std::collections::BTreeMap;

use kantis_protocol as wire;
use kantis_protocol::{Currency, Money};

use super::super::{EngineError, Work, points, stamps};
use super::share;
use crate::records::{SaleLine, SaleRecord};

/// The receipt and what the member has now.
///
/// # Errors
/// When the database fails.
pub fn answer(work: &Work<'_>, sale: &SaleRecord) -> Result<wire::pos::Sale, EngineError> {
    let member = match sale.member {
        Some(id) => work.tx.member(id)?,
        None => None,
    };
    let mut answer = wire::pos::Sale {
        receipt: receipt(sale),
        balances: Vec::new(),
        stamp_cards: Vec::new(),
    };
    let Some(member) = member else {
        return Ok(answer);
    };
    if work.programme.points.is_some() {
        answer.balances.extend(points::balance(work, &member)?);
    }
    if !work.programme.stamp_cards.is_empty() {
        answer.stamp_cards = stamps::cards(work, &member)?;
    }
    Ok(answer)
}

/// A sale as an electronic receipt, with VAT by rate.
#[must_use]
pub fn receipt(sale: &SaleRecord) -> wire::Receipt {
    let seller = &sale.seller;
    let currency = seller.currency;
    let money = |minor| Money { minor, currency };
    wire::Receipt {
        id: sale.id,
        number: number(sale.number),
        seller: wire::Seller {
            name: seller.name.clone(),
            vat_id: seller.vat_id.clone(),
            address: seller.address.clone(),
        },
        issued: sale.at,
        place: sale.place.clone(),
        returns: sale.returns,
        lines: sale.lines.iter().map(|sold| line(sold, currency)).collect(),
        vat: vat(&sale.lines)
            .into_iter()
            .map(|(rate, sums)| wire::VatSum {
                rate,
                net: money(sums.net),
                vat: money(sums.vat),
            })
            .collect(),
        total: money(sale.total),
        payments: sale
            .payments
            .iter()
            .map(|payment| wire::Payment {
                means: payment.means.clone(),
                amount: money(payment.amount),
                masked: payment.masked.clone(),
            })
            .collect(),
        effects: sale.effects.clone(),
    }
}

/// A number as printed: six digits at least.
pub(super) fn number(number: i64) -> String {
    format!("{number:06}")
}

/// A line as it travels.
pub(super) fn line(sold: &SaleLine, currency: Currency) -> wire::ReceiptLine {
    let money = |minor| Money { minor, currency };
    wire::ReceiptLine {
        line: sold.line,
        sku: sold.sku.clone(),
        name: sold.name.clone(),
        quantity: sold.quantity,
        unit_price: money(sold.unit_price),
        discount: money(sold.discount),
        discount_reason: sold.discount_reason.clone(),
        total: money(sold.total),
        vat_rate: sold.vat_rate,
    }
}

/// What was sold at one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct VatOf {
    pub(super) gross: i64,
    pub(super) net: i64,
    pub(super) vat: i64,
}

/// VAT by rate: taken out of what was paid at each rate, rounded once, so that net and VAT are what
/// was paid to the cent. A return is rounded as its purchase.
pub(super) fn vat(lines: &[SaleLine]) -> BTreeMap<u32, VatOf> {
    let mut rates: BTreeMap<u32, VatOf> = BTreeMap::new();
    for line in lines {
        rates.entry(line.vat_rate).or_default().gross += line.total;
    }
    for (rate, sums) in &mut rates {
        let rate = i64::from(*rate);
        sums.vat = share(sums.gross, rate, 10_000 + rate);
        sums.net = sums.gross - sums.vat;
    }
    rates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sold(total: i64, vat_rate: u32) -> SaleLine {
        SaleLine {
            line: 1,
            sku: None,
            name: "Kahvi".to_owned(),
            category: None,
            quantity: 1000,
            unit_price: total,
            discount: 0,
            discount_reason: None,
            total,
            vat_rate,
            returned: 0,
        }
    }

    #[track_caller]
    fn check(lines: &[(i64, u32)], want: &[(u32, i64, i64)]) {
        let lines: Vec<SaleLine> = lines
            .iter()
            .map(|(total, rate)| sold(*total, *rate))
            .collect();
        let sums = vat(&lines);
        let found: Vec<_> = sums
            .iter()
            .map(|(rate, sums)| (*rate, sums.net, sums.vat))
            .collect();
        assert_eq!(found, want);
        assert!(sums.values().all(|sums| sums.net + sums.vat == sums.gross));
    }

    #[test]
    fn vat_is_rounded_once_for_each_rate() {
        check(&[(1255, 2550)], &[(2550, 1000, 255)]);
        check(&[(1140, 1400)], &[(1400, 1000, 140)]);
        check(&[(390, 0)], &[(0, 390, 0)]);
        // Half a cent is a cent.
        check(&[(3, 2000)], &[(2000, 2, 1)]);
        // Three lines of 10 cents are rounded together, not each.
        check(&[(10, 1400), (10, 1400), (10, 1400)], &[(1400, 26, 4)]);
        check(
            &[(500, 2550), (320, 1400), (100, 2550)],
            &[(1400, 281, 39), (2550, 478, 122)],
        );
        // A return mirrors its purchase.
        check(
            &[(-3, 2000), (-320, 1400)],
            &[(1400, -281, -39), (2000, -2, -1)],
        );
        check(&[], &[]);
    }
}
