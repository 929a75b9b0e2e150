//! What a wallet costs that nobody touches: bytes of one connection in a day, and processor time of
//! the window's process behind its icon in the tray.

mod counter;
mod day;
mod tray;

pub(crate) use day::bytes;
pub(crate) use tray::processor;

use kantis_connect::{Policy, ShopService};
use kantis_wallet::ports::{Call, Client, Granted, Merchant as _, Secret, Stop};
use kantis_wallet::{NewConnection, Wallet};

use crate::merchant::TestShop;

/// A café with a stamp card, where nothing happens by itself.
const CAFE: &str = r##"
[programme]
id = "kulma"
name = { en = "Regulars at the corner" }
issuer = "Kulman kahvila"
currency = "EUR"
time_zone = "Europe/Helsinki"
colour = "#7a3b12"
languages = ["en"]

[seller]
name = "Kulman kahvila Oy"
vat_id = "FI12345671"

[[stamp_card]]
id = "coffee"
title = { en = "Coffee card" }
buy = 10
on = { products = ["coffee"] }

[stamp_card.reward]
title = { en = "A coffee for free" }
worth = { gift = { products = ["coffee"] } }

[[product]]
sku = "coffee"
name = { en = "Coffee" }
price = "3.20"
vat = "13.5"
"##;

/// Connects a wallet to a shop at this address as if a person had signed in.
fn connect(wallet: &Wallet, shop: &TestShop, address: &str) {
    let call = Call {
        timeout: std::time::Duration::from_secs(30),
        stop: Stop::default(),
    };
    let found = ShopService::new(Policy::loopback_for_tests())
        .discover(address, &call)
        .unwrap();
    let linked = shop.sign_in("aino@example.fi");
    let new = NewConnection {
        shop: found,
        client: Client { id: linked.client },
        granted: Granted {
            access: Secret::new(linked.tokens.access_token),
            refresh: Secret::new(linked.tokens.refresh_token),
            expires_in: linked.tokens.expires_in,
            may_write: true,
            date: None,
        },
        card: None,
    };
    wallet.connect(&new).unwrap();
}
