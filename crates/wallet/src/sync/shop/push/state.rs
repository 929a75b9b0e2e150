//! What is known of pushes while the engine runs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::woken::Woken;
use crate::domain::{ConnectionId, ConnectionState};
use crate::ports::{PushEvent, PushRegistration, Secret};
use crate::shop::push::PushRow;
use crate::shop::rows::PlanRow;

/// A registration without an endpoint is asked for again after this long.
const AGAIN: TimeDelta = TimeDelta::hours(1);

#[derive(Default)]
pub(super) struct State {
    /// Registrations are taken now.
    pub(super) ready: bool,
    /// Something was said since the last look.
    pub(super) has_news: bool,
    /// The tokens that count.
    known: BTreeMap<String, ConnectionId>,
    /// What was said of them and is not in the store yet.
    told: BTreeMap<String, Told>,
    /// When each was last asked for, since the receiver became ready.
    asked: BTreeMap<String, DateTime<Utc>>,
    /// Those whose endpoint was handed out since then.
    confirmed: BTreeSet<String>,
    /// Shops that wake us.
    pub(super) live: BTreeSet<ConnectionId>,
    /// Shops that are to be told something, and from when on.
    errands: BTreeMap<ConnectionId, DateTime<Utc>>,
    pub(super) woken: BTreeMap<ConnectionId, Woken>,
}

/// The newest word of a receiver on a token.
pub(super) enum Told {
    Endpoint(String),
    Gone,
}

/// What is to be changed in the store.
pub(super) enum Change {
    /// The endpoint of a token is another one.
    Moved(Secret, String),
    /// A token ended; the next one takes its place.
    Gone(Secret, Secret),
    /// Nobody wants this token any more.
    Forget(Secret),
    /// A connection without a token gets this one.
    Insert(ConnectionId, Secret),
}

impl State {
    /// Hears what the receiver says; `true` when somebody has to look.
    pub(super) fn hear(&mut self, event: PushEvent) -> bool {
        let is_news = match event {
            PushEvent::Ready => {
                self.ready = true;
                self.asked.clear();
                self.confirmed.clear();
                true
            }
            PushEvent::Away => {
                self.ready = false;
                self.live.clear();
                true
            }
            PushEvent::Endpoint { token, endpoint } => self.tell(&token, Told::Endpoint(endpoint)),
            PushEvent::Gone { token } => self.tell(&token, Told::Gone),
            PushEvent::Message { token } => match self.known.get(token.reveal()) {
                Some(id) => self.woken.entry(*id).or_default().push(),
                None => false,
            },
        };
        self.has_news |= is_news;
        is_news
    }

    fn tell(&mut self, token: &Secret, told: Told) -> bool {
        let is_known = self.known.contains_key(token.reveal());
        if is_known {
            self.told.insert(token.reveal().to_owned(), told);
        }
        is_known
    }

    /// What was said since the last look.
    pub(super) fn take_told(&mut self) -> BTreeMap<String, Told> {
        self.has_news = false;
        std::mem::take(&mut self.told)
    }

    /// What could not be kept, unless there was another word since.
    pub(super) fn put_back(&mut self, told: BTreeMap<String, Told>) {
        for (token, word) in told {
            self.told.entry(token).or_insert(word);
        }
    }

    /// From when on a shop is to be told something; `None`: there is nothing to tell.
    pub(super) fn errand(&self, id: ConnectionId) -> Option<DateTime<Utc>> {
        self.errands.get(&id).copied()
    }

    /// Takes over how things stand in the store.
    pub(super) fn read(&mut self, rows: &[PushRow]) {
        self.known.clear();
        self.live.clear();
        self.errands.clear();
        for row in rows {
            let Some(id) = row.connection else {
                continue;
            };
            let token = row.token.reveal();
            self.known.insert(token.to_owned(), id);
            if self.ready && row.subscription.is_some() && self.confirmed.contains(token) {
                self.live.insert(id);
            }
            let from = match (&row.endpoint, row.replaced) {
                (_, Some(_)) => Some(DateTime::UNIX_EPOCH),
                (Some(_), None) => Some(row.renew_at),
                (None, None) => None,
            };
            self.errands.extend(from.map(|from| (id, from)));
        }
        let known = &self.known;
        self.confirmed.retain(|token| known.contains_key(token));
        self.asked.retain(|token, _| known.contains_key(token));
        let ids: BTreeSet<_> = known.values().collect();
        self.woken.retain(|id, _| ids.contains(id));
    }

    /// What is to be changed in the store.
    pub(super) fn changes(
        &mut self,
        rows: &[PushRow],
        plans: &[PlanRow],
        told: &BTreeMap<String, Told>,
        now: DateTime<Utc>,
        new_token: impl Fn() -> Secret,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        for row in rows {
            let Some(id) = row.connection else {
                // It is kept until somebody hears of its end.
                changes.extend(self.ready.then(|| Change::Forget(row.token.clone())));
                continue;
            };
            // The shop is told with a visit, which this makes due.
            match told.get(row.token.reveal()) {
                Some(Told::Endpoint(endpoint)) => {
                    self.confirmed.insert(row.token.reveal().to_owned());
                    if row.endpoint.as_ref() != Some(endpoint) {
                        self.woken.entry(id).or_default().push();
                        changes.push(Change::Moved(row.token.clone(), endpoint.clone()));
                    }
                }
                Some(Told::Gone) => {
                    self.woken.entry(id).or_default().push();
                    changes.push(Change::Gone(
                        row.token.clone(),
                        self.later(new_token(), now),
                    ));
                }
                None => {}
            }
        }
        if self.ready {
            let has: BTreeSet<_> = rows.iter().filter_map(|row| row.connection).collect();
            let read_once = |row: &&PlanRow| row.plan.state == ConnectionState::Live;
            let plans = plans.iter().filter(read_once).map(|row| row.id);
            let without = plans.filter(|id| !has.contains(id));
            changes.extend(without.map(|id| Change::Insert(id, new_token())));
        }
        changes
    }

    /// A token that is asked for later: a receiver that ends every registration is not asked for
    /// the next one without rest.
    pub(super) fn later(&mut self, token: Secret, now: DateTime<Utc>) -> Secret {
        self.asked.insert(token.reveal().to_owned(), now);
        token
    }

    /// Takes over how things stand in the store; gives what is to be asked for.
    pub(super) fn wanted(
        &mut self,
        rows: &[PushRow],
        plans: &[PlanRow],
        now: DateTime<Utc>,
    ) -> Vec<PushRegistration> {
        self.read(rows);
        if !self.ready {
            return Vec::new();
        }
        let is_asked = |row: &&PlanRow| row.plan.due_at.is_some();
        let asked: BTreeSet<_> = plans.iter().filter(is_asked).map(|row| row.id).collect();
        let is_wanted = |row: &&PushRow| row.connection.is_some_and(|id| asked.contains(&id));
        let mut wanted = Vec::new();
        for row in rows.iter().filter(is_wanted) {
            let token = row.token.reveal();
            let is_recent = |at: &DateTime<Utc>| *at <= now && now - *at < AGAIN;
            let enough = self
                .asked
                .get(token)
                .is_some_and(|at| self.confirmed.contains(token) || is_recent(at));
            if !enough {
                self.asked.insert(token.to_owned(), now);
                wanted.push(PushRegistration {
                    token: row.token.clone(),
                    vapid: row.vapid.clone(),
                });
            }
        }
        wanted
    }
}
