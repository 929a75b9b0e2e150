//! Connecting a shop: finding it, signing in there, and the card that comes of it.

mod attempt;
mod found;
mod landing;
mod trouble;
mod work;

use std::sync::Arc;

use chrono::TimeDelta;
use kantis_barcode::{Symbol, Symbology};
use kantis_connect::Loopback;
use kantis_protocol::oauth::SCOPE_WRITE;
use kantis_wallet::ports::{Merchant, Shop, SignIn, Stop};
use kantis_wallet::{CardId, CardSummary, ShopConnection};
use uuid::Uuid;

use crate::convert::{self, id_of, instant};
use crate::shop::{checked, host_of, state_out};
use crate::{Api, ApiError, Code, dto};
use attempt::Attempt;
use work::{PATIENCE, Way, Work, answer_in_time};

pub(crate) use attempt::Attempts;
pub(crate) use found::Found;
pub(crate) use trouble::merchant_error;

/// Where the browser of a phone comes back to (RFC 8252 §7.1).
const LINK: &str = "app.kantis.wallet:/oauth";
/// Cards that are suggested for a shop, at most.
const SUGGESTIONS: usize = 5;

/// How a browser on this host comes back from signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComesBack {
    /// To a port on this machine.
    Loopback,
    /// By a link that the system hands to the app: [`Api::signed_in`].
    Link,
}

impl Api {
    pub(crate) fn shop_find(&self, request: dto::ShopSearch) -> Result<dto::FoundShop, ApiError> {
        let wallet = self.wallet()?;
        let call = answer_in_time(&Stop::default());
        let shop = self.merchant()?.discover(&request.address, &call);
        let shop = shop.map_err(|failure| merchant_error(&failure))?;
        let connections = wallet.connections().map_err(convert::error)?;
        let known = connections.iter().find(|one| one.issuer == shop.issuer());
        let connected = match known {
            Some(connection) => self.connected_card(connection)?,
            None => None,
        };
        let suggestions = match &connected {
            Some(_) => Vec::new(),
            None => self.suggestions(&shop, &connections)?,
        };
        let discovery = &shop.discovery;
        let now = self.clock().now();
        Ok(dto::FoundShop {
            name: discovery.name.clone(),
            host: host_of(shop.issuer()).to_owned(),
            colours: convert::colours(discovery.colour.parse().ok(), &discovery.name),
            invited: shop.invite.is_some(),
            asks_to_read: true,
            asks_to_write: discovery.scopes.iter().any(|scope| scope == SCOPE_WRITE),
            about: discovery.endpoints.about.clone(),
            connected,
            suggestions,
            until: instant(now + found::REMEMBERED),
            lookup: self.found.put(shop, now),
        })
    }

    pub(crate) fn shop_connect(
        &self,
        request: dto::ShopConnect,
    ) -> Result<dto::Connecting, ApiError> {
        let shop = self.found.get(&request.lookup, self.clock().now())?;
        let card: Option<CardId> = request.card.as_deref().map(id_of).transpose()?;
        if let Some(card) = card {
            let wallet = self.wallet()?;
            wallet.card(card).map_err(convert::error)?;
            // Told before the person has signed in for nothing.
            let all = wallet.connections().map_err(convert::error)?;
            let other = |one: &ShopConnection| one.card == card && one.issuer != shop.issuer();
            if all.iter().any(other) {
                return Err(ApiError::new(Code::Connected));
            }
        }
        self.begin(shop, card, request.way, request.language)
    }

    pub(crate) fn shop_sign_in(
        &self,
        request: dto::ShopSignIn,
    ) -> Result<dto::Connecting, ApiError> {
        let id = id_of(&request.connection)?;
        let all = self.wallet()?.connections().map_err(convert::error)?;
        let known = all.iter().find(|connection| connection.id == id);
        let known = known.ok_or_else(|| ApiError::new(Code::NotFound))?;
        let call = answer_in_time(&Stop::default());
        // As the shop is now: its addresses may be others than when it was connected.
        let shop = self.merchant()?.discover(&known.issuer, &call);
        let shop = shop.map_err(|failure| merchant_error(&failure))?;
        if shop.issuer() != known.issuer {
            return Err(ApiError::new(Code::ShopIdentity));
        }
        self.begin(shop, Some(known.card), request.way, request.language)
    }

    pub(crate) fn shop_connect_result(
        &self,
        request: dto::JobRef,
    ) -> Result<dto::ConnectResult, ApiError> {
        self.attempts.result(&request.job)
    }

    /// Takes a link with which the system says that a browser came back from signing in:
    /// `app.kantis.wallet:/oauth?…`. `false` when it is none, or nobody waits for it.
    pub fn signed_in(&self, link: &str) -> bool {
        let rest = link
            .strip_prefix(LINK)
            .map(|rest| rest.trim_start_matches('/'));
        let query = rest.and_then(|rest| rest.strip_prefix('?'));
        query.is_some_and(|query| self.attempts.came_back(query))
    }

    /// Introduces this wallet to the shop, and begins to wait for the person.
    fn begin(
        &self,
        shop: Shop,
        card: Option<CardId>,
        way: dto::SignInWay,
        language: Option<String>,
    ) -> Result<dto::Connecting, ApiError> {
        let (wallet, merchant) = (self.wallet()?, self.merchant()?);
        let call = answer_in_time(&Stop::default());
        let failed = |failure| merchant_error(&failure);
        let (attempt, arrived) = Attempt::new(
            Uuid::now_v7().to_string(),
            &shop.discovery.name,
            host_of(shop.issuer()),
            Arc::clone(&self.host.clock),
            self.events.clone(),
        );
        let redirects = [Loopback::registered(), LINK.to_owned()];
        let client = merchant
            .register(&shop, &redirects, &call)
            .map_err(failed)?;
        let sign_in = |redirect: String| SignIn::begin(redirect, &*self.host.entropy);
        let (way, address, code, patience) = match (way, self.host.comes_back) {
            (dto::SignInWay::Device, _) => {
                let device = merchant
                    .begin_device(&shop, &client, &call)
                    .map_err(failed)?;
                let qr = &device.address_with_code;
                let code = dto::DeviceCode {
                    text: device.user_code.clone(),
                    drawing: checked(&Symbol::from_text(Symbology::QrCode, qr, None)),
                    link: qr.clone(),
                };
                let seconds = i64::try_from(device.expires_in).unwrap_or(i64::MAX);
                let patience = TimeDelta::seconds(seconds.min(86_400));
                let address = device.address.clone();
                (Way::Device(device), address, Some(code), patience)
            }
            (dto::SignInWay::Browser, comes_back) => {
                let (sign_in, loopback) = match comes_back {
                    ComesBack::Loopback => {
                        let loopback = Loopback::bind()
                            .map_err(|error| crate::session::io_error(error.kind()))?;
                        (sign_in(loopback.redirect()), Some(loopback))
                    }
                    ComesBack::Link => (sign_in(LINK.to_owned()), None),
                };
                let address = merchant
                    .sign_in_address(&shop, &client, &sign_in)
                    .map_err(failed)?;
                let way = match loopback {
                    Some(loopback) => Way::Loopback {
                        loopback,
                        sign_in,
                        words: landing::words(&language.unwrap_or_else(|| self.reading_locale())),
                    },
                    None => Way::Link { sign_in, arrived },
                };
                let patience = TimeDelta::from_std(PATIENCE).unwrap_or(TimeDelta::MAX);
                (way, address, None, patience)
            }
        };
        let work = Work {
            wallet,
            merchant,
            engine: self.engine(),
            shop,
            client,
            card,
        };
        let job = attempt.job.clone();
        self.attempts
            .start(attempt, move |attempt| work.run(way, attempt));
        Ok(dto::Connecting {
            job,
            address,
            code,
            until: instant(self.clock().now() + patience),
        })
    }

    fn merchant(&self) -> Result<Arc<dyn Merchant>, ApiError> {
        let merchant = self.host.merchant.as_ref().map(Arc::clone);
        merchant.ok_or_else(|| ApiError::new(Code::NotFound).with("what", "network"))
    }

    fn connected_card(
        &self,
        connection: &ShopConnection,
    ) -> Result<Option<dto::ConnectedCard>, ApiError> {
        let cards = self.summaries(std::iter::once(connection.card))?;
        Ok(cards.get(&connection.card).map(|card| dto::ConnectedCard {
            connection: connection.id.to_string(),
            card: connection.card.to_string(),
            card_title: card.title.clone(),
            state: state_out(connection.state),
        }))
    }

    /// Cards of no shop that share a word with this one's name, those with most words first.
    fn suggestions(
        &self,
        shop: &Shop,
        connections: &[ShopConnection],
    ) -> Result<Vec<dto::CardSuggestion>, ApiError> {
        let listing = self.wallet()?.cards(&kantis_wallet::CardQuery::default());
        let cards = listing.map_err(convert::error)?.cards;
        let wanted = words(&shop.discovery.name);
        let likeness = |card: &CardSummary| {
            let issuer = card.issuer.as_deref().unwrap_or_default();
            let said = words(&format!("{} {issuer}", card.title));
            wanted.iter().filter(|word| said.contains(word)).count()
        };
        let mut likely: Vec<_> = cards
            .iter()
            .filter(|card| connections.iter().all(|one| one.card != card.id))
            .map(|card| (likeness(card), card))
            .filter(|(likeness, _)| *likeness > 0)
            .collect();
        likely.sort_by_key(|(likeness, _)| std::cmp::Reverse(*likeness));
        let out = |(_, card): (usize, &CardSummary)| dto::CardSuggestion {
            card: card.id.to_string(),
            card_title: card.title.clone(),
            colours: convert::colours(card.colour, &card.title),
            logo: self.logo(card),
        };
        Ok(likely.into_iter().take(SUGGESTIONS).map(out).collect())
    }
}

/// Words that tell one name from another.
fn words(name: &str) -> Vec<String> {
    name.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.chars().count() > 2)
        .map(str::to_lowercase)
        .collect()
}
