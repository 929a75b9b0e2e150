//! The timeline, at the edge.

use kantis_wallet::{ActivityEntry, ActivityQuery, Happening};

use crate::convert::{self, date, id_of, instant};
use crate::dto;
use crate::{Api, ApiError};

/// Lines of a page when nobody says how many, and the most of one page.
const PAGE: u32 = 50;
const LARGEST_PAGE: u32 = 200;

impl Api {
    pub(crate) fn activity(
        &self,
        query: dto::ActivityQuery,
    ) -> Result<dto::ActivityPage, ApiError> {
        let wallet = self.wallet()?;
        let limit = match query.limit {
            0 => PAGE,
            limit => limit.min(LARGEST_PAGE),
        };
        let asked = ActivityQuery {
            card: query.card.as_deref().map(id_of).transpose()?,
            topics: query.topics.into_iter().map(convert::topic_in).collect(),
            search: query.search,
            before: query.before.as_deref().map(id_of).transpose()?,
            limit,
        };
        let lines = wallet.activity(&asked).map_err(convert::error)?;
        let full = u32::try_from(lines.len()).unwrap_or(u32::MAX) >= limit;
        let more = match lines.last().filter(|_| full) {
            Some(last) => {
                let older = ActivityQuery {
                    before: Some(last.key),
                    limit: 1,
                    ..asked
                };
                !wallet.activity(&older).map_err(convert::error)?.is_empty()
            }
            None => false,
        };
        let cards = self.summaries(lines.iter().map(|line| line.card))?;
        let entry = |line: &ActivityEntry| {
            let card = cards.get(&line.card)?;
            Some(dto::ActivityEntry {
                id: line.key.to_string(),
                at: instant(line.at),
                topic: convert::topic_out(line.what.topic()),
                card: line.card.to_string(),
                card_title: card.title.clone(),
                colours: convert::colours(card.colour, &card.title),
                logo: self.logo(card),
                what: happening(&line.what),
            })
        };
        Ok(dto::ActivityPage {
            entries: lines.iter().filter_map(entry).collect(),
            more,
        })
    }
}

fn happening(what: &Happening) -> dto::Happening {
    match what.clone() {
        Happening::Field {
            field,
            label,
            before,
            after,
            message,
            balance,
        } => dto::Happening::Field {
            field,
            label,
            before,
            after,
            message,
            balance_before: balance
                .as_ref()
                .and_then(|change| change.before.as_ref())
                .map(convert::balance),
            balance_after: balance.map(|change| convert::balance(&change.after)),
        },
        Happening::Code => dto::Happening::Code,
        Happening::Voided { on } => dto::Happening::Voided { on },
        Happening::Validity { before, after } => dto::Happening::Validity {
            before: before.map(date),
            after: after.map(date),
        },
        Happening::OfferCame {
            title,
            message,
            until,
        } => dto::Happening::OfferCame {
            title,
            message,
            until: until.map(date),
        },
        Happening::OfferWent { title } => dto::Happening::OfferWent { title },
        Happening::EndsSoon { date: day } => dto::Happening::EndsSoon { date: date(day) },
        Happening::BalanceEndsSoon { amount, date: day } => dto::Happening::BalanceEndsSoon {
            amount: amount.as_ref().map(convert::balance),
            date: date(day),
        },
        Happening::UpdateRefused { why } => dto::Happening::UpdateRefused { why },
        Happening::UpdatesEnded { why } => dto::Happening::UpdatesEnded { why },
        Happening::Receipt {
            receipt,
            number,
            place,
            total,
            is_return,
            points,
            spent,
            stamps,
            saved,
        } => dto::Happening::Receipt {
            receipt: receipt.to_string(),
            number,
            place,
            total: convert::balance(&total),
            is_return,
            points: points.as_ref().map(convert::balance),
            spent: spent.as_ref().map(convert::balance),
            stamps,
            saved: saved.as_ref().map(convert::balance),
        },
        Happening::Moved {
            why,
            reason,
            amount,
            state,
            expires,
        } => dto::Happening::Moved {
            why,
            reason,
            amount: convert::balance(&amount),
            state,
            expires: expires.map(date),
        },
        Happening::Stamped {
            title,
            collected,
            required,
        } => dto::Happening::Stamped {
            title,
            collected,
            required,
        },
        Happening::StampCardFull { title, reward } => {
            dto::Happening::StampCardFull { title, reward }
        }
        Happening::TierChanged { before, name, rose } => {
            dto::Happening::TierChanged { before, name, rose }
        }
        Happening::OfferForMe { title, why, until } => dto::Happening::OfferForMe {
            title,
            why,
            until: until.map(date),
        },
        Happening::RewardReady { title } => dto::Happening::RewardReady { title },
        Happening::RewardInReach { title, cost } => dto::Happening::RewardInReach {
            title,
            cost: convert::balance(&cost),
        },
        Happening::ClaimLapsed { title } => dto::Happening::ClaimLapsed { title },
        Happening::ChallengeMet { title, reward } => dto::Happening::ChallengeMet { title, reward },
        Happening::OfferEndsSoon { title, date: day } => dto::Happening::OfferEndsSoon {
            title,
            date: date(day),
        },
        Happening::ClaimEndsSoon { title, date: day } => dto::Happening::ClaimEndsSoon {
            title,
            date: date(day),
        },
        Happening::TierAtRisk {
            name,
            missing,
            date: day,
        } => dto::Happening::TierAtRisk {
            name,
            missing: missing.as_ref().map(convert::balance),
            date: date(day),
        },
        Happening::WarrantyEnds { title, date: day } => dto::Happening::WarrantyEnds {
            title,
            date: date(day),
        },
        Happening::ConnectionTrouble { why } => dto::Happening::ConnectionTrouble { why },
    }
}
