//! News of purchases: receipts and stamps, of which one tells what both do.

use kantis_protocol::{Receipt, Record, StampCard};

use super::{News, Page, RECENT};
use crate::activity::Seen;
use crate::domain::Happening;
use crate::shop::told;
use crate::shop::twin::{self, Twin};

impl Page<'_> {
    pub(super) fn stamps(&self, before: Option<&StampCard>, after: &StampCard) -> Option<News> {
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

    pub(super) fn receipt(&self, receipt: &Receipt) -> Option<News> {
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
}
