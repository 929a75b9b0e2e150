//! A shop's records as the timeline tells them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use kantis_protocol::{Account, EntryKind, Programme, Receipt, Unit};
use rusqlite::Connection;

use super::records::one;
use super::summary::{money, points};
use crate::domain::{Balance, ConnectionId, Happening};
use crate::error::Result;

/// What shops count, read once for each.
#[derive(Default)]
pub(crate) struct Units(BTreeMap<ConnectionId, Vec<Unit>>);

impl Units {
    /// A shop's main unit.
    pub(crate) fn main(&mut self, cache: &Connection, shop: ConnectionId) -> Result<Option<&Unit>> {
        Ok(self.of(cache, shop)?.first())
    }

    /// A shop's unit with this code; one that it says nothing of is called by its code.
    pub(crate) fn named(
        &mut self,
        cache: &Connection,
        shop: ConnectionId,
        code: &str,
    ) -> Result<&Unit> {
        let units = self.of(cache, shop)?;
        let place = units.iter().position(|unit| unit.code == code);
        let place = place.unwrap_or_else(|| {
            units.push(Unit {
                code: code.to_owned(),
                one: code.to_owned(),
                other: code.to_owned(),
                scale: 0,
            });
            units.len() - 1
        });
        units
            .get(place)
            .ok_or_else(|| crate::WalletError::Internal("a unit that was just found".to_owned()))
    }

    fn of(&mut self, cache: &Connection, shop: ConnectionId) -> Result<&mut Vec<Unit>> {
        Ok(match self.0.entry(shop) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let programme: Option<Programme> = one(cache, shop, "programme")?;
                let account: Option<Account> = one(cache, shop, "account")?;
                let main = programme.and_then(|programme| programme.unit);
                let balances = account.map(|account| account.balances).unwrap_or_default();
                let all = main.into_iter();
                let all = all.chain(balances.into_iter().map(|balance| balance.unit));
                place.insert(all.collect())
            }
        })
    }
}

/// A receipt in short.
pub(crate) fn receipt(receipt: &Receipt, unit: Option<&Unit>) -> Happening {
    let effects = &receipt.effects;
    let some = |amount: i64| -> Option<Balance> {
        unit.filter(|_| amount != 0)
            .map(|unit| points(amount, unit))
    };
    Happening::Receipt {
        receipt: receipt.id,
        number: receipt.number.clone(),
        place: receipt.place.clone(),
        total: money(receipt.total),
        is_return: receipt.returns.is_some(),
        points: some(effects.points),
        spent: some(effects.points_spent),
        stamps: effects.stamps.iter().map(|effect| effect.stamps).sum(),
        saved: (effects.saved != 0).then(|| {
            money(kantis_protocol::Money {
                minor: effects.saved,
                ..receipt.total
            })
        }),
    }
}

/// The protocol's word for why points moved.
pub(crate) const fn entry_kind(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Earn => "earn",
        EntryKind::Promo => "promo",
        EntryKind::Redeem => "redeem",
        EntryKind::Reserve => "reserve",
        EntryKind::Release => "release",
        EntryKind::Refund => "refund",
        EntryKind::Expire => "expire",
        EntryKind::Adjust => "adjust",
        EntryKind::Transfer => "transfer",
        EntryKind::Unknown => "other",
    }
}
