//! Records as a shop sends them.

use kantis_protocol::{Kind, Record};
use serde_json::json;
use uuid::Uuid;

/// The id of the n-th thing.
pub(crate) fn id(n: u8) -> Uuid {
    Uuid::from_bytes([n; 16])
}

fn record(kind: &str, record: serde_json::Value) -> Record {
    serde_json::from_value(json!({ "kind": kind, "record": record })).unwrap()
}

pub(crate) fn account(points: i64) -> Record {
    record(
        "account",
        json!({
            "state": "-", "tier": null, "as_of": "2026-09-21T00:00:00Z",
            "member": {
                "id": id(1), "number": "123456789015", "name": "Aino", "email": null,
                "phone": null, "birthday": null, "language": "fi",
                "joined": "2026-01-01T00:00:00Z",
            },
            "balances": [{
                "unit": { "code": "points", "one": "piste", "other": "pistettä", "scale": 0 },
                "available": points, "pending": 0, "locked": 0, "lifetime": points,
                "next_expiry": null, "next_release": null, "as_of": "2026-09-21T00:00:00Z",
            }],
        }),
    )
}

pub(crate) fn offer(n: u8, title: &str, state: &str) -> Record {
    record(
        "offer",
        json!({
            "id": id(n), "title": title, "body": null, "image": null,
            "value": { "kind": "percent", "basis_points": 2000 }, "on": null, "personal": false,
            "why": null, "conditions": null, "from": "2026-01-01T00:00:00Z", "until": null,
            "stores": [], "activation": true, "single_use": false, "code": null,
            "state": state, "hidden": false,
        }),
    )
}

pub(crate) fn entry(n: u8, amount: i64) -> Record {
    record(
        "ledger_entry",
        json!({
            "id": id(n), "kind": "earn", "unit": "points", "amount": amount, "state": "posted",
            "occurred": format!("2026-02-{:02}T10:00:00Z", n % 28 + 1), "effective": null,
            "expires": null, "receipt": null, "reason": "Kahvi",
        }),
    )
}

pub(crate) fn stamps(n: u8, collected: u8) -> Record {
    record(
        "stamp_card",
        json!({
            "id": format!("stamps-{n}"), "title": "Kahvit", "collected": collected % 10,
            "required": 10, "completed": 0, "reward": "Kahvi", "earns": "Kahvista leima",
            "expires": null, "last": null,
        }),
    )
}

pub(crate) fn claim(n: u8, reward: &str) -> Record {
    record(
        "claim",
        json!({
            "id": id(n), "reward": reward, "title": "Kuppi",
            "value": { "kind": "gift", "what": "Kuppi" }, "cost": 100, "state": "reserved",
            "code": "ABCDEFGHJK", "created": "2026-09-21T00:00:00Z", "hold_until": null,
            "used": null, "receipt": null,
        }),
    )
}

/// What tells a record from others.
pub(crate) fn name(record: &Record) -> (Kind, String) {
    match record {
        Record::Account(_) => (Kind::Account, "account".to_owned()),
        Record::Offer(offer) => (Kind::Offer, offer.id.to_string()),
        Record::LedgerEntry(entry) => (Kind::LedgerEntry, entry.id.to_string()),
        Record::StampCard(card) => (Kind::StampCard, card.id.clone()),
        Record::Claim(claim) => (Kind::Claim, claim.id.to_string()),
        other => panic!("{other:?}"),
    }
}
