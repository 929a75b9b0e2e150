//! Searches that find more than cards, and sums of what happened.

use std::collections::BTreeMap;

use kantis_wallet::{CardId, CardSummary, ExportedCard, MoneyFigures, PointFigures};

use super::amount::{Units, points};
use super::receipt::tile_out;
use crate::convert::{self, date, id_of};
use crate::dto;
use crate::loyalty;
use crate::{Api, ApiError};

/// Lines of a receipt that are named as found.
const MOST_LINES: usize = 3;

impl Api {
    pub(crate) fn find(&self, request: dto::FindRequest) -> Result<dto::Finds, ApiError> {
        let wallet = self.wallet()?;
        let finds = wallet.find(&request.text).map_err(convert::error)?;
        let ids = finds.offers.iter().map(|(card, _)| *card);
        let ids = ids.chain(finds.rewards.iter().map(|(card, _)| *card));
        let ids = ids.chain(finds.receipts.iter().map(|(card, _)| *card));
        let ids = ids.chain(finds.pass_offers.iter().map(|offer| offer.card));
        let cards = self.summaries(ids)?;
        let mut programmes = BTreeMap::new();
        for (card, _) in &finds.rewards {
            programmes.insert(*card, wallet.shop_unit(*card).map_err(convert::error)?);
        }
        for (card, _) in &finds.receipts {
            programmes.insert(*card, wallet.shop_unit(*card).map_err(convert::error)?);
        }
        let units = |card: &CardId| Units {
            points: programmes.get(card).and_then(Option::as_ref),
            money: None,
        };
        let card = |id: &CardId| Some(self.found_card(cards.get(id)?));
        let mut offers: Vec<dto::FoundOffer> = finds
            .offers
            .iter()
            .filter_map(|(id, offer)| {
                Some(dto::FoundOffer {
                    card: card(id)?,
                    title: offer.title.clone(),
                    value: units(id).value(&offer.value),
                    until: offer.until.map(date),
                })
            })
            .collect();
        offers.extend(finds.pass_offers.iter().filter_map(|found| {
            let offer = &found.offer.value;
            Some(dto::FoundOffer {
                card: card(&found.card)?,
                title: offer.title.clone(),
                value: offer.value.as_ref().map(loyalty::value_out),
                until: offer.until.map(date),
            })
        }));
        let rewards = finds.rewards.iter().filter_map(|(id, reward)| {
            Some(dto::FoundReward {
                card: card(id)?,
                title: reward.title.clone(),
                cost: units(id).points(reward.cost),
            })
        });
        let receipts = finds.receipts.iter().filter_map(|(id, receipt)| {
            let lines = receipt.lines.iter().map(|line| &line.name);
            let lines = lines.filter(|name| finds.names(name)).take(MOST_LINES);
            Some(dto::FoundReceipt {
                card: card(id)?,
                tile: tile_out(receipt, &units(id)),
                lines: lines.cloned().collect(),
            })
        });
        Ok(dto::Finds {
            offers,
            rewards: rewards.collect(),
            receipts: receipts.collect(),
        })
    }

    pub(crate) fn figures(&self, request: dto::OfCard) -> Result<dto::Figures, ApiError> {
        let card = request.card.as_deref().map(id_of).transpose()?;
        let figures = self.wallet()?.figures(card).map_err(convert::error)?;
        let ids = figures.points.iter().map(|shop| shop.card);
        let cards = self.summaries(ids.chain(figures.money.iter().map(|shop| shop.card)))?;
        let title = |id: CardId| {
            let card = cards.get(&id);
            card.map(|card| card.title.clone()).unwrap_or_default()
        };
        let of_points = |shop: &PointFigures| dto::PointFigures {
            card: shop.card.to_string(),
            card_title: title(shop.card),
            months: shop
                .months
                .iter()
                .map(|sums| dto::PointMonth {
                    month: sums.month.format("%Y-%m").to_string(),
                    earned: points(sums.earned, &shop.unit),
                    spent: points(sums.spent, &shop.unit),
                    expired: points(sums.expired, &shop.unit),
                })
                .collect(),
        };
        let of_money = |shop: &MoneyFigures| {
            let unit = dto::Unit::Currency(shop.currency.clone());
            let amount = |amount| dto::Balance {
                amount,
                scale: shop.scale,
                unit: unit.clone(),
            };
            dto::MoneyFigures {
                card: shop.card.to_string(),
                card_title: title(shop.card),
                months: shop
                    .months
                    .iter()
                    .map(|sums| dto::MoneyMonth {
                        month: sums.month.format("%Y-%m").to_string(),
                        paid: amount(sums.paid),
                        saved: amount(sums.saved),
                        purchases: sums.purchases,
                    })
                    .collect(),
                unit: unit.clone(),
            }
        };
        Ok(dto::Figures {
            points: figures.points.iter().map(of_points).collect(),
            money: figures.money.iter().map(of_money).collect(),
        })
    }

    pub(crate) fn activity_csv(&self, request: dto::OfCard) -> Result<dto::ExportedFile, ApiError> {
        let card = request.card.as_deref().map(id_of).transpose()?;
        let table = self.wallet()?.activity_csv(card).map_err(convert::error)?;
        // Spreadsheets take a file without this mark for one of an old code page.
        let mut bytes = "\u{feff}".as_bytes().to_vec();
        bytes.extend(&table.bytes);
        Ok(self.keep_export(ExportedCard { bytes, ..table }))
    }

    fn found_card(&self, card: &CardSummary) -> dto::FoundCard {
        dto::FoundCard {
            id: card.id.to_string(),
            title: card.title.clone(),
            colours: convert::colours(card.colour, &card.title),
            logo: self.logo(card),
        }
    }
}
