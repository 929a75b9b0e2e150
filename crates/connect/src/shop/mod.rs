//! Shops that speak the loyalty protocol (`docs/loyalty-protocol.md`).
//!
//! Finding one is in `discover` and `invite`, signing in in `oauth`, reading and asking in
//! `requests`, whether anything is new in `standing`, pictures in `picture`, listening in `listen`
//! and `stream`, what answers mean in `answer`.

mod answer;
mod discover;
mod invite;
mod listen;
mod oauth;
mod picture;
mod requests;
mod standing;
mod stream;

use kantis_protocol::{Changes, DeviceLink, PushRequest, PushSubscription};
use kantis_wallet::ports::{
    Access, Answered, Call, Client, DeviceSignIn, Done, Granted, Heard, Merchant, MerchantFailure,
    Rest, Secret, Shop, SignIn, Standing, Stood, Wish,
};
use reqwest::header::HeaderMap;
use reqwest::{Method, Url};
use uuid::Uuid;

use crate::exchange::{Answer, Question, Reads};
use crate::network::LazyNetwork;
use crate::policy::Policy;

/// Asks shops. Costs nothing until it is asked the first time; from then on it has one thread and
/// a pool of connections.
pub struct ShopService {
    network: LazyNetwork,
    policy: Policy,
}

impl ShopService {
    /// A client that asks the addresses that the policy admits.
    pub fn new(policy: Policy) -> Self {
        Self {
            network: LazyNetwork::new(policy),
            policy,
        }
    }

    /// Asks one address, and no other that it may point to.
    fn ask(
        &self,
        method: Method,
        url: Url,
        headers: HeaderMap,
        body: Option<Vec<u8>>,
        call: &Call,
    ) -> Result<Answer, MerchantFailure> {
        self.send(
            Question {
                method,
                url,
                headers,
                body,
                redirects: 0,
                reads: Reads::All,
            },
            call,
        )
    }

    fn send(&self, question: Question, call: &Call) -> Result<Answer, MerchantFailure> {
        Ok(self
            .network
            .get()
            .and_then(|network| network.ask(question, call))?)
    }
}

impl Merchant for ShopService {
    fn discover(&self, address: &str, call: &Call) -> Result<Shop, MerchantFailure> {
        discover::discover(self, address, call)
    }

    fn register(
        &self,
        shop: &Shop,
        redirects: &[String],
        call: &Call,
    ) -> Result<Client, MerchantFailure> {
        oauth::register(self, shop, redirects, call)
    }

    fn sign_in_address(
        &self,
        shop: &Shop,
        client: &Client,
        sign_in: &SignIn,
    ) -> Result<String, MerchantFailure> {
        oauth::sign_in_address(self, shop, client, sign_in)
    }

    fn redeem_code(
        &self,
        shop: &Shop,
        client: &Client,
        sign_in: &SignIn,
        code: &Secret,
        call: &Call,
    ) -> Result<Granted, MerchantFailure> {
        oauth::redeem_code(self, shop, client, sign_in, code, call)
    }

    fn begin_device(
        &self,
        shop: &Shop,
        client: &Client,
        call: &Call,
    ) -> Result<DeviceSignIn, MerchantFailure> {
        oauth::begin_device(self, shop, client, call)
    }

    fn poll_device(
        &self,
        shop: &Shop,
        client: &Client,
        device: &DeviceSignIn,
        call: &Call,
    ) -> Result<Granted, MerchantFailure> {
        oauth::poll_device(self, shop, client, device, call)
    }

    fn refresh(
        &self,
        shop: &Shop,
        client: &Client,
        refresh: &Secret,
        call: &Call,
    ) -> Result<Granted, MerchantFailure> {
        oauth::refresh(self, shop, client, refresh, call)
    }

    fn revoke(
        &self,
        shop: &Shop,
        client: &Client,
        refresh: &Secret,
        call: &Call,
    ) -> Result<(), MerchantFailure> {
        oauth::revoke(self, shop, client, refresh, call)
    }

    fn changes(
        &self,
        access: &Access,
        since: Option<&str>,
        max: u32,
        call: &Call,
    ) -> Result<Answered<Changes>, MerchantFailure> {
        requests::changes(self, access, since, max, call)
    }

    fn stands_elsewhere(
        &self,
        access: &Access,
        state: &str,
        call: &Call,
    ) -> Result<Answered<bool>, MerchantFailure> {
        standing::stands_elsewhere(self, access, state, call)
    }

    fn stand_elsewhere(&self, questions: Vec<Standing>, call: &Call, answered: Stood) -> Rest<'_> {
        standing::stand_elsewhere(self, questions, call, answered)
    }

    fn listen(
        &self,
        access: &Access,
        state: &str,
        changed: Heard,
        call: &Call,
    ) -> Result<(), MerchantFailure> {
        listen::listen(self, access, state, changed, call)
    }

    fn ask_for(
        &self,
        access: &Access,
        wish: &Wish,
        key: &str,
        call: &Call,
    ) -> Result<Answered<Done>, MerchantFailure> {
        requests::ask_for(self, access, wish, key, call)
    }

    fn link_device(
        &self,
        access: &Access,
        label: Option<&str>,
        call: &Call,
    ) -> Result<Answered<DeviceLink>, MerchantFailure> {
        requests::link_device(self, access, label, call)
    }

    fn subscribe_push(
        &self,
        access: &Access,
        request: &PushRequest,
        call: &Call,
    ) -> Result<Answered<PushSubscription>, MerchantFailure> {
        requests::subscribe_push(self, access, request, call)
    }

    fn unsubscribe_push(
        &self,
        access: &Access,
        subscription: Uuid,
        call: &Call,
    ) -> Result<Answered<()>, MerchantFailure> {
        requests::unsubscribe_push(self, access, subscription, call)
    }

    fn picture(&self, shop: &Shop, address: &str, call: &Call) -> Result<Vec<u8>, MerchantFailure> {
        picture::picture(self, shop, address, call)
    }

    fn export(&self, access: &Access, call: &Call) -> Result<Vec<u8>, MerchantFailure> {
        requests::export(self, access, call)
    }

    fn leave(&self, access: &Access, call: &Call) -> Result<(), MerchantFailure> {
        requests::leave(self, access, call)
    }
}
