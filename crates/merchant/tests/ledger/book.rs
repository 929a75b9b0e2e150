//! What is kept in the database: it adds up, and a check tells when it does not.

use kantis_merchant::engine::points;
use rusqlite::Connection;
use uuid::Uuid;

use crate::shop::{ONE_A_EURO, Shop};

/// A shop with a member whose points moved in every way.
fn moved() -> (Shop, kantis_merchant::records::MemberRecord) {
    let mut shop = Shop::with_points("return_days = 3", "expiry = { months = 1 }", ONE_A_EURO);
    let member = shop.member();
    let (sale, _) = shop.buy(&member, 10_000);
    shop.write(|work| points::award(work, member.id, 25, "challenge:x"));
    shop.write(|work| points::reserve(work, member.id, 20, Uuid::nil()));
    shop.bring_back(&member, &sale);
    shop.write(|work| points::adjust(work, member.id, -2, "adjust"));
    shop.set("2026-05-01T12:00:00");
    shop.tick();
    (shop, member)
}

fn sum(database: &Connection, sql: &str) -> i64 {
    database.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn everything_adds_up_in_the_tables() {
    let (shop, _) = moved();
    let database = Connection::open(shop.folder.path().join("shop.db")).unwrap();
    let unbalanced = "SELECT count(*) FROM (SELECT entry FROM point_posting GROUP BY entry
                      HAVING sum(amount) <> 0 OR count(*) < 2)";
    assert_eq!(sum(&database, unbalanced), 0);
    assert!(sum(&database, "SELECT count(*) FROM point_entry") >= 5);
    assert_eq!(sum(&database, "SELECT sum(amount) FROM point_posting"), 0);
    assert_eq!(
        sum(&database, "SELECT sum(amount) FROM point_entry"),
        sum(
            &database,
            "SELECT sum(pending + available) FROM point_account"
        ),
    );
}

#[test]
fn a_check_finds_what_was_tampered_with() {
    for sql in [
        "UPDATE point_posting SET amount = amount + 1 WHERE account = 'available'",
        "DELETE FROM point_posting WHERE account = 'locked'",
        "UPDATE point_lot SET locked = locked + 1",
        "UPDATE point_lot SET net = net + 1",
        "UPDATE point_account SET locked = locked + 1, redeemed = redeemed - 1",
        "UPDATE point_account SET owed = owed + 1",
        "UPDATE point_entry SET amount = amount + 1 WHERE kind = 'promo'",
        "UPDATE point_entry SET state = 'pending' WHERE kind = 'promo'",
        "UPDATE point_day SET given = given + 1",
    ] {
        let (shop, member) = moved();
        assert!(shop.checks(&member));
        let database = Connection::open(shop.folder.path().join("shop.db")).unwrap();
        assert!(database.execute(sql, []).unwrap() > 0, "{sql}");
        assert!(!shop.checks(&member), "{sql}");
    }
}

#[test]
fn the_tables_refuse_sums_that_are_not_nothing_and_lots_below_zero() {
    let (shop, _) = moved();
    let database = Connection::open(shop.folder.path().join("shop.db")).unwrap();
    for sql in [
        "UPDATE point_account SET issued = issued + 1",
        "UPDATE point_lot SET available = -1",
        "UPDATE point_lot SET locked = locked - 1000",
        "UPDATE point_posting SET amount = 0",
        "UPDATE point_posting SET account = 'elsewhere'",
    ] {
        database.execute(sql, []).unwrap_err();
    }
}

#[test]
fn a_member_who_goes_takes_the_ledger_along() {
    let (shop, member) = moved();
    let mut tx = kantis_merchant::store::Store::write(&shop.store).unwrap();
    tx.delete_member(member.id).unwrap();
    tx.commit().unwrap();
    let database = Connection::open(shop.folder.path().join("shop.db")).unwrap();
    for table in [
        "point_account",
        "point_day",
        "point_entry",
        "point_lot",
        "point_posting",
        "tier_day",
        "tier_standing",
    ] {
        let sql = format!("SELECT count(*) FROM {table}");
        assert_eq!(sum(&database, &sql), 0, "{table}");
    }
}
