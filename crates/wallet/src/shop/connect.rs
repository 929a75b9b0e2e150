//! Making and ending connections.

use kantis_barcode::{Symbol, Symbology};
use kantis_protocol::Account;

use super::records::one;
use super::rows;
use super::summary;
use crate::domain::{CardContent, CardId, CardSymbol, ConnectionId, Origin, StepId, SymbolId};
use crate::error::{Result, WalletError};
use crate::ports::{Client, Granted, Shop};
use crate::store::Wallet;
use crate::store::journal::StepKind;
use crate::store::writer::NewCard;

/// A sign-in that succeeded.
#[derive(Debug, Clone)]
pub struct NewConnection {
    /// Which shop.
    pub shop: Shop,
    /// Who this wallet is to it.
    pub client: Client,
    /// The right to ask.
    pub granted: Granted,
    /// The card that it belongs to; `None` makes one.
    pub card: Option<CardId>,
}

impl NewConnection {
    const fn signed_in(&self) -> rows::SignedIn<'_> {
        rows::SignedIn {
            shop: &self.shop,
            client: &self.client,
            granted: &self.granted,
        }
    }
}

/// What ending a connection did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disconnected {
    /// The card, where it stays.
    pub card: Option<CardId>,
    /// Brings the card back, as a plain one.
    pub step: Option<StepId>,
}

impl Wallet {
    /// Keeps a connection and gives it with its card. A card that is named is linked: what the
    /// shopper wrote on it stays. Another sign-in at a shop that is connected renews its tokens.
    ///
    /// # Errors
    /// When the named card is not there or belongs to another shop, or the store cannot be written.
    pub fn connect(&self, new: &NewConnection) -> Result<(ConnectionId, CardId)> {
        let discovery = &new.shop.discovery;
        let mut writer = self.writer(StepKind::Add)?;
        let now = writer.now();
        let known = rows::of_issuer(writer.connection(), new.shop.issuer())?;
        if let Some(known) = known {
            let is_there = writer.load(known.card).is_ok();
            if is_there && new.card.is_none_or(|card| card == known.card) {
                rows::renew(writer.connection(), known.id, new.signed_in(), now)?;
                writer.commit()?;
                // It may be another member who signed in.
                self.read_shop_anew(known.id)?;
                return Ok((known.id, known.card));
            }
            // The card was deleted, or the shop shall belong to another one.
            rows::leave(writer.connection(), known.id, now)?;
        }
        let card = match new.card {
            Some(card) => {
                writer.load(card)?;
                if rows::of_card(writer.connection(), card)?.is_some() {
                    return Err(WalletError::Connected);
                }
                card
            }
            None => {
                let title: String = discovery.name.chars().take(200).collect();
                writer.insert(NewCard {
                    content: CardContent {
                        title: match title.trim() {
                            "" => new.shop.issuer().chars().take(200).collect(),
                            _ => title,
                        },
                        colour: discovery.colour.parse().ok(),
                        ..CardContent::default()
                    },
                    origin: Origin::Shop,
                    pass: None,
                    added_at: None,
                    last_used_at: None,
                })?
            }
        };
        let id = ConnectionId(writer.new_id());
        rows::insert(writer.connection(), id, card, new.signed_in(), now)?;
        writer.commit()?;
        Ok((id, card))
    }

    /// Ends a connection. The shop hears of it from the sync engine, which keeps the refresh token
    /// until then. With `keep`, what the card showed of the shop is copied into it first, where the
    /// shopper wrote nothing; without, the card goes.
    ///
    /// # Errors
    /// When there is no such connection or a store cannot be written.
    pub fn disconnect(&self, id: ConnectionId, keep: bool) -> Result<Disconnected> {
        let row = self
            .read(|connection| rows::by_id(connection, id))?
            .ok_or(WalletError::NotFound)?;
        let account: Option<Account> = self.read_cache(|cache| one(cache, id, "account"))?;
        let mut writer = self.writer(if keep {
            StepKind::Edit
        } else {
            StepKind::Delete
        })?;
        let now = writer.now();
        match writer.load(row.card) {
            Err(WalletError::NotFound) => {}
            Err(error) => return Err(error),
            Ok(_) if keep => {
                if let Some(account) = &account {
                    keep_plain(&mut writer, row.card, account)?;
                }
            }
            Ok(_) => writer.remove(row.card)?,
        }
        rows::leave(writer.connection(), id, now)?;
        let change = writer.commit()?;
        self.forget_shop(id)?;
        Ok(Disconnected {
            card: keep.then_some(row.card),
            step: change.step,
        })
    }

    /// Ends the connections whose cards are gone for good.
    pub(crate) fn leave_orphans(&self) -> Result<()> {
        let orphans = self.read(rows::orphans)?;
        for id in orphans {
            self.disconnect(id, false)?;
        }
        Ok(())
    }
}

/// Writes what a shop said into the card, where the shopper wrote nothing.
fn keep_plain(
    writer: &mut crate::store::writer::Writer<'_>,
    card: CardId,
    account: &Account,
) -> Result<()> {
    let (_, row) = writer.load(card)?;
    let mut content = row.into_domain(card)?.content;
    let number = account.member.number.clone();
    if content.number.is_none() {
        content.number = Some(number.clone());
    }
    if content.symbols.is_empty() {
        content.symbols.push(CardSymbol {
            id: SymbolId(writer.new_id()),
            symbol: Symbol::from_text(Symbology::Code128, &number, None),
            // Read back when it is first shown.
            verdict: None,
        });
    }
    if content.balance.is_none()
        && let Some(balance) = account.balances.first()
    {
        content.balance = Some(summary::points(balance.available, &balance.unit));
    }
    writer.replace(card, content, None).map(drop)
}
