//! One shop that is open: its programme, its store, and the world.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use tokio::task::spawn_blocking;

use super::auth::{self, LetIn};
use super::failure::Failure;
use super::hub::Hub;
use super::idempotent::InFlight;
use super::limits::Limits;
use super::logo::Logo;
use super::oauth::invite::Inviter;
use super::openapi;
use super::ops::{self, Metrics};
use super::push::Vapid;
use super::settings::{Ports, Settings};
use super::states::States;
use super::wallet::Streams;
use crate::engine::{EngineError, Work, catalogue};
use crate::programme::Programme;
use crate::store::Store;

/// One shop that is open.
pub struct Shop {
    pub(super) programme: Arc<Programme>,
    pub(super) store: Box<dyn Store>,
    pub(super) ports: Ports,
    pub(super) settings: Settings,
    pub(super) hub: Hub,
    pub(super) limits: Limits,
    pub(super) in_flight: InFlight,
    pub(super) let_in: LetIn,
    pub(super) vapid: Vapid,
    pub(super) inviter: Inviter,
    pub(super) metrics: Metrics,
    pub(super) logo: Option<Logo>,
    /// Of rewards and offers, by what their addresses end with.
    pub(super) pictures: BTreeMap<String, Logo>,
    pub(super) states: States,
    pub(super) streams: Streams,
}

/// Why a shop cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A key in the data folder.
    #[error("a key in the data folder cannot be read or made")]
    Key(#[source] io::Error),
    /// The logo beside the programme.
    #[error("the logo {0} cannot be used")]
    Logo(String, #[source] io::Error),
    /// A picture of a reward or an offer beside the programme.
    #[error("the picture {0} cannot be used")]
    Picture(String, #[source] io::Error),
    /// The database.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl Shop {
    /// A shop with its doors still closed: nothing listens yet, nothing ticks. What its owner
    /// changed in the programme is announced to its members. Blocks.
    ///
    /// # Errors
    /// When a key in the data folder cannot be read or made, the logo cannot be used, or the
    /// database fails.
    pub fn new(
        mut programme: Programme,
        store: Box<dyn Store>,
        ports: Ports,
        settings: Settings,
    ) -> Result<Arc<Self>, StartError> {
        let logo = own_logo(&mut programme, &settings)?;
        let pictures = own_pictures(&mut programme, &settings)?;
        let shop = Self {
            logo,
            pictures,
            vapid: Vapid::open(&settings.data, &settings.public_url).map_err(StartError::Key)?,
            inviter: Inviter::open(&settings.data, &*ports.entropy).map_err(StartError::Key)?,
            programme: Arc::new(programme),
            store,
            hub: Hub::new(),
            limits: Limits::new(&settings.quotas, &ports.clock),
            let_in: LetIn::new(),
            metrics: Metrics::new(),
            states: States::default(),
            streams: Streams::default(),
            ports,
            settings,
            in_flight: InFlight::default(),
        };
        shop.write_now(catalogue::announce)?;
        Ok(Arc::new(shop))
    }

    /// Every route.
    pub fn router(self: &Arc<Self>) -> Router {
        let (router, described) = openapi::routes().split_for_parts();
        let router = router
            .merge(openapi::served(&described, &self.settings.public_url))
            .layer(from_fn_with_state(Arc::clone(self), auth::identify))
            .layer(from_fn_with_state(Arc::clone(self), ops::count));
        super::edge::wrap(router).with_state(Arc::clone(self))
    }

    /// Looks something up in one picture of the store.
    ///
    /// # Errors
    /// What the work refuses, as a problem.
    pub(super) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, Failure> {
        let shop = Arc::clone(self);
        spawn_blocking(move || shop.read_now(work))
            .await?
            .map_err(Failure::from)
    }

    /// Changes something in one transaction; wallets that watch are told after it lasts.
    ///
    /// # Errors
    /// What the work refuses, as a problem; then nothing of it happened.
    pub(super) async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, Failure> {
        let shop = Arc::clone(self);
        spawn_blocking(move || shop.write_now(work))
            .await?
            .map_err(Failure::from)
    }

    /// As [`Shop::read`], on a thread that may block.
    ///
    /// # Errors
    /// What the work refuses.
    pub fn read_now<T>(
        &self,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        let mut tx = self.store.read()?;
        let done = work(&mut Work {
            programme: &self.programme,
            tx: &mut *tx,
            now: self.ports.clock.now(),
            entropy: &*self.ports.entropy,
        })?;
        tx.commit()?;
        Ok(done)
    }

    /// As [`Shop::write`], on a thread that may block.
    ///
    /// # Errors
    /// What the work refuses; then nothing of it happened, save what the refusal notes.
    pub fn write_now<T>(
        &self,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        let mut tx = self.store.write()?;
        let done = work(&mut Work {
            programme: &self.programme,
            tx: &mut *tx,
            now: self.ports.clock.now(),
            entropy: &*self.ports.entropy,
        });
        let lasts = match &done {
            Ok(_) => true,
            Err(EngineError::Refused(refused)) => refused.noted,
            Err(EngineError::Store(_)) => false,
        };
        if lasts {
            let touched = tx.commit()?;
            self.states.forget(&touched);
            self.let_in.forget(&touched.ended);
            self.hub.tell(&touched);
        }
        done
    }
}

/// Reads the logo that lies beside the programme; from then on the programme names the address
/// where wallets find it.
fn own_logo(programme: &mut Programme, settings: &Settings) -> Result<Option<Logo>, StartError> {
    let Some(name) = &mut programme.programme.logo else {
        return Ok(None);
    };
    let Some(beside) = &settings.beside else {
        return Ok(None);
    };
    if name.starts_with("https://") {
        return Ok(None);
    }
    let logo =
        Logo::read(&beside.join(&*name)).map_err(|error| StartError::Logo(name.clone(), error))?;
    *name = format!("{}{}", settings.public_url, logo.path());
    Ok(Some(logo))
}

/// The same for pictures of rewards and offers.
fn own_pictures(
    programme: &mut Programme,
    settings: &Settings,
) -> Result<BTreeMap<String, Logo>, StartError> {
    let mut pictures = BTreeMap::new();
    let Some(beside) = &settings.beside else {
        return Ok(pictures);
    };
    let rewards = programme.rewards.iter_mut().map(|rule| &mut rule.image);
    let offers = programme.offers.iter_mut().map(|rule| &mut rule.image);
    for name in rewards.chain(offers).flatten() {
        if name.starts_with("https://") {
            continue;
        }
        let picture = Logo::read(&beside.join(&*name))
            .map_err(|error| StartError::Picture(name.clone(), error))?;
        let print = picture.print();
        *name = format!("{}/pictures/{print}", settings.public_url);
        pictures.insert(print, picture);
    }
    Ok(pictures)
}
