//! A card as the home list and the card page see it.

use std::sync::Arc;

use chrono::NaiveDate;
use kantis_wallet::{BlobId, CardSummary, StoredCard, Wallet};

use crate::convert::{self, date, instant};
use crate::dto;
use crate::export::format_out;
use crate::loyalty::{curve_out, loyalty_out};
use crate::refresh::source_out;
use crate::{Api, ApiError};

impl Api {
    /// What a card's tile shows.
    pub(crate) fn tile(&self, card: &CardSummary) -> dto::CardTile {
        let now = self.clock().now();
        let today = self.clock().zone().day(now);
        let over = card.valid_until.is_some_and(|day| day < today)
            || card.expires_at.is_some_and(|instant| instant <= now);
        let headline = headline(card);
        let loyalty = &card.loyalty;
        let next = loyalty
            .balances
            .iter()
            .filter_map(|balance| balance.value.next_expiry.as_ref())
            .filter(|next| next.date >= today)
            .min_by_key(|next| next.date);
        let tier = loyalty.tier.as_ref().map(|tier| tier.value.name.clone());
        let tier = tier.filter(|_| !matches!(headline, Some(dto::Headline::Tier { .. })));
        dto::CardTile {
            id: card.id.to_string(),
            title: card.title.clone(),
            issuer: card.issuer.clone().filter(|issuer| *issuer != card.title),
            number: card.number.clone(),
            colours: convert::colours(card.colour, &card.title),
            logo: self.logo(card),
            headline,
            valid_until: card.valid_until.map(date),
            expired: over,
            voided: card.voided,
            favourite: card.favourite,
            archived: card.archived,
            groups: card.groups.iter().map(ToString::to_string).collect(),
            provenance: card.provenance.map(convert::provenance),
            as_of: card.as_of.map(instant),
            offers: offers(card, today),
            expiring: next
                .and_then(|next| next.amount.as_ref())
                .map(convert::balance),
            expiring_on: next.map(|next| date(next.date)),
            tier,
        }
    }

    /// The id of a card's small picture.
    pub(crate) fn logo(&self, card: &CardSummary) -> Option<String> {
        let own = card.icon.map(|icon| icon.to_string());
        own.or_else(|| card.pass_logo.map(|file| self.pass_logo(file)))
    }

    /// Everything that the card page shows.
    pub(crate) fn detail(
        &self,
        wallet: &Arc<Wallet>,
        card: &StoredCard,
    ) -> Result<dto::CardDetail, ApiError> {
        let content = &card.content;
        let photo = |blob: Option<BlobId>| blob.map(|blob| blob.to_string());
        let history = wallet.balance_history(card.id).map_err(convert::error)?;
        let source = wallet.source(card.id).map_err(convert::error)?;
        let exports = wallet.export_formats(card.id).map_err(convert::error)?;
        let (mut pass, mut set, mut loyalty) = (None, None, dto::Loyalty::default());
        if let Some(link) = &card.pass {
            let said = wallet.field_meanings(card.id).map_err(convert::error)?;
            pass = self.pass_view(wallet, link, &said)?;
            loyalty = loyalty_out(&link.loyalty);
            if let Some(place) = link.set {
                let cards = wallet.set_cards(place.id).map_err(convert::error)?;
                set = Some(dto::PassSet {
                    id: place.id.to_string(),
                    cards: cards.iter().map(ToString::to_string).collect(),
                });
            }
        }
        let summary = wallet.summary(card).map_err(convert::error)?;
        let connections = wallet.connections().map_err(convert::error)?;
        let connection = connections.iter().find(|known| known.card == card.id);
        Ok(dto::CardDetail {
            tile: self.tile(&summary),
            colour: content.colour.map(|colour| colour.to_string()),
            holder: content.holder.clone(),
            note: content.note.clone(),
            fields: content.fields.iter().map(convert::custom_field).collect(),
            symbols: content
                .symbols
                .iter()
                .map(crate::symbol::view_card_symbol)
                .collect(),
            valid_from: content.valid_from.map(date),
            balance: content.balance.as_ref().map(convert::balance),
            photos: dto::CardPhotos {
                front: photo(content.front),
                back: photo(content.back),
                icon: photo(content.icon),
            },
            origin: convert::origin(card.origin),
            added_at: instant(card.added_at),
            edited_at: instant(card.edited_at),
            use_count: card.use_count,
            uses: card.uses.iter().copied().map(instant).collect(),
            checkout_size: card.checkout_size,
            pass,
            loyalty,
            history: history.iter().map(curve_out).collect(),
            source: source.map(|source| source_out(&source, &content.title)),
            connection: connection.map(|connection| self.connection_out(connection, &summary)),
            set,
            muted: card.muted,
            exports: exports.into_iter().map(format_out).collect(),
        })
    }
}

/// The one number that matters: what the shopper keeps, else what the shop says, else the pass's
/// own first field.
fn headline(card: &CardSummary) -> Option<dto::Headline> {
    let loyalty = &card.loyalty;
    let own = card.balance.as_ref().map(|balance| dto::Headline::Balance {
        balance: convert::balance(balance),
    });
    let shop = || {
        let balance = loyalty.balances.first()?;
        Some(dto::Headline::ShopBalance {
            balance: convert::balance(&balance.value.available),
        })
    };
    let stamps = || {
        let stamps = &loyalty.stamps.first()?.value;
        Some(dto::Headline::Stamps {
            collected: stamps.collected,
            required: stamps.required,
        })
    };
    let tier = || {
        let name = loyalty.tier.as_ref()?.value.name.clone();
        Some(dto::Headline::Tier { name })
    };
    let field = || {
        let field = card.headline.as_ref()?;
        Some(dto::Headline::Field {
            label: field.label.clone(),
            display: field.display.clone(),
        })
    };
    own.or_else(shop)
        .or_else(stamps)
        .or_else(tier)
        .or_else(field)
}

/// Offers that have not ended.
fn offers(card: &CardSummary, today: NaiveDate) -> u32 {
    let lasting = card
        .loyalty
        .offers
        .iter()
        .filter(|offer| offer.value.until.is_none_or(|last| last >= today));
    u32::try_from(lasting.count()).unwrap_or(u32::MAX)
}
