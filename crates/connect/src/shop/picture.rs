//! Pictures of offers and rewards.

use kantis_wallet::ports::{Call, MerchantFailure, MerchantTrouble, Refusal, Shop};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode, Url};

use super::ShopService;

/// Bytes of a picture that is taken.
const LARGEST: usize = 2 * 1024 * 1024;
/// What is drawn without running or loading anything: no SVG.
const KINDS: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];

pub(super) fn picture(
    service: &ShopService,
    shop: &Shop,
    address: &str,
    call: &Call,
) -> Result<Vec<u8>, MerchantFailure> {
    let url = parsed(address)?;
    if url.origin() != parsed(shop.issuer())?.origin() {
        return Err(MerchantTrouble::WrongIssuer.into());
    }
    let mut headers = HeaderMap::new();
    let kinds = HeaderValue::from_static("image/png, image/jpeg, image/webp");
    headers.insert(ACCEPT, kinds);
    let answer = service.ask(Method::GET, url, headers, None, call)?;
    let status = answer.status;
    let kind = answer.headers.get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    match status {
        StatusCode::OK if answer.body.len() > LARGEST => Err(MerchantTrouble::TooLarge.into()),
        StatusCode::OK if KINDS.contains(&kind) => Ok(answer.body),
        StatusCode::OK => Err(MerchantTrouble::Unreadable.into()),
        _ if status.as_u16() == 429 || status.is_server_error() => Err(MerchantTrouble::Busy {
            status: status.as_u16(),
        }
        .into()),
        _ => Err(MerchantTrouble::Unexpected {
            status: status.as_u16(),
        }
        .into()),
    }
}

fn parsed(text: &str) -> Result<Url, MerchantTrouble> {
    Url::parse(text).map_err(|_| MerchantTrouble::Refused(Refusal::NotAnAddress))
}
