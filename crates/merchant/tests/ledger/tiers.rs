//! Rising, staying, falling.

use kantis_merchant::engine::points::{self, Boost};
use kantis_merchant::engine::tiers;
use kantis_merchant::records::MemberRecord;
use kantis_protocol::{Metric, Tier, TierProgress};

use crate::shop::{ONE_A_EURO, Shop, back, line, programme, with_points};

const LADDER: &str = "
[[tiers.tier]]
id = \"basic\"
name = \"Basic\"
from = 0
[[tiers.tier]]
id = \"silver\"
name = { en = \"Silver\", fi = \"Hopea\" }
from = 10000
keep = 8000
points_percent = 150
benefits = [{ en = \"Coffee\", fi = \"Kahvi\" }]
[[tiers.tier]]
id = \"gold\"
name = \"Gold\"
from = 30000
points_percent = 200
";

/// Tiers by money spent over a window, with days of grace.
fn shop(window: &str, grace: u32) -> (Shop, MemberRecord) {
    by("spend", window, grace, LADDER)
}

fn by(metric: &str, window: &str, grace: u32, ladder: &str) -> (Shop, MemberRecord) {
    let rest = format!(
        "{}\n[tiers]\nby = \"{metric}\"\nwindow = {window}\ngrace_days = {grace}\n{ladder}",
        with_points("", ONE_A_EURO)
    );
    let mut shop = Shop::open(programme("", "Europe/Helsinki", &rest));
    let member = shop.member();
    (shop, member)
}

/// Id, until, and what is so far, wanted and by when.
fn said(tier: &Tier) -> (&str, Option<String>) {
    (&tier.id, tier.until.map(|day| day.to_string()))
}

fn progress(progress: Option<&TierProgress>) -> Option<(&str, i64, i64, Option<String>)> {
    progress.map(|progress| {
        (
            progress.tier.as_str(),
            progress.current,
            progress.threshold,
            progress.by.map(|day| day.to_string()),
        )
    })
}

fn day(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn a_member_rises_at_once_and_sees_what_is_wanted() {
    let (shop, mut member) = shop("{ months = 12 }", 0);
    let tier = shop.tier(&member);
    assert_eq!(said(&tier), ("basic", None));
    assert_eq!(
        (tier.rank, tier.since, &tier.to_keep),
        (0, member.joined, &None)
    );
    assert_eq!(
        progress(tier.to_next.as_ref()),
        Some(("silver", 0, 10_000, None))
    );

    shop.buy(&member, 9_999);
    assert_eq!(shop.tier(&member).id, "basic");
    let sale = shop.basket(&member, vec![line(1, "thing", 1000, 1)]);
    let risen = shop.write(|work| tiers::purchase(work, &member, &sale));
    assert_eq!(risen.as_deref(), Some("silver"));
    let again = shop.write(|work| tiers::purchase(work, &member, &sale));
    assert_eq!(again, None, "reached once");

    member.language = "fi".to_owned();
    let tier = shop.tier(&member);
    assert_eq!((tier.name.as_str(), tier.rank), ("Hopea", 1));
    assert_eq!(tier.benefits, ["Kahvi"]);
    // Today counts until the 9th of March next year.
    assert_eq!(said(&tier), ("silver", day("2027-03-09")));
    assert_eq!(
        progress(tier.to_next.as_ref()),
        Some(("gold", 10_001, 30_000, day("2027-03-09")))
    );
    assert_eq!(
        progress(tier.to_keep.as_ref()),
        Some(("silver", 10_001, 8_000, day("2027-03-09")))
    );
    assert_eq!(tier.to_keep.unwrap().metric, Metric::Spend);
    let at_least = |tier: &str| shop.read(|work| tiers::at_least(work, member.id, tier));
    assert_eq!(
        ["basic", "silver", "gold", "none"].map(at_least),
        [true, true, false, false]
    );
    assert_eq!(
        shop.read(|work| tiers::points_percent(work, member.id)),
        150
    );
}

#[test]
fn a_tier_is_left_when_the_window_moved_on_and_the_grace_is_over() {
    let (mut shop, member) = shop("{ months = 12 }", 30);
    shop.buy(&member, 12_000);
    shop.set("2026-06-01T12:00:00");
    shop.buy(&member, 4_000);
    // In March only 40 are left of what 80 keep: then thirty days of grace.
    let tier = shop.tier(&member);
    assert_eq!(said(&tier), ("silver", day("2027-04-08")));
    assert_eq!(
        progress(tier.to_keep.as_ref()),
        Some(("silver", 4_000, 8_000, day("2027-04-08")))
    );
    shop.set("2027-04-08T23:59:59");
    shop.tick();
    assert_eq!(shop.tier(&member).id, "silver");
    shop.set("2027-04-09T00:00:00");
    // Without a tick the tier is over just the same.
    assert_eq!(shop.tier(&member).id, "basic");
    assert_eq!(
        shop.read(|work| tiers::points_percent(work, member.id)),
        100
    );
    shop.tick();
    let tier = shop.tier(&member);
    assert_eq!((said(&tier), tier.since), (("basic", None), shop.now));
    assert_eq!(shop.write(|work| tiers::tick(work, 10)), 0);
}

#[test]
fn what_is_bought_in_the_days_of_grace_keeps_the_tier() {
    let (mut shop, member) = shop("{ months = 12 }", 30);
    shop.buy(&member, 12_000);
    shop.set("2027-04-08T12:00:00");
    assert_eq!(said(&shop.tier(&member)), ("silver", day("2027-04-08")));
    shop.buy(&member, 8_000);
    assert_eq!(said(&shop.tier(&member)), ("silver", day("2028-05-07")));
    let since = shop.tier(&member).since;
    assert_eq!(since, member.joined, "it was never left");
}

#[test]
fn from_gold_a_member_falls_to_what_is_enough_to_stay_in() {
    let (mut shop, member) = shop("{ months = 12 }", 0);
    shop.buy(&member, 25_000);
    shop.set("2026-09-10T12:00:00");
    shop.buy(&member, 9_000);
    assert_eq!(shop.tier(&member).id, "gold");
    shop.set("2027-03-10T00:00:00");
    shop.tick();
    // 90 are too few to rise to silver, and enough to stay.
    assert_eq!(said(&shop.tier(&member)), ("silver", day("2027-09-09")));
    shop.set("2027-09-10T00:00:00");
    shop.tick();
    assert_eq!(shop.tier(&member).id, "basic");
}

#[test]
fn with_the_calendar_year_a_tier_holds_until_the_end_of_the_next() {
    let (mut shop, member) = shop("\"calendar_year\"", 10);
    shop.buy(&member, 12_000);
    let tier = shop.tier(&member);
    assert_eq!(said(&tier), ("silver", day("2028-01-10")));
    assert_eq!(
        progress(tier.to_next.as_ref()),
        Some(("gold", 12_000, 30_000, day("2026-12-31")))
    );
    assert_eq!(
        progress(tier.to_keep.as_ref()),
        Some(("silver", 0, 8_000, day("2027-12-31")))
    );
    shop.set("2027-05-01T12:00:00");
    shop.buy(&member, 5_000);
    let tier = shop.tier(&member);
    assert_eq!(
        progress(tier.to_next.as_ref()),
        Some(("gold", 5_000, 30_000, day("2027-12-31")))
    );
    assert_eq!(
        progress(tier.to_keep.as_ref()),
        Some(("silver", 5_000, 8_000, day("2027-12-31")))
    );
    shop.set("2028-01-05T12:00:00");
    let tier = shop.tier(&member);
    assert_eq!(
        progress(tier.to_keep.as_ref()),
        Some(("silver", 0, 8_000, day("2028-01-10")))
    );
    shop.set("2028-01-11T00:00:00");
    shop.tick();
    assert_eq!(shop.tier(&member).id, "basic");
    // The last instant of the year in Helsinki belongs to the year.
    shop.set("2028-12-31T23:59:59");
    shop.buy(&member, 10_000);
    assert_eq!(said(&shop.tier(&member)), ("silver", day("2030-01-10")));
}

#[test]
fn what_counts_ever_is_never_lost() {
    let (mut shop, member) = shop("\"ever\"", 0);
    shop.buy(&member, 30_000);
    shop.set("2046-03-10T12:00:00");
    shop.tick();
    let tier = shop.tier(&member);
    assert_eq!(said(&tier), ("gold", None));
    assert_eq!((tier.to_next, tier.to_keep), (None, None));
}

#[test]
fn a_return_undoes_the_rise_that_its_purchase_made() {
    for window in ["{ months = 12 }", "\"calendar_year\"", "\"ever\""] {
        let (mut shop, member) = shop(window, 90);
        shop.buy(&member, 9_000);
        let (risen, _) = shop.buy(&member, 5_000);
        shop.set("2026-03-20T12:00:00");
        let (top, _) = shop.buy(&member, 20_000);
        assert_eq!(shop.tier(&member).id, "gold");
        let silver_since = risen.at;
        // Gold was reached with the last purchase: without it, silver as before.
        shop.bring_back(&member, &top);
        let tier = shop.tier(&member);
        assert_eq!(
            (tier.id.as_str(), tier.since),
            ("silver", silver_since),
            "{window}"
        );
        // Silver too was only a purchase that came back.
        shop.bring_back(&member, &risen);
        let tier = shop.tier(&member);
        assert_eq!(
            (said(&tier), tier.since),
            (("basic", None), member.joined),
            "{window}"
        );
        assert_eq!(tier.to_next.unwrap().current, 9_000);
    }
}

#[test]
fn a_return_of_something_older_takes_only_the_certainty() {
    let (mut shop, member) = shop("{ months = 12 }", 30);
    let (old, _) = shop.buy(&member, 9_000);
    shop.set("2026-03-12T12:00:00");
    shop.buy(&member, 31_000);
    assert_eq!(said(&shop.tier(&member)), ("gold", day("2027-04-10")));
    // 310 are gold without it.
    shop.bring_back(&member, &old);
    assert_eq!(said(&shop.tier(&member)), ("gold", day("2027-04-10")));

    // A tier that was there before the purchase is kept for the days of grace.
    let (mut shop, member) = self::shop("{ months = 1 }", 30);
    shop.buy(&member, 10_000);
    shop.set("2026-04-05T12:00:00");
    let (new, _) = shop.buy(&member, 10_000);
    assert_eq!(said(&shop.tier(&member)), ("silver", day("2026-06-03")));
    shop.set("2026-04-20T12:00:00");
    shop.bring_back(&member, &new);
    assert_eq!(said(&shop.tier(&member)), ("silver", day("2026-05-20")));
}

#[test]
fn purchases_count_while_anything_is_left_of_them() {
    let ladder = LADDER
        .replace("from = 10000\nkeep = 8000", "from = 2")
        .replace("from = 30000", "from = 3");
    let (shop, member) = by("purchases", "{ months = 12 }", 0, &ladder);
    shop.buy(&member, 100);
    shop.buy(&member, 0);
    assert_eq!(
        shop.tier(&member).id,
        "basic",
        "what costs nothing is no purchase"
    );
    let mut sale = shop.basket(&member, vec![line(1, "thing", 2000, 100)]);
    shop.write(|work| tiers::purchase(work, &member, &sale));
    assert_eq!(shop.tier(&member).id, "silver");
    for (left, tier) in [(1000, "silver"), (0, "basic")] {
        let back = back(&sale, &[1000], shop.now);
        shop.write(|work| tiers::returned(work, member.id, &sale, &back));
        sale.lines[0].returned += 1000;
        assert_eq!(shop.tier(&member).id, tier, "{left} left");
    }
}

#[test]
fn points_that_were_given_count_whatever_became_of_them() {
    let ladder = LADDER
        .replace("from = 10000\nkeep = 8000", "from = 100")
        .replace("from = 30000", "from = 300");
    let (shop, member) = by("points", "{ months = 12 }", 0, &ladder);
    shop.write(|work| points::award(work, member.id, 60, "challenge:x"));
    let claim = uuid::Uuid::new_v4();
    shop.write(|work| points::reserve(work, member.id, 60, claim));
    shop.write(|work| points::consume(work, member.id, claim, None));
    let (sale, _) = shop.buy(&member, 4_000);
    let tier = shop.tier(&member);
    assert_eq!(tier.id, "silver");
    assert_eq!(tier.to_next.unwrap().current, 100);
    shop.bring_back(&member, &sale);
    assert_eq!(shop.tier(&member).id, "basic");
    let preview = shop.read(|work| {
        let sale = shop.basket(&member, vec![line(1, "thing", 1000, 1000)]);
        points::preview(work, &member, &sale, &Boost::default())
    });
    assert_eq!(preview.given, 10);
}
