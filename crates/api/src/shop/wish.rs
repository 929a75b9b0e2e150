//! What a shopper wishes of a shop, their rights there, and leaving it.

use kantis_protocol::{ProfileChange, Purpose};
use kantis_wallet::ports::Wish;
use kantis_wallet::sync::Asked;
use kantis_wallet::{CardId, ExportedCard, ShopConnection};
use uuid::Uuid;

use crate::connect::merchant_error;
use crate::convert::{self, id_of};
use crate::engine::Engine;
use crate::{Api, ApiError, Code, dto};

impl Api {
    pub(crate) fn shop_wish(&self, request: dto::ShopWishRequest) -> Result<dto::Asked, ApiError> {
        let connection = self.connection_of(&request.card)?;
        let wish = wish_in(request.wish)?;
        let engine = self.working_engine()?;
        let asked = engine.sync().ask_shop(connection.id, wish);
        let (state, why) = match asked.map_err(convert::error)? {
            Asked::Done => (dto::AskedState::Done, None),
            Asked::Queued => (dto::AskedState::Queued, None),
            Asked::Unclear => (dto::AskedState::Unclear, None),
            Asked::Refused { why } => (dto::AskedState::Refused, Some(why)),
            Asked::Offline => (dto::AskedState::Offline, None),
        };
        // A wish that waits is seen on the card at once.
        self.tell(crate::Event::CardsChanged {
            ids: vec![request.card],
        });
        Ok(dto::Asked { state, why })
    }

    pub(crate) fn shop_unwish(&self, request: dto::ById) -> Result<dto::Nothing, ApiError> {
        let id: Uuid = id_of(&request.id)?;
        let wallet = self.wallet()?;
        let wished = wallet.wished(id).map_err(convert::error)?;
        let wished = wished.ok_or_else(|| ApiError::new(Code::NotFound))?;
        if !wallet.unwish(id).map_err(convert::error)? {
            return Err(ApiError::new(Code::NotFound).with("what", "waiting"));
        }
        let all = wallet.connections().map_err(convert::error)?;
        let card = all.iter().find(|one| one.id == wished.connection);
        self.tell(crate::Event::CardsChanged {
            ids: card.map(|one| one.card.to_string()).into_iter().collect(),
        });
        self.tell(crate::Event::ConnectionsChanged);
        Ok(dto::Nothing {})
    }

    pub(crate) fn shop_export(&self, request: dto::ById) -> Result<dto::ExportedFile, ApiError> {
        let connection = self.connection_of(&request.id)?;
        let engine = self.working_engine()?;
        let answer = engine.sync().export_shop(connection.id);
        let bytes = answer
            .map_err(convert::error)?
            .map_err(|failure| merchant_error(&failure))?;
        let now = self.clock().now();
        let day = self.clock().zone().day(now);
        Ok(self.keep_export(ExportedCard {
            name: format!(
                "{}-{day}.json",
                file_name(super::host_of(&connection.issuer))
            ),
            mime: "application/json",
            bytes,
        }))
    }

    pub(crate) fn shop_leave(&self, request: dto::ById) -> Result<dto::Nothing, ApiError> {
        let connection = self.connection_of(&request.id)?;
        let engine = self.working_engine()?;
        let left = engine.sync().leave_shop(connection.id);
        left.map_err(convert::error)?
            .map_err(|failure| merchant_error(&failure))?;
        Ok(dto::Nothing {})
    }

    fn connection_of(&self, card: &str) -> Result<ShopConnection, ApiError> {
        let card: CardId = id_of(card)?;
        let all = self.wallet()?.connections().map_err(convert::error)?;
        let known = all.into_iter().find(|connection| connection.card == card);
        known.ok_or_else(|| ApiError::new(Code::NotFound).with("what", "connection"))
    }

    fn working_engine(&self) -> Result<std::sync::Arc<Engine>, ApiError> {
        self.engine()
            .ok_or_else(|| ApiError::new(Code::NotFound).with("what", "network"))
    }
}

fn wish_in(wish: dto::ShopWish) -> Result<Wish, ApiError> {
    Ok(match wish {
        dto::ShopWish::ActivateOffer { offer } => Wish::ActivateOffer {
            offer: id_of(&offer)?,
        },
        dto::ShopWish::HideOffer { offer, hidden } => Wish::HideOffer {
            offer: id_of(&offer)?,
            hidden,
        },
        dto::ShopWish::Reserve { reward } => Wish::Reserve { reward },
        dto::ShopWish::Release { claim } => Wish::Release {
            claim: id_of(&claim)?,
        },
        dto::ShopWish::Join { challenge } => Wish::Join { challenge },
        dto::ShopWish::Consent {
            purpose,
            granted,
            version,
        } => Wish::Consent {
            purpose: purpose_in(purpose)?,
            granted,
            version,
        },
        dto::ShopWish::Profile {
            name,
            phone,
            birthday,
            language,
        } => Wish::Profile(Box::new(ProfileChange {
            name: convert::plain(name),
            phone: convert::plain(phone),
            birthday: convert::plain(birthday),
            language,
        })),
    })
}

fn purpose_in(purpose: dto::ConsentPurpose) -> Result<Purpose, ApiError> {
    Ok(match purpose {
        dto::ConsentPurpose::Newsletter => Purpose::Newsletter,
        dto::ConsentPurpose::Profiling => Purpose::Profiling,
        dto::ConsentPurpose::PersonalisedOffers => Purpose::PersonalisedOffers,
        dto::ConsentPurpose::Partners => Purpose::Partners,
        // Nobody answers words whose purpose is not known.
        dto::ConsentPurpose::Unknown => {
            return Err(ApiError::new(Code::BadRequest).with("detail", "purpose"));
        }
    })
}

/// What every file system takes of a host.
fn file_name(host: &str) -> String {
    let safe = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-');
    let name: String = host
        .chars()
        .map(|letter| if safe(letter) { letter } else { '-' })
        .take(100)
        .collect();
    name.trim_start_matches('.').to_owned()
}
