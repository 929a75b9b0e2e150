//! Hearing what came of it.

use super::super::RefreshedCard;
use super::super::ask::Reply;
use super::super::shop::ShopReply;
use super::{MOST_RECORDS, Round, Shift, Word};
use crate::domain::CardId;

impl Round<'_> {
    pub(super) fn hear(&mut self, word: Word, shift: &mut Shift<'_>) {
        match word {
            Word::Free(origin) => {
                self.active.remove(&origin);
                self.workers = self.workers.saturating_sub(1);
            }
            Word::Left(origin, rest) => {
                self.active.remove(&origin);
                if !rest.is_empty() {
                    self.waiting.push_front((origin, rest));
                }
            }
            Word::NoShopLeft => self.visitors = self.visitors.saturating_sub(1),
            Word::Visit(job) => self.line.add(job),
            Word::Glance(job) => self.add_shop(job),
            Word::Visited(reply) => self.visited(reply, shift),
            Word::Glanced => self.glancing = self.glancing.saturating_sub(1),
            Word::Rung => {
                self.flush();
                self.look_up(shift);
            }
            Word::Many => {}
            Word::Broken(error) => self.broken = Some(error),
            Word::Asked(card, reply) => self.heard(card, reply, shift),
        }
    }

    /// Hears what nobody was woken for.
    pub(super) fn hear_quiet(&mut self, shift: &mut Shift<'_>) {
        for job in self.quiet.take() {
            let reply = self.asker.unchanged(&job);
            self.heard(job.card(), reply, shift);
        }
        let glances = self.quiet_glances.take();
        if let Some(visitor) = self.asker.visitor.as_ref().filter(|_| !glances.is_empty()) {
            let call = self.call();
            for (job, date) in glances {
                let reply = visitor.unchanged(&job, date, &call);
                self.visited(reply, shift);
            }
        }
        for reply in self.quiet_shops.take() {
            self.visited(reply, shift);
        }
    }

    fn visited(&mut self, reply: ShopReply, shift: &mut Shift<'_>) {
        match reply.record {
            Some(record) => self.shop_records.push(record),
            None => {
                self.flying.shops.remove(&reply.id);
            }
        }
        let card = reply.card;
        if let Some(outcome) = reply.outcome
            && (shift.heard)(RefreshedCard { card, outcome }).is_break()
        {
            self.stop.set();
        }
        if self.shop_records.len() >= MOST_RECORDS {
            self.flush();
        }
    }

    fn heard(&mut self, card: CardId, reply: Reply, shift: &mut Shift<'_>) {
        match reply.record {
            Some(record) => self.records.push(*record),
            None => {
                self.flying.cards.remove(&card);
            }
        }
        if let Some(outcome) = reply.outcome
            && (shift.heard)(RefreshedCard { card, outcome }).is_break()
        {
            self.stop.set();
        }
        if self.records.len() >= MOST_RECORDS {
            self.flush();
        }
    }
}
