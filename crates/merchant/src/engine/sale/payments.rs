//! How a purchase was paid, and how a return is paid back.

use kantis_protocol::Payment;

use super::super::{Refused, Work};
use super::basket::invalid;
use crate::records::SalePayment;

/// Payments of one purchase.
const PAYMENTS: usize = 20;
/// What something may be paid with.
const MEANS: [&str; 5] = ["card", "cash", "invoice", "gift_card", "other"];
/// Characters of a masked number.
const MASKED: usize = 32;
/// Digits of it.
const DIGITS: usize = 4;

/// Takes payments whose sum is the total. No whole number of a card gets in: more than four digits
/// are refused, whatever is between them.
pub(super) fn taken(
    work: &Work<'_>,
    payments: &[Payment],
    total: i64,
) -> Result<Vec<SalePayment>, Refused> {
    if payments.len() > PAYMENTS {
        return Err(invalid("payments", "at most 20 payments"));
    }
    let mut sum = 0_i64;
    let mut kept = Vec::with_capacity(payments.len());
    for (index, payment) in payments.iter().enumerate() {
        let at = |what: &str| format!("payments/{index}/{what}");
        if !MEANS.contains(&payment.means.as_str()) {
            let why = "card, cash, invoice, gift_card or other";
            return Err(invalid(&at("means"), why));
        }
        if payment.amount.currency != work.programme.programme.currency {
            let why = "another currency than the programme's";
            return Err(invalid(&at("amount/currency"), why));
        }
        if payment.amount.minor < 0 {
            return Err(invalid(&at("amount/minor"), "a payment is not negative"));
        }
        if payment
            .masked
            .as_deref()
            .is_some_and(|masked| !is_masked(masked))
        {
            let why = "at most four digits of a number";
            return Err(invalid(&at("masked"), why));
        }
        sum = sum.saturating_add(payment.amount.minor);
        kept.push(SalePayment {
            means: payment.means.clone(),
            amount: payment.amount.minor,
            masked: payment.masked.clone(),
        });
    }
    if sum == total {
        Ok(kept)
    } else {
        Err(invalid("payments", "the payments are not the total")
            .with("total", total)
            .with("paid", sum))
    }
}

fn is_masked(masked: &str) -> bool {
    masked.chars().count() <= MASKED
        && masked.chars().filter(|c| c.is_numeric()).count() <= DIGITS
        && !masked.contains(char::is_control)
}

/// Pays back what comes after `before` was paid back: to the first means first, never more than was
/// paid with it.
pub(super) fn paid_back(payments: &[SalePayment], before: i64, amount: i64) -> Vec<SalePayment> {
    let mut skip = before;
    let mut left = amount;
    let mut back = Vec::new();
    for payment in payments {
        let open = (payment.amount - skip).max(0);
        skip = (skip - payment.amount).max(0);
        let part = open.min(left);
        left -= part;
        if part > 0 {
            back.push(SalePayment {
                amount: -part,
                ..payment.clone()
            });
        }
    }
    back
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_card_number_is_not_masked() {
        for good in ["1234", "•••• 1234", "**** **** **** 0000", "Visa x1234", ""] {
            assert!(is_masked(good), "{good}");
        }
        for bad in [
            "12345",
            "4111 1111 1111 1111",
            "1-2-3-4-5",
            "१२३४५",
            "12\n34",
        ] {
            assert!(!is_masked(bad), "{bad}");
        }
    }

    fn paid(amounts: &[i64]) -> Vec<SalePayment> {
        amounts
            .iter()
            .map(|amount| SalePayment {
                means: "card".to_owned(),
                amount: *amount,
                masked: None,
            })
            .collect()
    }

    #[test]
    fn what_was_paid_first_is_paid_back_first_and_no_more_than_was_paid() {
        #[track_caller]
        fn check(payments: &[i64], before: i64, amount: i64, want: &[i64]) {
            assert_eq!(paid_back(&paid(payments), before, amount), paid(want));
        }
        check(&[500], 0, 200, &[-200]);
        check(&[500], 200, 300, &[-300]);
        check(&[300, 200], 0, 400, &[-300, -100]);
        check(&[300, 200], 250, 100, &[-50, -50]);
        check(&[300, 200], 300, 200, &[-200]);
        check(&[300], 0, 0, &[]);
    }
}
