//! The ledger page by page, and what others may not see.

use kantis_merchant::engine::points;
use kantis_protocol::{Kind, ProblemType};

use crate::shop::{ONE_A_EURO, Shop};

#[test]
fn pages_show_every_line_once_newest_first() {
    let mut shop = Shop::with_points("", "", ONE_A_EURO);
    let member = shop.member();
    let other = shop.member();
    shop.buy(&other, 1000);
    for hour in 10..17 {
        shop.set(&format!("2026-03-10T{hour}:00:00"));
        shop.buy(&member, 100 * hour);
        shop.buy(&member, 100 * hour);
    }
    let mut seen = Vec::new();
    let mut before: Option<String> = None;
    loop {
        let page = shop.read(|work| points::ledger(work, &member, before.as_deref(), 4));
        assert!(page.entries.len() <= 4);
        seen.extend(page.entries);
        let Some(next) = page.before else { break };
        before = Some(next);
    }
    assert_eq!(seen.len(), 14);
    assert!(seen.is_sorted_by(|newer, older| newer.occurred >= older.occurred));
    let ids: std::collections::BTreeSet<_> = seen.iter().map(|entry| entry.id).collect();
    assert_eq!(ids.len(), 14);

    let first = seen[0].id;
    let own = shop.read(|work| points::entry(work, &member, first));
    assert_eq!(own.as_ref(), Some(&seen[0]));
    assert_eq!(shop.read(|work| points::entry(work, &other, first)), None);
}

#[test]
fn a_place_that_was_never_given_out_is_refused() {
    let mut shop = Shop::with_points("", "", ONE_A_EURO);
    let member = shop.member();
    for before in [
        "",
        "-",
        "x",
        "12-",
        "99999999999999999999-",
        "é-é",
        "1-00000000",
    ] {
        let refused = shop
            .try_write(|work| points::ledger(work, &member, Some(before), 10))
            .unwrap_err();
        assert_eq!(refused.kind, ProblemType::Malformed, "{before}");
    }
}

#[test]
fn whatever_moves_is_announced_to_the_wallet() {
    let mut shop = Shop::with_points("return_days = 1", "expiry = { months = 1 }", ONE_A_EURO);
    let member = shop.member();
    let mut since = 0;
    let mut changed = |shop: &Shop| -> Vec<(Kind, String)> {
        use kantis_merchant::store::Store as _;
        let tx = shop.store.read().unwrap();
        let rows = tx.changes_after(member.id, since, 1000).unwrap();
        since = tx.state(member.id).unwrap().sequence;
        rows.into_iter().map(|row| (row.kind, row.id)).collect()
    };
    changed(&shop);
    let account = (Kind::Account, "account".to_owned());
    shop.buy(&member, 1000);
    let entry = (Kind::LedgerEntry, shop.ledger(&member)[0].id.to_string());
    let rows = changed(&shop);
    assert!(rows.contains(&account) && rows.contains(&entry), "{rows:?}");
    assert_eq!(changed(&shop), []);
    for wall in ["2026-03-12T00:00:00", "2026-04-13T00:00:00"] {
        shop.set(wall);
        shop.tick();
        let rows = changed(&shop);
        assert!(
            rows.contains(&account) && rows.len() == 2,
            "{wall} {rows:?}"
        );
    }
}

#[test]
fn a_programme_without_points_has_none() {
    let mut shop = Shop::open(crate::shop::programme("", "Europe/Helsinki", ""));
    let member = shop.member();
    assert_eq!(shop.buy(&member, 1000).1.given, 0);
    assert_eq!(shop.read(|work| points::balance(work, &member)), None);
    assert!(shop.checks(&member));
}
