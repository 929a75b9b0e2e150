//! The store on a real file, through its boundary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use chrono::{DateTime, TimeDelta, Utc};
use kantis_merchant::records::{
    Birthday, Channel, MemberRecord, SaleLine, SalePayment, SaleRecord, SoldBy, TillKind,
    TillRecord, VisitRecord, VisitStrength,
};
use kantis_merchant::store::sqlite::SqliteStore;
use kantis_merchant::store::{Store, StoreError};
use kantis_protocol::{CardNumber, Currency, Effects, Kind};
use uuid::Uuid;

fn store() -> (tempfile::TempDir, SqliteStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("shop.db")).unwrap();
    (folder, store)
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_795_000_000_123).unwrap()
}

fn member(chance: u64) -> MemberRecord {
    MemberRecord {
        id: Uuid::from_u128(u128::from(chance)),
        number: CardNumber::from_chance(chance),
        email: Some(format!("m{chance}@example.fi")),
        phone: None,
        name: Some("Aino".to_owned()),
        birthday: Some(Birthday { month: 2, day: 29 }),
        language: "fi".to_owned(),
        joined: now(),
    }
}

fn sale(number: i64, member: Option<Uuid>) -> SaleRecord {
    SaleRecord {
        id: Uuid::from_u128(1000 + u128::try_from(number).unwrap()),
        number,
        member,
        at: now() + TimeDelta::minutes(number),
        recorded: now(),
        channel: Channel::Web,
        place: "web".to_owned(),
        seller: SoldBy {
            name: format!("Shop {}", number % 2),
            vat_id: "FI12345671".to_owned(),
            address: None,
            currency: Currency::EUR,
        },
        reference: Some(format!("order-{number}")),
        returns: None,
        lines: vec![SaleLine {
            line: 1,
            sku: Some("coffee".to_owned()),
            name: "Kahvi".to_owned(),
            category: Some("drinks".to_owned()),
            quantity: 2000,
            unit_price: 320,
            discount: 40,
            discount_reason: Some("Offer".to_owned()),
            total: 600,
            vat_rate: 1350,
            returned: 0,
        }],
        payments: vec![SalePayment {
            means: "card".to_owned(),
            amount: 600,
            masked: Some("1234".to_owned()),
        }],
        total: 600,
        effects: Effects::default(),
    }
}

#[test]
fn a_member_is_found_by_everything() {
    let (_folder, store) = store();
    let aino = member(7);
    let mut tx = store.write().unwrap();
    tx.add_member(&aino).unwrap();
    tx.commit().unwrap();

    let tx = store.read().unwrap();
    assert!(tx.member(aino.id).unwrap() == Some(aino.clone()));
    assert!(tx.member_by_number(aino.number.as_str()).unwrap() == Some(aino.clone()));
    assert!(tx.member_by_email("m7@example.fi").unwrap() == Some(aino.clone()));
    assert!(tx.member_by_phone("+358401234567").unwrap().is_none());
    assert_eq!(tx.members_after(None, 9).unwrap(), [aino.id]);
    assert!(tx.members_after(Some(aino.id), 9).unwrap().is_empty());
}

#[test]
fn what_is_taken_is_named() {
    let (_folder, store) = store();
    let mut tx = store.write().unwrap();
    tx.add_member(&member(1)).unwrap();
    let mut other = member(2);
    other.email = member(1).email;
    let refused = tx.add_member(&other).unwrap_err();
    assert!(matches!(refused, StoreError::Taken { what: "email" }));
}

#[test]
fn what_was_not_committed_did_not_happen() {
    let (_folder, store) = store();
    let mut tx = store.write().unwrap();
    tx.add_member(&member(1)).unwrap();
    drop(tx);
    assert!(
        store
            .read()
            .unwrap()
            .member(member(1).id)
            .unwrap()
            .is_none()
    );
}

#[test]
fn sales_come_back_whole_and_in_order() {
    let (_folder, store) = store();
    let aino = member(7);
    let mut tx = store.write().unwrap();
    tx.add_member(&aino).unwrap();
    for number in 1..=3 {
        assert_eq!(tx.next_receipt_number().unwrap(), number);
        tx.add_sale(&sale(number, Some(aino.id))).unwrap();
    }
    let twice = tx.add_sale(&SaleRecord {
        id: Uuid::from_u128(9),
        number: 9,
        ..sale(1, None)
    });
    assert!(matches!(twice, Err(StoreError::Taken { what: "order" })));
    let mut back = sale(2, None).lines[0].clone();
    back.returned = 1000;
    tx.set_returned(sale(2, None).id, &back).unwrap();
    tx.commit().unwrap();

    let tx = store.read().unwrap();
    assert_eq!(
        tx.sale(sale(1, None).id).unwrap(),
        Some(sale(1, Some(aino.id)))
    );
    assert_eq!(
        tx.sale_of_order("web", "order-2").unwrap().unwrap().lines[0].returned,
        1000
    );
    let newest = tx.sales_of(aino.id, None, 2).unwrap();
    assert_eq!(
        newest.iter().map(|sale| sale.number).collect::<Vec<_>>(),
        [3, 2]
    );
    let older = tx
        .sales_of(aino.id, Some((newest[1].at, newest[1].id)), 2)
        .unwrap();
    assert_eq!(
        older.iter().map(|sale| sale.number).collect::<Vec<_>>(),
        [1]
    );
    let since = tx
        .purchases_since(aino.id, now() + TimeDelta::minutes(2))
        .unwrap();
    assert_eq!(
        since.iter().map(|sale| sale.number).collect::<Vec<_>>(),
        [2, 3]
    );
    assert_eq!(tx.purchase_count(aino.id).unwrap(), (3, Some(newest[0].at)));
}

#[test]
fn a_deleted_member_leaves_sales_without_a_name() {
    let (_folder, store) = store();
    let aino = member(7);
    let mut tx = store.write().unwrap();
    tx.add_member(&aino).unwrap();
    tx.add_sale(&sale(1, Some(aino.id))).unwrap();
    tx.delete_member(aino.id).unwrap();
    tx.commit().unwrap();
    let tx = store.read().unwrap();
    assert!(tx.member(aino.id).unwrap().is_none());
    assert_eq!(tx.sale(sale(1, None).id).unwrap().unwrap().member, None);
}

#[test]
fn changes_are_told_once_in_order_to_whom_they_concern() {
    let (_folder, store) = store();
    let (aino, eino) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let mut tx = store.write().unwrap();
    let before = tx.state(aino).unwrap();
    tx.touch(Some(aino), Kind::Offer, "a").unwrap();
    tx.touch(None, Kind::Reward, "tea").unwrap();
    tx.touch(Some(eino), Kind::Offer, "b").unwrap();
    tx.touch(Some(aino), Kind::Offer, "a").unwrap();
    let touched = tx.commit().unwrap();
    assert!(touched.everyone && touched.members.contains(&aino));

    let mut tx = store.write().unwrap();
    let after = tx.state(aino).unwrap();
    assert_eq!(after.epoch, before.epoch);
    let told = |rows: &[kantis_merchant::store::ChangeRow]| {
        rows.iter()
            .map(|row| (row.id.clone(), row.removed))
            .collect::<Vec<_>>()
    };
    let rows = tx.changes_after(aino, before.sequence, 9).unwrap();
    assert_eq!(
        told(&rows),
        [("tea".to_owned(), false), ("a".to_owned(), false)]
    );
    assert_eq!(rows[1].sequence, after.sequence);
    assert_eq!(tx.changes_after(aino, after.sequence, 9).unwrap(), []);

    tx.gone(Some(aino), Kind::Offer, "a", now()).unwrap();
    let rows = tx.changes_after(aino, after.sequence, 9).unwrap();
    assert_eq!(told(&rows), [("a".to_owned(), true)]);
    // What was told last stays, so that a state never goes back; what came before it is forgotten.
    tx.touch(Some(aino), Kind::Offer, "c").unwrap();
    tx.trim_changes(now() + TimeDelta::seconds(1)).unwrap();
    assert_eq!(tx.horizon().unwrap(), rows[0].sequence);
    let left = tx.changes_after(aino, after.sequence, 9).unwrap();
    assert_eq!(told(&left), [("c".to_owned(), false)]);
    // Again changes nothing.
    tx.trim_changes(now() + TimeDelta::seconds(1)).unwrap();
    assert_eq!(tx.horizon().unwrap(), rows[0].sequence);
}

#[test]
fn tills_and_visits_are_kept() {
    let (_folder, store) = store();
    let till = TillRecord {
        id: Uuid::from_u128(5),
        name: "Counter".to_owned(),
        kind: TillKind::Till,
        key_hash: [7; 32],
        created: now(),
    };
    let visit = VisitRecord {
        id: Uuid::from_u128(6),
        till: till.id,
        member: member(1).id,
        strength: VisitStrength::Rotating,
        until: now(),
    };
    let mut tx = store.write().unwrap();
    tx.add_member(&member(1)).unwrap();
    tx.add_till(&till).unwrap();
    tx.add_visit(&visit).unwrap();
    assert_eq!(tx.till_by_key(&[7; 32]).unwrap(), Some(till.clone()));
    assert_eq!(tx.till_by_key(&[8; 32]).unwrap(), None);
    assert_eq!(tx.visit(visit.id).unwrap(), Some(visit.clone()));
    tx.trim_visits(now() + TimeDelta::seconds(1)).unwrap();
    assert_eq!(tx.visit(visit.id).unwrap(), None);
    assert_eq!(tx.tills().unwrap(), [till]);
}
