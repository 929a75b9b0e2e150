//! Selling: what tills and web shops send.

mod batches;
mod benefits;
mod codes;
mod orders;
mod purchases;
mod returns;

use kantis_merchant::engine::codes as engine_codes;
use kantis_merchant::engine::members::{self, Joining};
use kantis_merchant::records::{ClientRecord, GrantRecord, MemberRecord, Scopes};
use kantis_protocol::{DeviceLink, DeviceRequest};
use serde_json::{Value, json};

use crate::shop::TestShop;

/// A shop that only sells: no points, no stamps.
pub(super) const PLAIN: &str = r##"
[programme]
id = "kulma"
name = "Kulma"
issuer = "Kulman kauppa"
currency = "EUR"
time_zone = "Europe/Helsinki"
colour = "#225588"
languages = ["fi", "sv", "en"]

[seller]
name = "Kulman kauppa Oy"
vat_id = "FI12345671"
address = "Kulmatie 1, 00100 Helsinki"

[[product]]
sku = "coffee"
name = { fi = "Kahvi", en = "Coffee", sv = "Kaffe" }
category = "drinks"
price = "3.20"
vat = 14

[[product]]
sku = "cup"
name = { fi = "Kuppi", en = "Cup", sv = "Kopp" }
category = "things"
price = "12.55"
vat = "25.5"
"##;

/// A member who joined.
pub(super) fn join(shop: &TestShop, email: &str) -> MemberRecord {
    shop.write(|work| {
        members::join(
            work,
            Joining {
                email: Some(email.to_owned()),
                phone: None,
                name: Some("Aino".to_owned()),
                language: "fi".to_owned(),
            },
        )
    })
}

/// A device of the member's, linked through a grant of its own.
pub(super) fn link(shop: &TestShop, member: &MemberRecord) -> DeviceLink {
    shop.write(|work| {
        let all = Scopes {
            read: true,
            write: true,
        };
        let grant = GrantRecord {
            id: work.id(),
            member: member.id,
            client: work.id().to_string(),
            scopes: all,
            created: work.now,
            used: work.now,
        };
        work.tx.add_client(&ClientRecord {
            id: grant.client.clone(),
            name: None,
            redirect_uris: Vec::new(),
            grant_types: Vec::new(),
            scopes: all,
            registered: work.now,
            used: None,
        })?;
        work.tx.set_grant(&grant)?;
        engine_codes::link(work, member.id, grant.id, DeviceRequest { label: None })
    })
}

/// The code that a device shows now.
pub(super) fn code(shop: &TestShop, device: &DeviceLink) -> String {
    device.secret.code(&device.alias, shop.now())
}

pub(super) fn eur(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "EUR" })
}

/// So many coffees at 3.20, paid by card.
pub(super) fn coffees(pieces: i64, member: &Value) -> Value {
    json!({
        "basket": { "member": member, "lines": [{ "sku": "coffee", "quantity": pieces * 1000 }] },
        "payments": [{ "means": "card", "amount": eur(pieces * 320), "masked": "•••• 1234" }],
    })
}

pub(super) fn scan(code: &str) -> Value {
    json!({ "by": "scan", "value": code })
}
