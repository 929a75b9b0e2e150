//! Everything that is held, and its end.

use kantis_merchant::engine::{claims, letters, members, offers, points, rights};
use kantis_merchant::records::MemberRecord;
use kantis_protocol::{ProblemType, Purpose};
use rusqlite::Connection;

use crate::shop::{Shop, bun, coffee};

const RULES: &str = r#"
[points]
code = "pts"
one = { en = "point" }
other = { en = "points" }
[[points.earn]]
points = 10
every = "1.00"

[[stamp_card]]
id = "ten"
title = "Ten coffees"
on = { products = ["coffee"] }
buy = 3
reward = { title = "A coffee", worth = { gift = { products = ["coffee"] } } }

[[reward]]
id = "mug"
title = "A mug"
cost = 20
worth = { thing = "A mug" }
stock = 1

[[offer]]
id = "coffee-friend"
title = "20 % off coffee"
worth = { percent = 20 }
when = { buys = { on = { products = ["coffee"] }, times = 1, days = 10 } }
why = "-"
mail = true
"#;

/// A member with some of everything.
fn story() -> (Shop, MemberRecord, MemberRecord) {
    let mut shop = crate::shop::shop(RULES);
    let (member, other) = (shop.known(1), shop.known(2));
    for who in [&member, &other] {
        shop.says(who, Purpose::Newsletter, true);
        let sale = shop.buys(who, &[coffee(4), bun(1)]);
        shop.write(|work| {
            points::award(work, who.id, 100, "gift")?;
            kantis_merchant::engine::stamps::purchase(work, who, &sale, 0)?;
            Ok(())
        });
    }
    let mut named = member.clone();
    named.name = Some("Aino Virtanen".to_owned());
    shop.write(|work| Ok(work.tx.set_member(&named)?));
    (shop, named, other)
}

#[test]
fn an_export_holds_everything_and_no_secret() {
    let (shop, member, other) = story();
    shop.write(|work| claims::reserve(work, &member, "mug"));
    while shop
        .write(|work| letters::next(work, &str::to_owned))
        .is_some()
    {}
    let export = shop.read(|work| rights::export(work, &member));
    let rows = |subject: &str| export[subject].as_array().map_or(0, Vec::len);
    for (subject, least) in [
        ("consents", 3),
        ("consent_answers", 3),
        ("receipts", 1),
        ("ledger", 2),
        ("stamp_cards", 1),
        ("stamps", 1),
        ("full_stamp_cards", 1),
        ("claims", 2),
        ("offers", 1),
        ("points_by_day", 1),
        ("mail", 1),
        ("wallets", 0),
        ("devices", 0),
        ("push_subscriptions", 0),
        ("visits", 0),
        ("draw_tickets", 0),
        ("devices_unlinked", 0),
        ("unsubscribe_links", 1),
        ("next_look_for_offers", 1),
        ("purchases", 1),
        ("challenges", 0),
    ] {
        assert!(export[subject].is_array(), "{subject}");
        assert!(rows(subject) >= least, "{subject}: {}", export[subject]);
    }
    assert_eq!(export["account"]["member"]["name"], "Aino Virtanen");
    assert_eq!(
        export["offers"][0]["why"],
        "You bought Coffee 1 times in 10 days."
    );
    assert_eq!(
        export["consent_answers"][0]["words"],
        "Look at what I bought."
    );
    assert!(
        export["stamps"][0]["at"]
            .as_str()
            .unwrap()
            .starts_with("2026-05-04T09:00:00")
    );
    assert_eq!(export["purchases"][0]["channel"], "till");
    assert_eq!(
        export["purchases"][0]["receipt"],
        export["receipts"][0]["id"]
    );
    let text = export.to_string();
    assert!(!text.contains("m2@example.org") && !text.contains(&other.id.to_string()));
}

/// Every table in which a member stands is told of in the export.
#[test]
fn no_table_is_forgotten() {
    let (shop, _, _) = story();
    let connection = Connection::open(shop.path()).unwrap();
    let mut tables = connection
        .prepare(
            "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
             WHERE m.type = 'table' AND c.name = 'member' ORDER BY m.name",
        )
        .unwrap();
    let tables: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    // In the export under one name or another, …
    let told = [
        "campaign_part",
        "challenge_member",
        "challenge_step",
        "claim",
        "consent_answer",
        "draw_ticket",
        "known_browser",
        "ended_device",
        "linked_device",
        "mail",
        "oauth_grant",
        "offer",
        "offer_look",
        "point_account",
        "point_day",
        "point_entry",
        "point_lot",
        "push_subscription",
        "sale",
        "stamp",
        "stamp_fill",
        "tier_day",
        "tier_standing",
        "unsubscriber",
        "visit",
    ];
    // … or nothing but the shop's own notes and hashes of secrets that end soon.
    let own = [
        "authorization_code",
        "change",
        "device_authorization",
        "sign_in",
    ];
    for table in &tables {
        let table = table.as_str();
        assert!(told.contains(&table) || own.contains(&table), "{table}");
    }
}

#[test]
fn who_leaves_leaves_receipts_without_a_name_and_books_that_balance() {
    let (shop, member, other) = story();
    let claim = shop.write(|work| claims::reserve(work, &member, "mug"));
    assert_eq!(
        shop.refused(|work| claims::reserve(work, &other, "mug")),
        ProblemType::OutOfStock
    );
    let sum = |column: &str| -> i64 {
        let connection = Connection::open(shop.path()).unwrap();
        let sql = format!(
            "SELECT (SELECT coalesce(sum({column}), 0) FROM point_account)
               + (SELECT {column} FROM point_closed)"
        );
        connection.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    let issued = sum("issued");
    let ((), touched) = shop.told(|work| rights::delete(work, member.id)).unwrap();
    assert!(touched.ended.contains(&member.id));
    assert_eq!(sum("issued"), issued, "what was given was given");
    assert_eq!(
        sum("issued") + sum("redeemed") + sum("expired") + sum("adjusted"),
        -shop.read(|work| {
            let account = work.tx.point_account(other.id)?.unwrap();
            Ok(account.pending + account.available + account.locked)
        })
    );
    assert!(shop.read(|work| points::check(work, other.id)));

    // What was held for them is on the shelf again.
    shop.write(|work| claims::reserve(work, &other, "mug"));

    // Nothing in the file names them: no address, no name, no id.
    let connection = Connection::open(shop.path()).unwrap();
    let left: i64 = connection
        .query_row(
            "SELECT count(*) FROM sale WHERE member IS NULL",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(left, 1);
    connection
        .execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    drop(connection);
    let file = std::fs::read(shop.path()).unwrap();
    for trace in [
        "Aino Virtanen".as_bytes(),
        b"m1@example.org",
        member.id.as_bytes(),
        member.number.as_str().as_bytes(),
        claim.code.as_bytes(),
    ] {
        assert!(
            !file.windows(trace.len()).any(|part| part == trace),
            "{trace:?}"
        );
    }
    assert!(
        file.windows(14).any(|part| part == b"m2@example.org"),
        "the file was read"
    );

    assert_eq!(
        shop.refused(|work| rights::delete(work, member.id)),
        ProblemType::NotFound
    );
    // The address may join anew, and gets what newcomers get.
    let again = shop.write(|work| {
        members::join(
            work,
            members::Joining {
                email: Some("m1@example.org".to_owned()),
                phone: None,
                name: None,
                language: "en".to_owned(),
            },
        )
    });
    assert_ne!(again.id, member.id);
    assert!(shop.read(|work| offers::offers(work, &again)).is_empty());
}
