//! How a wallet hears of what happens: tags, changes, event streams, pushes.

mod changes;
mod events;
mod push;
mod reading;

/// Points, a reward, a stamp card, a challenge and a consent; nothing that needs a history.
pub(crate) const PROGRAMME: &str = r##"
[programme]
id = "live"
name = { en = "Live", fi = "Elävä" }
issuer = "Live Oy"
currency = "EUR"
time_zone = "Europe/Helsinki"
colour = "#336699"
languages = ["en", "fi"]

[seller]
name = "Live Oy"
vat_id = "FI12345671"

[points]
code = "pts"
one = { en = "point", fi = "piste" }
other = { en = "points", fi = "pistettä" }

[[points.earn]]
points = 10
every = "1.00"

[[stamp_card]]
id = "coffee"
title = { en = "Coffee", fi = "Kahvi" }
buy = 10
on = { products = ["coffee"] }

[stamp_card.reward]
title = "A coffee"
worth = { gift = { products = ["coffee"] } }

[[reward]]
id = "mug"
title = { en = "A mug", fi = "Muki" }
cost = 50
worth = { thing = "A mug" }

[[reward]]
id = "bag"
title = "A bag"
cost = 100
worth = { thing = "A bag" }

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

/// A coffee.
pub(crate) fn coffee() -> serde_json::Value {
    serde_json::json!([{ "sku": "coffee", "quantity": 1000 }])
}
