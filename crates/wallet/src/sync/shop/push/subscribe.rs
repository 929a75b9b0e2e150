//! Telling a shop where to push.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use kantis_protocol::{PushRequest, PushSubscription};
use p256::SecretKey;
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::token;
use crate::domain::ConnectionId;
use crate::error::Result;
use crate::ports::{Entropy, MerchantFailure, MerchantTrouble as Trouble, Shop};
use crate::shop::push::{self, PushRow};
use crate::store::writer::Writer;
use crate::sync::shop::visit::{Visit, Visitor};

/// A shop hears of an endpoint once a day, so that it never forgets one for longer. It hears so with
/// a visit; none is made for it.
const RENEWED: TimeDelta = TimeDelta::days(1);

impl Visitor<'_> {
    /// Whether the shop is, or may have, to be told now where to push.
    pub(in crate::sync::shop) fn must_subscribe(&self, connection: ConnectionId) -> bool {
        let from = self.shops.pushes.lock().errand(connection);
        from.is_some_and(|from| from <= self.now())
    }
}

impl Visit<'_> {
    /// Tells the shop where to push, and where no more, if it is to be told. Goes before reading:
    /// what happens from now on is either read or pushed.
    pub(in crate::sync::shop) fn keep_subscribed(&mut self) -> Result<Result<(), MerchantFailure>> {
        if !self.visitor.must_subscribe(self.row.id) {
            return Ok(Ok(()));
        }
        let id = self.row.id;
        let find = || {
            self.visitor
                .wallet
                .read(|connection| push::of(connection, id))
        };
        let Some(row) = find()? else {
            return Ok(Ok(()));
        };
        if let Some(endpoint) = &row.endpoint
            && row.renew_at <= self.visitor.now()
            && let Err(failure) = self.subscribe(&row, endpoint)?
        {
            return Ok(Err(failure));
        }
        // By now another one may have taken its place.
        let Some(row) = find()? else {
            return Ok(Ok(()));
        };
        match row.replaced {
            Some(replaced) => self.unsubscribe(&row, replaced),
            None => Ok(Ok(())),
        }
    }

    fn subscribe(&mut self, row: &PushRow, endpoint: &str) -> Result<Result<(), MerchantFailure>> {
        let Some(request) = request(endpoint, &*self.visitor.wallet.ports.entropy) else {
            return Ok(Ok(()));
        };
        let asked =
            self.ask(|merchant, access, call| merchant.subscribe_push(access, &request, call))?;
        let renew_at = self.visitor.now() + RENEWED;
        match asked {
            Ok(subscription) => self.change(|writer| {
                let connection = writer.connection();
                push::subscribed(connection, &row.token, endpoint, subscription.id, renew_at)?;
                self.follow_key(writer, row, &subscription)
            })?,
            Err(failure) if is_no(&failure.kind) => {
                self.change(|writer| {
                    push::refused(writer.connection(), &row.token, endpoint, renew_at)
                })?;
            }
            Err(failure) => return Ok(Err(failure)),
        }
        Ok(Ok(()))
    }

    /// A shop that signs with another key by now is not heard through the old one's endpoint.
    fn follow_key(
        &self,
        writer: &Writer<'_>,
        row: &PushRow,
        subscription: &PushSubscription,
    ) -> Result<()> {
        let key = Some(subscription.vapid.as_str()).filter(|key| is_key(key));
        match key {
            Some(key) if row.vapid.as_deref() != Some(key) => {
                let now = self.visitor.now();
                let next = token(&*self.visitor.wallet.ports.entropy);
                let next = self.visitor.shops.pushes.lock().later(next, now);
                let (connection, id) = (writer.connection(), self.row.id);
                push::other_key(connection, id, subscription.id, &next, key)
            }
            _ => Ok(()),
        }
    }

    fn unsubscribe(
        &mut self,
        row: &PushRow,
        replaced: Uuid,
    ) -> Result<Result<(), MerchantFailure>> {
        let asked =
            self.ask(|merchant, access, call| merchant.unsubscribe_push(access, replaced, call))?;
        match asked {
            Err(failure) if !is_no(&failure.kind) => Ok(Err(failure)),
            _ => {
                self.change(|writer| push::ended(writer.connection(), &row.token, replaced))?;
                Ok(Ok(()))
            }
        }
    }

    /// Losing any of this only means that the shop is told once more.
    fn change(&self, change: impl FnOnce(&Writer<'_>) -> Result<()>) -> Result<()> {
        let writer = self.visitor.wallet.light_writer()?;
        change(&writer)?;
        writer.commit().map(drop)
    }
}

/// Whether a shop does not do it, and will not a moment later.
fn is_no(kind: &Trouble) -> bool {
    matches!(
        kind,
        Trouble::Problem(_) | Trouble::Unexpected { .. } | Trouble::Unreadable | Trouble::TooLarge
    )
}

/// The shop's key for pushes, where it names one.
pub(super) fn key_of(shop: &Shop) -> Option<&str> {
    shop.discovery.vapid.as_deref().filter(|key| is_key(key))
}

/// Whether a text looks like a point of P-256, uncompressed, in base64url.
fn is_key(text: &str) -> bool {
    const MARK: u8 = 4;
    text.len() == 87
        && URL_SAFE_NO_PAD
            .decode(text)
            .is_ok_and(|bytes| bytes.first() == Some(&MARK))
}

/// A request with keys of its own. What is sealed for them cannot be opened by anybody, us included:
/// the private key is not kept, because there is nothing in a push to read.
fn request(endpoint: &str, entropy: &dyn Entropy) -> Option<PushRequest> {
    let mut secret = Zeroizing::new([0; 32]);
    entropy.fill(secret.as_mut_slice());
    // Below the order of the curve, and not zero, whatever the chance was.
    if let [first, .., last] = secret.as_mut_slice() {
        *first &= 0x7f;
        *last |= 1;
    }
    let public = SecretKey::from_slice(secret.as_slice()).ok()?.public_key();
    let mut auth = [0; 16];
    entropy.fill(&mut auth);
    Some(PushRequest {
        endpoint: endpoint.to_owned(),
        p256dh: URL_SAFE_NO_PAD.encode(public.to_encoded_point(false)),
        auth: URL_SAFE_NO_PAD.encode(auth),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Always(u8);

    impl Entropy for Always {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn every_chance_gives_a_point_on_the_curve() {
        for byte in [0, 1, 7, 0x80, 0xff] {
            let request = request("https://push.example/x", &Always(byte)).unwrap();
            assert!(is_key(&request.p256dh), "{byte}");
            let bytes = URL_SAFE_NO_PAD.decode(&request.p256dh).unwrap();
            assert!(p256::PublicKey::from_sec1_bytes(&bytes).is_ok(), "{byte}");
            assert_eq!(URL_SAFE_NO_PAD.decode(&request.auth).unwrap(), [byte; 16]);
        }
    }

    #[test]
    fn only_a_key_is_a_key() {
        let point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        assert!(is_key(point));
        for other in [
            "",
            "BCVx",
            &point.replace('B', "A"),
            &format!("{point}="),
            &"~".repeat(87),
        ] {
            assert!(!is_key(other), "{other}");
        }
    }
}
