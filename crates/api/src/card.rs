//! Cards between the edge and the wallet.

use kantis_wallet::{CardContent, CardId, CardQuery, Change, Origin, StoredCard};

use crate::convert::{self, date_of, id_of, plain};
use crate::dto;
use crate::{Api, ApiError, Event};

impl Api {
    pub(crate) fn cards(&self, query: dto::CardQuery) -> Result<dto::CardList, ApiError> {
        let wallet = self.wallet()?;
        let sort = match query.sort {
            Some(sort) => convert::sort_in(sort),
            None => wallet.settings().map_err(convert::error)?.sort,
        };
        let group = query.group.as_deref().map(id_of).transpose()?;
        let asked = CardQuery {
            search: query.search,
            group,
            archived: query.archived,
            sort,
        };
        let listing = wallet.cards(&asked).map_err(convert::error)?;
        Ok(dto::CardList {
            cards: listing.cards.iter().map(|card| self.tile(card)).collect(),
            groups: listing.groups.iter().map(convert::group).collect(),
            total: listing.total,
            archived: listing.archived,
            sort: convert::sort_out(sort),
        })
    }

    pub(crate) fn card(&self, request: dto::ById) -> Result<dto::CardDetail, ApiError> {
        let wallet = self.wallet()?;
        let id: CardId = id_of(&request.id)?;
        // Codes that came in by an import are read back when first shown; the verdict is kept.
        wallet.judge_symbols(id).map_err(convert::error)?;
        let card = wallet.card(id).map_err(convert::error)?;
        self.detail(&wallet, &card)
    }

    pub(crate) fn card_muted(&self, request: dto::CardSwitch) -> Result<dto::Done, ApiError> {
        let id = id_of(&request.id)?;
        let change = self.wallet()?.set_muted(id, request.on);
        let done = self.changed(change.map_err(convert::error)?)?;
        self.nudge_engine();
        Ok(done)
    }

    pub(crate) fn card_create(&self, input: dto::CardInput) -> Result<dto::Done, ApiError> {
        let wallet = self.wallet()?;
        let content = content_of(input, None)?;
        self.changed(
            wallet
                .add(content, Origin::Manual)
                .map_err(convert::error)?,
        )
    }

    pub(crate) fn card_update(&self, update: dto::CardUpdate) -> Result<dto::Done, ApiError> {
        let wallet = self.wallet()?;
        let id = id_of(&update.id)?;
        let before = wallet.card(id).map_err(convert::error)?;
        let content = content_of(update.card, Some(&before))?;
        self.changed(wallet.update(id, content).map_err(convert::error)?)
    }

    pub(crate) fn card_duplicate(&self, request: dto::ById) -> Result<dto::Done, ApiError> {
        let id = id_of(&request.id)?;
        self.changed(self.wallet()?.duplicate(id).map_err(convert::error)?)
    }

    pub(crate) fn cards_archive(&self, request: dto::CardsSwitch) -> Result<dto::Done, ApiError> {
        let ids = ids_of(&request.ids)?;
        self.changed(
            self.wallet()?
                .archive(&ids, request.on)
                .map_err(convert::error)?,
        )
    }

    pub(crate) fn cards_favourite(&self, request: dto::CardsSwitch) -> Result<dto::Done, ApiError> {
        let ids = ids_of(&request.ids)?;
        self.changed(
            self.wallet()?
                .favourite(&ids, request.on)
                .map_err(convert::error)?,
        )
    }

    pub(crate) fn cards_delete(&self, request: dto::CardIds) -> Result<dto::Done, ApiError> {
        let ids = ids_of(&request.ids)?;
        let done = self.changed(self.wallet()?.delete(&ids).map_err(convert::error)?)?;
        // Issuers with which this device registered for them are told that it has left.
        self.nudge_engine();
        Ok(done)
    }

    pub(crate) fn card_move(&self, request: dto::CardMove) -> Result<dto::Done, ApiError> {
        let id = id_of(&request.id)?;
        let after = request.after.as_deref().map(id_of).transpose()?;
        self.changed(
            self.wallet()?
                .move_after(id, after)
                .map_err(convert::error)?,
        )
    }

    pub(crate) fn card_photo(&self, request: dto::PhotoChange) -> Result<dto::Done, ApiError> {
        let id = id_of(&request.id)?;
        let side = convert::side(request.side);
        let change = match request.upload.as_deref() {
            Some(upload) => {
                let picture = self.uploads().get(upload)?;
                let change = self.wallet()?.set_photo(id, side, Some(&picture.bytes));
                self.uploads().forget(upload);
                change
            }
            None => self.wallet()?.set_photo(id, side, None),
        };
        self.changed(change.map_err(convert::error)?)
    }

    pub(crate) fn card_used(&self, request: dto::ById) -> Result<dto::Nothing, ApiError> {
        let id: CardId = id_of(&request.id)?;
        self.wallet()?.used(id).map_err(convert::error)?;
        self.tell(Event::CardsChanged {
            ids: vec![request.id],
        });
        Ok(dto::Nothing {})
    }

    pub(crate) fn checkout_size(
        &self,
        request: dto::CheckoutSize,
    ) -> Result<dto::Nothing, ApiError> {
        let id = id_of(&request.id)?;
        self.wallet()?
            .set_checkout_size(id, request.percent)
            .map_err(convert::error)?;
        Ok(dto::Nothing {})
    }

    pub(crate) fn undo(&self, request: dto::UndoRequest) -> Result<dto::Undone, ApiError> {
        let step = request.step.as_deref().map(id_of).transpose()?;
        let undone = self.wallet()?.undo(step).map_err(convert::error)?;
        let ids: Vec<String> = undone.ids.iter().map(ToString::to_string).collect();
        self.tell(Event::CardsChanged { ids: ids.clone() });
        self.tell(Event::GroupsChanged);
        self.tell(Event::SourcesChanged);
        self.tell(Event::ActivityChanged);
        self.nudge_engine();
        Ok(dto::Undone {
            kind: undone.kind.to_string(),
            restored: undone.restored,
            kept: undone.kept,
            ids,
        })
    }

    /// Tells everybody what changed and turns it into an answer.
    pub(crate) fn changed(&self, change: Change) -> Result<dto::Done, ApiError> {
        let ids: Vec<String> = change.ids.iter().map(ToString::to_string).collect();
        if change.step.is_some() {
            self.tell(Event::CardsChanged { ids: ids.clone() });
        }
        Ok(dto::Done {
            ids,
            undo: change.step.map(|step| step.to_string()),
        })
    }
}

/// What a person typed as a card's content; what the form does not show stays as it was.
fn content_of(input: dto::CardInput, before: Option<&StoredCard>) -> Result<CardContent, ApiError> {
    let mut content = before.map(|card| card.content.clone()).unwrap_or_default();
    content.symbols = input
        .symbols
        .iter()
        .map(|symbol| convert::card_symbol(symbol, before))
        .collect::<Result<_, _>>()?;
    let first = content
        .symbols
        .first()
        .map(|first| first.symbol.human_text());
    content.title = input.title.trim().to_owned();
    content.issuer = plain(input.issuer);
    content.holder = plain(input.holder);
    content.number = plain(input.number).or(first);
    content.colour = convert::colour_of(input.colour.as_deref())?;
    content.note = input.note;
    content.fields = input
        .fields
        .into_iter()
        .map(convert::custom_field_in)
        .collect();
    content.groups = input
        .groups
        .iter()
        .map(|id| id_of(id))
        .collect::<Result<_, _>>()?;
    content.valid_from = date_of("validFrom", input.valid_from.as_deref())?;
    content.valid_until = date_of("validUntil", input.valid_until.as_deref())?;
    content.balance = input.balance.map(convert::balance_in);
    content.favourite = input.favourite;
    Ok(content)
}

fn ids_of(ids: &[String]) -> Result<Vec<CardId>, ApiError> {
    ids.iter().map(|id| id_of(id)).collect()
}
