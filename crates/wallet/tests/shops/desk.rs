//! One shop: its records, the tokens that it gave out, and what it did.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use kantis_protocol::{Changes, Claim, Gone, Kind, Record};
use kantis_wallet::ports::{Done, Granted, MerchantFailure, MerchantTrouble, Secret, Wish};

use crate::records::{self, name};

/// A shop.
pub(crate) struct Desk {
    /// Records by name, with the number of their last change; `None` for what is no more.
    records: BTreeMap<(Kind, String), (u64, Option<Record>)>,
    changes: u64,
    /// Another one knows none of the states before.
    epoch: u32,
    /// What a page holds at the most.
    pub(crate) page: usize,
    refresh: u32,
    /// When the token before was used, while its successor is not.
    rotated: Option<DateTime<Utc>>,
    /// Access tokens that are good.
    access: BTreeSet<String>,
    given: u32,
    /// How long an access token is good, in seconds.
    pub(crate) lasts: u64,
    /// Nobody is signed in any more.
    pub(crate) over: bool,
    pub(crate) revoked: bool,
    /// Reservations by key.
    pub(crate) claims: BTreeMap<String, Claim>,
    /// What was done, in order.
    pub(crate) done: Vec<Wish>,
    /// The shop's clock less the wallet's.
    pub(crate) ahead: TimeDelta,
    pub(crate) listening: usize,
    /// Streams end at once.
    pub(crate) deaf: bool,
    pub(crate) linked: u32,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let mut desk = Self {
            records: BTreeMap::new(),
            changes: 0,
            epoch: 1,
            page: 500,
            refresh: 0,
            rotated: None,
            access: BTreeSet::new(),
            given: 0,
            lasts: 3600,
            over: false,
            revoked: false,
            claims: BTreeMap::new(),
            done: Vec::new(),
            ahead: TimeDelta::zero(),
            listening: 0,
            deaf: false,
            linked: 0,
        };
        desk.put(records::account(10));
        desk
    }

    pub(crate) fn put(&mut self, record: Record) {
        self.changes += 1;
        self.records
            .insert(name(&record), (self.changes, Some(record)));
    }

    pub(crate) fn remove(&mut self, record: &Record) {
        self.changes += 1;
        if let Some(known) = self.records.get_mut(&name(record)) {
            *known = (self.changes, None);
        }
    }

    /// The database was replaced: states of before are unknown.
    pub(crate) fn replace(&mut self) {
        self.epoch += 1;
        self.records.retain(|_, (_, record)| record.is_some());
    }

    pub(crate) fn state(&self) -> String {
        format!("{}-{}", self.epoch, self.changes)
    }

    /// Tokens of a sign-in, or what follows the last ones.
    pub(crate) fn grant(&mut self) -> Granted {
        self.given += 1;
        let access = format!("access-{}", self.given);
        self.access.insert(access.clone());
        Granted {
            access: Secret::new(access),
            refresh: Secret::new(format!("refresh-{}", self.refresh)),
            expires_in: self.lasts,
            may_write: true,
            date: None,
        }
    }

    /// All access tokens are over.
    pub(crate) fn end_access(&mut self) {
        self.access.clear();
    }

    pub(crate) fn refresh(
        &mut self,
        token: &Secret,
        now: DateTime<Utc>,
    ) -> Result<Granted, MerchantFailure> {
        let is = |number: u32| token.reveal() == format!("refresh-{number}");
        let before = self.refresh.checked_sub(1);
        if self.over {
            return Err(MerchantTrouble::SignInOver.into());
        }
        if is(self.refresh) {
            self.refresh += 1;
            self.rotated = Some(now);
            return Ok(self.grant());
        }
        let grace = self.rotated.map(|at| now - at) <= Some(TimeDelta::seconds(60));
        if before.is_some_and(is) && grace && self.rotated.is_some() {
            return Ok(self.grant());
        }
        self.over = true;
        Err(MerchantTrouble::SignInOver.into())
    }

    /// A token that is shown is known to have come: the one before is not taken again.
    pub(crate) fn lets_in(&self, token: &Secret) -> Result<(), MerchantFailure> {
        if self.access.contains(token.reveal()) && !self.over {
            return Ok(());
        }
        Err(MerchantTrouble::Unauthorized.into())
    }

    pub(crate) fn changes(
        &self,
        since: Option<&str>,
        max: u32,
    ) -> Result<Changes, MerchantFailure> {
        let from = match since {
            None => 0,
            Some(state) => state
                .split_once('-')
                .filter(|(epoch, _)| *epoch == self.epoch.to_string())
                .and_then(|(_, number)| number.parse().ok())
                .ok_or(MerchantTrouble::CannotCalculate)?,
        };
        let mut found: Vec<_> = self
            .records
            .iter()
            .filter(|(_, (number, record))| *number > from && (from > 0 || record.is_some()))
            .collect();
        found.sort_by_key(|(_, (number, _))| *number);
        let most = self.page.min(usize::try_from(max).unwrap());
        let has_more = found.len() > most;
        found.truncate(most);
        let last = found.last().map_or(from, |(_, (number, _))| *number);
        let mut page = Changes {
            old_state: since.unwrap_or_default().to_owned(),
            new_state: if has_more {
                format!("{}-{last}", self.epoch)
            } else {
                self.state()
            },
            has_more,
            changed: Vec::new(),
            removed: Vec::new(),
        };
        for ((kind, id), (_, record)) in found {
            match record {
                Some(record) => page.changed.push(record.clone()),
                None => page.removed.push(Gone {
                    kind: *kind,
                    id: id.clone(),
                }),
            }
        }
        Ok(page)
    }

    pub(crate) fn ask_for(&mut self, wish: &Wish, key: &str) -> Result<Done, MerchantFailure> {
        if let Wish::Reserve { reward } = wish {
            if let Some(claim) = self.claims.get(key) {
                return Ok(Done::Claim(Box::new(claim.clone())));
            }
            if reward == "none" {
                return Err(
                    MerchantTrouble::Problem(kantis_protocol::ProblemType::OutOfStock).into(),
                );
            }
            let number = u8::try_from(self.claims.len()).unwrap() + 100;
            let record = records::claim(number, reward);
            self.put(record.clone());
            self.done.push(wish.clone());
            let Record::Claim(claim) = record else {
                panic!("a claim")
            };
            self.claims.insert(key.to_owned(), claim.clone());
            return Ok(Done::Claim(Box::new(claim)));
        }
        if let Wish::ActivateOffer { offer } = wish {
            let number = offer.as_bytes()[0];
            self.put(records::offer(number, "Pulla", "activated"));
        }
        self.done.push(wish.clone());
        Ok(Done::Nothing)
    }
}

/// What a shop does instead of answering.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// Nothing: it answers.
    Go,
    /// This trouble, and nothing is done.
    Fail(MerchantTrouble),
    /// The same, and it wants to be left alone.
    Rest(MerchantTrouble, Duration),
    /// It is done, and the answer is lost.
    Lose(MerchantTrouble),
    /// Waits until the gate with this name opens, or the call is stopped; then answers.
    Hang(&'static str),
}
