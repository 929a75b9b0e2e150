//! The OpenAPI document, and that the shop does what it says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod abuse;
mod document;
mod schemathesis;
#[path = "../shop/mod.rs"]
mod shop;

/// Points, a reward, a stamp card, a challenge, an offer for all and a consent.
const PROGRAMME: &str = r##"
[programme]
id = "open"
name = { en = "Open", fi = "Avoin" }
issuer = "Open Oy"
currency = "EUR"
time_zone = "Europe/Helsinki"
colour = "#336699"
languages = ["en", "fi"]
return_days = 14

[seller]
name = "Open Oy"
vat_id = "FI12345671"

[points]
code = "pts"
one = { en = "point", fi = "piste" }
other = { en = "points", fi = "pistettä" }
debt = 0

[[points.earn]]
points = 10
every = "1.00"

[[stamp_card]]
id = "coffee"
title = { en = "Coffee", fi = "Kahvi" }
buy = 2
on = { products = ["coffee"] }

[stamp_card.reward]
title = "A coffee"
worth = { gift = { products = ["coffee"] } }

[[reward]]
id = "mug"
title = { en = "A mug", fi = "Muki" }
cost = 5
worth = { thing = "A mug" }

[[challenge]]
id = "spring"
title = "Spring"
from = 2026-03-01
until = 2026-03-31
counts = "purchases"
steps = 3
prize = { points = 30 }

[[consent]]
purpose = "newsletter"
version = 1
words = { en = "May we write?", fi = "Saammeko kirjoittaa?" }

[[product]]
sku = "coffee"
name = "Coffee"
price = "3.00"
vat = "13.5"
"##;

/// A shop that counts nobody's questions.
fn open() -> shop::TestShop {
    shop::TestShop::open_with(PROGRAMME, |settings| {
        settings.quotas = kantis_merchant::server::Quotas::NONE;
    })
}
