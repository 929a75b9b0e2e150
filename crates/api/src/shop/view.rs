//! Everything that the card page shows of a connected shop, put together.

use kantis_protocol::Member;
use kantis_wallet::CardId;

use super::amount::money;
use super::catalogue::Shelf;
use super::offer::{offer_out, order};
use super::queued::Wishes;
use super::receipt::{ledger_out, tile_out};
use super::standing::{balance_out, programme_out, stamps_out, tier_out};
use crate::convert::{self, id_of, instant};
use crate::dto;
use crate::{Api, ApiError};

/// Lines of the ledger and receipts on the card page; Activity has them all.
const LATEST: u32 = 20;

impl Api {
    pub(crate) fn shop(&self, request: dto::ById) -> Result<dto::ShopView, ApiError> {
        let id: CardId = id_of(&request.id)?;
        let wallet = self.wallet()?;
        let card = wallet.card(id).map_err(convert::error)?;
        let records = self.shop_records(id)?;
        let ledger = wallet.ledger(id, LATEST).map_err(convert::error)?;
        let receipts = wallet.receipts(id, LATEST).map_err(convert::error)?;
        let saved = wallet.saved().map_err(convert::error)?;
        let shelf = Shelf::of(&records, self.clock().now(), self.clock().zone());
        let (units, wishes) = (shelf.units(), shelf.wishes());
        let connection = &records.connection;
        let pictures = self.shop_pictures(connection.id)?;
        let account = records.account.as_ref();
        let balances = account.map(|account| account.balances.as_slice());
        let tier = account.and_then(|account| account.tier.as_ref());
        let programme = records.programme.as_ref();
        let all = records.offers.iter();
        let mut offers: Vec<_> = all
            .map(|offer| dto::ShopOffer {
                picture: pictures.id(offer.image.as_deref()),
                ..offer_out(offer, connection, units, wishes)
            })
            .collect();
        order(&mut offers);
        Ok(dto::ShopView {
            connection: self.connection_out(connection, &card.summary()),
            as_of: records.as_of.map(instant),
            member: account.map(|account| member_out(&account.member, wishes)),
            programme: programme.map(|programme| programme_out(programme, &records, units)),
            balances: balances
                .unwrap_or_default()
                .iter()
                .map(balance_out)
                .collect(),
            tier: tier.map(|tier| tier_out(tier, units)),
            stamp_cards: records.stamp_cards.iter().map(stamps_out).collect(),
            offers,
            rewards: shelf.rewards(&pictures),
            claims: shelf.claims(),
            challenges: shelf.challenges(),
            consents: shelf.consents(),
            ledger: ledger
                .iter()
                .map(|entry| ledger_out(entry, units))
                .collect(),
            receipts: receipts
                .iter()
                .map(|receipt| tile_out(receipt, units))
                .collect(),
            saved: saved
                .into_iter()
                .filter(|(card, _)| *card == id)
                .map(|(_, sum)| money(sum))
                .collect(),
        })
    }
}

fn member_out(member: &Member, wishes: &Wishes<'_>) -> dto::ShopMember {
    dto::ShopMember {
        number: member.number.clone(),
        name: member.name.clone(),
        email: member.email.clone(),
        phone: member.phone.clone(),
        birthday: member.birthday.clone(),
        language: member.language.clone(),
        joined_at: instant(member.joined),
        queued: wishes.profile(),
        wanted: wishes.profile_wanted(),
    }
}
