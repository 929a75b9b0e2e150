//! What a member has a right to: all that is held on them, and its end.

use rusqlite::types::ValueRef;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::SqliteTx;
use crate::store::{Rights, StoreError};

/// An instant as it is written in JSON.
macro_rules! instant {
    ($column:literal) => {
        concat!(
            "strftime('%Y-%m-%dT%H:%M:%fZ', ",
            $column,
            " / 1000.0, 'unixepoch')"
        )
    };
}

/// Subject by subject, each column on purpose: what is not named here stays here.
const HELD: &[(&str, &str)] = &[
    (
        "purchases",
        concat!(
            "SELECT id AS receipt, channel, place, reference, ",
            instant!("recorded"),
            " AS recorded FROM sale WHERE member = ?1 ORDER BY sale.at, sale.id",
        ),
    ),
    (
        "stamps",
        concat!(
            "SELECT card, sale AS receipt, ",
            instant!("at"),
            " AS at, given, on_top, head_start, left, used, worn, taken
             FROM stamp WHERE member = ?1 ORDER BY stamp.at",
        ),
    ),
    (
        "full_stamp_cards",
        concat!(
            "SELECT card, claim, size, ",
            instant!("at"),
            " AS at FROM stamp_fill WHERE member = ?1 ORDER BY stamp_fill.at",
        ),
    ),
    (
        "points_by_day",
        "SELECT day, given FROM point_day WHERE member = ?1 ORDER BY day",
    ),
    (
        "tier",
        concat!(
            "SELECT tier, ",
            instant!("since"),
            " AS since, until, previous, ",
            instant!("previous_since"),
            " AS previous_since, previous_until FROM tier_standing WHERE member = ?1",
        ),
    ),
    (
        "purchases_by_day",
        "SELECT day, spend, purchases FROM tier_day WHERE member = ?1 ORDER BY day",
    ),
    (
        "campaigns",
        concat!(
            "SELECT campaign, place, ",
            instant!("at"),
            " AS at FROM campaign_part WHERE member = ?1 ORDER BY campaign",
        ),
    ),
    (
        "challenges",
        concat!(
            "SELECT challenge, ",
            instant!("joined"),
            " AS joined, ",
            instant!("completed"),
            " AS completed FROM challenge_member WHERE member = ?1 ORDER BY challenge",
        ),
    ),
    (
        "challenge_steps",
        "SELECT challenge, sale AS receipt, day, counted FROM challenge_step
         WHERE member = ?1 ORDER BY day",
    ),
    (
        "draw_tickets",
        "SELECT draw, first, count, sale AS receipt FROM draw_ticket
         WHERE member = ?1 ORDER BY draw, first",
    ),
    (
        "wallets",
        concat!(
            "SELECT oauth_grant.id AS id, client.name AS client, ",
            instant!("oauth_grant.created"),
            " AS created, ",
            instant!("oauth_grant.used"),
            " AS used, oauth_grant.scopes & 1 > 0 AS may_read, oauth_grant.scopes & 2 > 0 AS may_write
             FROM oauth_grant JOIN client ON client.id = oauth_grant.client
             WHERE member = ?1 ORDER BY oauth_grant.created",
        ),
    ),
    (
        "devices",
        concat!(
            "SELECT alias, label, ",
            instant!("linked"),
            " AS linked FROM linked_device WHERE member = ?1 ORDER BY linked_device.linked",
        ),
    ),
    (
        "browsers",
        concat!(
            "SELECT ",
            instant!("used"),
            " AS signed_in FROM known_browser WHERE member = ?1 ORDER BY known_browser.used",
        ),
    ),
    (
        "devices_unlinked",
        concat!(
            "SELECT alias, ",
            instant!("ended"),
            " AS ended FROM ended_device WHERE member = ?1 ORDER BY ended_device.ended",
        ),
    ),
    (
        "push_subscriptions",
        concat!(
            "SELECT id, endpoint, ",
            instant!("created"),
            " AS created FROM push_subscription WHERE member = ?1
             ORDER BY push_subscription.created",
        ),
    ),
    (
        "visits",
        concat!(
            "SELECT till.name AS till, strength, ",
            instant!("until"),
            " AS until FROM visit JOIN till ON till.id = visit.till WHERE member = ?1
             ORDER BY visit.until",
        ),
    ),
    (
        "mail",
        concat!(
            "SELECT offer, ",
            instant!("created"),
            " AS decided, tries, outcome, ",
            instant!("ended"),
            " AS ended FROM mail WHERE member = ?1 ORDER BY mail.created",
        ),
    ),
    (
        "unsubscribe_links",
        concat!(
            "SELECT ",
            instant!("at"),
            " AS made FROM unsubscriber WHERE member = ?1 ORDER BY unsubscriber.at",
        ),
    ),
    (
        "next_look_for_offers",
        concat!(
            "SELECT ",
            instant!("at"),
            " AS at FROM offer_look WHERE member = ?1",
        ),
    ),
];

impl Rights for SqliteTx<'_> {
    fn held_on(&self, member: Uuid) -> Result<Map<String, Value>, StoreError> {
        let connection = self.connection()?;
        let mut held = Map::new();
        for (subject, sql) in HELD {
            let mut statement = connection.prepare(sql)?;
            let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
            let mut rows = statement.query([member])?;
            let mut list = Vec::new();
            while let Some(row) = rows.next()? {
                let mut fields = Map::new();
                for (place, name) in names.iter().enumerate() {
                    fields.insert(name.clone(), json(row.get_ref(place)?));
                }
                list.push(Value::Object(fields));
            }
            held.insert((*subject).to_owned(), Value::Array(list));
        }
        Ok(held)
    }

    fn close_points(&mut self, member: Uuid) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "UPDATE point_closed SET
                   members = members + 1,
                   issued = point_closed.issued + gone.issued,
                   redeemed = point_closed.redeemed + gone.redeemed,
                   expired = point_closed.expired + gone.expired
                     + gone.pending + gone.available + gone.locked,
                   adjusted = point_closed.adjusted + gone.adjusted
                 FROM point_account AS gone WHERE gone.member = ?1",
            )?
            .execute([member])?;
        Ok(())
    }
}

/// A value as JSON. A blob is an id or it is not shown.
fn json(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
        ValueRef::Blob(id) => Uuid::from_slice(id).map_or(Value::Null, |id| id.to_string().into()),
        ValueRef::Null => Value::Null,
    }
}
