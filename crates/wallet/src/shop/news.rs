//! What a page of records tells: lines of the timeline, notices, and points of the balances'
//! curves.
//!
//! Receipts and ledgers are the timeline themselves, so that only their notices are made here. What
//! was there when everything was first read is no news: it is entered as told, so that no later
//! reading tells it either.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kantis_protocol::{
    Account, ChallengeState, ClaimState, Offer, OfferState, Programme, Receipt, Record, Reward,
    StampCard,
};
use rusqlite::Connection;

use super::cache::{KeptPage, Touched};
use super::records::{of_kind, one};
use super::rows::{self, ConnectionRow};
use super::summary::{self, is_open, points};
use super::told;
use super::twin::{self, Twin};
use crate::activity::{self, Seen};
use crate::domain::{CardId, ConnectionId, ConnectionState, Happening};
use crate::error::Result;
use crate::store::Wallet;
use crate::store::writer::Writer;

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
    pub(super) fn note_news(
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

/// Notes that a connection needs the shopper, once for each time that it worked before. Part of the
/// transaction that keeps the connection's new state; `row` is how it was.
pub(crate) fn trouble(
    writer: &mut Writer<'_>,
    row: &ConnectionRow,
    state: ConnectionState,
) -> Result<bool> {
    let needs = matches!(
        state,
        ConnectionState::SignInOver | ConnectionState::Gone | ConnectionState::Unsafe
    );
    if !needs {
        return Ok(false);
    }
    let why = state.name().to_owned();
    let worked = row.plan.checked_at.unwrap_or(row.made_at);
    let key = format!("connection/{}/{why}/{}", row.id, worked.timestamp_millis());
    activity::note(
        writer,
        row.card,
        &Happening::ConnectionTrouble { why },
        &key,
    )
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

    fn offer(&self, before: Option<&Offer>, after: &Offer) -> Vec<News> {
        let title = after.title.clone();
        let news = match before {
            None if !is_open(after) => None,
            None if after.personal => Some(self.told(
                Happening::OfferForMe {
                    title,
                    why: after.why.clone(),
                    until: after.until,
                },
                format!("offer/{}/{}", self.card, after.id),
            )),
            None => Some(self.line(
                Happening::OfferCame {
                    title,
                    message: None,
                    until: after.until,
                },
                format!("came/{}/{}/{:?}", self.card, after.id, after.until),
            )),
            Some(before) if after.state == OfferState::Withdrawn => self.offer_went(before),
            Some(_) => None,
        };
        news.into_iter().collect()
    }

    /// An offer that could still be had went before its time.
    fn offer_went(&self, before: &Offer) -> Option<News> {
        let in_time = before.until.is_none_or(|until| until >= self.today);
        if !is_open(before) || !in_time {
            return None;
        }
        let what = Happening::OfferWent {
            title: before.title.clone(),
        };
        let counted_on = before.personal || before.state != OfferState::Available;
        let key = format!("went/{}/{}", self.card, before.id);
        Some(if counted_on {
            self.told(what, key)
        } else {
            self.line(what, key)
        })
    }

    fn stamps(&self, before: Option<&StampCard>, after: &StampCard) -> Option<News> {
        let (had, filled) = before.map_or((0, 0), |card| (card.collected, card.completed));
        let gave = twin::gave(&self.known.stamping, before, after);
        let twin = Twin::Says(
            gave.map(|receipt| twin::receipt_key(self.card, receipt))
                .collect(),
        );
        if after.completed > filled {
            let told = self.told(
                Happening::StampCardFull {
                    title: after.title.clone(),
                    reward: after.reward.clone(),
                },
                twin::full_key(self.card, after),
            );
            return Some(News { twin, ..told });
        }
        if after.collected <= had {
            return None;
        }
        // The receipt says how many stamps it gave, on this page or one before.
        let by_receipt = twin.is_some() || self.gave_stamps(|card| card == after.id);
        Some(News {
            what: Happening::Stamped {
                title: after.title.clone(),
                collected: after.collected,
                required: after.required.max(1),
            },
            key: twin::stamp_key(self.card, after),
            quiet: false,
            seen: if by_receipt { Seen::Notice } else { Seen::Line },
            twin,
        })
    }

    /// Whether a receipt of this page gave stamps on such a card.
    fn gave_stamps(&self, on: impl Fn(&str) -> bool) -> bool {
        self.page
            .touched
            .iter()
            .any(|touched| match &touched.after {
                Some(Record::Receipt(receipt)) => {
                    let mut stamps = receipt.effects.stamps.iter();
                    stamps.any(|effect| effect.stamps > 0 && on(&effect.card))
                }
                _ => false,
            })
    }

    /// What fills a stamp card or lands on one in this page tells of the purchase already.
    fn stamps_told(&self, receipt: &Receipt) -> bool {
        let on = |id: &str| {
            receipt
                .effects
                .stamps
                .iter()
                .any(|effect| effect.card == id && effect.stamps > 0)
        };
        self.page
            .touched
            .iter()
            .any(|touched| match &touched.after {
                Some(Record::StampCard(card)) => on(&card.id),
                _ => false,
            })
    }

    fn receipt(&self, receipt: &Receipt) -> Option<News> {
        let recent = receipt.issued > self.now - RECENT;
        if !self.page.is_news || !recent || self.stamps_told(receipt) {
            return None;
        }
        let unit = self.known.programme.as_ref();
        let unit = unit.and_then(|programme| programme.unit.as_ref());
        Some(News {
            what: told::receipt(receipt, unit),
            key: twin::receipt_key(self.card, receipt),
            quiet: false,
            seen: Seen::Notice,
            twin: Twin::Said(twin::said_by(&self.known.stamp_cards, self.card, receipt)),
        })
    }

    fn account(&self, before: Option<&Account>, after: &Account) -> Vec<News> {
        let tier = self.tier(before, after);
        let reach = before.and_then(|before| self.reach(before, after));
        tier.into_iter().chain(reach).collect()
    }

    fn tier(&self, before: Option<&Account>, after: &Account) -> Option<News> {
        let tier = after.tier.as_ref()?;
        let had = before.and_then(|account| account.tier.as_ref());
        if had.is_some_and(|had| had.id == tier.id) {
            return None;
        }
        Some(self.told(
            Happening::TierChanged {
                before: had.map(|had| had.name.clone()),
                name: tier.name.clone(),
                rose: had.is_none_or(|had| tier.rank > had.rank),
            },
            format!(
                "tier/{}/{}/{}",
                self.card,
                tier.id,
                tier.since.timestamp_millis()
            ),
        ))
    }

    /// The dearest reward that what the member has is enough for now, and was not before.
    fn reach(&self, before: &Account, after: &Account) -> Option<News> {
        let programme = self.known.programme.as_ref()?;
        let unit = programme.unit.as_ref()?;
        let balance = |account: &Account| {
            let mut balances = account.balances.iter();
            balances
                .find(|balance| balance.unit.code == unit.code)
                .cloned()
        };
        let (had, has) = (balance(before)?, balance(after)?);
        let reward = self
            .known
            .rewards
            .iter()
            .filter(|reward| had.available < reward.cost && reward.cost <= has.available)
            .filter(|reward| may_have(reward, programme, after, self.today))
            .max_by_key(|reward| reward.cost)?;
        // What was given back after it was spent is no news: the sum ever given is the same.
        let key = format!("reach/{}/{}/{}", self.card, reward.id, has.lifetime);
        Some(self.told(
            Happening::RewardInReach {
                title: reward.title.clone(),
                cost: points(reward.cost, unit),
            },
            key,
        ))
    }

    fn claim(&self, was_held: Option<bool>, claim: &kantis_protocol::Claim) -> Option<News> {
        let title = claim.title.clone();
        match (was_held, claim.state) {
            // Won, not bought; a stamp card that was filled in this page tells of it already.
            (None, ClaimState::Reserved) if claim.reward.is_none() => {
                let filled = self.page.touched.iter().any(|touched| {
                    match (&touched.before, &touched.after) {
                        (Some(Record::StampCard(before)), Some(Record::StampCard(after))) => {
                            after.completed > before.completed
                        }
                        _ => false,
                    }
                });
                let key = format!("claim/{}/{}", self.card, claim.id);
                (!filled).then(|| self.told(Happening::RewardReady { title }, key))
            }
            (Some(true), ClaimState::Lapsed) => Some(self.line(
                Happening::ClaimLapsed { title },
                format!("lapsed/{}/{}", self.card, claim.id),
            )),
            _ => None,
        }
    }
}

/// Whether a member may have a reward, but for what it costs.
pub(crate) fn may_have(
    reward: &Reward,
    programme: &Programme,
    account: &Account,
    today: NaiveDate,
) -> bool {
    let rank = |id: &str| programme.tiers.iter().position(|tier| tier.id == id);
    let tier = account.tier.as_ref().and_then(|tier| rank(&tier.id));
    let high_enough = reward
        .tier
        .as_deref()
        .is_none_or(|wanted| rank(wanted).is_some_and(|wanted| tier >= Some(wanted)));
    high_enough
        && reward.in_stock
        && reward.left_for_me != Some(0)
        && reward.from.is_none_or(|from| from <= today)
        && reward.until.is_none_or(|until| until >= today)
}
