//! Baskets and what is taken off them, as tables.

use super::*;
use crate::programme::{Amount, Match, Percent};
use uuid::Uuid;

/// `coffee:2x320` is two coffees at 3.20; the product is its own category.
fn basket(words: &str) -> Vec<Rung> {
    words
        .split(' ')
        .zip(1..)
        .map(|(word, line)| {
            let (sku, rest) = word.split_once(':').unwrap();
            let (quantity, price) = rest.split_once('x').unwrap();
            let quantity = match quantity.strip_suffix('g') {
                Some(grams) => grams.parse().unwrap(),
                None => quantity.parse::<i64>().unwrap() * 1000,
            };
            let unit_price: i64 = price.parse().unwrap();
            Rung::from(SaleLine {
                line,
                sku: Some(sku.to_owned()),
                name: sku.to_owned(),
                category: Some(sku.to_owned()),
                quantity,
                unit_price,
                discount: 0,
                discount_reason: None,
                total: super::super::share(unit_price, quantity, 1000),
                vat_rate: 1400,
                returned: 0,
            })
        })
        .collect()
}

fn on(products: &str) -> Match {
    Match {
        products: products.split_whitespace().map(str::to_owned).collect(),
        ..Match::default()
    }
}

/// `20%`, `-500`, `=100` (a fixed price), `gift:cake`; `20%@tea` is on tea only.
fn benefit(words: &str, number: u128) -> Benefit {
    let (worth, products) = words.split_once('@').unwrap_or((words, ""));
    let worth = if let Some(percent) = worth.strip_suffix('%') {
        Worth::Percent(Percent(percent.parse::<u32>().unwrap() * 100))
    } else if let Some(amount) = worth.strip_prefix('-') {
        Worth::Amount(Amount(amount.parse().unwrap()))
    } else if let Some(price) = worth.strip_prefix('=') {
        Worth::FixedPrice(Amount(price.parse().unwrap()))
    } else {
        Worth::Gift(on(worth.strip_prefix("gift:").unwrap()))
    };
    Benefit {
        at: None,
        title: words.to_owned(),
        worth,
        on: on(products),
        reason: String::new(),
        source: Source::Offer {
            id: Uuid::from_u128(number),
            reusable: false,
            until: None,
        },
        minimum: None,
    }
}

fn shown(rungs: &[Rung]) -> String {
    let lines: Vec<String> = rungs
        .iter()
        .map(|rung| {
            let line = &rung.line;
            // Whatever was taken off, a line adds up.
            assert_eq!(
                line.total + line.discount,
                super::super::share(line.unit_price, line.quantity, 1000),
                "{line:?}"
            );
            assert!(line.total >= 0 && line.discount >= 0, "{line:?}");
            assert_eq!(
                line.discount > 0,
                line.discount_reason.is_some(),
                "{line:?}"
            );
            format!("{}:{}={}", line.name, line.quantity, line.total)
        })
        .collect();
    lines.join(" ")
}

#[track_caller]
fn check_offers(words: &str, offers: &str, want: &str, used: &str) {
    let offers: Vec<Benefit> = offers
        .split(' ')
        .zip(1..)
        .map(|(offer, number)| benefit(offer, number))
        .collect();
    let (rungs, savings) = best(basket(words), &offers);
    let taken: Vec<&str> = offers
        .iter()
        .zip(savings)
        .filter(|(_, saving)| *saving == Saving::Some)
        .map(|(offer, _)| offer.title.as_str())
        .collect();
    assert_eq!(
        (shown(&rungs).as_str(), taken.join(" ").as_str()),
        (want, used)
    );
}

#[test]
fn offers_are_used_as_saves_most_one_for_a_piece() {
    check_offers("tea:1x255", "20%", "tea:1000=204", "20%");
    // 2.5 cents are 3.
    check_offers("tea:1x25", "10%", "tea:1000=22", "10%");
    // Two on the same line: the better one.
    check_offers("tea:1x400", "10%@tea 20%@tea", "tea:1000=320", "20%@tea");
    // Two on different lines: both.
    check_offers(
        "tea:1x400 cake:1x500",
        "10%@tea 20%@cake",
        "tea:1000=360 cake:1000=400",
        "10%@tea 20%@cake",
    );
    // An amount that would take tea along is better used after the tea's own offer.
    check_offers(
        "tea:1x200 cake:1x500",
        "-100 20%@tea",
        "tea:1000=160 cake:1000=400",
        "-100 20%@tea",
    );
    // One gift of three, the others at the other offer's price.
    check_offers(
        "coffee:3x300",
        "gift:coffee 50%",
        "coffee:2000=300 coffee:1000=0",
        "gift:coffee 50%",
    );
    // A fixed price that is no gain is kept.
    check_offers("tea:1x200", "=200", "tea:1000=200", "");
    check_offers("tea:1x200", "=150", "tea:1000=150", "=150");
    // The dearest piece gets the fixed price, the cheapest one is the gift.
    check_offers(
        "tea:1x200 coffee:2x350",
        "=100",
        "tea:1000=200 coffee:1000=350 coffee:1000=100",
        "=100",
    );
    check_offers(
        "tea:1x200 coffee:2x350",
        "gift:tea",
        "tea:1000=0 coffee:2000=700",
        "gift:tea",
    );
    // What is sold by weight has no piece to give away, but per cents.
    check_offers("ham:250gx1999", "gift:ham", "ham:250=500", "");
    check_offers("ham:250gx1999", "10%", "ham:250=450", "10%");
    // Never below nothing.
    check_offers("tea:1x200", "-500", "tea:1000=0", "-500");
    check_offers("tea:1x200", "100% -500", "tea:1000=0", "100%");
    // With more than four the greatest saving comes first.
    check_offers(
        "tea:1x100 cake:1x1000",
        "1% 2% 3% 4% 30%@cake",
        "tea:1000=96 cake:1000=700",
        "4% 30%@cake",
    );
}

#[test]
fn an_amount_is_spread_to_the_last_cent() {
    for amount in [1, 99, 100, 101, 333, 599] {
        let mut rungs = basket("a:1x100 b:1x200 c:3x100");
        let off = apply(
            &mut rungs,
            &Worth::Amount(Amount(amount)),
            &Match::default(),
            Reach::Untaken,
            "voucher",
        );
        let left: i64 = rungs.iter().map(|rung| rung.line.total).sum();
        assert_eq!((off, left), (amount, 600 - amount));
        shown(&rungs);
    }
}

#[test]
fn claims_are_used_on_what_offers_left() {
    #[track_caller]
    fn check(words: &str, offer: &str, claims: &str, want: &str) {
        let (mut rungs, _) = best(basket(words), &[benefit(offer, 1)]);
        for claim in claims.split(' ') {
            let claim = benefit(claim, 2);
            apply(
                &mut rungs,
                &claim.worth,
                &claim.on,
                Reach::Left,
                &claim.title,
            );
        }
        assert_eq!(shown(&rungs), want);
    }
    check("tea:1x1000", "20%", "-500", "tea:1000=300");
    check("tea:2x300", "20%", "gift:tea", "tea:1000=240 tea:1000=0");
    check("tea:1x1000", "100%", "-500", "tea:1000=0");
    // Two gifts are two pieces.
    check(
        "tea:3x300",
        "1%@cake",
        "gift:tea gift:tea",
        "tea:1000=300 tea:1000=0 tea:1000=0",
    );
}
