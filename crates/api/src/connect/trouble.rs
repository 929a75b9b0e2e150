//! What a shop could not or would not do, as the edge says it.

use kantis_wallet::ports::{MerchantFailure, MerchantTrouble, Refusal};

use crate::{ApiError, Code};

/// Why a shop did not answer as wanted.
pub(crate) fn merchant_error(failure: &MerchantFailure) -> ApiError {
    trouble_error(&failure.kind)
}

/// The same without what an answer said beside it.
pub(crate) fn trouble_error(trouble: &MerchantTrouble) -> ApiError {
    use MerchantTrouble as Trouble;
    let busy = |why: &str| retryable(Code::ShopBusy).with("why", why);
    match trouble {
        Trouble::Unreachable => retryable(Code::ShopUnreachable),
        Trouble::Broken => busy("broken"),
        Trouble::TimedOut => busy("timedOut"),
        Trouble::Busy { .. } | Trouble::SlowDown => busy("busy"),
        Trouble::Unreadable => busy("unreadable"),
        Trouble::TooLarge => busy("tooLarge"),
        Trouble::CannotCalculate => busy("changes"),
        Trouble::Stopped => ApiError::new(Code::Cancelled),
        Trouble::Refused(refusal) => ApiError::new(Code::AddressRefused).with(
            "why",
            match refusal {
                Refusal::NotAnAddress => "notAnAddress",
                Refusal::NotHttps => "notHttps",
                Refusal::Private => "private",
                Refusal::TooManyRedirects => "redirect",
            },
        ),
        Trouble::NoShop => ApiError::new(Code::NoShop),
        Trouble::OtherVersion => ApiError::new(Code::ShopVersion),
        Trouble::WrongIssuer => ApiError::new(Code::ShopIdentity),
        Trouble::WrongInvite => ApiError::new(Code::InviteOver),
        Trouble::Denied => ApiError::new(Code::SignInDenied),
        Trouble::WrongSignIn | Trouble::Pending | Trouble::SignInOver | Trouble::Unauthorized => {
            ApiError::new(Code::SignInOver)
        }
        Trouble::Problem(kind) => ApiError::new(Code::ShopRefused).with("why", kind.slug()),
        Trouble::Unexpected { status } => ApiError::new(Code::ShopRefused).with("why", status),
    }
}

fn retryable(code: Code) -> ApiError {
    ApiError {
        retryable: true,
        ..ApiError::new(code)
    }
}
