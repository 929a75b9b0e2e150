//! Connected shops at the edge: what they say of the shopper, and what the shopper wishes of them.

mod amount;
mod catalogue;
mod code;
mod find;
mod offer;
mod queued;
mod receipt;
mod standing;
mod view;
mod wish;

pub(crate) use code::checked;

use kantis_wallet::{CardId, CardSummary, ConnectionState, ShopConnection, ShopRecords};

use crate::convert::{self, id_of, instant};
use crate::dto;
use crate::{Api, ApiError, Code, Event};

impl Api {
    pub(crate) fn connections(
        &self,
        _: dto::Nothing,
    ) -> Result<Vec<dto::ShopConnection>, ApiError> {
        let all = self.wallet()?.connections().map_err(convert::error)?;
        let cards = self.summaries(all.iter().map(|connection| connection.card))?;
        let known = |connection: &ShopConnection| {
            let card = cards.get(&connection.card)?;
            Some(self.connection_out(connection, card))
        };
        Ok(all.iter().filter_map(known).collect())
    }

    pub(crate) fn shop_disconnect(
        &self,
        request: dto::ShopDisconnect,
    ) -> Result<dto::Done, ApiError> {
        let wallet = self.wallet()?;
        let id = id_of(&request.connection)?;
        let all = wallet.connections().map_err(convert::error)?;
        let card = all.iter().find(|known| known.id == id);
        let card = card.ok_or_else(|| ApiError::new(Code::NotFound))?.card;
        let ended = wallet
            .disconnect(id, request.keep)
            .map_err(convert::error)?;
        let ids = vec![card.to_string()];
        self.tell(Event::CardsChanged { ids: ids.clone() });
        self.tell(Event::ConnectionsChanged);
        // The shop is told by the engine's own thread.
        self.nudge_engine();
        Ok(dto::Done {
            ids,
            undo: ended.step.map(|step| step.to_string()),
        })
    }

    /// What a card's shop said, or that the card has none.
    pub(crate) fn shop_records(&self, card: CardId) -> Result<ShopRecords, ApiError> {
        let records = self.wallet()?.shop_records(card).map_err(convert::error)?;
        records.ok_or_else(|| ApiError::new(Code::NotFound).with("what", "connection"))
    }

    /// A connection on its way out.
    pub(crate) fn connection_out(
        &self,
        connection: &ShopConnection,
        card: &CardSummary,
    ) -> dto::ShopConnection {
        dto::ShopConnection {
            id: connection.id.to_string(),
            card: connection.card.to_string(),
            card_title: card.title.clone(),
            colours: convert::colours(card.colour, &card.title),
            logo: self.logo(card),
            name: connection.name.clone(),
            host: host_of(&connection.issuer).to_owned(),
            state: state_out(connection.state),
            may_write: connection.may_write,
            made_at: instant(connection.made_at),
            checked_at: connection.checked_at.map(instant),
            changed_at: connection.changed_at.map(instant),
            due_at: connection.due_at.map(instant),
            waiting: connection.waiting,
        }
    }
}

/// The host in an origin, with its port where that is not the usual one.
pub(crate) fn host_of(issuer: &str) -> &str {
    issuer.split_once("://").map_or(issuer, |(_, host)| host)
}

pub(crate) const fn state_out(state: ConnectionState) -> dto::ConnectionState {
    match state {
        ConnectionState::New => dto::ConnectionState::New,
        ConnectionState::Live => dto::ConnectionState::Live,
        ConnectionState::Waiting => dto::ConnectionState::Waiting,
        ConnectionState::SignInOver => dto::ConnectionState::SignInOver,
        ConnectionState::Unsafe => dto::ConnectionState::Unsafe,
        // Nobody sees a connection that is being ended.
        ConnectionState::Gone | ConnectionState::Leaving => dto::ConnectionState::Gone,
    }
}
