//! The port to shops that speak the loyalty protocol (`docs/loyalty-protocol.md`).
//!
//! A folder: the shop and the right to ask it, signing in, wishes, and what may go wrong.

mod shop;
mod sign_in;
mod trouble;
mod wish;

use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use kantis_protocol::{Changes, DeviceLink, PushRequest, PushSubscription};
use uuid::Uuid;

use super::{Call, Rest};

pub use shop::{Access, Invite, Secret, Shop};
pub use sign_in::{Client, DeviceSignIn, Granted, SignIn};
pub use trouble::{MerchantFailure, MerchantTrouble};
pub use wish::{Done, Wish};

/// Asks shops. Calls block, save [`Merchant::stand_elsewhere`]; several threads call at once.
///
/// An implementation speaks https to public addresses only, sends a token to the shop's own origin
/// and nowhere else, takes no cookies, and reads no answer of more than ten MiB.
pub trait Merchant: Send + Sync {
    /// Which shop stands at an address: what a person typed, or an invite's link. Reads what the
    /// shop says of itself and how one signs in there.
    ///
    /// # Errors
    /// When there is no shop that this version understands, or its words contradict its address.
    fn discover(&self, address: &str, call: &Call) -> Result<Shop, MerchantFailure>;

    /// Introduces this wallet to the shop (RFC 7591). The redirect addresses are those that a
    /// sign-in may come back to.
    ///
    /// # Errors
    /// When the shop does not take it.
    fn register(
        &self,
        shop: &Shop,
        redirects: &[String],
        call: &Call,
    ) -> Result<Client, MerchantFailure>;

    /// Where a person signs in, for the system's browser (RFC 6749 §4.1.1, RFC 7636).
    ///
    /// # Errors
    /// When the shop's address for it cannot be used.
    fn sign_in_address(
        &self,
        shop: &Shop,
        client: &Client,
        sign_in: &SignIn,
    ) -> Result<String, MerchantFailure>;

    /// Trades the code that came back for the right to ask (RFC 6749 §4.1.3). The caller has looked
    /// at `state` and `iss`: [`SignIn::code`] does.
    ///
    /// # Errors
    /// When the shop does not take the code.
    fn redeem_code(
        &self,
        shop: &Shop,
        client: &Client,
        sign_in: &SignIn,
        code: &Secret,
        call: &Call,
    ) -> Result<Granted, MerchantFailure>;

    /// Begins a sign-in for which the person uses another device (RFC 8628).
    ///
    /// # Errors
    /// When the shop does not take it.
    fn begin_device(
        &self,
        shop: &Shop,
        client: &Client,
        call: &Call,
    ) -> Result<DeviceSignIn, MerchantFailure>;

    /// Whether the person has agreed by now (RFC 8628 §3.4). [`MerchantTrouble::Pending`] and
    /// [`MerchantTrouble::SlowDown`] mean: not yet.
    ///
    /// # Errors
    /// Not yet, not any more, or why there was no answer.
    fn poll_device(
        &self,
        shop: &Shop,
        client: &Client,
        device: &DeviceSignIn,
        call: &Call,
    ) -> Result<Granted, MerchantFailure>;

    /// Trades a refresh token for its successor (RFC 6749 §6). The same token may be sent again
    /// within a minute when the answer was lost.
    ///
    /// # Errors
    /// [`MerchantTrouble::SignInOver`] when the person has to sign in again.
    fn refresh(
        &self,
        shop: &Shop,
        client: &Client,
        refresh: &Secret,
        call: &Call,
    ) -> Result<Granted, MerchantFailure>;

    /// Ends a refresh token and what came of it (RFC 7009). One that is over already is success.
    ///
    /// # Errors
    /// When there was no answer.
    fn revoke(
        &self,
        shop: &Shop,
        client: &Client,
        refresh: &Secret,
        call: &Call,
    ) -> Result<(), MerchantFailure>;

    /// One page of what changed since a state; everything, when there is none.
    ///
    /// # Errors
    /// [`MerchantTrouble::CannotCalculate`] when everything has to be read anew.
    fn changes(
        &self,
        access: &Access,
        since: Option<&str>,
        max: u32,
        call: &Call,
    ) -> Result<Answered<Changes>, MerchantFailure>;

    /// Whether the member's records stand elsewhere than at this state: one conditional request.
    ///
    /// # Errors
    /// Why there was no answer.
    fn stands_elsewhere(
        &self,
        access: &Access,
        state: &str,
        call: &Call,
    ) -> Result<Answered<bool>, MerchantFailure>;

    /// Begins to ask several shops the same, for as long as somebody wants to know. The call's timeout
    /// is for each of them.
    ///
    /// `answered` is called once for each question that was asked, with its place among them; it may
    /// be on any thread, must not block, and may say that this is enough. An implementation that can
    /// asks them side by side, so that one that does not answer delays nobody.
    fn stand_elsewhere(&self, questions: Vec<Standing>, call: &Call, answered: Stood) -> Rest<'_> {
        let call = call.clone();
        Box::new(move || {
            for (place, Standing { access, state }) in questions.iter().enumerate() {
                if call.stop.is_set() {
                    return;
                }
                let answer = self.stands_elsewhere(access, state, &call);
                if answered(place, answer).is_break() {
                    return;
                }
            }
        })
    }

    /// Listens until the stream ends, `call` stops it or `changed` says that it is enough. `changed`
    /// hears the state where the records stand now; it may be on another thread and must not block.
    /// The call's timeout is how long nothing at all may be heard.
    ///
    /// # Errors
    /// Why the stream ended before anybody wanted it to.
    fn listen(
        &self,
        access: &Access,
        state: &str,
        changed: Heard,
        call: &Call,
    ) -> Result<(), MerchantFailure>;

    /// Asks the shop to do something. `key` is the same for each attempt at the same wish.
    ///
    /// # Errors
    /// Why it was refused, or [`MerchantFailure::is_unclear`] when it may or may not have happened.
    fn ask_for(
        &self,
        access: &Access,
        wish: &Wish,
        key: &str,
        call: &Call,
    ) -> Result<Answered<Done>, MerchantFailure>;

    /// Links this device for member codes.
    ///
    /// # Errors
    /// Why there was no answer.
    fn link_device(
        &self,
        access: &Access,
        label: Option<&str>,
        call: &Call,
    ) -> Result<Answered<DeviceLink>, MerchantFailure>;

    /// Lets the shop push to an endpoint. The same endpoint again is the same subscription.
    ///
    /// # Errors
    /// Why it was refused, or why there was no answer.
    fn subscribe_push(
        &self,
        access: &Access,
        request: &PushRequest,
        call: &Call,
    ) -> Result<Answered<PushSubscription>, MerchantFailure>;

    /// Ends a subscription. One that is over already is success.
    ///
    /// # Errors
    /// When there was no answer.
    fn unsubscribe_push(
        &self,
        access: &Access,
        subscription: Uuid,
        call: &Call,
    ) -> Result<Answered<()>, MerchantFailure>;

    /// A picture that one of the shop's records names: PNG, JPEG or WebP, as it is sent. It is asked
    /// for without a token, of the shop's own origin and no other: nobody else learns who looks.
    ///
    /// # Errors
    /// [`MerchantTrouble::WrongIssuer`] for an address elsewhere; why there was no such picture. A
    /// merchant without pictures has none.
    fn picture(&self, shop: &Shop, address: &str, call: &Call) -> Result<Vec<u8>, MerchantFailure> {
        let _ = (shop, address, call);
        Err(MerchantTrouble::Unexpected { status: 404 }.into())
    }

    /// Everything that the shop holds on the member, as JSON, byte for byte.
    ///
    /// # Errors
    /// Why there was no answer.
    fn export(&self, access: &Access, call: &Call) -> Result<Vec<u8>, MerchantFailure>;

    /// Deletes the membership at the shop.
    ///
    /// # Errors
    /// Why it was refused, or that it may or may not have happened.
    fn leave(&self, access: &Access, call: &Call) -> Result<(), MerchantFailure>;
}

/// Where the wallet's records of a shop stand, and the right to ask whether they stand elsewhere.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The right to ask.
    pub access: Access,
    /// The state that the wallet has.
    pub state: String,
}

/// Hears whether the records of a shop stand elsewhere, by the question's place, and says whether
/// that is enough.
pub type Stood =
    Arc<dyn Fn(usize, Result<Answered<bool>, MerchantFailure>) -> ControlFlow<()> + Send + Sync>;

/// Hears the state where records stand now, and says whether that is enough.
pub type Heard = Box<dyn FnMut(&str) -> ControlFlow<()> + Send>;

/// An answer, and the shop's clock when it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered<T> {
    /// The answer.
    pub value: T,
    /// The shop's clock (`Date`), where it said it.
    pub date: Option<DateTime<Utc>>,
}
