//! Web Push, against a push service of the test's own on loopback.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kantis_protocol::{ProblemType, PushSubscription};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey as VerifyingKey};
use serde_json::{Value, json};

use super::{PROGRAMME, coffee};
use crate::shop::{Member, TestShop};

/// Longer than anything takes; only a defect makes a test wait for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A message as a push service gets it.
struct Message {
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

type Answers = Arc<Mutex<Vec<(u16, Option<&'static str>)>>>;

/// A push service. It answers 201, unless told what to answer first.
struct PushService {
    url: String,
    messages: Receiver<Message>,
    answers: Answers,
}

impl PushService {
    fn open(shop: &TestShop) -> Self {
        let (sender, messages) = channel();
        let answers = Answers::default();
        let app = Router::new()
            .fallback(take)
            .with_state((Arc::new(Mutex::new(sender)), Arc::clone(&answers)));
        let listener = shop
            .runtime()
            .block_on(tokio::net::TcpListener::bind(("127.0.0.1", 0)))
            .unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        shop.runtime()
            .spawn(async move { axum::serve(listener, app).await });
        Self {
            url,
            messages,
            answers,
        }
    }

    /// Answers so, once, before all else.
    fn answer(&self, status: u16, retry_after: Option<&'static str>) {
        self.answers.lock().unwrap().push((status, retry_after));
    }

    fn next(&self) -> Message {
        self.messages.recv_timeout(PATIENCE).unwrap()
    }
}

type Shared = (Arc<Mutex<Sender<Message>>>, Answers);

async fn take(
    State((sender, answers)): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let _ = sender.lock().unwrap().send(Message {
        path: uri.path().to_owned(),
        headers,
        body,
    });
    std::future::ready(()).await;
    let answer = answers.lock().unwrap().pop();
    match answer {
        None => StatusCode::CREATED.into_response(),
        Some((status, retry_after)) => {
            let status = StatusCode::from_u16(status).unwrap();
            match retry_after {
                Some(seconds) => (status, [("retry-after", seconds)]).into_response(),
                None => status.into_response(),
            }
        }
    }
}

/// A wallet's keys for pushes.
struct Keys {
    private: EphemeralPrivateKey,
    public: Vec<u8>,
    auth: [u8; 16],
}

fn keys() -> Keys {
    let private = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).unwrap();
    Keys {
        public: private.compute_public_key().unwrap().as_ref().to_vec(),
        private,
        auth: [9; 16],
    }
}

fn request(endpoint: &str, keys: &Keys) -> Value {
    json!({
        "endpoint": endpoint,
        "p256dh": URL_SAFE_NO_PAD.encode(&keys.public),
        "auth": URL_SAFE_NO_PAD.encode(keys.auth),
    })
}

fn subscribe(member: &Member, endpoint: &str, keys: &Keys) -> PushSubscription {
    member
        .wallet
        .post("/v1/push-subscriptions", &request(endpoint, keys))
        .read_as()
}

/// RFC 8292: signed by the shop's key, for this push service, for a while.
fn verify(shop: &TestShop, service: &PushService, message: &Message, vapid: &str) {
    let header = message.headers["authorization"].to_str().unwrap();
    let (token, key) = header
        .strip_prefix("vapid t=")
        .unwrap()
        .split_once(", k=")
        .unwrap();
    assert_eq!(key, vapid);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    VerifyingKey::new(
        &ECDSA_P256_SHA256_FIXED,
        URL_SAFE_NO_PAD.decode(key).unwrap(),
    )
    .verify(
        signed.as_bytes(),
        &URL_SAFE_NO_PAD.decode(signature).unwrap(),
    )
    .unwrap();
    let (head, claims) = signed.split_once('.').unwrap();
    let read = |part: &str| -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    assert_eq!(read(head), json!({ "typ": "JWT", "alg": "ES256" }));
    let claims = read(claims);
    assert_eq!(claims["aud"], service.url);
    assert_eq!(claims["sub"], shop.url);
    let left = claims["exp"].as_i64().unwrap() - shop.now().timestamp();
    assert!(left > 0 && left <= 24 * 3600, "{left}");
}

/// RFC 8291 from the wallet's end, written anew here: what the message says.
fn unseal(message: &Message, keys: Keys) -> Vec<u8> {
    assert_eq!(message.headers["content-encoding"], "aes128gcm");
    let (salt, rest) = message.body.split_at(16);
    let (size, rest) = rest.split_at(4);
    assert!(u32::from_be_bytes(size.try_into().unwrap()) >= 18);
    let (theirs, sealed) = rest[1..].split_at(usize::from(rest[0]));
    let mac = |key: &[u8], parts: &[&[u8]]| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, key);
        hmac::sign(&key, &parts.concat()).as_ref().to_vec()
    };
    let shared = agree_ephemeral(
        keys.private,
        &UnparsedPublicKey::new(&ECDH_P256, theirs),
        <[u8]>::to_vec,
    )
    .unwrap();
    let first = mac(&keys.auth, &[&shared]);
    let input = mac(&first, &[b"WebPush: info\0", &keys.public, theirs, &[1]]);
    let second = mac(salt, &[&input]);
    let key = mac(&second, &[b"Content-Encoding: aes128gcm\0", &[1]]);
    let nonce = mac(&second, &[b"Content-Encoding: nonce\0", &[1]]);
    let mut plain = sealed.to_vec();
    let opened = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key[..16]).unwrap())
        .open_in_place(
            Nonce::assume_unique_for_key(nonce[..12].try_into().unwrap()),
            Aad::empty(),
            &mut plain,
        )
        .unwrap();
    let (last, content) = opened.split_last().unwrap();
    assert_eq!(*last, 2);
    content.to_vec()
}

#[test]
fn a_purchase_wakes_the_wallet_without_saying_anything() {
    let shop = TestShop::open(PROGRAMME);
    let service = PushService::open(&shop);
    let aino = shop.join("aino@example.fi");
    let matti = shop.join("matti@example.fi");
    let keys = keys();
    let vapid = subscribe(&aino, &format!("{}/aino", service.url), &keys).vapid;
    // A purchase of somebody else's wakes nobody: the first message is of Aino's.
    shop.buy(&matti, &coffee());
    shop.buy(&aino, &coffee());
    let message = service.next();
    assert_eq!(message.path, "/aino");
    assert_eq!(message.headers["ttl"], "86400");
    assert_eq!(message.headers["urgency"], "normal");
    assert_eq!(message.headers["topic"], "changed");
    verify(&shop, &service, &message, &vapid);
    assert_eq!(unseal(&message, keys), b"");
}

#[test]
fn a_subscription_that_is_gone_is_forgotten() {
    for status in [404, 410] {
        let shop = TestShop::open(PROGRAMME);
        let service = PushService::open(&shop);
        let aino = shop.join("aino@example.fi");
        subscribe(&aino, &format!("{}/old", service.url), &keys());
        service.answer(status, None);
        shop.buy(&aino, &coffee());
        assert_eq!(service.next().path, "/old");
        // Only the new one hears of the next purchase.
        let fresh = subscribe(&aino, &format!("{}/new", service.url), &keys());
        shop.buy(&aino, &coffee());
        assert_eq!(service.next().path, "/new");
        let left = shop.read(|work| Ok(work.tx.pushes_of(aino.id)?));
        assert_eq!(
            left.iter().map(|push| push.id).collect::<Vec<_>>(),
            [fresh.id]
        );
    }
}

#[test]
fn a_push_service_that_asks_for_patience_gets_it() {
    let shop = TestShop::open(PROGRAMME);
    let service = PushService::open(&shop);
    let aino = shop.join("aino@example.fi");
    subscribe(&aino, &format!("{}/busy", service.url), &keys());
    service.answer(503, Some("0"));
    service.answer(429, Some("1"));
    shop.buy(&aino, &coffee());
    for _ in 0..3 {
        assert_eq!(service.next().path, "/busy");
    }
}

#[test]
fn a_push_service_that_never_answers_keeps_no_other_waiting() {
    let shop = TestShop::open(PROGRAMME);
    let service = PushService::open(&shop);
    let matti = shop.join("matti@example.fi");
    subscribe(&matti, &format!("{}/matti", service.url), &keys());
    shop.buy(&matti, &coffee());
    assert_eq!(service.next().path, "/matti");
    // Twenty that take a connection and say nothing.
    let (asked, waiting) = channel();
    let silent: Vec<String> = (0..20)
        .map(|_| {
            let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
            let url = format!("http://{}/x", listener.local_addr().unwrap());
            let asked = asked.clone();
            std::thread::spawn(move || {
                while let Ok((stream, _)) = listener.accept() {
                    if asked.send(stream).is_err() {
                        return;
                    }
                }
            });
            url
        })
        .collect();
    let keys = keys();
    let members = [
        ("a@example.fi", &silent[..10]),
        ("b@example.fi", &silent[10..]),
    ];
    let members = members.map(|(email, own)| {
        let member = shop.join(email);
        for url in own {
            subscribe(&member, url, &keys);
        }
        member
    });
    for member in &members {
        shop.buy(member, &coffee());
    }
    let mut held = vec![waiting.recv_timeout(PATIENCE).unwrap()];
    // Matti's push is there long before the shop has waited for all of them.
    shop.buy(&matti, &coffee());
    assert_eq!(service.next().path, "/matti");
    held.extend(waiting.try_iter());
    assert!(held.len() < 16, "{} were waited for first", held.len());
}

#[test]
fn a_subscription_that_ended_is_not_tried_again() {
    let shop = TestShop::open(PROGRAMME);
    let (ended, stays) = (PushService::open(&shop), PushService::open(&shop));
    let aino = shop.join("aino@example.fi");
    let matti = shop.join("matti@example.fi");
    let gone = subscribe(&aino, &format!("{}/gone", ended.url), &keys());
    ended.answer(503, Some("1"));
    shop.buy(&aino, &coffee());
    assert_eq!(ended.next().path, "/gone");
    let path = format!("/v1/push-subscriptions/{}", gone.id);
    assert_eq!(aino.wallet.delete(&path).status, 204);
    // Whoever has to wait for longer, and began later, is tried again.
    subscribe(&matti, &format!("{}/stays", stays.url), &keys());
    stays.answer(503, Some("2"));
    shop.buy(&matti, &coffee());
    for _ in 0..2 {
        assert_eq!(stays.next().path, "/stays");
    }
    assert!(ended.messages.try_recv().is_err());
}

#[test]
fn what_was_owed_when_the_shop_closed_is_sent_when_it_opens() {
    let mut shop = TestShop::open(PROGRAMME);
    let aino = shop.join("aino@example.fi");
    let grant = aino.grant;
    shop.end();
    // Nobody is listening yet when this happens.
    let mut shop = shop.reopen(None);
    let service = PushService::open(&shop);
    let aino = Member {
        wallet: shop.with_token(&aino.token),
        ..aino
    };
    subscribe(&aino, &format!("{}/late", service.url), &keys());
    shop.end();
    shop.write(|work| {
        work.touch(aino.id, kantis_protocol::Kind::Account, "account")?;
        Ok(())
    });
    let shop = shop.reopen(None);
    let left = shop.read(|work| Ok(work.tx.pushes_of(aino.id)?));
    assert_eq!(left[0].grant, grant);
    // The service lived in the runtime of the shop before; its port is asked again.
    let address: std::net::SocketAddr = service.url["http://".len()..].parse().unwrap();
    let listener = std::net::TcpListener::bind(address).unwrap();
    let (mut asked, _) = listener.accept().unwrap();
    let mut head = [0; 10];
    std::io::Read::read_exact(&mut asked, &mut head).unwrap();
    assert_eq!(&head, b"POST /late");
}

#[test]
fn subscriptions_are_looked_at_before_they_are_taken() {
    let shop = TestShop::open_with(PROGRAMME, |settings| settings.push_to_loopback = false);
    let aino = shop.join("aino@example.fi");
    let keys = keys();
    for endpoint in [
        "http://push.example/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://192.168.1.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/x",
        "nonsense",
        "",
    ] {
        let problem = aino
            .wallet
            .post("/v1/push-subscriptions", &request(endpoint, &keys))
            .problem(ProblemType::Invalid);
        assert_eq!(problem["at"], "endpoint", "{endpoint}");
    }
    let good = "https://push.example/x";
    for (field, value) in [
        ("p256dh", "AAAA".to_owned()),
        ("p256dh", URL_SAFE_NO_PAD.encode([4; 65])),
        ("auth", "!".to_owned()),
        ("auth", URL_SAFE_NO_PAD.encode([1; 15])),
    ] {
        let mut wrong = request(good, &keys);
        wrong[field] = value.into();
        let problem = aino
            .wallet
            .post("/v1/push-subscriptions", &wrong)
            .problem(ProblemType::Invalid);
        assert_eq!(problem["at"], field);
    }
    // The same place again is the same subscription; ten are enough.
    let first = subscribe(&aino, good, &keys);
    assert_eq!(subscribe(&aino, good, &keys).id, first.id);
    for number in 1..10 {
        subscribe(&aino, &format!("{good}/{number}"), &keys);
    }
    aino.wallet
        .post(
            "/v1/push-subscriptions",
            &request(&format!("{good}/eleven"), &keys),
        )
        .problem(ProblemType::LimitReached);

    let path = format!("/v1/push-subscriptions/{}", first.id);
    let matti = shop.join("matti@example.fi");
    matti.wallet.delete(&path).problem(ProblemType::NotFound);
    assert_eq!(aino.wallet.delete(&path).status, 204);
    aino.wallet.delete(&path).problem(ProblemType::NotFound);
    // They end with the wallet that made them.
    shop.unlink(aino.grant);
    assert!(shop.read(|work| Ok(work.tx.pushes_of(aino.id)?)).is_empty());
}
