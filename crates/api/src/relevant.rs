//! Which passes are of use now or here. The place stays in this call: it is kept and logged
//! nowhere.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use kantis_pass::{Limits, Location, Moment, Pass, Relevance, Zone};
use kantis_wallet::{CardId, CardQuery, CardSummary, Wallet, WalletError};

use crate::convert::{self, instant};
use crate::dto;
use crate::{Api, ApiError};

/// A pass is shown this long before its time …
const BEFORE: TimeDelta = TimeDelta::hours(24);
/// … and this long after it.
const AFTER: TimeDelta = TimeDelta::hours(1);

/// How near a place counts as there, in metres. An issuer may ask for less (`maxDistance`), and
/// not for more.
const NEAR: f64 = 1_000.0;

/// What a pass says about when and where it is of use.
struct Uses {
    times: Vec<Relevance>,
    places: Vec<Location>,
    near: f64,
}

/// Passes that were read before. A pass that comes anew has another time of coming.
#[derive(Default)]
pub(crate) struct UsesRead(Mutex<Known>);

/// By card, time of coming and language.
type Known = BTreeMap<(CardId, Option<DateTime<Utc>>, String), Arc<Uses>>;

impl Api {
    pub(crate) fn relevant_cards(
        &self,
        request: dto::RelevantRequest,
    ) -> Result<Vec<dto::RelevantCard>, ApiError> {
        let wallet = self.wallet()?;
        let settings = wallet.settings().map_err(convert::error)?;
        let place = request.place.filter(|_| settings.use_place);
        let (now, zone) = (self.clock().now(), self.clock().zone());
        let cards = wallet
            .cards(&CardQuery::default())
            .map_err(convert::error)?;
        let live = cards.cards.iter().filter(|card| {
            let over = card.expires_at.is_some_and(|end| end <= now);
            card.provenance.is_some() && !card.voided && !over
        });
        let mut found = Vec::new();
        let mut read = Known::new();
        for card in live {
            let key = (card.id, card.as_of, settings.reading_locale().to_owned());
            let known = self.uses_read.lock().get(&key).cloned();
            let uses = match known {
                Some(uses) => uses,
                None => Arc::new(self.uses(&wallet, card, &key.2)?),
            };
            found.extend(relevant(card.id, &uses, place, now, zone));
            read.insert(key, uses);
        }
        // What is gone or came anew is forgotten with the old list.
        *self.uses_read.lock() = read;
        found.sort_by_key(|(rank, _)| *rank);
        Ok(found.into_iter().map(|(_, card)| card).collect())
    }

    fn uses(&self, wallet: &Wallet, card: &CardSummary, locale: &str) -> Result<Uses, ApiError> {
        let nothing = Uses {
            times: Vec::new(),
            places: Vec::new(),
            near: NEAR,
        };
        let stored = match wallet.card(card.id) {
            Err(WalletError::NotFound) => return Ok(nothing),
            stored => stored.map_err(convert::error)?,
        };
        let Some(link) = stored.pass else {
            return Ok(nothing);
        };
        let file = wallet.blob(link.original).map_err(convert::error)?;
        let Ok(pass) = Pass::read(&file.bytes, &Limits::default()) else {
            return Ok(nothing);
        };
        let view = pass.view(locale, self.clock().now(), self.clock().zone());
        let asked = view.max_distance.filter(|metres| *metres > 0.0);
        Ok(Uses {
            times: view.relevance,
            places: view.locations,
            near: asked.map_or(NEAR, |metres| metres.min(NEAR)),
        })
    }
}

impl UsesRead {
    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Orders what is of use: what has begun or begins within the hour, what is here by its distance,
/// what begins later.
type Rank = (u8, i64);

fn relevant(
    card: CardId,
    uses: &Uses,
    place: Option<dto::Place>,
    now: DateTime<Utc>,
    zone: Zone,
) -> Option<(Rank, dto::RelevantCard)> {
    let at = uses
        .times
        .iter()
        .filter_map(|time| begins(time, now, zone))
        .min();
    let here = place.and_then(|place| nearest(uses, place));
    let rank = match (at, &here) {
        (Some(at), _) if at <= now + AFTER => (0, instant(at)),
        (_, Some((metres, _))) => (1, i64::from(*metres)),
        (Some(at), None) => (2, instant(at)),
        (None, None) => return None,
    };
    let card = dto::RelevantCard {
        id: card.to_string(),
        at: at.map(instant),
        metres: here.as_ref().map(|(metres, _)| *metres),
        text: here.and_then(|(_, text)| text),
    };
    Some((rank, card))
}

/// When a time that is near begins.
fn begins(time: &Relevance, now: DateTime<Utc>, zone: Zone) -> Option<DateTime<Utc>> {
    let begins = time.from.start(zone);
    let ends = match &time.until {
        Some(until) => until.end(zone),
        None if matches!(time.from.moment, Moment::Day(_)) => time.from.end(zone),
        None => begins,
    };
    (begins - BEFORE <= now && now <= ends + AFTER).then_some(begins)
}

/// The nearest place that is near enough: metres, and the issuer's words for it.
fn nearest(uses: &Uses, here: dto::Place) -> Option<(u32, Option<String>)> {
    let near = uses.places.iter().filter_map(|place| {
        let metres = metres_between(here, place);
        // Distances are short and positive: a whole number of metres is what can be said.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        (metres <= uses.near).then(|| (metres.round() as u32, place.relevant_text.clone()))
    });
    near.min_by_key(|(metres, _)| *metres)
}

/// Great-circle distance by the haversine formula, on a sphere of the Earth's mean radius.
fn metres_between(here: dto::Place, there: &Location) -> f64 {
    const EARTH: f64 = 6_371_008.8;
    let (from, to) = (here.latitude.to_radians(), there.latitude.to_radians());
    let turn = (there.longitude - here.longitude).to_radians();
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let chord = half(to - from) + from.cos() * to.cos() * half(turn);
    2.0 * EARTH * chord.clamp(0.0, 1.0).sqrt().asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(latitude: f64, longitude: f64) -> Location {
        Location {
            latitude,
            longitude,
            altitude: None,
            relevant_text: None,
        }
    }

    #[test]
    fn distances_on_the_globe() {
        let check = |here: (f64, f64), there: (f64, f64), metres: f64| {
            let here = dto::Place {
                latitude: here.0,
                longitude: here.1,
            };
            let found = metres_between(here, &place(there.0, there.1));
            assert!((found - metres).abs() < 0.005 * metres + 0.5, "{found}");
        };
        // Helsinki to Tampere, along a meridian, over the date line, to the other side.
        check((60.1699, 24.9384), (61.4978, 23.7610), 160_700.0);
        check((0.0, 0.0), (1.0, 0.0), 111_195.0);
        check((0.0, 179.999), (0.0, -179.999), 222.4);
        check((60.0, 24.0), (60.0, 24.0), 0.0);
        check((90.0, 0.0), (-90.0, 0.0), 20_015_114.0);
    }

    #[test]
    fn a_time_counts_from_the_day_before_to_the_hour_after() {
        let zone = Zone::fixed(chrono::FixedOffset::east_opt(7_200).unwrap());
        let check = |from: &str, until: Option<&str>, now: &str, counts: bool| {
            let date = |text: &str| kantis_pass::PassDate::parse(text).unwrap();
            let time = Relevance {
                from: date(from),
                until: until.map(date),
            };
            let now = DateTime::parse_from_rfc3339(now).unwrap().to_utc();
            assert_eq!(
                begins(&time, now, zone).is_some(),
                counts,
                "{from} at {now}"
            );
        };
        check("2026-11-22T18:00+02:00", None, "2026-11-21T16:00:00Z", true);
        check(
            "2026-11-22T18:00+02:00",
            None,
            "2026-11-21T15:59:59Z",
            false,
        );
        check("2026-11-22T18:00+02:00", None, "2026-11-22T17:00:00Z", true);
        check(
            "2026-11-22T18:00+02:00",
            None,
            "2026-11-22T17:00:01Z",
            false,
        );
        check("2026-11-22", None, "2026-11-22T22:59:00Z", true);
        check("2026-11-22", None, "2026-11-22T23:01:00Z", false);
        let until = Some("2026-11-25T12:00Z");
        check("2026-11-22T18:00Z", until, "2026-11-25T12:59:00Z", true);
        check("2026-11-22T18:00Z", until, "2026-11-25T13:01:00Z", false);
    }
}
