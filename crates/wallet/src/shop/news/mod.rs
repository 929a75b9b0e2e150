//! What a page of records tells: lines of the timeline, notices, and points of the balances'
//! curves.
//!
//! Receipts and ledgers are the timeline themselves, so that only their notices are made here. What
//! was there when everything was first read is no news: it is entered as told, so that no later
//! reading tells it either.

mod account;
mod offers;
mod purchases;
mod trouble;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kantis_protocol::{ChallengeState, ClaimState, Programme, Receipt, Record, Reward, StampCard};
use rusqlite::Connection;

use super::cache::{KeptPage, Touched};
use super::records::{of_kind, one};
use super::rows;
use super::summary;
use super::twin::{self, Twin};
use crate::activity::{self, Seen};
use crate::domain::{CardId, ConnectionId, Happening};
use crate::error::Result;
use crate::store::Wallet;

pub(crate) use trouble::trouble;

/// Lines of one page; a made-up shop may send thousands.
const MOST_LINES: usize = 100;
/// A purchase that is heard of later is in the timeline, but no news.
const RECENT: TimeDelta = TimeDelta::days(7);

/// Something that a page tells.
struct News {
    what: Happening,
    /// What makes it one of a kind.
    key: String,
    /// It is a line that is told to nobody.
    quiet: bool,
    seen: Seen,
    twin: Twin,
}

impl Wallet {
    /// Notes what a page tells, while the transaction on `cache.db` that keeps it is open. A page
    /// that comes again, because that one did not last, tells nothing twice.
    pub(in crate::shop) fn note_news(
        &self,
        cache: &Connection,
        connection: ConnectionId,
        page: &KeptPage<'_>,
    ) -> Result<()> {
        if page.touched.is_empty() {
            return Ok(());
        }
        let Some(card) =
            self.read(|wallet| Ok(rows::by_id(wallet, connection)?.map(|row| row.card)))?
        else {
            return Ok(());
        };
        let now = self.ports.clock.now();
        let spends = page.is_news && page.touched.iter().any(is_account);
        let has = |wanted: fn(&Record) -> bool| {
            let mut all = page.touched.iter();
            page.is_news && all.any(|touched| touched.after.is_some_and(wanted))
        };
        let known = Known {
            programme: one(cache, connection, "programme")?,
            stamp_cards: match has(|record| matches!(record, Record::Receipt(_))) {
                true => of_kind(cache, connection, "stampCard")?,
                false => Vec::new(),
            },
            stamping: match has(|record| matches!(record, Record::StampCard(_))) {
                true => twin::stamping(cache, connection, now - RECENT)?,
                false => Vec::new(),
            },
            rewards: match spends {
                true => of_kind(cache, connection, "reward")?,
                false => Vec::new(),
            },
        };
        let today = self.ports.clock.zone().day(now);
        let news = Page {
            card,
            page,
            known: &known,
            now,
            today,
        }
        .news();
        let account = page
            .touched
            .iter()
            .find_map(|touched| match &touched.after {
                Some(Record::Account(account)) => Some(account),
                _ => None,
            });
        if news.is_empty() && account.is_none() {
            return Ok(());
        }
        let mut writer = self.unrecorded_writer()?;
        for balance in account
            .iter()
            .flat_map(|account| summary::balances(account))
        {
            activity::observe(&writer, card, &balance)?;
        }
        for news in news.into_iter().take(MOST_LINES) {
            let key = &news.key;
            match (news.quiet, page.is_news) {
                (true, false) => {}
                (true, true) if activity::is_noted(&writer, key)? => {}
                (true, true) => {
                    activity::add_line(&mut writer, card, &news.what)?;
                    activity::note_known(&mut writer, card, key)?;
                }
                (false, false) => activity::note_known(&mut writer, card, key)?,
                (false, true) if news.twin.is_told(&writer)? => {
                    activity::note_known(&mut writer, card, key)?;
                }
                (false, true) => {
                    activity::note_as(&mut writer, card, &news.what, key, news.seen)?;
                    news.twin.hush(&writer)?;
                }
            }
        }
        writer.commit()?;
        Ok(())
    }
}

fn is_account(touched: &Touched<'_>) -> bool {
    matches!(touched.after, Some(Record::Account(_)))
}

/// What else the shop says.
struct Known {
    programme: Option<Programme>,
    rewards: Vec<Reward>,
    /// As they stand, where the page has receipts.
    stamp_cards: Vec<StampCard>,
    /// Recent receipts that gave stamps, where the page has stamp cards.
    stamping: Vec<Receipt>,
}

struct Page<'p> {
    card: CardId,
    page: &'p KeptPage<'p>,
    known: &'p Known,
    now: DateTime<Utc>,
    today: NaiveDate,
}

impl Page<'_> {
    fn news(&self) -> Vec<News> {
        self.page
            .touched
            .iter()
            .flat_map(|touched| match (&touched.before, &touched.after) {
                (before, Some(Record::Offer(after))) => {
                    let before = match before {
                        Some(Record::Offer(before)) => Some(&**before),
                        _ => None,
                    };
                    self.offer(before, after)
                }
                (Some(Record::Offer(before)), None) => {
                    self.offer_went(before).into_iter().collect()
                }
                (before, Some(Record::StampCard(after))) => {
                    let before = match before {
                        Some(Record::StampCard(before)) => Some(before),
                        _ => None,
                    };
                    self.stamps(before, after).into_iter().collect()
                }
                (before, Some(Record::Account(after))) => {
                    let before = match before {
                        Some(Record::Account(before)) => Some(&**before),
                        _ => None,
                    };
                    self.account(before, after)
                }
                (None, Some(Record::Receipt(after))) => self.receipt(after).into_iter().collect(),
                (before, Some(Record::Claim(after))) => {
                    let was_held = match before {
                        Some(Record::Claim(before)) => Some(before.state == ClaimState::Reserved),
                        _ => None,
                    };
                    self.claim(was_held, after).into_iter().collect()
                }
                (before, Some(Record::Challenge(after))) => {
                    let was_met = match before {
                        Some(Record::Challenge(before)) => {
                            before.state == ChallengeState::Completed
                        }
                        _ => false,
                    };
                    let met = after.state == ChallengeState::Completed && !was_met;
                    let news = met.then(|| {
                        self.told(
                            Happening::ChallengeMet {
                                title: after.title.clone(),
                                reward: after.reward.clone(),
                            },
                            format!("challenge/{}/{}/{}", self.card, after.id, after.until),
                        )
                    });
                    news.into_iter().collect()
                }
                _ => Vec::new(),
            })
            .collect()
    }

    fn told(&self, what: Happening, key: String) -> News {
        News {
            what,
            key,
            quiet: false,
            seen: Seen::Line,
            twin: Twin::None,
        }
    }

    fn line(&self, what: Happening, key: String) -> News {
        News {
            quiet: true,
            ..self.told(what, key)
        }
    }
}
