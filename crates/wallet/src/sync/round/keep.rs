//! Keeping what was answered: many answers in one transaction.

use rusqlite::Connection;

use super::super::ask::Record;
use super::super::shop::ShopRecord;
use super::super::{SyncHint, store};
use super::Round;
use crate::activity;
use crate::domain::{Happening, SourceState};
use crate::error::Result;
use crate::hex;

impl Round<'_> {
    /// Keeps what was answered.
    pub(super) fn flush(&mut self) {
        let records = std::mem::take(&mut self.records);
        let shops = std::mem::take(&mut self.shop_records);
        if records.is_empty() && shops.is_empty() {
            return;
        }
        for record in &records {
            self.flying.cards.remove(&record.source.card);
        }
        for record in &shops {
            self.flying.shops.remove(&record.id());
        }
        let (passes, connections) = (!records.is_empty(), !shops.is_empty());
        match self.keep(records, shops) {
            Ok(told) => {
                let listener = &self.asker.ports.listener;
                if passes {
                    listener(SyncHint::Sources);
                }
                if connections {
                    listener(SyncHint::Connections);
                }
                if told {
                    listener(SyncHint::Activity);
                }
            }
            Err(error) => self.broken = Some(error),
        }
    }

    fn keep(&self, records: Vec<Record>, shops: Vec<ShopRecord>) -> Result<bool> {
        let wallet = self.asker.wallet;
        // Without news it does no harm to ask the same again.
        let mut writer = if records.iter().any(|record| record.news.is_some()) {
            wallet.unrecorded_writer()?
        } else {
            wallet.followed_writer()?
        };
        let mut told = ShopRecord::keep(&shops, &mut writer)?;
        for (record, news) in keep_all(&records, writer.connection())? {
            told |= activity::note(&mut writer, record.source.card, news, &key_of(record))?;
        }
        let mut following = self.asker.known.follow();
        writer.commit()?;
        following.kept(records, shops);
        Ok(told)
    }
}

/// Keeps records; gives those that were kept and are news.
fn keep_all<'r>(
    records: &'r [Record],
    connection: &Connection,
) -> Result<Vec<(&'r Record, &'r Happening)>> {
    let mut news = Vec::new();
    let mut keeping = store::Keeping::new(connection)?;
    for record in records {
        let Record { source, plan, .. } = record;
        let kept = keeping.keep(source, plan, record.cursor.as_ref(), record.forced_at)?;
        news.extend(
            record
                .news
                .as_ref()
                .filter(|_| kept)
                .map(|news| (record, news)),
        );
    }
    Ok(news)
}

/// What a piece of news is told under, once.
fn key_of(record: &Record) -> String {
    let Record { source, plan, .. } = record;
    let card = source.card;
    match plan.refused {
        Some(refused) if plan.state == SourceState::Refused => {
            format!("refused/{card}/{}", hex::encode(&refused))
        }
        _ => {
            let since = plan.asked_at.map_or(0, |at| at.timestamp_millis());
            format!("ended/{card}/{}/{since}", plan.state.name())
        }
    }
}
